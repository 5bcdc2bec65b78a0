package dev.telltale.classify.known;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The ways in which a value is written: what programmers do to an identifier before they send it.
 * Each kind's notations are documented where they are made. Letters' case is left to the search and
 * to {@link Forms}.
 */
final class Notations {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

  /** Fewer letters and digits are no identifier of their own once they are run together. */
  private static final int SHORTEST_JOINED = 8;

  private Notations() {}

  /** The notations of {@code value}, itself first. */
  static Set<String> of(String kind, String value) {
    Set<String> all = new LinkedHashSet<>();
    String text = value.strip();
    all.add(text);
    all.add(Normalizer.normalize(text, Normalizer.Form.NFC));
    all.add(Normalizer.normalize(text, Normalizer.Form.NFD));
    switch (kind) {
      case "device.mac", "network.wifi_ap.bssid" -> octets(text, all);
      case "contact.phone" -> phone(text, all);
      case "social.contacts" -> {
        if (digits(text).length() >= 7 && text.chars().noneMatch(Character::isLetter)) {
          phone(text, all);
        } else {
          name(text, all);
        }
      }
      case "contact.email" -> email(text, all);
      case "identity.name" -> name(text, all);
      case "device.imei" -> imei(text, all);
      case "finance.account_number", "govid.national_id" -> groups(text, all);
      case "identity.birth_age" -> date(text, all);
      default -> {
        uuid(text, all);
        joined(text, all);
      }
    }
    return all;
  }

  /**
   * EUI-48 in the notations of IEEE 802-2014 8.1 (hyphens), RFC 7042 (colons), of Cisco (three
   * groups of four with dots), and without separators. iOS drops leading zeros of an octet.
   */
  private static void octets(String text, Set<String> all) {
    String[] parts = text.split("[:-]", -1);
    StringBuilder padded = new StringBuilder();
    for (String part : parts) {
      padded.append(part.length() == 1 ? "0" : "").append(part);
    }
    String hex = padded.toString().replace(".", "");
    if (hex.length() != 12) {
      return;
    }
    StringBuilder colons = new StringBuilder();
    StringBuilder hyphens = new StringBuilder();
    StringBuilder unpadded = new StringBuilder();
    for (int i = 0; i < 12; i += 2) {
      String separator = i == 0 ? "" : ":";
      colons.append(separator).append(hex, i, i + 2);
      hyphens.append(i == 0 ? "" : "-").append(hex, i, i + 2);
      unpadded.append(separator).append(hex, hex.charAt(i) == '0' ? i + 1 : i, i + 2);
    }
    all.add(colons.toString());
    all.add(hyphens.toString());
    all.add(hex);
    all.add(unpadded.toString());
    all.add(hex.substring(0, 4) + "." + hex.substring(4, 8) + "." + hex.substring(8));
  }

  /**
   * E.164, the same without plus, with 00, the national number with and without its prefix, and the
   * formats of ITU-T E.123 as libphonenumber writes them.
   */
  private static void phone(String text, Set<String> all) {
    String digits = digits(text);
    all.add(digits);
    try {
      PhoneNumber number = PHONES.parse(text, text.startsWith("+") ? null : region(digits));
      String national = PHONES.getNationalSignificantNumber(number);
      String code = Integer.toString(number.getCountryCode());
      if (national.length() >= 7) {
        all.add(national);
        all.add("0" + national);
      }
      all.add("+" + code + national);
      all.add(code + national);
      all.add("00" + code + national);
      all.add("+" + code + " " + national);
      all.add("+" + code + "-" + national);
      all.add("(+" + code + ")" + national);
      all.add(code + "-" + national);
      all.add(PHONES.format(number, PhoneNumberFormat.INTERNATIONAL));
      all.add(PHONES.format(number, PhoneNumberFormat.NATIONAL));
      all.add(PHONES.format(number, PhoneNumberFormat.RFC3966));
      String grouped = PHONES.format(number, PhoneNumberFormat.INTERNATIONAL);
      all.add(grouped.replace(' ', '-'));
      all.add(grouped.replace("-", " "));
      if (code.equals("86") && national.length() == 11) {
        all.add(threeFourFour(national, ' '));
        all.add(threeFourFour(national, '-'));
      }
      if (code.equals("1") && national.length() == 10) {
        all.add(
            national.substring(0, 3)
                + "-"
                + national.substring(3, 6)
                + "-"
                + national.substring(6));
        all.add(
            national.substring(0, 3)
                + "."
                + national.substring(3, 6)
                + "."
                + national.substring(6));
      }
    } catch (NumberParseException e) {
      // Not a number of any plan: searched for as it stands.
    }
    fullWidth(digits, all);
  }

  private static String threeFourFour(String national, char separator) {
    return national.substring(0, 3)
        + separator
        + national.substring(3, 7)
        + separator
        + national.substring(7);
  }

  /** The plan that a number without plus is read by: mainland China's mobiles, else NANP. */
  private static String region(String digits) {
    return digits.length() == 11 && digits.startsWith("1") && digits.charAt(1) >= '3' ? "CN" : "US";
  }

  /** Digits of Unicode's half-width and full-width forms, which Chinese input methods produce. */
  private static void fullWidth(String digits, Set<String> all) {
    StringBuilder wide = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      wide.append((char) (digits.charAt(i) - '0' + '０'));
    }
    all.add(wide.toString());
  }

  /**
   * As it is, and as advertisers are told to normalise it before hashing: for Gmail without dots
   * and without the tag behind a plus sign (UID2, Google's enhanced conversions).
   */
  private static void email(String text, Set<String> all) {
    int at = text.indexOf('@');
    if (at <= 0) {
      return;
    }
    String local = text.substring(0, at);
    String domain = text.substring(at + 1).toLowerCase(Locale.ROOT);
    int plus = local.indexOf('+');
    String untagged = plus > 0 ? local.substring(0, plus) : local;
    all.add(untagged + "@" + domain);
    if (domain.equals("gmail.com") || domain.equals("googlemail.com")) {
      all.add(untagged.replace(".", "") + "@" + domain);
    }
    all.add(local + " at " + domain);
    all.add(local + "(at)" + domain);
  }

  private static void name(String text, Set<String> all) {
    String[] parts = text.split("\\s+");
    if (parts.length < 2) {
      return;
    }
    all.add(String.join("", parts));
    all.add(String.join("_", parts));
    all.add(String.join("+", parts));
    all.add(String.join(".", parts));
    if (parts.length == 2) {
      all.add(parts[1] + " " + parts[0]);
      all.add(parts[1] + ", " + parts[0]);
      all.add(parts[1] + "," + parts[0]);
      all.add(parts[1] + parts[0]);
    }
  }

  /** Fifteen digits, fourteen without the check digit (3GPP TS 23.003 6.2.1), and grouped. */
  private static void imei(String text, Set<String> all) {
    String digits = digits(text);
    if (digits.length() == 15 && digits.length() == text.length()) {
      all.add(digits.substring(0, 14));
      all.add(
          digits.substring(0, 2)
              + "-"
              + digits.substring(2, 8)
              + "-"
              + digits.substring(8, 14)
              + "-"
              + digits.substring(14));
      all.add(
          digits.substring(0, 2)
              + " "
              + digits.substring(2, 8)
              + " "
              + digits.substring(8, 14)
              + " "
              + digits.substring(14));
      fullWidth(digits, all);
    }
  }

  private static void groups(String text, Set<String> all) {
    String plain = text.replaceAll("[ -]", "");
    all.add(plain);
    StringBuilder spaced = new StringBuilder();
    StringBuilder hyphened = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      if (i > 0 && i % 4 == 0) {
        spaced.append(' ');
        hyphened.append('-');
      }
      spaced.append(plain.charAt(i));
      hyphened.append(plain.charAt(i));
    }
    all.add(spaced.toString());
    all.add(hyphened.toString());
  }

  /** A date of ISO 8601 in the orders and separators of other notations. */
  private static void date(String text, Set<String> all) {
    String digits = digits(text);
    if (digits.length() != 8) {
      return;
    }
    String y = digits.substring(0, 4);
    String m = digits.substring(4, 6);
    String d = digits.substring(6);
    for (String separator : new String[] {"", "-", "/", "."}) {
      all.add(y + separator + m + separator + d);
      all.add(d + separator + m + separator + y);
      all.add(m + separator + d + separator + y);
    }
    all.add(y + "年" + m + "月" + d + "日");
  }

  /** A UUID (RFC 9562) with and without its hyphens; with braces it contains the former. */
  private static void uuid(String text, Set<String> all) {
    if (text.length() == 36 && text.charAt(8) == '-' && text.charAt(13) == '-') {
      all.add(text.replace("-", ""));
    } else if (text.length() == 32 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      all.add(
          String.join(
              "-",
              text.substring(0, 8),
              text.substring(8, 12),
              text.substring(12, 16),
              text.substring(16, 20),
              text.substring(20)));
    }
  }

  /** An identifier without the hyphens, colons and underscores between its parts. */
  private static void joined(String text, Set<String> all) {
    String joined = text.replaceAll("[-:_]", "");
    if (joined.length() >= SHORTEST_JOINED && text.indexOf(' ') < 0) {
      all.add(joined);
    }
  }

  static String digits(String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }
}
