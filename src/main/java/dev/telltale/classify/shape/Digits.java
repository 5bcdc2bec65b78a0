package dev.telltale.classify.shape;

/** Numbers with a check digit or a numbering plan, as strings of ASCII digits. */
public final class Digits {
  private static final int[] RESIDENT_WEIGHTS = {
    7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2
  };
  private static final String RESIDENT_CHECKS = "10X98765432";

  private Digits() {}

  /** Whether {@code text} is not empty and all ASCII digits. */
  public static boolean all(String text) {
    return !text.isEmpty() && all(text, 0, text.length());
  }

  private static boolean all(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** The Luhn check of ISO/IEC 7812-1 annex B over all digits, the last being the check digit. */
  public static boolean luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int d = digits.charAt(digits.length() - 1 - i) - '0';
      if ((i & 1) == 1) {
        d = d > 4 ? 2 * d - 9 : 2 * d;
      }
      sum += d;
    }
    return sum % 10 == 0;
  }

  /**
   * An IMEI: fifteen digits of which the last is a Luhn check digit, beginning with the code of a
   * reporting body (3GPP TS 23.003 6.2.1; GSMA TS.06 allots 01, 35, 86, 91, 98, 99 and, in older
   * phones, 30 to 54).
   */
  public static boolean imei(String text) {
    return text.length() == 15 && all(text) && reportingBody(text) && luhn(text);
  }

  private static boolean reportingBody(String text) {
    int body = (text.charAt(0) - '0') * 10 + text.charAt(1) - '0';
    return body == 1
        || body == 10
        || (body >= 30 && body <= 54)
        || body == 86
        || body == 91
        || body == 98
        || body == 99;
  }

  /** A MEID: fourteen hexadecimal digits of which the first is a letter (3GPP2 S.R0048-A 2.1). */
  public static boolean meid(String text) {
    return text.length() == 14 && Hex.all(text) && Character.toLowerCase(text.charAt(0)) >= 'a';
  }

  /** An IMSI: fourteen or fifteen digits that begin with a mobile country code (ITU-T E.212). */
  public static boolean imsi(String text) {
    return (text.length() == 15 || text.length() == 14) && all(text) && MobileCodes.country(text);
  }

  /**
   * An ICCID: 89, 18 to 20 digits in all, of which the last may be the filler F (ITU-T E.118 4.1).
   * Its Luhn digit is not asked for, because many programs drop it or send the raw record.
   */
  public static boolean iccid(String text) {
    int length = text.length();
    if (length < 18 || length > 20 || !text.startsWith("89")) {
      return false;
    }
    char last = text.charAt(length - 1);
    return all(text, 0, length - 1) && ((last >= '0' && last <= '9') || last == 'F' || last == 'f');
  }

  /**
   * Whether it has the form of a resident number, with a region and a date (GB 11643-1999 4.2),
   * whatever its check character says: people mistype, and test data is made up.
   */
  public static boolean residentForm(String text) {
    if (text.length() != 18 || !all(text, 0, 17)) {
      return false;
    }
    char check = text.charAt(17);
    int province = Integer.parseInt(text.substring(0, 2));
    int year = Integer.parseInt(text.substring(6, 10));
    return ((check >= '0' && check <= '9') || check == 'X' || check == 'x')
        && province >= 11
        && province <= 83
        && year >= 1900
        && year <= 2030
        && date(year, text.substring(10, 14));
  }

  /**
   * A Chinese resident identity number: region, date of birth, serial, check character (GB
   * 11643-1999, the check being ISO 7064 MOD 11-2).
   */
  public static boolean residentId(String text) {
    if (text.length() != 18 || !all(text, 0, 17)) {
      return false;
    }
    int province = Integer.parseInt(text.substring(0, 2));
    int year = Integer.parseInt(text.substring(6, 10));
    if (province < 11 || province > 83 || !date(year, text.substring(10, 14))) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += RESIDENT_WEIGHTS[i] * (text.charAt(i) - '0');
    }
    return RESIDENT_CHECKS.charAt(sum % 11) == Character.toUpperCase(text.charAt(17));
  }

  private static boolean date(int year, String monthAndDay) {
    int month = Integer.parseInt(monthAndDay.substring(0, 2));
    int day = Integer.parseInt(monthAndDay.substring(2));
    return year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }

  /** A payment card: thirteen to nineteen digits with a Luhn check (ISO/IEC 7812-1). */
  public static boolean card(String text) {
    return text.length() >= 13
        && text.length() <= 19
        && all(text)
        && text.charAt(0) != '0'
        && luhn(text);
  }

  /** An IBAN: country, check digits, account (ISO 13616-1, MOD 97-10 of ISO 7064). */
  public static boolean iban(String text) {
    if (text.length() < 15
        || text.length() > 34
        || !Character.isUpperCase(text.charAt(0))
        || !Character.isUpperCase(text.charAt(1))
        || !all(text, 2, 4)) {
      return false;
    }
    String turned = text.substring(4) + text.substring(0, 4);
    int remainder = 0;
    for (int i = 0; i < turned.length(); i++) {
      int d = turned.charAt(i) < 0x80 ? Character.digit(turned.charAt(i), 36) : -1;
      if (d < 0) {
        return false;
      }
      remainder = (d < 10 ? remainder * 10 + d : remainder * 100 + d) % 97;
    }
    return remainder == 1;
  }
}
