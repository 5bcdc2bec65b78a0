package dev.telltale.classify.shape;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import org.jspecify.annotations.Nullable;

/** Telephone numbers. */
public final class Phones {
  private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

  private Phones() {}

  /**
   * Whether {@code text} is written as a telephone number: 7 to 15 digits (ITU-T E.164 6.2.1), a
   * plus at the front, and only spaces, hyphens, dots, parentheses between.
   */
  public static boolean written(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '+' ? i != 0 && text.charAt(i - 1) != '(' : " -.()".indexOf(c) < 0) {
        return false;
      }
    }
    return digits >= 7 && digits <= 15 && text.length() <= 24;
  }

  /**
   * Whether it is valid in some plan: internationally, as a Chinese mobile or fixed number, or of
   * possible length in the plan of a plus or a leading country code.
   */
  public static boolean valid(String text) {
    if (!written(text)) {
      return false;
    }
    if (chineseMobile(text)) {
      return true;
    }
    return valid(text.startsWith("00") ? "+" + text.substring(2) : text, null)
        || valid("+" + text, null)
        || valid(text, "CN")
        || valid(text, "US")
        || valid(text, "IN");
  }

  /**
   * Whether a national number begins like those that callers do not pay for, which businesses have:
   * 0800 and 00800 (ITU-T E.169.1), 0808, 0120 in Japan.
   */
  public static boolean free(String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      }
    }
    return digits.indexOf("0800") == 0
        || digits.indexOf("00800") == 0
        || digits.indexOf("0808") == 0
        || digits.indexOf("0120") == 0;
  }

  private static boolean valid(String text, @Nullable String region) {
    if (region == null && !text.startsWith("+")) {
      return false;
    }
    try {
      return PLANS.isValidNumber(PLANS.parse(text, region));
    } catch (NumberParseException e) {
      return false;
    }
  }

  /**
   * A mobile number of mainland China: 1, a digit from 3 to 9, nine more (MIIT numbering plan),
   * with or without 86.
   */
  public static boolean chineseMobile(String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if ("+ -".indexOf(c) < 0) {
        return false;
      }
    }
    int from = digits.length() == 13 && digits.indexOf("86") == 0 ? 2 : 0;
    return digits.length() - from == 11
        && digits.charAt(from) == '1'
        && digits.charAt(from + 1) > '2';
  }
}
