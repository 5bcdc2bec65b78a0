package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Entry;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets the value overrule what the key says: a checksum or a fixed notation outranks a name. */
final class Overruling {
  private Overruling() {}

  /** Lets the value overrule the key. */
  static @Nullable Choice settle(
      @Nullable Choice best,
      Field field,
      String text,
      Surroundings around,
      Supplier<Platform> platform) {
    KeyName name = field.proposals().name();
    boolean idKey =
        best != null
            && (best.kind().startsWith("device.") || best.kind().equals("account.user_id"));
    if (best != null && best.kind().equals("contact.email")) {
      return best;
    }
    List<Entry> entries = field.proposals().entries();
    for (int i = 0; i < entries.size() && !idKey; i++) {
      idKey =
          entries.get(i).kind().startsWith("device.")
              && entries.get(i).match() != Vocabulary.Match.UNDER
              && !Words.thing(name, "");
    }
    if (idKey && !name.hashed()) {
      if (Digits.imei(text)
          && !kindIs(best, "device.imei")
          && !kindIs(best, "device.sim_id.imsi")
          && !kindIs(best, "account.user_id")) {
        return Choice.overruling("device.imei", 0.95, "15 digits with a Luhn check", field.key());
      }
      if (Hex.separatedMac(text) && !kindIs(best, "network.wifi_ap.bssid")) {
        return Choice.overruling("device.mac", 0.93, "an EUI-48 address", field.key());
      }
      if (text.length() == 16
          && Hex.androidId(text)
          && !Digits.all(text)
          && platform.get() == Platform.ANDROID
          && (kindIs(best, "device.instance_id.other")
              || kindIs(best, "device.imei")
              || best == null)
          && strongDevice(name)) {
        return Choice.overruling(
            "device.android_id", 0.85, "a 64-bit number in hex on Android", field.key());
      }
      if (best == null && Hex.uuid(text) && strongDevice(name) && otherKind(field)) {
        return Choice.overruling("device.instance_id.other", 0.8, "a UUID", field.key());
      }
    }
    if (text.contains(":APA91") && text.length() >= 20) {
      return Choice.overruling(
          "device.instance_id.push_token", 0.95, "a Firebase Cloud Messaging token", field.key());
    }
    if (best == null) {
      return keyless(text);
    }
    return switch (best.kind()) {
      case "device.ad_id" -> {
        String kind =
            platform.get() == Platform.ANDROID
                ? "device.ad_id.gaid"
                : platform.get() == Platform.IOS ? "device.ad_id.idfa" : "device.ad_id";
        boolean adjust = name.full().equals("adid") && text.length() == 32;
        yield new Choice(
            adjust ? "device.instance_id.other" : kind,
            best.evidence(),
            best.rule(),
            best.words()
                + (kind.equals("device.ad_id")
                    ? ""
                    : "; the request comes from " + platform.get()));
      }
      case "device.serial" ->
          Hex.uuid(text)
              ? Choice.overruling(
                  "device.instance_id.other", 0.85, "a UUID, which no serial is", field.key())
              : best;
      case "device.basic.name" ->
          ownedName(text)
              ? best
              : new Choice(
                  "device.basic.model",
                  best.evidence(),
                  best.rule(),
                  best.words() + "; it reads as a model, not as a name someone gave");
      case "account.user_id" -> Hex.separatedMac(text) ? null : best;
      case "contact.postal_address" -> addressLine(best, text, around);
      default -> best;
    };
  }

  /** A line that only names city or country, which stand in fields beside it too. */
  private static @Nullable Choice addressLine(Choice best, String text, Surroundings around) {
    if (around.names("country", text)) {
      return null;
    }
    if (around.names("city", text) || around.names("locality", text)) {
      return new Choice(
          "location.coarse",
          best.evidence(),
          best.rule(),
          best.words() + "; it only names the city that a field beside it names");
    }
    return best;
  }

  /** Whether the name proposes a device's id of a kind that no UUID can be. */
  private static boolean otherKind(Field field) {
    for (Entry entry : field.proposals().entries()) {
      if (entry.kind().equals("device.instance_id.other")) {
        return false;
      }
    }
    return true;
  }

  private static boolean strongDevice(KeyName name) {
    return !name.full().equals("id") && !name.full().equals("version");
  }

  private static boolean ownedName(String text) {
    return text.contains("的") || text.contains("'s ") || text.contains("’s ");
  }

  private static boolean kindIs(@Nullable Choice choice, String kind) {
    return choice != null && choice.kind().equals(kind);
  }

  /** Shapes that need no key. */
  private static @Nullable Choice keyless(String text) {
    if (Hex.separatedMac(text) && text.length() == 17) {
      return new Choice(
          "device.mac",
          new Evidence(0.75, "an EUI-48 address"),
          "shape:device.mac",
          "the whole value is an EUI-48 address");
    }
    if (Digits.residentId(text)) {
      return new Choice(
          "govid.national_id",
          new Evidence(0.85, "a resident identity number"),
          "shape:govid.national_id",
          "18 characters with region, date and check of GB 11643-1999");
    }
    return null;
  }
}
