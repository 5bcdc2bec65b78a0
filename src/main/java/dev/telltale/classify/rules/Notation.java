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
