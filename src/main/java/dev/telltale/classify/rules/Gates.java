package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Addresses;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.MobileCodes;
import dev.telltale.classify.shape.Phones;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value can be of the kind that its key proposes: the value decides, the key proposes.
 */
final class Gates {
  private static final Set<String> GENDERS =
      Set.of(
          "m",
          "f",
          "male",
          "female",
          "man",
          "woman",
          "men",
          "women",
          "boy",
          "girl",
          "0",
          "1",
          "2",
          "男",
          "女",
          "o",
          "other",
          "x",
          "nonbinary",
          "non-binary",
          "masculine",
          "feminine");
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

  private Gates() {}

  /**
   * What speaks for {@code text} being of {@code kind}, in words with the standard; null if it
   * cannot be.
   *
   * @param hashed whether the key says that it is a digest
   */
  static @Nullable Evidence test(String kind, String text, boolean hashed, KeyName name) {
    String digest = Hex.digest(text);
    if (!digest.isEmpty() && hashable(kind, digest, hashed)) {
      return new Evidence(hashed ? 0.9 : 0.8, "a digest of the length of " + digest, digest);
    }
    return switch (kind) {
      case "contact.email" ->
          Addresses.email(text) ? new Evidence(0.97, "an address by RFC 5321") : null;
      case "contact.phone" -> initials(name) && !Phones.valid(text) ? null : phone(text);
      case "identity.name" ->
          personName(text) && !(initials(name) && tagOrWord(text))
              ? new Evidence(0.85, "a text that can be a name")
              : null;
      case "identity.gender" ->
          GENDERS.contains(text.toLowerCase(Locale.ROOT))
              ? new Evidence(0.85, "a word for a gender")
              : null;
      case "identity.birth_age" -> birth(text);
      case "govid.national_id" -> nationalId(text);
      case "account.user_id" ->
          token(text, 2, 64) && !text.equals("1")
              ? new Evidence(0.8, "a value that can be an id")
              : null;
      case "account.nickname" -> name.full().length() <= 2 && !cjk(text) ? null : nickname(text);
      case "auth.token" -> token(text, 12, 4096) ? new Evidence(0.8, "an opaque value") : null;
      case "auth.password" ->
          text.length() >= 4 && text.length() <= 128 && text.indexOf(' ') < 0
              ? new Evidence(0.8, "a text that can be a password")
              : null;
      case "device.imei" -> imei(text);
      case "device.serial" -> serial(text, name);
      case "device.mac", "network.wifi_ap.bssid" ->
          Hex.mac(text) ? new Evidence(0.95, "an EUI-48 address") : null;
      case "device.android_id" ->
          Hex.androidId(text)
              ? new Evidence(0.9, "a 64-bit number in hex, as ANDROID_ID is")
              : null;
      case "device.ad_id", "device.ad_id.gaid", "device.ad_id.idfa" -> advertising(kind, text);
      case "device.oaid" ->
          Hex.uuid(text) || (token(text, 16, 64) && text.chars().anyMatch(Character::isDigit))
              ? new Evidence(0.95, "a UUID or an opaque value of 16 to 64 characters")
              : null;
      case "device.sim_id.imsi" -> imsi(text, name);
      case "device.sim_id.iccid" ->
          Digits.iccid(text) ? new Evidence(0.95, "19 or 20 digits from 89 (ITU-T E.118)") : null;
      case "device.instance_id.idfv" ->
          Hex.uuid(text)
                  || (Hex.uuidOrBare(text) && name.full().contains("idfv"))
                  || (text.length() >= 16 && token(text, 16, 64) && name.full().contains("idfv"))
              ? new Evidence(0.92, "a UUID")
              : null;
      case "device.instance_id.push_token" ->
          token(text, 16, 512) && !Digits.all(text)
              ? new Evidence(0.85, "an opaque value of 16 characters and more")
              : null;
      case "device.instance_id.openudid" ->
          text.length() <= 40 && (Hex.uuid(text) || token(text, 14, 40))
              ? new Evidence(Hex.all(text) ? 0.95 : 0.85, "an opaque value of 14 to 40 characters")
              : null;
      case "device.instance_id.other" -> opaque(text, name);
      case "device.drm_id", "device.fingerprint" ->
          token(text, 16, 1024) && text.chars().anyMatch(Character::isDigit)
              ? new Evidence(0.8, "an opaque value")
              : null;
      case "device.basic.model" -> model(text, name);
      case "device.basic.name" ->
          text.length() >= 2
                  && text.length() <= 64
                  && !structure(text)
                  && !Addresses.domainName(text)
              ? new Evidence(0.8, "a text")
              : null;
      case "network.ip" -> ip(text);
      case "network.wifi_ap.ssid" -> ssid(text, name);
      case "network.carrier" -> carrier(text, name);
      case "location.coarse" -> place(text, name);
      case "contact.postal_address" -> postal(text, name);
      case "finance.account_number" ->
          Digits.card(text.replaceAll("[ -]", ""))
              ? new Evidence(0.9, "a card number with a Luhn digit (ISO/IEC 7812-1)")
              : Digits.iban(text.replace(" ", ""))
                  ? new Evidence(0.95, "an IBAN (ISO 13616)")
                  : null;
      case "content.clipboard" -> text.length() > 1 ? new Evidence(0.8, "a text") : null;
      default -> null;
    };
  }

  /** Kinds whose digest is expected under their key even if the key does not say digest. */
  private static boolean hashable(String kind, String digest, boolean hashed) {
    return switch (kind) {
      case "contact.email", "contact.phone", "identity.name" -> true;
      case "device.imei", "device.sim_id.imsi", "govid.national_id" -> true;
      case "device.mac" -> hashed || digest.equals("md5");
      case "device.android_id" -> hashed || digest.equals("md5") || digest.equals("sha1");
      case "identity.gender", "identity.birth_age", "location.coarse" -> true;
      case "device.ad_id", "device.ad_id.gaid", "device.ad_id.idfa" -> hashed;
      default -> false;
    };
  }

  private static @Nullable Evidence phone(String text) {
    if (!Phones.written(text)) {
      return null;
    }
    boolean date = Digits.all(text) && (text.length() == 8 && text.startsWith("20"));
    boolean instant = Digits.all(text) && (text.length() == 13 && text.startsWith("1"));
    if (date || instant) {
      return null;
    }
    return Phones.valid(text)
        ? new Evidence(0.95, "a telephone number that is valid in its plan")
        : Notation.distinct(text) > 2
            ? new Evidence(0.8, "written as a telephone number (ITU-T E.164)")
            : null;
  }

  /** Two to sixty characters, mostly letters, no address of anything. */
  static boolean personName(String text) {
    if (text.length() < 2 || text.length() > 60 || structure(text)) {
      return false;
    }
    if (text.equalsIgnoreCase("test")) {
      return false;
    }
    int letters = 0;
    int others = 0;
    int words = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
      } else if (c == ' ') {
        words++;
      } else if (c == '.' && i + 1 < text.length() && text.charAt(i + 1) != ' ') {
        return false;
      } else if ("[]_/\\@#".indexOf(c) >= 0) {
        return false;
      } else if ("'-.·’,".indexOf(c) < 0) {
        others++;
      }
    }
    return letters >= 2 && words <= 6 && others * 3 <= letters;
  }

  /** Names so short that they mean other things too: {@code ln} is a language in some SDKs. */
  private static boolean initials(KeyName name) {
    return name.full().length() <= 3;
  }

  /** A language tag such as {@code en} or {@code en-US}, or a text without CJK where one is due. */
  private static boolean tagOrWord(String text) {
    boolean tag =
        text.length() == 2
            || (text.length() == 5 && (text.charAt(2) == '-' || text.charAt(2) == '_'));
    return tag && text.chars().allMatch(c -> c < 0x80);
  }

  static boolean cjk(String text) {
    return text.codePoints().anyMatch(Character::isIdeographic);
  }

  private static @Nullable Evidence birth(String text) {
    String digits = text.length() <= 32 ? Notation.digits(text) : "";
    if (Digits.all(text) && text.length() <= 3) {
      int age = Integer.parseInt(text);
      return age >= 3 && age <= 120 ? new Evidence(0.7, "a number that can be an age") : null;
    }
    boolean year =
        digits.length() == 4
            && text.length() == 4
            && digits.compareTo("1900") > 0
            && digits.compareTo("2030") < 0;
    boolean date =
        digits.length() >= 6
            && digits.length() <= 14
            && (digits.contains("19") || digits.contains("20"))
            && text.length() <= 32;
    return year || date ? new Evidence(0.85, "a date or year") : null;
  }

  private static @Nullable Evidence nationalId(String text) {
    if (Digits.residentId(text)) {
      return new Evidence(0.97, "a resident identity number with its check (GB 11643-1999)");
    }
    boolean ssn =
        text.length() == 11
            && text.charAt(3) == '-'
            && text.charAt(6) == '-'
            && Digits.all(text.replace("-", ""));
    if (ssn) {
      return new Evidence(0.85, "written as a US social security number");
    }
    return null;
  }

  private static @Nullable Evidence nickname(String text) {
    return text.length() >= 2 && text.length() <= 40 && !structure(text)
        ? new Evidence(0.75, "a text that can be a user's name")
        : null;
  }

  private static @Nullable Evidence imei(String text) {
    if (Digits.imei(text)) {
      return new Evidence(0.98, "15 digits with their Luhn check (3GPP TS 23.003)");
    }
    if (Digits.meid(text)) {
      return new Evidence(0.93, "14 hexadecimal digits from A (MEID)");
    }
    if (Digits.all(text) && text.length() >= 14 && text.length() <= 17) {
      return new Evidence(0.85, "14 to 17 digits, though without a valid check digit");
    }
    return null;
  }

  private static @Nullable Evidence imsi(String text, KeyName name) {
    return Digits.imsi(text)
            && !(Digits.imei(text) && !text.startsWith("460") && !name.full().contains("imsi"))
        ? new Evidence(0.95, "15 digits from a mobile country code (ITU-T E.212)")
        : null;
  }

  private static @Nullable Evidence serial(String text, KeyName name) {
    if (text.length() < 6 || text.length() > 32 || !token(text, 6, 32)) {
      return null;
    }
    boolean digits = Digits.all(text);
    boolean letter = text.chars().anyMatch(Character::isLetter);
    boolean digit = text.chars().anyMatch(Character::isDigit);
    boolean strong = name.full().contains("serial") || !name.full().equals("sn");
    if (digits ? strong && text.length() >= 8 : letter && digit) {
      return new Evidence(0.8, "a token of letters and digits");
    }
    return null;
  }

  private static @Nullable Evidence advertising(String kind, String text) {
    if (Hex.uuid(text)) {
      return new Evidence(0.95, "a UUID");
    }
    boolean hex = text.length() >= 30 && text.length() <= 40 && Hex.all(text);
    return hex ? new Evidence(0.85, "30 to 40 hexadecimal digits") : null;
  }

  private static @Nullable Evidence opaque(String text, KeyName name) {
    if (Hex.uuid(text)) {
      return new Evidence(0.9, "a UUID");
    }
    boolean short_ = name.full().equals("cid") || name.full().equals("clientid");
    if (!token(text, 8, 160) || text.indexOf('@') >= 0 || text.startsWith("http")) {
      return null;
    }
    boolean analytics =
        text.indexOf('.') > 0 && Digits.all(text.replace(".", "")) && text.length() > 15;
    if (short_) {
      return analytics ? new Evidence(0.8, "a random number and a time") : null;
    }
    if (Digits.all(text)) {
      return text.length() <= 22 && !(instant(text) && name.full().endsWith("uuid"))
          ? new Evidence(0.8, "a long number")
          : null;
    }
    long digits = text.chars().filter(Character::isDigit).count();
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

  private static @Nullable Evidence model(String text, KeyName name) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.length() < 2
        || text.length() > 64
        || FORM_FACTORS.contains(lower)
        || structure(text)
        || Hex.uuid(text)
        || Digits.all(text)
        || text.chars().noneMatch(Character::isLetter)) {
      return null;
    }
    boolean type = name.full().endsWith("type");
    if (type && text.chars().noneMatch(c -> Character.isDigit(c) || c == ' ')) {
      return null;
    }
    return new Evidence(0.85, "a text that can be a model");
  }

  private static @Nullable Evidence ip(String text) {
    if (!Addresses.ip(text) || Addresses.nullIp(text)) {
      return null;
    }
    return Addresses.loopback(text)
        ? new Evidence(0.6, "an address literal, though that of the machine itself")
        : new Evidence(0.9, "an address literal");
  }

  private static @Nullable Evidence ssid(String text, KeyName name) {
    String bare = quoted(text);
    if (bare.isEmpty()
        || bare.length() > 32
        || Hex.uuid(bare)
        || Hex.mac(bare)
        || Digits.all(bare)
        || structure(bare)) {
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

  private static @Nullable Evidence carrier(String text, KeyName name) {
    if (MobileCodes.network(text)) {
      return new Evidence(0.93, "a mobile country and network code (ITU-T E.212)");
    }
    if (text.length() > 40
        || structure(text)
        || OPERATORS.contains(text.toLowerCase(Locale.ROOT))) {
      return null;
    }
    boolean letter = text.chars().anyMatch(Character::isLetter);
    if (!letter) {
      return name.full().contains("name") && text.length() <= 2 && Digits.all(text)
          ? new Evidence(0.7, "the name of an operator")
          : null;
    }
    return text.length() >= 2 ? new Evidence(0.85, "the name of an operator") : null;
  }

  private static @Nullable Evidence place(String text, KeyName name) {
    if (text.length() > 60 || structure(text) || Hex.uuid(text)) {
      return null;
    }
    if (name.full().length() <= 2 && !cjk(text)) {
      return null;
    }
    boolean letter = text.chars().filter(Character::isLetter).count() >= 2 || cjk(text);
    boolean number =
        Digits.all(text.replaceAll("[ -]", "")) && text.length() >= 2 && text.length() <= 10;
    return letter || number ? new Evidence(0.8, "the name or code of a place") : null;
  }

  private static @Nullable Evidence postal(String text, KeyName name) {
    boolean letter = text.chars().anyMatch(Character::isLetter);
    if (!letter
        || (name.full().length() <= 2 && !cjk(text))
        || text.length() < 4
        || text.length() > 200
        || structure(text)
        || Hex.mac(text)
        || Addresses.ip(text)
        || Addresses.email(text)
        || (text.length() > 24 && text.indexOf(' ') < 0 && text.chars().allMatch(c -> c < 0x80))) {
      return null;
    }
    return new Evidence(0.8, "a text that can be a postal address");
  }

  /** Whether a text is an address, a path, a list or code rather than words. */
  static boolean structure(String text) {
    if (text.contains("://") || text.startsWith("{") || text.startsWith("[")) {
      return true;
    }
    return text.indexOf('<') >= 0
        || text.indexOf('=') >= 0
        || text.indexOf('{') >= 0
        || text.indexOf('\n') >= 0;
  }

  /** One word of printable ASCII in a range of lengths. */
  static boolean token(String text, int from, int to) {
    if (text.length() < from || text.length() > to) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '{' || c == '}') {
        return false;
      }
    }
    return true;
  }
}
