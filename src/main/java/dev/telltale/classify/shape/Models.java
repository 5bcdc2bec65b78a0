package dev.telltale.classify.shape;

import java.util.Locale;
import java.util.Set;

/**
 * Model names and codes of phones that show by themselves what they are: Apple's identifiers (the
 * {@code hw.machine} of its kernels) and the codes and trade names that makers register. Time is
 * linear; nothing is compared with a list of models.
 */
public final class Models {
  private static final int LONGEST = 48;

  /** Trade names that a number, or a word, follows. */
  private static final Set<String> BRANDS =
      Set.of(
          "samsung",
          "galaxy",
          "huawei",
          "honor",
          "xiaomi",
          "redmi",
          "poco",
          "mi",
          "mix",
          "oppo",
          "vivo",
          "iqoo",
          "realme",
          "oneplus",
          "pixel",
          "google",
          "nexus",
          "moto",
          "motorola",
          "nokia",
          "lenovo",
          "meizu",
          "asus",
          "rog",
          "zenfone",
          "lg",
          "htc",
          "zte",
          "nubia",
          "sony",
          "xperia",
          "iphone",
          "ipad",
          "ipod",
          "tecno",
          "infinix",
          "itel",
          "nothing",
          "fairphone",
          "blackview",
          "doogee",
          "ulefone",
          "tcl",
          "alcatel",
          "coolpad",
          "smartisan",
          "hisense",
          "gionee",
          "micromax",
          "lava",
          "wiko",
          "sharp",
          "aquos",
          "kyocera",
          "blackberry");

  private Models() {}

  /**
   * Whether {@code text} is a model whatever it is called: {@code iPhone15,2}, {@code SM-G991B},
   * {@code ELS-AN00}. Other codes look like other things too and need a name: see {@link #known}.
   */
  public static boolean evident(String text) {
    int n = text.length();
    if (n < 6 || n > 16) {
      return false;
    }
    return switch (text.charAt(0)) {
      case 'i' -> apple(text, "iPhone") || apple(text, "iPad") || apple(text, "iPod");
      case 'S' -> text.startsWith("SM-") && samsung(text);
      default -> huawei(text);
    };
  }

  /** Whether {@code text} is a model's code or trade name, under a name that may mean one. */
  public static boolean known(String text) {
    int n = text.length();
    if (n < 4 || n > LONGEST) {
      return false;
    }
    return evident(text) || code(text) || trade(text);
  }

  private static boolean apple(String text, String family) {
    int comma = text.indexOf(',');
    return text.startsWith(family)
        && comma > family.length()
        && comma <= family.length() + 2
        && digits(text, family.length(), comma)
        && comma + 1 < text.length()
        && text.length() - comma <= 3
        && digits(text, comma + 1, text.length());
  }

  /** Samsung: {@code SM-}, a letter for the series, three digits, letters for the market. */
  private static boolean samsung(String text) {
    return text.length() >= 7
        && text.length() <= 12
        && capital(text.charAt(3))
        && digits(text, 4, 7)
        && alphanumeric(text, 7);
  }

  /** Huawei and Honor: the product, a hyphen, the market and variant, as in {@code VOG-L29}. */
  private static boolean huawei(String text) {
    int hyphen = text.indexOf('-');
    int n = text.length();
    if (hyphen != 3 || n < 7 || n > 10) {
      return false;
    }
    for (int i = 0; i < 3; i++) {
      char c = text.charAt(i);
      if (!capital(c) && !(i > 0 && digit(c))) {
        return false;
      }
    }
    int at = 4;
    while (at < n && capital(text.charAt(at))) {
      at++;
    }
    int letters = at - 4;
    int from = at;
    while (at < n && digit(text.charAt(at))) {
      at++;
    }
    boolean market =
        letters >= 1
            && letters <= 2
            && "ALTUWCN".indexOf(text.charAt(4)) >= 0
            && (letters == 1 || "NLX".indexOf(text.charAt(5)) >= 0);
    return market
        && at - from >= 1
        && at - from <= 2
        && (letters == 2 || text.charAt(4) == 'L' || text.charAt(4) == 'W')
        && (at == n || (at == n - 1 && Character.isLetter(text.charAt(at))));
  }

  /** Codes of one word, capitals and digits: {@code V2307A}, {@code CPH2449}, {@code RMX3301}. */
  public static boolean code(String text) {
    int n = text.length();
    if (n > 14) {
      return false;
    }
    int digits = 0;
    int capitals = 0;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (digit(c)) {
        digits++;
      } else if (capital(c)) {
        capitals++;
      } else if (c != '-') {
        return false;
      }
    }
    if (digits < 2 || capitals < 1) {
      return false;
    }
    char first = text.charAt(0);
    boolean xiaomi =
        n >= 8
            && n <= 12
            && text.indexOf('-') < 0
            && (first == '2' || (first == 'M' && digit(text.charAt(1))))
            && digits(text, 1, 4)
            && capital(text.charAt(n - 1));
    boolean vivo = first == 'V' && n >= 5 && n <= 8 && digits(text, 1, 5);
    boolean oppo =
        (first == 'P' && n == 6 && capitals >= 3 && text.charAt(n - 1) == '0')
            || (n == 7 && text.startsWith("CPH") && digits == 4)
            || (n == 7 && text.startsWith("RMX") && digits == 4);
    boolean onePlus = n == 6 && capitals == 2 && digits == 4 && "ABCEGHIKLMNOP".indexOf(first) >= 0;
    boolean hyphenated =
        text.indexOf('-') == 2
            && n >= 5
            && ("SH-|SO-|XQ-|LM-|LG-|TA-|GT-|LE-".contains(text.substring(0, 3)));
    boolean motorola = text.startsWith("XT") && n >= 6 && digits(text, 2, 6);
    boolean nothing = n == 4 && first == 'A' && digits(text, 1, 4);
    boolean tecno = n >= 7 && text.startsWith("TECNO");
    return xiaomi || vivo || oppo || onePlus || hyphenated || motorola || nothing || tecno;
  }

  /** A maker's or series' name and more behind it: {@code Pixel 8 Pro}, {@code MEIZU 20}. */
  private static boolean trade(String text) {
    int end = 0;
    int n = text.length();
    while (end < n && Character.isLetter(text.charAt(end)) && end < 12) {
      end++;
    }
    if (end < 2 || !BRANDS.contains(text.substring(0, end).toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (end == n) {
      return false;
    }
    boolean digit = false;
    for (int i = end; i < n; i++) {
      char c = text.charAt(i);
      digit |= digit(c);
      if (c == '=' || c == '/' || c == ':' || c == ';' || c == '{' || c == '"' || c == '@') {
        return false;
      }
    }
    char joint = text.charAt(end);
    boolean joined = joint == ' ' || joint == '-' || joint == '_' || joint == '+' || digit(joint);
    return digit && joined && !(end == 2 && joint != ' ' && joint != '-');
  }

  private static boolean digits(String text, int from, int to) {
    if (to > text.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!digit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean alphanumeric(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!digit(c) && !capital(c) && c != '-' && c != '/') {
        return false;
      }
    }
    return true;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean capital(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
