package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Addresses;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.Phones;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value can be of the kind that its key proposes: the value decides, the key proposes.
 */
final class Gates {

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
      case "contact.phone" ->
          PersonGates.initials(name) && !Phones.valid(text) ? null : PersonGates.phone(text);
      case "identity.name" ->
          PersonGates.personName(text)
                  && !(PersonGates.initials(name) && PersonGates.tagOrWord(text))
              ? new Evidence(0.85, "a text that can be a name")
              : null;
      case "identity.gender" -> PersonGates.gender(text);
      case "identity.birth_age" -> PersonGates.birth(text, name);
      case "govid.national_id" -> PersonGates.nationalId(text, name);
      case "account.user_id" ->
          token(text, 2, 64) && !text.equals("1")
              ? new Evidence(0.8, "a value that can be an id")
              : null;
      case "account.nickname" ->
          PersonGates.abbreviation(name) && !cjk(text) ? null : PersonGates.nickname(text);
      case "auth.token" -> token(text, 12, 4096) ? new Evidence(0.8, "an opaque value") : null;
      case "auth.password" ->
          text.length() >= 4 && text.length() <= 128 && text.indexOf(' ') < 0
              ? new Evidence(0.8, "a text that can be a password")
              : null;
      case "device.imei" -> DeviceGates.imei(text);
      case "device.serial" -> DeviceGates.serial(text, name);
      case "device.mac", "network.wifi_ap.bssid" ->
          Hex.mac(text) && !Nulls.mac(text) ? new Evidence(0.95, "an EUI-48 address") : null;
      case "device.android_id" ->
          Hex.androidId(text)
              ? new Evidence(0.9, "a 64-bit number in hex, as ANDROID_ID is")
              : null;
      case "device.ad_id", "device.ad_id.gaid", "device.ad_id.idfa" ->
          DeviceGates.advertising(kind, text);
      case "device.oaid" ->
          Hex.uuid(text) || (token(text, 16, 64) && Notation.digit(text))
              ? new Evidence(0.95, "a UUID or an opaque value of 16 to 64 characters")
              : null;
      case "device.sim_id.imsi" -> DeviceGates.imsi(text, name);
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
      case "device.instance_id.other" -> DeviceGates.opaque(text, name);
      case "device.drm_id", "device.fingerprint" ->
          token(text, 16, 1024) && Notation.digit(text)
              ? new Evidence(0.8, "an opaque value")
              : null;
      case "device.basic.model" -> DeviceGates.model(text, name);
      case "device.basic.name" ->
          text.length() >= 2
                  && text.length() <= 64
                  && !structure(text)
                  && !Addresses.domainName(text)
              ? new Evidence(0.8, "a text")
              : null;
      case "network.ip" -> DeviceGates.ip(text);
      case "network.wifi_ap.ssid" -> DeviceGates.ssid(text, name);
      case "network.carrier" -> DeviceGates.carrier(text, name);
      case "location.coarse" -> PersonGates.place(text, name);
      case "contact.postal_address" -> PersonGates.postal(text, name);
      case "finance.account_number" ->
          Digits.card(Notation.joined(text))
              ? new Evidence(0.9, "a card number with a Luhn digit (ISO/IEC 7812-1)")
              : Digits.iban(text.replace(" ", ""))
                  ? new Evidence(0.95, "an IBAN (ISO 13616)")
                  : null;
      case "network.cell" ->
          Cells.joined(text) ? new Evidence(0.9, "a network, an area and a cell") : null;
      case "activity.installed_apps" ->
          Lists.joined(text) ? new Evidence(0.85, "a list of package names") : null;
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

  static boolean cjk(String text) {
    return !Notation.ascii(text) && text.codePoints().anyMatch(Character::isIdeographic);
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
