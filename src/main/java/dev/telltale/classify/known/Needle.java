package dev.telltale.classify.known;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * One string of octets to search for, and what finding it means.
 *
 * @param octets what to search for, in lower case if {@code anyCase}
 * @param anyCase whether the case of ASCII letters does not matter
 * @param boundary what must stand around it
 * @param kind kind of the value
 * @param value the value as the profile has it
 * @param encoding what was done to the value, from the wire inwards: {@code [base64, sha256]}
 * @param words the form in words, for the finding's reason
 */
@SuppressWarnings("ArrayRecordComponent")
record Needle(
    byte[] octets,
    boolean anyCase,
    Boundary boundary,
    String kind,
    String value,
    List<String> encoding,
    String words) {

  private static final Set<String> REVERSIBLE =
      Set.of("hex", "base64", "base64url", "urlencoding", "unicode", "gbk", "utf-16le", "utf-16be");

  /** What must stand around a hit. */
  enum Boundary {
    /** Anything. */
    NONE,
    /** No digit next to a digit. */
    DIGITS,
    /** No letter or digit next to it. */
    TOKEN,
    /** Nothing: it is the whole decoded value, but for white space. */
    WHOLE
  }

  Needle {
    if (anyCase) {
      octets = octets.clone();
      for (int i = 0; i < octets.length; i++) {
        octets[i] = NeedleIndex.lower(octets[i]);
      }
    }
    encoding = List.copyOf(encoding);
  }

  /** Whether it is the value in an encoding that a decoder undoes; no digest, nor backwards. */
  boolean reversible() {
    for (String step : encoding) {
      if (!REVERSIBLE.contains(step)) {
        return false;
      }
    }
    return !encoding.isEmpty();
  }

  boolean ascii() {
    for (byte b : octets) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether what stands around {@code text[from, to)} is allowed. {@code WHOLE} is not decided. */
  boolean bounded(byte[] text, int from, int to) {
    return switch (boundary) {
      case NONE -> true;
      case DIGITS -> !digit(text, from - 1) && !digit(text, to);
      case TOKEN, WHOLE -> !alphanumeric(text, from - 1) && !alphanumeric(text, to);
    };
  }

  private static boolean digit(byte[] text, int i) {
    return i >= 0 && i < text.length && text[i] >= '0' && text[i] <= '9';
  }

  private static boolean alphanumeric(byte[] text, int i) {
    if (i < 0 || i >= text.length) {
      return false;
    }
    byte c = NeedleIndex.lower(text[i]);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
