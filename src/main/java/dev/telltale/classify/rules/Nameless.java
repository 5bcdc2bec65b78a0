package dev.telltale.classify.rules;

import dev.telltale.decode.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Asks whether a message can hold one of the shapes that are found without a name: an e-mail
 * address, an EUI-48 with separators, a resident identity number, a push service's token.
 */
final class Nameless {
  private static final int RESIDENT_DIGITS = 17;

  private Nameless() {}

  /** Whether one of {@code layers} holds an at sign, a run of 17 digits, or octets in pairs. */
  static boolean in(List<Node> layers) {
    for (Node layer : layers) {
      if (in(layer.bytes())) {
        return true;
      }
    }
    return false;
  }

  private static boolean in(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1).indexOf('@') >= 0
        || longNumber(text)
        || octetPairs(text);
  }

  /** Looks at every 17th octet: a run of 17 digits cannot lie between two looks. */
  private static boolean longNumber(byte[] text) {
    for (int i = RESIDENT_DIGITS - 1; i < text.length; i += RESIDENT_DIGITS) {
      if (digit(text[i])) {
        int from = i;
        while (from > 0 && digit(text[from - 1])) {
          from--;
        }
        int to = i + 1;
        while (to < text.length && digit(text[to])) {
          to++;
        }
        if (to - from >= RESIDENT_DIGITS) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean digit(byte c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Looks at three octets in every twelve: of the seventeen of {@code a4:50:46:1f:9c:d2} the five
   * separators stand three apart, so that one look falls onto one of them.
   */
  private static boolean octetPairs(byte[] text) {
    for (int i = 0; i < text.length; i += 12) {
      for (int j = i; j < i + 3 && j < text.length; j++) {
        byte c = text[j];
        if ((c == ':' || c == '-')
            && ((j + 3 < text.length && text[j + 3] == c) || (j >= 3 && text[j - 3] == c))) {
          return true;
        }
      }
    }
    return false;
  }
}
