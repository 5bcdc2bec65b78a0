package dev.telltale.classify.rules;

import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Values that are sent when there is none. */
final class Nulls {
  private static final Set<String> WORDS =
      Set.of(
          "",
          "null",
          "nil",
          "none",
          "undefined",
          "unknown",
          "unknow",
          "n/a",
          "na",
          "nan",
          "(null)",
          "<null>",
          "[null]",
          "empty",
          "no",
          "not set",
          "notset",
          "not_set",
          "default",
          "error",
          "fail",
          "failed",
          "denied",
          "unavailable",
          "not available",
          "not_available",
          "false",
          "true",
          "-",
          "--",
          "-1",
          "0",
          "{}",
          "[]",
          "unset",
          "anonymous",
          "no_permission",
          "nopermission",
          "not_supported",
          "unsupported",
          "redacted",
          "[redacted]",
          "hidden",
          "<unknown ssid>",
          "unknown ssid",
          "0x",
          "02:00:00:00:00:00",
          "ff:ff:ff:ff:ff:ff",
          "00:00:00:00:00:00",
          "020000000000",
          "9774d56d682e549c",
          "[object object]",
          "string",
          "not provided",
          "optedout",
          "opted out",
          "opt-out",
          "limit_ad_tracking");

  private static final int LONGEST = WORDS.stream().mapToInt(String::length).max().orElse(0);

  private static final Set<String> DIGESTS = digests();

  private Nulls() {}

  private static Set<String> digests() {
    Set<String> digests = new HashSet<>();
    for (String input :
        new String[] {
          "",
          " ",
          "null",
          "undefined",
          "unknown",
          "none",
          "0",
          "00000000-0000-0000-0000-000000000000",
          "02:00:00:00:00:00",
          "020000000000",
          "00:00:00:00:00:00",
          "000000000000000"
        }) {
      for (String algorithm : new String[] {"MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-512"}) {
        digests.add(
            Hashes.hex(Hashes.digest(algorithm).digest(input.getBytes(StandardCharsets.UTF_8))));
      }
    }
    return digests;
  }

  /**
   * Whether {@code value} says nothing: a word for nothing, one character repeated, a platform's
   * zero identifier, the digest of one of these, or a macro that an ad server should have expanded
   * ({@code __IMEI__}, {@code {gaid}}, {@code %%ADID%%}, {@code [IDFA]}, {@code ${ifa}}).
   */
  static boolean is(String value) {
    String text = value.strip();
    String lower = text.toLowerCase(Locale.ROOT);
    return (lower.length() <= LONGEST && WORDS.contains(lower))
        || repeated(lower)
        || macro(text)
        || mac(text)
        || (text.length() >= 32 && text.length() <= 128 && DIGESTS.contains(lower));
  }

  /** The address that Android and iOS give instead of their own, in any notation. */
  static boolean mac(String text) {
    int n = text.length();
    if (n < 11 || n > 17) {
      return false;
    }
    int digits = 0;
    boolean two = false;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c == '2') {
        if (two || digits > 1) {
          return false;
        }
        two = true;
        digits++;
      } else if (c == '0') {
        digits++;
      } else if (c != ':' && c != '-' && c != '.' && c != ' ') {
        return false;
      }
    }
    return two && (digits == 12 || digits == 6);
  }

  /** Zeros, or another single letter or digit, with separators between. */
  private static boolean repeated(String text) {
    char only = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= 'a' && c <= 'z') || Character.isLetterOrDigit(c)) {
        if (only != 0 && c != only) {
          return false;
        }
        only = c;
      } else if ("-:._ ,".indexOf(c) < 0) {
        return false;
      }
    }
    return only == 0 || text.length() > 1;
  }

  private static boolean macro(String text) {
    int n = text.length();
    return n > 2
        && ((text.startsWith("__") && text.endsWith("__"))
            || (text.startsWith("{") && text.endsWith("}") && text.indexOf(':') < 0)
            || (text.charAt(0) == '$' && capitals(text))
            || (text.startsWith("${") && text.endsWith("}"))
            || (text.startsWith("%%") && text.endsWith("%%"))
            || (text.startsWith("<") && text.endsWith(">"))
            || (text.startsWith("[") && text.endsWith("]") && capitals(text)));
  }

  private static boolean capitals(String text) {
    return text.chars().noneMatch(Character::isLowerCase)
        && text.chars().filter(Character::isUpperCase).count() > 2;
  }
}
