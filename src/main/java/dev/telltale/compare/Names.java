package dev.telltale.compare;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of companies that no list knows, made comparable: a policy writes "Lumetrics Inc.", a table
 * "Lumetrics SDK", the recipient is "Lumetrics". Legal forms, seats and the word SDK tell no
 * company from another.
 */
final class Names {
  private static final Pattern LATIN_FORMS =
      Pattern.compile(
          "\\b(sdk|inc|incorporated|llc|ltd|limited|gmbh|corp|corporation|company|co|plc|ag|sa|srl|bv|oy|ab|pte|pty|the)\\b\\.?");
  private static final Pattern HAN_FORMS = Pattern.compile("(股份有限公司|有限责任公司|有限公司|公司|集团|软件开发工具包)");
  private static final Pattern SEAT =
      Pattern.compile("^(中国|北京|上海|天津|重庆|深圳|广州|杭州|南京|武汉|成都|厦门|苏州|珠海|西安)(市)?");
  private static final Pattern BRACKETS = Pattern.compile("[(（\\[【][^)）\\]】]*[)）\\]】]");
  private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int SHORTEST_LATIN = 4;
  private static final int SHORTEST_HAN = 2;

  private Names() {}

  /** What is left of a name to tell it from others; empty if nothing is. */
  static String key(String name) {
    String text = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String outside = BRACKETS.matcher(text).replaceAll(" ");
    text = OTHER.matcher(outside).replaceAll("").isEmpty() ? text : outside;
    text = HAN_FORMS.matcher(LATIN_FORMS.matcher(text).replaceAll(" ")).replaceAll(" ");
    text = OTHER.matcher(text).replaceAll(" ").strip();
    String seatless = SEAT.matcher(text).replaceFirst("").strip();
    return seatless.isEmpty() ? text : seatless;
  }

  /**
   * Whether two keys name one company: they are the same, or one begins with the whole of the other
   * ("lumetrics", "lumetrics analytics"; "卢米", "卢米统计").
   */
  static boolean same(String one, String other) {
    if (one.equals(other)) {
      return !one.isEmpty();
    }
    return one.length() < other.length() ? begins(other, one) : begins(one, other);
  }

  private static boolean begins(String longer, String shorter) {
    if (!longer.startsWith(shorter)) {
      return false;
    }
    return han(shorter)
        ? shorter.length() >= SHORTEST_HAN
        : shorter.length() >= SHORTEST_LATIN && longer.charAt(shorter.length()) == ' ';
  }

  /** A text as {@link #in} and {@link #words} search it: words with single spaces around them. */
  static String plain(String text) {
    return ' '
        + OTHER
            .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
            .replaceAll(" ")
        + ' ';
  }

  /** Whether a plain sentence holds a name long enough to mean somebody, as words of its own. */
  static boolean in(String plain, String key) {
    return !key.isEmpty()
        && key.length() >= (han(key) ? SHORTEST_HAN : SHORTEST_LATIN)
        && words(plain, key);
  }

  /** Whether {@code key} stands in a plain text as words of its own. */
  static boolean words(String plain, String key) {
    return !key.isEmpty() && plain.contains(key) && (han(key) || plain.contains(' ' + key + ' '));
  }

  private static boolean han(String key) {
    return Character.isIdeographic(key.codePointAt(0));
  }
}
