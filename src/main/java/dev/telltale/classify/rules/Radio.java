package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.shape.Hex;
import dev.telltale.decode.Node;
import java.util.Set;

/**
 * Tells access points from the phone's own address: in the rows of a scan a network's name or a
 * received power in dBm stands beside the address.
 */
final class Radio {
  private static final int WEAKEST = -127;
  private static final int STRONGEST = -10;
  private static final int MOST_MEMBERS = 14;
  private static final Set<String> HOLDERS =
      Set.of(
          "wifi",
          "wifis",
          "wifilist",
          "wifiinfo",
          "wifiinfos",
          "wifiscan",
          "wifiscans",
          "wifinetworks",
          "wifiap",
          "wifiaps",
          "wifiaccesspoints",
          "accesspoints",
          "ap",
          "aps",
          "aplist",
          "scan",
          "scans",
          "scanlist",
          "scanresult",
          "scanresults",
          "wlan",
          "wlans",
          "nearbywifi",
          "nearwifi",
          "currentwifi",
          "connectedwifi",
          "connection",
          "hotspot",
          "router");
  private static final Set<String> NAMES =
      Set.of("ssid", "essid", "wifissid", "wifiname", "apname", "networkname");
  private static final Set<String> POWERS =
      Set.of(
          "rssi",
          "level",
          "signal",
          "signalstrength",
          "strength",
          "dbm",
          "rss",
          "signallevel",
          "wifirssi",
          "frequency",
          "freq",
          "channel",
          "capabilities");
  private static final Set<String> BLUETOOTH =
      Set.of(
          "bluetooth",
          "bt",
          "ble",
          "beacon",
          "beacons",
          "btdevices",
          "bluetoothdevices",
          "blelist");

  private Radio() {}

  /** Whether the fields describe a network that was seen or joined, rather than the phone. */
  static boolean network(Surroundings around) {
    if (around.fields().size() > MOST_MEMBERS || around.held(BLUETOOTH, 2)) {
      return false;
    }
    boolean held = around.held(HOLDERS, 1);
    boolean row = false;
    boolean power = false;
    boolean named = false;
    for (Field field : around.fields()) {
      Node holder = field.node().parent();
      row |= holder != null && holder.kind() == Node.Kind.OBJECT && holder.index() >= 0;
      String name = field.proposals().name().full();
      power |= POWERS.contains(name) || dbm(field.node().text());
      named |= NAMES.contains(name);
    }
    boolean bare = around.fields().size() <= 3 && around.has("name") && around.has("mac");
    return (row && (power || named || bare)) || (held && (power || named || around.has("name")));
  }

  /** The same, and a network's address is among the fields. */
  static boolean addressed(Surroundings around) {
    for (Field field : around.fields()) {
      String text = field.node().text().strip();
      if (Hex.separatedMac(text) && !Nulls.is(text)) {
        return network(around);
      }
    }
    return false;
  }

  private static boolean dbm(String text) {
    int n = text.length();
    if (n < 3 || n > 4 || text.charAt(0) != '-') {
      return false;
    }
    int value = 0;
    for (int i = 1; i < n; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      value = value * 10 - (c - '0');
    }
    return value >= WEAKEST && value <= STRONGEST;
  }
}
