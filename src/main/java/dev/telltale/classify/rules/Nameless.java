package dev.telltale.classify.rules;

import dev.telltale.decode.Node;
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
    int digits = 0;
    int separated = 0;
    for (int i = 0; i < text.length; i++) {
      byte c = text[i];
      if (c >= '0' && c <= '9') {
        digits++;
        if (digits >= RESIDENT_DIGITS) {
          return true;
        }
      } else {
        digits = 0;
        if (c == '@') {
          return true;
        }
        if ((c == ':' || c == '-') && i >= 3 && text[i - 3] == c) {
          separated++;
          if (separated >= 4) {
            return true;
          }
        } else if (c == ':' || c == '-') {
          separated = 0;
        }
      }
    }
    return false;
  }
}
