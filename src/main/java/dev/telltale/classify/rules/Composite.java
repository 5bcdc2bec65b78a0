package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Entry;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.Models;
import dev.telltale.decode.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads values that one field holds several of: access points of a scan, ids between bars, a model
 * between other words, a value behind its own name ({@code ifa:…}), digests that Google's tags
 * join.
 */
final class Composite {
  private static final int LONGEST = 4_096;
  private static final int MOST_PIECES = 12;
  private static final String TAGGED = "tv.1~";

  private Composite() {}

  /** Adds what the text of a field holds piece by piece; whether anything was found. */
  static boolean read(Field field, String text, Surroundings around, Results results) {
    if (text.length() > LONGEST || around.business() || around.goods()) {
      return false;
    }
    Node node = field.node();
    return tagged(node, text, results)
        || scan(node, text, results)
        || ids(field, text, results)
        || model(field, text, results);
  }

  /** {@code k=v&k=v} in a text that has no name: names speak as they do elsewhere. */
  static void pairs(Node node, String text, Results results) {
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals <= 0 || equals + 1 == pair.length()) {
        continue;
      }
      String value = pair.substring(equals + 1).strip();
      if (Nulls.is(value) || scan(node, value, results)) {
        continue;
      }
      Vocabulary.Proposals proposals = Vocabulary.shipped().of(pair.substring(0, equals));
      Entry entry = device(proposals, value);
      if (entry != null) {
        add(
            node,
            entry.kind(),
            value,
            results,
            "the pair " + proposals.name().full() + " in a text says so");
      }
    }
  }

  /** Digests of what a visitor typed, as Google's tags join them: {@code tv.1~em.…~pn.…}. */
  private static boolean tagged(Node node, String text, Results results) {
    if (!text.startsWith(TAGGED)) {
      return false;
    }
    boolean any = false;
    for (String piece : text.substring(TAGGED.length()).split("~")) {
      int dot = piece.indexOf('.');
      String kind =
          dot < 2
              ? ""
              : switch (piece.substring(0, 2)) {
                case "em" -> "contact.email";
                case "pn" -> "contact.phone";
                case "fn", "ln" -> "identity.name";
                default -> "";
              };
      String digest = dot < 0 ? "" : piece.substring(dot + 1);
      if (!kind.isEmpty() && (digest.length() == 43 || digest.length() == 44)) {
        results.add(
            node,
            kind,
            digest,
            List.of("base64", "sha256"),
            "tagged:" + kind,
            0.9,
            "a SHA-256 in base64 behind the mark " + piece.substring(0, dot));
        any = true;
      }
    }
    return any;
  }

  /** A value behind its own name and a colon under the name of an id: {@code ifa:…}. */
  static boolean prefixed(Field field, String text, Results results) {
    int colon = text.indexOf(':');
    if (colon < 3 || colon > 16 || !deviceKey(field)) {
      return false;
    }
    String value = text.substring(colon + 1);
    Entry entry = device(Vocabulary.shipped().of(text.substring(0, colon)), value);
    if (entry == null || Nulls.is(value)) {
      return false;
    }
    add(field.node(), entry.kind(), value, results, "the value names itself in front of a colon");
    return true;
  }

  /**
   * Access points of a scan: rows between bars, semicolons, number signs or lines, each with an
   * EUI-48 and a received power in dBm, the network's name perhaps beside them.
   */
  private static boolean scan(Node node, String text, Results results) {
    if (text.length() < 16 || text.indexOf('-') < 0) {
      return false;
    }
    for (String rows : new String[] {"[|]", ";", "#", "\n"}) {
      boolean any = false;
      for (String row : text.split(rows)) {
        any |= point(node, row.split("[,;\t ]"), results);
      }
      if (any) {
        return true;
      }
    }
    return false;
  }

  private static boolean point(Node node, String[] pieces, Results results) {
    String address = "";
    String name = "";
    boolean power = false;
    for (String raw : pieces) {
      String piece = raw.strip();
      boolean dbm =
          (piece.length() == 3 || piece.length() == 4)
              && piece.charAt(0) == '-'
              && Digits.all(piece.substring(1));
      if (dbm) {
        power = true;
      } else if (address.isEmpty() && Hex.mac(piece) && !Nulls.mac(piece)) {
        address = piece;
      } else if (name.isEmpty() && piece.length() <= 32 && Notation.letter(piece)) {
        name = piece;
      }
    }
    if (!power || address.isEmpty() || pieces.length > MOST_PIECES) {
      return false;
    }
    String why = "a row with an address, a received power and a name, as of a scan";
    add(node, "network.wifi_ap.bssid", address, results, why);
    if (!name.isEmpty()) {
      add(node, "network.wifi_ap.ssid", name, results, why);
    }
    return true;
  }

  /** Ids of a phone between bars or commas, of which one is an IMEI. */
  private static boolean ids(Field field, String text, Results results) {
    if (!deviceKey(field)) {
      return false;
    }
    String[] pieces = text.split("[|,;]");
    boolean imei = false;
    for (String piece : pieces) {
      imei |= Shaped.imei(piece.strip());
    }
    if (!imei || pieces.length < 2 || pieces.length > MOST_PIECES) {
      return false;
    }
    for (String raw : pieces) {
      String piece = raw.strip();
      String kind = Nulls.is(piece) ? "" : Records.kind(piece);
      if (!kind.isEmpty()) {
        add(field.node(), kind, piece, results, "one of several ids in one value");
      }
    }
    return true;
  }

  /** A maker's code between other words under a name for a model. */
  private static boolean model(Field field, String text, Results results) {
    if (text.length() > 80 || !field.proposals().proposes("device.basic.model")) {
      return false;
    }
    for (String at : new String[] {"[,;|/]", "[_ ;|/]", "-iOS"}) {
      for (String raw : text.split(at)) {
        String piece = raw.strip();
        if (piece.length() < text.length() && (Models.evident(piece) || Models.code(piece))) {
          add(field.node(), "device.basic.model", piece, results, "a maker's code in the value");
          return true;
        }
      }
    }
    return false;
  }

  private static boolean deviceKey(Field field) {
    for (Entry entry : field.proposals().entries()) {
      if (entry.kind().startsWith("device.") && !entry.kind().equals("device.basic.model")) {
        return !Words.thing(field.proposals().name(), entry.words());
      }
    }
    return false;
  }

  /** What of a device a name proposes and a value can be. */
  private static @Nullable Entry device(Vocabulary.Proposals proposals, String value) {
    for (Entry entry : proposals.entries()) {
      boolean plain =
          switch (entry.match()) {
            case EXACT, END, SUB -> true;
            case SHAPED -> value.length() == 32 && Hex.all(value);
            default -> false;
          };
      KeyName name = proposals.name();
      if (plain
          && entry.kind().startsWith("device.")
          && !entry.kind().startsWith("device.basic")
          && !Words.thing(name, entry.words())
          && Gates.test(entry.kind(), value, name.hashed(), name) != null) {
        return entry;
      }
    }
    return null;
  }

  private static void add(Node node, String kind, String value, Results results, String why) {
    results.add(node, kind, value, List.of(), "piece:" + kind, 0.8, why);
  }
}
