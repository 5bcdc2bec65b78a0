package dev.telltale.classify.rules;

/** Small questions about how a value is written. */
final class Notation {
  private Notation() {}

  /** Its ASCII digits. */
  static String digits(String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      }
    }
    return digits.toString();
  }

  /** Whether one of its characters is a letter of any script. */
  static boolean letter(String text) {
    return letters(text, 1) == 1;
  }

  /** How many of its characters are letters, counted up to {@code enough}. */
  static int letters(String text, int enough) {
    int letters = 0;
    for (int i = 0; i < text.length() && letters < enough; i++) {
      letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
    }
    return letters;
  }

  /** Whether one of its characters is a digit of any script. */
  static boolean digit(String text) {
    return digits(text, 1) == 1;
  }

  /** How many of its characters are digits, counted up to {@code enough}. */
  static int digits(String text, int enough) {
    int digits = 0;
    for (int i = 0; i < text.length() && digits < enough; i++) {
      digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
    }
    return digits;
  }

  /** A vowel or tone that is written with the letter before it, as in Thai and Hindi. */
  static boolean mark(char c) {
    return c >= 0x300
        && (Character.getType(c) == Character.NON_SPACING_MARK
            || Character.getType(c) == Character.COMBINING_SPACING_MARK);
  }

  static boolean ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** The text without spaces and hyphens. */
  static String joined(String text) {
    return text.replace(" ", "").replace("-", "");
  }

  /** How many different characters it has. */
  static long distinct(String text) {
    return text.chars().distinct().count();
  }

  /** Digits behind the decimal point of a plain number, -1 if it is none. */
  static int decimals(String text) {
    int dot = -1;
    int n = text.length();
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (dot >= 0) {
          return -1;
        }
        dot = i;
      } else if (!(c >= '0' && c <= '9') && !(i == 0 && (c == '-' || c == '+') && n > 1)) {
        return -1;
      }
    }
    return n == 0 || n > 24 ? -1 : dot < 0 ? 0 : n - dot - 1;
  }
}
