package dev.telltale.classify.shape;

import dev.telltale.util.Resources;
import java.util.BitSet;

/**
 * Mobile country codes (ITU-T E.212 and its list of assigned codes, annex to ITU Operational
 * Bulletin 1162): the three digits with which an IMSI and a network's MCC+MNC begin.
 */
public final class MobileCodes {
  private static final BitSet ASSIGNED = new BitSet(1000);

  static {
    for (String code : Resources.text(MobileCodes.class, "mcc.txt").split("\\s+")) {
      if (!code.isEmpty()) {
        ASSIGNED.set(Integer.parseInt(code));
      }
    }
  }

  private MobileCodes() {}

  /** Whether the first three characters of {@code text} are an assigned mobile country code. */
  public static boolean country(String text) {
    if (text.length() < 3) {
      return false;
    }
    int code = 0;
    for (int i = 0; i < 3; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      code = code * 10 + c - '0';
    }
    return ASSIGNED.get(code);
  }

  /** MCC+MNC: five or six digits, with or without a separator between the two. */
  public static boolean network(String text) {
    String digits =
        text.length() > 4
                && (text.charAt(3) == '-' || text.charAt(3) == '_' || text.charAt(3) == ',')
            ? text.substring(0, 3) + text.substring(4)
            : text;
    return (digits.length() == 5 || digits.length() == 6) && Digits.all(digits) && country(digits);
  }
}
