package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Entry;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.MobileCodes;
import dev.telltale.decode.Node;
import java.util.Set;
import java.util.function.Supplier;

/** What must be true beside a name and a shape, for rules whose words mean other things too. */
final class Conditions {
  private static final Set<String> ROW_HOLDERS =
      Set.of("events", "event", "log", "logs", "items", "batch", "messages", "requests", "records");

  private static final Set<String> SERVERS =
      Set.of("dns", "servers", "gateway", "proxy", "dnsservers");

  /** Parts of a phone, whose models are not the phone's. */
  private static final Set<String> PARTS = Set.of("cpu", "gpu", "battery");

  private Conditions() {}

  /** Whether what a rule asks of the surroundings is so. */
  static boolean fits(Entry entry, Field field, String text, Surroundings around, String part) {
    return switch (entry.match()) {
      case PERSON ->
          !Notation.digit(text) || !entry.kind().equals("identity.name")
              ? around.person(field.node())
              : false;
      case PLACE ->
          around.place(field.node())
              && (!field.proposals().name().full().equals("name")
                  || (Notation.digit(text)
                      && Notation.letter(text)
                      && (around.has("thoroughfare") || around.has("street"))));
      case USER ->
          (part.equals("query") || part.equals("form") || part.equals("cookie"))
              && text.length() <= 32
              && !Hex.uuidOrBare(text)
              && !(text.length() >= 12 && Hex.all(text));
      case UNDER -> around.under(entry.under());
      default -> true;
    };
  }

  /** What must hold beside the shape. */
  static boolean allowed(
      Entry entry,
      Field field,
      String text,
      Surroundings around,
      String part,
      Supplier<Platform> platform) {
    KeyName name = field.proposals().name();
    String kind = entry.kind();
    switch (kind) {
      case "device.instance_id.other", "account.user_id", "device.instance_id.push_token" -> {
        if (entry.match() != Vocabulary.Match.EXACT || kind.equals("device.instance_id.other")) {
          if (Words.thing(name, entry.words())) {
            return false;
          }
        }
        boolean rowId = name.full().equals("uuid") || name.full().equals("guid");
        if (rowId && (around.held(ROW_HOLDERS, 2) || row(field.node()) || part.equals("header"))) {
          return false;
        }
        if (name.full().equals("clientid") && (around.has("granttype") || part.equals("header"))) {
          return false;
        }
        return true;
      }
      case "identity.name" -> {
        // In {"name": …, "value": …} the name is that of the value.
        return !(name.full().equals("name")
            && (around.has("value") || around.has("val") || around.has("v")));
      }
      case "network.ip" -> {
        return !(around.held(SERVERS, 1)
            || name.words().contains("dns")
            || name.words().contains("server")
            || name.words().contains("gateway")
            || name.words().contains("mask"));
      }
      case "device.basic.model" -> {
        return !(name.full().equals("model") && around.held(PARTS, 1));
      }
      case "mcc", "mnc" -> {
        return false;
      }
      case "network.carrier" -> {
        return !name.full().equals("op") && !name.full().equals("provider")
            || MobileCodes.network(text);
      }
      case "device.instance_id.idfv" -> {
        return !name.full().equals("vid") || platform.get() != Platform.ANDROID;
      }
      default -> {
        return true;
      }
    }
  }

  /** Whether a field belongs to an object that is one of many. */
  private static boolean row(Node node) {
    Node holder = node.parent();
    return holder != null && holder.kind() == Node.Kind.OBJECT && holder.index() >= 0;
  }
}
