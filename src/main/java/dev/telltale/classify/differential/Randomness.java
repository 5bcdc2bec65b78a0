package dev.telltale.classify.differential;

/**
 * Whether a value could be an identifier by its looks: long and irregular enough that two phones
 * would not have it by chance, and no word, address, version or time.
 */
final class Randomness {
  /** 2^40 phones: a value below this could be shared by chance. */
  static final double LEAST_BITS = 40;

  private static final long EARLIEST_SECONDS = 946_684_800L;
  private static final long LATEST_SECONDS = 4_102_444_800L;

  private Randomness() {}

  static boolean high(String value) {
    int length = value.length();
    if (length < 8
        || length > 1024
        || value.indexOf(' ') >= 0
        || value.contains("://")
        || time(value)
        || words(value)) {
      return false;
    }
    return bits(value) >= LEAST_BITS;
  }

  /** Length times Shannon's entropy of its characters, at most that of its alphabet. */
  static double bits(String value) {
    int[] counts = new int[128];
    boolean digit = false;
    boolean lower = false;
    boolean upper = false;
    boolean hexOnly = true;
    int counted = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        continue;
      }
      counts[c & 0x7f]++;
      counted++;
      digit |= Character.isDigit(c);
      lower |= Character.isLowerCase(c);
      upper |= Character.isUpperCase(c);
      hexOnly &= Character.digit(c, 16) >= 0;
    }
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        double p = (double) count / counted;
        entropy -= p * Math.log(p) / Math.log(2);
      }
    }
    double alphabet =
        hexOnly
            ? (lower || upper ? 16 : 10)
            : (digit ? 10 : 0) + (lower ? 26 : 0) + (upper ? 26 : 0);
    double most = alphabet == 0 ? 0 : Math.log(alphabet) / Math.log(2);
    return counted * Math.min(entropy, most);
  }

  /** Letters alone, or letters with separators and few digits, read like words and versions. */
  private static boolean words(String value) {
    int digits = 0;
    int letters = 0;
    int turns = 0;
    boolean before = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean digit = Character.isDigit(c);
      if (digit) {
        digits++;
      } else if (Character.isLetter(c)) {
        letters++;
      }
      if (i > 0 && digit != before) {
        turns++;
      }
      before = digit;
    }
    if (letters == 0) {
      // Bare numbers need to be long; 12.0.1 and 1080x2340 are not.
      return digits < 13 || value.indexOf('.') >= 0;
    }
    return digits == 0 ? letters < 20 || !mixed(value) : digits * 12 < letters && turns < 4;
  }

  private static boolean mixed(String value) {
    int turns = 0;
    for (int i = 1; i < value.length(); i++) {
      if (Character.isUpperCase(value.charAt(i)) != Character.isUpperCase(value.charAt(i - 1))) {
        turns++;
      }
    }
    return turns >= value.length() / 4;
  }

  private static boolean time(String value) {
    if (value.length() >= 10 && value.charAt(4) == '-' && value.charAt(7) == '-') {
      boolean date = true;
      for (int i = 0; i < 10; i++) {
        date &= i == 4 || i == 7 || Character.isDigit(value.charAt(i));
      }
      if (date) {
        return true;
      }
    }
    if (value.length() > 19 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    long number =
        value.isEmpty() ? 0 : Long.parseLong(value.substring(0, Math.min(18, value.length())));
    return switch (value.length()) {
      case 10 -> between(number);
      case 13 -> between(number / 1000);
      case 16 -> between(number / 1_000_000);
      default -> false;
    };
  }

  private static boolean between(long seconds) {
    return seconds >= EARLIEST_SECONDS && seconds <= LATEST_SECONDS;
  }
}
