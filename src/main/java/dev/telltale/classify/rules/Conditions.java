package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Entry;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.MobileCodes;
import dev.telltale.classify.shape.Operators;
import dev.telltale.decode.Node;
import java.util.Set;
import java.util.function.Supplier;

/** What must be true beside a name and a shape, for rules whose words mean other things too. */
final class Conditions {
  private static final Set<String> ROW_HOLDERS =
      Set.of("events", "event", "log", "logs", "items", "batch", "messages", "requests", "records");

  private static final Set<String> SERVERS =
      Set.of("dns", "servers", "gateway", "proxy", "dnsservers");

  /** Parts of a phone and other things, whose models are not the phone's. */
  private static final Set<String> PARTS =
      Set.of("cpu", "gpu", "battery", "car", "vehicle", "bike", "lens", "camera", "printer", "tv");

  /** Beside one of these an account is the app's own with a service. */
  private static final Set<String> ACCOUNT_HOLDERS =
      Set.of(
          "visitors",
          "visitorid",
          "userid",
          "useractionsetid",
          "accesstoken",
          "useractions",
          "actions",
          "campaignid",
          "adgroupid",
          "projectid",
          "apikey",
          "appkey");

  /** What stands beside the name of a character in a game. */
  private static final Set<String> CHARACTER =
      Set.of(
          "roleid",
          "rolelevel",
          "rolelv",
          "serverid",
          "servername",
          "zoneid",
          "level",
          "vip",
          "viplevel",
          "charid",
          "playerid",
          "accountid");

  /**
   * What a query says of the app or the phone; without any, a bare id in it names what is asked.
   */
  private static final Set<String> APPS =
      Set.of(
          "os",
          "osversion",
          "osver",
          "platform",
          "plat",
          "client",
          "clientver",
          "clientversion",
          "ver",
          "version",
          "appver",
          "appversion",
          "app",
          "appid",
          "appname",
          "appkey",
          "pkg",
          "package",
          "packagename",
          "bundle",
          "bundleid",
          "channel",
          "model",
          "device",
          "dev",
          "devicetype",
          "brand",
          "mac",
          "imei",
          "imsi",
          "idfa",
          "gaid",
          "oaid",
          "uid",
          "userid",
          "sdk",
          "sdkver",
          "sdkversion",
          "sign",
          "token",
          "network",
          "net",
          "ip",
          "ua",
          "lang",
          "language",
          "cuid",
          "mid",
          "carrier",
          "androidid",
          "deviceid",
          "event",
          "type",
          "action");

  /** Whose program a device's id may be for, besides the app. */
  private static final Set<String> PARTIES =
      Set.of("partner", "vendor", "publisher", "sdk", "owner", "sender", "tracking", "host");

  /** What stands beside a cell's number; {@code cell} is a telephone elsewhere. */
  private static final Set<String> RADIO =
      Set.of("ssid", "bssid", "lac", "tac", "mcc", "mnc", "plmn", "rssi", "rsrp", "wifi", "cid");

  /** Objects whose members an app has encrypted one by one. */
  private static final Set<String> CIPHERS = Set.of("cipher", "ciphers", "ciphertext");

  /** Ends of a journey. */
  private static final Set<String> JOURNEY =
      Set.of(
          "pickup",
          "origin",
          "origen",
          "start",
          "startpoint",
          "from",
          "home",
          "work",
          "address",
          "addresses",
          "pickuplocation",
          "pickuppoint",
          "departure",
          "userlocation",
          "currentlocation",
          "mylocation");

  private Conditions() {}

  /** Kinds that a business has too. */
  private static boolean shared(String kind) {
    return switch (kind) {
      case "identity.name",
          "contact.phone",
          "contact.postal_address",
          "location.coarse",
          "account.nickname",
          "device.basic.model" ->
          true;
      default -> false;
    };
  }

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
      case UNDER ->
          around.under(entry.under())
              && (!entry.kind().equals("device.basic.name") || PersonGates.possessive(text));
      case SHAPED -> Shaped.shows(entry.kind(), text, field.proposals().name(), around);
      case ROLE ->
          !entry.under().equals("shaped")
              || Shaped.shows(entry.kind(), text, field.proposals().name(), around);
      case TAIL ->
          switch (entry.kind()) {
            case "account.user_id" -> Digits.all(text) && text.length() >= 5;
            case "network.carrier" -> Operators.known(text);
            default -> text.length() >= 16 && !Digits.all(text);
          };
      case NEAR ->
          entry.under().equals("radio")
              ? Radio.addressed(around) && !around.valued()
              : entry.under().equals("role")
                  ? around.any(CHARACTER)
                  : PersonGates.streetLike(text)
                      && (around.proposing("lat") != null
                          || around.heldBy(JOURNEY)
                          || around.place(field.node()));
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
    if (shared(kind)
        && (Words.business(name) || around.business() || around.goods())
        && !owned(name, entry)
        && !inventory(kind, around)) {
      return false;
    }
    if (around.heldBy(CIPHERS)) {
      return false;
    }
    switch (kind) {
      case "contact.phone" -> {
        return !(name.full().equals("cell") && around.any(RADIO));
      }
      case "device.instance_id.other", "account.user_id", "device.instance_id.push_token" -> {
        if (entry.match() != Vocabulary.Match.EXACT || kind.equals("device.instance_id.other")) {
          if (Words.thing(name, entry.words()) && !partyDevice(name)) {
            return false;
          }
        }
        boolean rowId = name.full().equals("uuid") || name.full().equals("guid");
        if (rowId && (around.held(ROW_HOLDERS, 2) || row(field.node()) || header(field, part))) {
          return false;
        }
        if (rowId && part.equals("query") && !around.any(APPS)) {
          return false;
        }
        if (name.full().equals("accountid") && around.any(ACCOUNT_HOLDERS)) {
          return false;
        }
        if (name.full().equals("sub") && field.node().where().indexOf("jwt") < 0) {
          return false;
        }
        if (name.full().equals("clientid") && (around.has("granttype") || header(field, part))) {
          return false;
        }
        return true;
      }
      case "identity.name" -> {
        // In {"name": …, "value": …} the name is that of the value.
        return !(name.full().equals("name") && valued(field.node()));
      }
      case "contact.postal_address" -> {
        // A label of a form names no street.
        return entry.match() != Vocabulary.Match.PLACE
            || Notation.digit(text)
            || Gates.cjk(text)
            || !Notation.ascii(text);
      }
      case "network.ip" -> {
        return !(around.held(SERVERS, 1)
            || name.words().contains("dns")
            || name.words().contains("server")
            || name.words().contains("gateway")
            || name.words().contains("mask"));
      }
      case "device.basic.model" -> {
        return !(name.full().equals("model") && around.held(PARTS, 1))
            && !name.words().contains("lens")
            && !name.words().contains("camera")
            && !name.words().contains("cpu")
            && !name.words().contains("gpu")
            && !name.words().contains("car")
            && !name.words().contains("vehicle");
      }
      case "mcc", "mnc" -> {
        return false;
      }
      case "network.carrier" -> {
        return !name.full().equals("op") && !name.full().equals("provider")
            || MobileCodes.network(text)
            || Operators.known(text);
      }
      case "device.instance_id.idfv" -> {
        return !name.full().equals("vid") || platform.get() != Platform.ANDROID;
      }
      default -> {
        return true;
      }
    }
  }

  /** Whether a value stands beside a node that names it. */
  private static boolean valued(Node node) {
    Node holder = node.parent();
    if (holder == null) {
      return false;
    }
    for (Node member : holder.children()) {
      String key = member.name().lower();
      if (key.equals("value") || key.equals("val") || key.equals("v")) {
        return true;
      }
    }
    return false;
  }

  private static boolean header(Field field, String part) {
    return part.equals("header") && field.node().parent() == null;
  }

  /** Whether a name is that of the id of a device for some party: {@code partner_device_id}. */
  private static boolean partyDevice(KeyName name) {
    return name.joined().endsWith("deviceid")
        && name.words().size() == 3
        && PARTIES.contains(name.words().get(0));
  }

  /** Whether a product's name is the phone's, whose numbers stand beside it (Apple MDM). */
  private static boolean inventory(String kind, Surroundings around) {
    return kind.equals("device.basic.model")
        && (around.proposing("device.imei") != null || around.proposing("device.serial") != null);
  }

  /** Whether a name says itself whose the value is, though a business stands beside it. */
  private static boolean owned(KeyName name, Entry entry) {
    for (String word : name.words()) {
      if (Words.role(word) && word.length() > 2) {
        return true;
      }
    }
    return entry.match() == Vocabulary.Match.ROLE
        || (entry.kind().equals("device.basic.model") && name.full().contains("device"));
  }

  /** Whether a field belongs to an object that is one of many. */
  private static boolean row(Node node) {
    Node holder = node.parent();
    return holder != null && holder.kind() == Node.Kind.OBJECT && holder.index() >= 0;
  }
}
