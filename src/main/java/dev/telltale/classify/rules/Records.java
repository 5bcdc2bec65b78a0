package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.Models;
import dev.telltale.classify.shape.Operators;
import dev.telltale.classify.shape.Phones;
import dev.telltale.decode.Node;
import java.util.List;

/**
 * Reads texts that hold several values without names: records of a device with separators between,
 * and cards of an address book (vCard, RFC 6350).
 */
final class Records {
  private static final String CARD = "BEGIN:VCARD";
  private static final int LONGEST = 4_096;
  private static final int FEWEST_PIECES = 5;

  private Records() {}

  /** Adds what {@code node}, a text without a name, holds. */
  static void read(Node node, Results results) {
    int length = node.to() - node.from();
    if (length < 40 || length > LONGEST || node.index() >= 0) {
      return;
    }
    String text = node.text();
    if (text.startsWith(CARD)) {
      cards(node, text, results);
    } else if (text.indexOf('&') > 0 && text.indexOf('=') > 0) {
      Composite.pairs(node, text, results);
    } else if (text.indexOf('|') > 0) {
      device(node, text.split("\\|", -1), results);
    } else if (text.indexOf('\t') > 0) {
      device(node, text.split("\t", -1), results);
    }
  }

  private static void cards(Node node, String text, Results results) {
    for (String line : text.split("[\r\n]+")) {
      int colon = line.lastIndexOf(':');
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      boolean name = line.startsWith("FN:") || line.startsWith("FN;");
      boolean number = line.startsWith("TEL:") || line.startsWith("TEL;");
      if ((name && PersonGates.personName(value)) || (number && Phones.written(value))) {
        results.add(
            node,
            "social.contacts",
            value,
            List.of(),
            "list:social.contacts",
            0.9,
            "a card of an address book (RFC 6350)");
      }
    }
  }

  /** Of a record that has an IMEI or a MAC address the rest is about the device too. */
  private static void device(Node node, String[] pieces, Results results) {
    boolean device = false;
    for (String piece : pieces) {
      device |= Digits.imei(piece) || (Hex.separatedMac(piece) && piece.length() == 17);
    }
    if (!device || pieces.length < FEWEST_PIECES) {
      return;
    }
    for (String piece : pieces) {
      String kind = Nulls.is(piece) ? "" : kind(piece.strip());
      if (!kind.isEmpty()) {
        results.add(
            node,
            kind,
            piece.strip(),
            List.of(),
            "record:" + kind,
            0.8,
            "a piece of a record that names a device");
      }
    }
  }

  /** What a piece shows by itself, empty if nothing. */
  static String kind(String piece) {
    if (Digits.imei(piece)) {
      return "device.imei";
    }
    if (Digits.imsi(piece)) {
      return "device.sim_id.imsi";
    }
    if (Digits.iccid(piece)) {
      return "device.sim_id.iccid";
    }
    if (piece.length() == 17 && Hex.separatedMac(piece)) {
      return "device.mac";
    }
    if (Hex.uuid(piece) || (piece.length() == 32 && Hex.all(piece))) {
      return "device.instance_id.other";
    }
    if (piece.length() == 16 && Hex.all(piece) && !Digits.all(piece)) {
      return "device.android_id";
    }
    if (Operators.known(piece)) {
      return "network.carrier";
    }
    return Models.known(piece) ? "device.basic.model" : "";
  }
}
