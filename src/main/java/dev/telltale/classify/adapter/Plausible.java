package dev.telltale.classify.adapter;

import com.google.common.net.InetAddresses;
import dev.telltale.classify.shape.Digits;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a value can be what an adapter says its place holds. Wider than the shapes by which a
 * value is recognised without a claim, because the interface has already said what it is; its work
 * is to keep out nulls, placeholders, and fields that hold something else.
 */
final class Plausible {
  private static final Set<String> NULLS =
      Set.of(
          "",
          "null",
          "nil",
          "none",
          "undefined",
          "unknown",
          "<unknown ssid>",
          "n/a",
          "na",
          "nan",
          "(null)",
          "<null>",
          "not available",
          "not_available",
          "notavailable",
          "optout",
          "opt-out",
          "false",
          "true",
          "0",
          "-1",
          "[]",
          "{}",
          "-",
          "*",
          "default",
          "android",
          "ios",
          "iphone os",
          "no carrier",
          "no_carrier",
          "anonymous",
          "02:00:00:00:00:00",
          "00:00:00:00:00:00",
          // digests of the empty string: MD5, SHA-1, SHA-256
          "d41d8cd98f00b204e9800998ecf8427e",
          "da39a3ee5e6b4b0d3255bfef95601890afd80709",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  /** Kinds of connections, which some programs send where an operator is due. */
  private static final Set<String> LINKS =
      Set.of(
          "wifi",
          "wi-fi",
          "wlan",
          "mobile",
          "cellular",
          "wwan",
          "lte",
          "2g",
          "3g",
          "4g",
          "5g",
          "ethernet",
          "vpn",
          "offline",
          "online",
          "connected");

  private static final Set<String> GENDERS =
      Set.of(
          "m",
          "f",
          "o",
          "male",
          "female",
          "man",
          "woman",
          "other",
          "0",
          "1",
          "2",
          "男",
          "女",
          "non-binary",
          "x");

  private Plausible() {}

  /** Whether {@code value}, sent plain, can be of {@code kind}. */
  static boolean plain(String kind, String value) {
    String v = value.strip();
    if (kind.equals("identity.gender")) {
      return GENDERS.contains(v.toLowerCase(Locale.ROOT));
    }
    if (kind.equals("network.carrier") && digits(v) && v.length() < 4) {
      // Such as 00, China Mobile's first network code.
      return carrier(v) && !v.equals("000");
    }
    if (blank(v) || v.length() > 4096) {
      return false;
    }
    return switch (kind) {
      case "device.ad_id", "device.ad_id.gaid", "device.ad_id.idfa", "device.instance_id.idfv" ->
          uuid(v);
      case "device.oaid" -> uuid(v) || (hex(v) && v.length() >= 16 && v.length() <= 64);
      case "device.android_id" ->
          // Fourteen or fifteen decimal digits are an IMEI, whatever the field says.
          hex(v) && (v.length() == 16 || (v.length() >= 14 && v.length() < 16 && !digits(v)));
      case "device.imei" -> imei(v);
      case "device.mac", "network.wifi_ap.bssid" -> mac(v);
      case "device.sim_id.imsi" -> Digits.imsi(v) && !(Digits.imei(v) && !mainland(v));
      case "device.sim_id.iccid" -> hex(v) && v.length() >= 18 && v.length() <= 20;
      case "device.serial" -> v.length() >= 6 && v.length() <= 40 && v.indexOf(' ') < 0;
      case "device.instance_id.push_token" -> v.length() >= 16 && v.indexOf(' ') < 0;
      case "device.instance_id.openudid" -> hex(v) && v.length() >= 16 && v.length() <= 40;
      case "device.instance_id.other" -> v.length() >= 8 && v.indexOf(' ') < 0;
      case "device.fingerprint", "device.drm_id", "auth.token" -> v.length() >= 8;
      case "device.basic.model" -> v.length() >= 2 && v.length() <= 120 && letters(v) > 0;
      case "network.carrier" -> carrier(v);
      case "network.ip" -> ip(v);
      case "contact.email" -> email(v);
      case "contact.phone" -> phone(v);
      case "identity.name" -> v.length() <= 120 && letters(v) > 0 && v.indexOf('@') < 0;
      case "identity.birth_age" -> v.length() <= 30 && v.chars().anyMatch(Character::isDigit);
      case "location.coarse" -> v.length() <= 120 && !email(v);
      default -> true;
    };
  }

  /** Whether a value says nothing: a null word, zeros, one character over and over, a macro. */
  static boolean blank(String value) {
    String v = value.strip();
    return NULLS.contains(v.toLowerCase(Locale.ROOT)) || uniform(v) || macro(v);
  }

  /** One letter or digit over and over, beside separators. */
  private static boolean uniform(String v) {
    int seen = -1;
    int count = 0;
    for (int i = 0; i < v.length(); i++) {
      char c = Character.toLowerCase(v.charAt(i));
      if (Character.isLetterOrDigit(c)) {
        if (seen >= 0 && c != seen) {
          return false;
        }
        seen = c;
        count++;
      }
    }
    return count == 0 || count >= 4 || seen == '0';
  }

  private static boolean macro(String v) {
    return (v.startsWith("__") && v.endsWith("__") && v.length() > 4)
        || (v.startsWith("{") && v.endsWith("}") && v.indexOf(':') < 0)
        || v.startsWith("${")
        || (v.startsWith("[") && v.endsWith("]") && v.indexOf('"') < 0 && v.indexOf(',') < 0)
        || (v.startsWith("%%") && v.endsWith("%%"))
        || (v.startsWith("<") && v.endsWith(">"));
  }

  /** The digest that a value can be by its length in hex, or an empty string. */
  static String digest(String value) {
    String v = value.strip();
    if (!hex(v) || blank(v)) {
      return "";
    }
    return switch (v.length()) {
      case 32 -> "md5";
      case 40 -> "sha1";
      case 64 -> "sha256";
      case 128 -> "sha512";
      default -> "";
    };
  }

  static boolean uuid(String v) {
    if (v.length() == 32) {
      return hex(v);
    }
    if (v.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? v.charAt(i) != '-' : Character.digit(v.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** An IMSI of mainland China: an IMEI of which the check fits begins otherwise. */
  private static boolean mainland(String v) {
    return v.startsWith("460") || v.startsWith("461");
  }

  private static boolean imei(String v) {
    String bare = v.replace("-", "").replace(" ", "");
    return (bare.length() == 15 || bare.length() == 14 || bare.length() == 16)
        && (digits(bare) || (bare.length() == 14 && hex(bare)));
  }

  private static boolean mac(String v) {
    String bare = v.replace(":", "").replace("-", "");
    return bare.length() == 12 && hex(bare);
  }

  private static boolean carrier(String v) {
    // A network code, its country, or its number within the country (ITU-T E.212).
    return digits(v)
        ? v.length() <= 6 && v.length() >= 2
        : v.length() >= 2 && v.length() <= 60 && !LINKS.contains(v.toLowerCase(Locale.ROOT));
  }

  private static boolean ip(String v) {
    return (v.indexOf('.') > 0 || v.indexOf(':') >= 0)
        && InetAddresses.isInetAddress(v)
        && !v.equals("0.0.0.0")
        && !v.startsWith("127.")
        && !v.equals("::1")
        && !v.equals("::");
  }

  private static boolean email(String v) {
    int at = v.indexOf('@');
    return at > 0
        && v.indexOf('.', at) > at + 1
        && v.indexOf(' ') < 0
        && !v.endsWith(".")
        && v.length() <= 254;
  }

  private static boolean phone(String v) {
    int digits = 0;
    for (int i = 0; i < v.length(); i++) {
      char c = v.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (" +-().".indexOf(c) < 0) {
        return false;
      }
    }
    return digits >= 6 && digits <= 18;
  }

  static boolean hex(String v) {
    return !v.isEmpty() && v.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
  }

  static boolean digits(String v) {
    return !v.isEmpty() && v.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long letters(String v) {
    return v.codePoints().filter(Character::isLetter).count();
  }
}
