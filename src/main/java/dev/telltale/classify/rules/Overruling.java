package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Entry;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.Models;
import dev.telltale.classify.shape.Phones;
import dev.telltale.decode.Node;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets the value overrule what the key says: a checksum or a fixed notation outranks a name. */
final class Overruling {
  private Overruling() {}

  /** Lets the value overrule the key. */
  static @Nullable Choice settle(
      @Nullable Choice best,
      Field field,
      String text,
      Surroundings around,
      Supplier<Platform> platform) {
    KeyName name = field.proposals().name();
    boolean idKey =
        best != null
            && (best.kind().startsWith("device.") || best.kind().equals("account.user_id"));
    if (best != null && best.kind().equals("contact.email")) {
      return best;
    }
    if (best != null
        && (best.kind().equals("device.instance_id.other")
            || best.kind().startsWith("device.ad_id"))) {
      String kind = AdTypes.beside(name, around);
      if (!kind.isEmpty() && !kind.equals(best.kind())) {
        return best.as(kind, "; a field beside it says which id it is");
      }
    }
    List<Entry> entries = field.proposals().entries();
    for (int i = 0; i < entries.size() && !idKey; i++) {
      idKey =
          entries.get(i).kind().startsWith("device.")
              && entries.get(i).match() != Vocabulary.Match.UNDER
              && entries.get(i).match() != Vocabulary.Match.SHAPED
              && entries.get(i).match() != Vocabulary.Match.NEAR
              && !Words.thing(name, "");
    }
    if (idKey && !name.hashed()) {
      if (Digits.imei(text)
          && (Shaped.imei(text) || platform.get() != Platform.IOS)
          && !kindIs(best, "device.imei")
          && !kindIs(best, "device.sim_id.imsi")
          && !kindIs(best, "account.user_id")) {
        return Choice.overruling("device.imei", 0.95, "15 digits with a Luhn check", field.key());
      }
      if (Hex.separatedMac(text)
          && !kindIs(best, "network.wifi_ap.bssid")
          && !kindIs(best, "device.mac")) {
        return Choice.overruling("device.mac", 0.93, "an EUI-48 address", field.key());
      }
      if (text.length() == 16
          && Hex.androidId(text)
          && !Digits.all(text)
          && platform.get() == Platform.ANDROID
          && (kindIs(best, "device.instance_id.other")
              || kindIs(best, "device.imei")
              || best == null)
          && strongDevice(name)) {
        return Choice.overruling(
            "device.android_id", 0.85, "a 64-bit number in hex on Android", field.key());
      }
      if (best == null && Hex.uuid(text) && strongDevice(name) && otherKind(field)) {
        return Choice.overruling("device.instance_id.other", 0.8, "a UUID", field.key());
      }
    }
    if (text.contains(":APA91") && text.length() >= 20) {
      return Choice.overruling(
          "device.instance_id.push_token", 0.95, "a Firebase Cloud Messaging token", field.key());
    }
    if (best != null
        && (best.kind().startsWith("auth.") || best.kind().equals("device.instance_id.other"))
        && text.charAt(0) == '+'
        && Phones.valid(text)) {
      best = null;
    }
    if (best == null) {
      Choice shown = keyless(text, field.key());
      if (shown != null && shown.kind().equals("device.mac") && Radio.network(around)) {
        return shown.as("network.wifi_ap.bssid", " beside a network's name or its power");
      }
      boolean listed =
          shown != null
              && (shown.kind().equals("device.basic.model") || shown.kind().equals("contact.phone"))
              && (around.business() || Words.business(name) || listed(field));
      return listed ? null : shown;
    }
    return switch (best.kind()) {
      case "device.ad_id" -> {
        String kind =
            platform.get() == Platform.ANDROID
                ? "device.ad_id.gaid"
                : platform.get() == Platform.IOS ? "device.ad_id.idfa" : "device.ad_id";
        boolean adjust = name.full().equals("adid") && text.length() == 32;
        yield new Choice(
            adjust ? "device.instance_id.other" : kind,
            best.evidence(),
            best.rule(),
            best.words()
                + (kind.equals("device.ad_id")
                    ? ""
                    : "; the request comes from " + platform.get()));
      }
      case "device.serial" ->
          Hex.uuid(text)
              ? Choice.overruling(
                  "device.instance_id.other", 0.85, "a UUID, which no serial is", field.key())
              : best;
      case "device.basic.name" ->
          PersonGates.possessive(text)
              ? best
              : new Choice(
                  "device.basic.model",
                  best.evidence(),
                  best.rule(),
                  best.words() + "; it reads as a model, not as a name someone gave");
      case "device.mac" ->
          !best.words().contains(" own ") && !name.full().contains("wlan0") && Radio.network(around)
              ? best.as("network.wifi_ap.bssid", "; a network's name or its power stands beside it")
              : best;
      case "account.user_id" -> Hex.separatedMac(text) ? null : best;
      case "contact.postal_address" -> addressLine(best, text, around);
      default -> best;
    };
  }

  /** A line that only names city or country, which stand in fields beside it too. */
  private static @Nullable Choice addressLine(Choice best, String text, Surroundings around) {
    if (around.names("country", text)) {
      return null;
    }
    if (around.names("city", text) || around.names("locality", text)) {
      return new Choice(
          "location.coarse",
          best.evidence(),
          best.rule(),
          best.words() + "; it only names the city that a field beside it names");
    }
    return best;
  }

  /** Whether the name proposes a device's id of a kind that no UUID can be. */
  private static boolean otherKind(Field field) {
    for (Entry entry : field.proposals().entries()) {
      if (entry.kind().equals("device.instance_id.other")) {
        return false;
      }
    }
    return true;
  }

  private static boolean strongDevice(KeyName name) {
    return !name.full().equals("id") && !name.full().equals("version");
  }

  /** Whether a name is a number, as those of protobuf's fields are. */
  private static boolean numbered(String key) {
    return !key.isEmpty() && key.length() <= 3 && Digits.all(key);
  }

  /** Whether a value is one of several without names, as in a list of what an app supports. */
  private static boolean listed(Field field) {
    Node holder = field.node().parent();
    return field.node().index() >= 0
        && holder != null
        && holder.children().size() > 1
        && alike(holder);
  }

  private static boolean alike(Node array) {
    int alike = 0;
    for (Node item : array.children()) {
      alike += Models.known(item.text()) || item.text().startsWith("+") ? 1 : 0;
      if (alike > 1) {
        return true;
      }
    }
    return false;
  }

  private static boolean kindIs(@Nullable Choice choice, String kind) {
    return choice != null && choice.kind().equals(kind);
  }

  /** Shapes that need no key. */
  private static @Nullable Choice keyless(String text, String key) {
    if (Hex.separatedMac(text) && text.length() == 17) {
      return new Choice(
          "device.mac",
          new Evidence(0.75, "an EUI-48 address"),
          "shape:device.mac",
          "the whole value is an EUI-48 address");
    }
    if (Digits.residentId(text)) {
      return new Choice(
          "govid.national_id",
          new Evidence(0.85, "a resident identity number"),
          "shape:govid.national_id",
          "18 characters with region, date and check of GB 11643-1999");
    }
    if (numbered(key) && (text.length() == 19 || text.length() == 20)) {
      if (Digits.iccid(text) && Digits.luhn(text)) {
        return new Choice(
            "device.sim_id.iccid",
            new Evidence(0.8, "20 digits from 89 with a Luhn digit"),
            "shape:device.sim_id.iccid",
            "the whole value is 19 or 20 digits from 89 with a Luhn digit (ITU-T E.118)");
      }
    }
    if (numbered(key)
        && Digits.imei(text)
        && (text.startsWith("86") || text.startsWith("35") || text.startsWith("01"))) {
      return new Choice(
          "device.imei",
          new Evidence(0.8, "15 digits with their Luhn check"),
          "shape:device.imei",
          "the whole value is an IMEI with its Luhn check (3GPP TS 23.003)");
    }
    if (Models.evident(text)) {
      return new Choice(
          "device.basic.model",
          new Evidence(0.8, "a maker's code for a model"),
          "shape:device.basic.model",
          "the whole value is a maker's code for a model");
    }
    if (text.charAt(0) == '+' && Phones.valid(text) && text.length() >= 11) {
      return new Choice(
          "contact.phone",
          new Evidence(0.75, "a telephone number with its country code"),
          "shape:contact.phone",
          "the whole value is a telephone number with its country code (ITU-T E.164)");
    }
    return null;
  }
}
