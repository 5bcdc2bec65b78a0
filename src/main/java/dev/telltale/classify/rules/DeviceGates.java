package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Addresses;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.MobileCodes;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a value can be what its key says of a device or its network. */
final class DeviceGates {
  private static final Set<String> FORM_FACTORS =
      Set.of(
          "phone",
          "mobile",
          "tablet",
          "pc",
          "desktop",
          "android",
          "ios",
          "iphone os",
          "ipad os",
          "tv",
          "smarttv",
          "ctv",
          "watch",
          "handset",
          "smartphone",
          "web",
          "wap",
          "h5",
          "app",
          "androidphone",
          "android_phone",
          "mobilephone",
          "other",
          "computer",
          "browser",
          "pad",
          "feature",
          "windows",
          "mac",
          "linux",
          "harmony",
          "wechat",
          "mini",
          "bot",
          "console",
          "mobile device",
          "mobile phone",
          "model",
          "devices");
  private static final Set<String> OPERATORS =
      Set.of(
          "and",
          "or",
          "not",
          "eq",
          "ne",
          "gt",
          "lt",
          "gte",
          "lte",
          "in",
          "like",
          "equals",
          "contains",
          "between",
          "wifi",
          "mobile",
          "cellular",
          "android",
          "ios",
          "4g",
          "5g",
          "3g");

  /** Names of ids of groups, topics, events as well: a short value there is one of those. */
  private static final Set<String> SHORT =
      Set.of("tid", "gid", "fid", "eid", "zid", "iid", "luid", "auid", "puid", "sbh");

  private DeviceGates() {}

  static @Nullable Evidence imei(String text) {
    if (Digits.imei(text)) {
      return new Evidence(0.98, "15 digits with their Luhn check (3GPP TS 23.003)");
    }
    if (Digits.meid(text)) {
      return new Evidence(0.93, "14 hexadecimal digits from A (MEID)");
    }
    if (text.length() > 20 && text.length() <= 64 && Digits.imei(text.substring(0, 15))) {
      return new Evidence(0.9, "15 digits with their Luhn check and more behind them");
    }
    if (Digits.all(text) && text.length() >= 14 && text.length() <= 17) {
      return new Evidence(0.85, "14 to 17 digits, though without a valid check digit");
    }
    return null;
  }

  static @Nullable Evidence imsi(String text, KeyName name) {
    return Digits.imsi(text)
            && !(Digits.imei(text) && !text.startsWith("460") && !name.full().contains("imsi"))
        ? new Evidence(0.95, "15 digits from a mobile country code (ITU-T E.212)")
        : null;
  }

  static @Nullable Evidence serial(String text, KeyName name) {
    if (text.length() < 6 || text.length() > 32 || !Gates.token(text, 6, 32)) {
      return null;
    }
    boolean digits = Digits.all(text);
    boolean letter = Notation.letter(text);
    boolean digit = Notation.digit(text);
    boolean strong = name.full().contains("serial") || !name.full().equals("sn");
    if (digits ? strong && text.length() >= 8 : letter && digit) {
      return new Evidence(0.8, "a token of letters and digits");
    }
    return null;
  }

  static @Nullable Evidence advertising(String kind, String text) {
    if (Hex.uuid(text)) {
      return new Evidence(0.95, "a UUID");
    }
    boolean hex = text.length() >= 30 && text.length() <= 40 && Hex.all(text);
    return hex ? new Evidence(0.85, "30 to 40 hexadecimal digits") : null;
  }

  static @Nullable Evidence opaque(String text, KeyName name) {
    if (Hex.uuid(text)) {
      return new Evidence(0.9, "a UUID");
    }
    boolean short_ = name.full().equals("cid") || name.full().equals("clientid");
    if (!Gates.token(text, 8, 160) || text.indexOf('@') >= 0 || text.startsWith("http")) {
      return null;
    }
    boolean analytics =
        text.indexOf('.') > 0 && Digits.all(text.replace(".", "")) && text.length() > 15;
    if (short_) {
      return analytics ? new Evidence(0.8, "a random number and a time") : null;
    }
    if (SHORT.contains(name.full())
        && (Digits.all(text) ? text.length() < 15 : text.length() < 16)) {
      return null;
    }
    if (text.indexOf(',') > 0 && Digits.all(text.replace(",", ""))) {
      return null;
    }
    if (Digits.all(text)) {
      return text.length() <= 22 && !(instant(text) && name.full().endsWith("uuid"))
          ? new Evidence(0.8, "a long number")
          : null;
    }
    int digits = Notation.digits(text, 2);
    boolean mixed =
        text.length() >= 16
            && text.chars().anyMatch(Character::isUpperCase)
            && text.chars().anyMatch(Character::isLowerCase);
    return digits >= 2 || mixed ? new Evidence(0.85, "an opaque value") : null;
  }

  /** Seconds or milliseconds since 1970, between 2001 and 2033. */
  private static boolean instant(String text) {
    return (text.length() == 10 || text.length() == 13) && text.startsWith("1");
  }

  static @Nullable Evidence model(String text, KeyName name) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.length() < 2
        || text.length() > 64
        || FORM_FACTORS.contains(lower)
        || Gates.structure(text)
        || Hex.uuid(text)
        || lower.contains("-keys")
        || lower.contains(" camera")
        || Digits.all(text)
        || !Notation.letter(text)) {
      return null;
    }
    boolean type = name.full().endsWith("type");
    if (type && !Notation.digit(text) && text.indexOf(' ') < 0) {
      return null;
    }
    return new Evidence(0.85, "a text that can be a model");
  }

  static @Nullable Evidence ip(String text) {
    if (!Addresses.ip(text) || Addresses.nullIp(text)) {
      return null;
    }
    return Addresses.loopback(text)
        ? new Evidence(0.6, "an address literal, though that of the machine itself")
        : new Evidence(0.9, "an address literal");
  }

  static @Nullable Evidence ssid(String text, KeyName name) {
    String bare = quoted(text);
    if (bare.isEmpty()
        || bare.length() > 32
        || Hex.uuid(bare)
        || Hex.mac(bare)
        || Digits.all(bare.replace(".", ""))
        || Gates.structure(bare)) {
      return null;
    }
    if (name.full().equals("wifi") && (bare.length() < 5 || bare.equalsIgnoreCase("connected"))) {
      return null;
    }
    return new Evidence(0.85, "a text of at most 32 octets (IEEE 802.11 9.4.2.2)");
  }

  private static String quoted(String text) {
    return text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  static @Nullable Evidence carrier(String text, KeyName name) {
    if (MobileCodes.network(text)) {
      return new Evidence(0.93, "a mobile country and network code (ITU-T E.212)");
    }
    if (text.length() > 40
        || Gates.structure(text)
        || OPERATORS.contains(text.toLowerCase(Locale.ROOT))) {
      return null;
    }
    boolean letter = Notation.letter(text);
    if (!letter) {
      return name.full().contains("name") && text.length() <= 2 && Digits.all(text)
          ? new Evidence(0.7, "the name of an operator")
          : null;
    }
    return text.length() >= 2 ? new Evidence(0.85, "the name of an operator") : null;
  }
}
