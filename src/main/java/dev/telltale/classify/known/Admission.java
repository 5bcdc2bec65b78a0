package dev.telltale.classify.known;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which values of a profile are evidence when they are seen. What a short or common value
 * matches by chance would drown the rest; it is better refused when the profile is loaded, with the
 * reason, than ignored in silence.
 */
final class Admission {
  /** Values that phones and programs send when they have none, and what everybody has. */
  private static final Set<String> COMMON =
      Set.of(
          "unknown",
          "null",
          "none",
          "nil",
          "undefined",
          "default",
          "test",
          "true",
          "false",
          "android",
          "iphone",
          "ipad",
          "ios",
          "phone",
          "mobile",
          "google",
          "apple",
          "samsung",
          "xiaomi",
          "huawei",
          "user",
          "admin",
          "guest",
          "password",
          "localhost",
          "127.0.0.1",
          "0.0.0.0",
          "255.255.255.255",
          "::1",
          "02:00:00:00:00:00",
          "00:00:00:00:00:00",
          "ff:ff:ff:ff:ff:ff",
          "00000000-0000-0000-0000-000000000000",
          "000000000000000",
          "0000000000000000",
          "9774d56d682e549c",
          "123456",
          "1234567",
          "12345678",
          "123456789",
          "1234567890",
          "wifi",
          "name",
          "email");

  /** Kinds with few possible values: what says that it is one of them is the key, not the value. */
  private static final Set<String> KEYED =
      Set.of(
          "identity.gender",
          "identity.birth_age",
          "device.settings",
          "network.carrier",
          "location.coarse",
          "network.cell");

  private Admission() {}

  /** Whether values of {@code kind} are left to the key-and-shape rules when they are short. */
  static boolean keyed(String kind) {
    return KEYED.contains(kind);
  }

  /** Why {@code value} is not searched for, null if it is. */
  static @Nullable String refusal(String kind, String value) {
    String text = value.strip();
    if (text.isEmpty()) {
      return "empty (expected: a value)";
    }
    if (COMMON.contains(text.toLowerCase(Locale.ROOT))) {
      return "too common to be evidence (expected: a value that this phone alone has)";
    }
    if (text.chars().distinct().count() == 1 && text.length() > 1) {
      return "one character repeated (expected: a value that this phone alone has)";
    }
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits && text.length() < 6) {
      return "too short: "
          + text.length()
          + " digits stand in ordinary numbers by chance (expected: at least 6)";
    }
    if (ascii && text.length() < NeedleIndex.SHORTEST) {
      return "too short: "
          + text.length()
          + " characters stand in ordinary text by chance (expected: at least "
          + NeedleIndex.SHORTEST
          + ")";
    }
    if (!ascii && text.codePointCount(0, text.length()) < 2) {
      return "too short: one character (expected: at least 2)";
    }
    return null;
  }
}
