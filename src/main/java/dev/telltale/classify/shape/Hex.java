package dev.telltale.classify.shape;

/** Hexadecimal strings and what is written in them. */
public final class Hex {
  private Hex() {}

  /** Whether {@code text} is not empty and all hexadecimal digits of either case. */
  public static boolean all(String text) {
    return !text.isEmpty() && all(text, 0, text.length());
  }

  private static boolean all(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!is(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean is(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** A UUID in the text form of RFC 9562 section 4. */
  public static boolean uuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (hyphen ? text.charAt(i) != '-' : !is(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A UUID, or its 32 digits without hyphens. */
  public static boolean uuidOrBare(String text) {
    return uuid(text) || (text.length() == 32 && all(text));
  }

  /**
   * Android's {@code Settings.Secure.ANDROID_ID}: a 64-bit number in hex, from which leading zeros
   * may be missing; not all digits unless it has all sixteen.
   */
  public static boolean androidId(String text) {
    int length = text.length();
    return length <= 16 && length >= 13 && all(text) && (length == 16 || !Digits.all(text));
  }

  /**
   * A hexadecimal message digest by its length: {@code md5} (32), {@code sha1} (40), {@code
   * sha224}, {@code sha256} (64), {@code sha384}, {@code sha512} (128); the empty string if it is
   * none. A digest without a letter or without a digit is not one.
   */
  public static String digest(String text) {
    String name =
        switch (text.length()) {
          case 32 -> "md5";
          case 40 -> "sha1";
          case 56 -> "sha224";
          case 64 -> "sha256";
          case 96 -> "sha384";
          case 128 -> "sha512";
          default -> "";
        };
    if (name.isEmpty() || !all(text)) {
      return "";
    }
    boolean digit = false;
    boolean letter = false;
    for (int i = 0; i < text.length(); i++) {
      digit |= text.charAt(i) <= '9';
      letter |= text.charAt(i) > '9';
    }
    return digit && letter ? name : "";
  }

  /**
   * An EUI-48 with colons, hyphens, Cisco's dots, or twelve bare digits; colons may stand between
   * octets whose leading zero is missing.
   */
  public static boolean mac(String text) {
    return separatedMac(text) || (text.length() == 12 && all(text) && !Digits.all(text));
  }

  /** The same, with separators. */
  public static boolean separatedMac(String text) {
    if (text.length() == 14 && text.charAt(4) == '.' && text.charAt(9) == '.') {
      return all(text, 0, 4) && all(text, 5, 9) && all(text, 10, 14);
    }
    if (text.length() < 11 || text.length() > 17) {
      return false;
    }
    char separator = text.indexOf(':') > 0 ? ':' : '-';
    int groups = 0;
    int from = 0;
    while (from <= text.length()) {
      int to = text.indexOf(separator, from);
      to = to < 0 ? text.length() : to;
      int digits = to - from;
      if (digits < (separator == ':' ? 1 : 2) || digits > 2 || !all(text, from, to)) {
        return false;
      }
      groups++;
      from = to + 1;
    }
    return groups == 6;
  }
}
