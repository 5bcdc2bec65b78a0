package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Entry;
import dev.telltale.classify.rules.Vocabulary.Proposals;
import dev.telltale.classify.shape.Addresses;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.MobileCodes;
import dev.telltale.decode.Node;
import dev.telltale.model.Finding;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Weighs what a key proposes against what the value is and what stands around it, for the fields of
 * one message. "The value decides; the key proposes": a checksum or a fixed notation outranks a
 * name, and a name whose kind the value cannot have is not believed. Not safe for several threads.
 */
final class Judge {
  private static final int MOST_FINDINGS = 5_000;

  /** Header fields whose values are about the message, not the phone. */
  private static final Set<String> PLAIN_HEADERS =
      Set.of(
          "user-agent",
          "host",
          "connection",
          "cache-control",
          "pragma",
          "date",
          "etag",
          "via",
          "range",
          "te",
          "upgrade",
          "dnt",
          "expect",
          "age",
          "vary",
          "traceparent",
          "tracestate",
          "x-request-id",
          "x-requested-with",
          "x-correlation-id",
          "x-b3-traceid",
          "x-b3-spanid",
          "upgrade-insecure-requests",
          "transfer-encoding",
          "if-none-match",
          "if-modified-since",
          "if-range",
          "if-match",
          "content-type",
          "content-length",
          "content-encoding",
          "accept",
          "accept-encoding",
          "accept-language",
          "accept-charset",
          "origin",
          "content-md5");

  /** Words in a name that make an id one of a thing or an act, not of a person or a phone. */
  private static final Set<String> THINGS =
      Set.of(
          "request",
          "req",
          "message",
          "msg",
          "session",
          "sess",
          "event",
          "trace",
          "span",
          "build",
          "transaction",
          "trans",
          "order",
          "log",
          "batch",
          "page",
          "view",
          "screen",
          "impression",
          "imp",
          "click",
          "creative",
          "campaign",
          "nonce",
          "sign",
          "signature",
          "sig",
          "version",
          "insert",
          "upload",
          "task",
          "job",
          "experiment",
          "config",
          "project",
          "product",
          "item",
          "sku",
          "bundle",
          "package",
          "publisher",
          "partner",
          "correlation",
          "query",
          "operation",
          "checksum",
          "etag",
          "commit",
          "git",
          "crash",
          "report",
          "error",
          "api",
          "secret",
          "cert",
          "license",
          "url",
          "host",
          "parent",
          "type",
          "time",
          "ts",
          "date",
          "count",
          "status",
          "enabled",
          "flag",
          "support",
          "limit",
          "placement",
          "slot",
          "auction",
          "bid",
          "call",
          "conversation",
          "comment",
          "post",
          "video",
          "article",
          "news",
          "room",
          "live",
          "channel",
          "category",
          "group",
          "team",
          "company",
          "org",
          "site",
          "shop",
          "store",
          "seller",
          "goods",
          "ticket",
          "coupon",
          "pay",
          "payment",
          "receipt",
          "invoice",
          "file",
          "image",
          "img",
          "pic",
          "photo",
          "audio",
          "song",
          "album",
          "book",
          "chapter",
          "course",
          "question",
          "answer",
          "topic",
          "tag",
          "feature",
          "rule",
          "policy",
          "plan",
          "module",
          "component",
          "widget",
          "layout",
          "template",
          "theme",
          "segment",
          "cohort",
          "variant",
          "model",
          "sdk",
          "vendor",
          "sequence",
          "seq",
          "index",
          "row",
          "record",
          "entry",
          "node",
          "cluster",
          "server",
          "thread",
          "process",
          "workflow",
          "pipeline",
          "deploy",
          "release",
          "rollout",
          "binary",
          "assembly",
          "dsym",
          "exception",
          "frame",
          "target",
          "author",
          "anchor",
          "owner",
          "creator",
          "sender",
          "receiver",
          "to",
          "from",
          "other",
          "peer",
          "friend",
          "follow",
          "max",
          "min",
          "ver",
          "tracking",
          "permission",
          "consent",
          "idtype",
          "spec",
          "sec");

  private static final Set<String> ROW_HOLDERS =
      Set.of("events", "event", "log", "logs", "items", "batch", "messages", "requests", "records");

  private final String exchange;
  private final Supplier<Platform> asked;
  private @Nullable Platform platform;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Node, Boolean> taken = new IdentityHashMap<>();

  /**
   * @param asked tells the platform, which takes a walk through the message
   */
  Judge(String exchange, Supplier<Platform> asked) {
    this.exchange = exchange;
    this.asked = asked;
  }

  private Platform platform() {
    Platform known = platform;
    if (known == null) {
      known = asked.get();
      platform = known;
    }
    return known;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Judges one value. */
  void value(Field field, Surroundings around, String part) {
    Node node = field.node();
    if (taken.containsKey(node) || findings.size() >= MOST_FINDINGS) {
      return;
    }
    if (part.equals("header") && !speaking(field.key())) {
      if (field.key().equalsIgnoreCase("referer")) {
        mailboxes(field, part);
      }
      return;
    }
    String text = node.text().strip();
    boolean echo = text.equalsIgnoreCase(field.proposals().name().full());
    if (text.isEmpty() || text.length() > 4096 || echo || Nulls.is(text)) {
      return;
    }
    Choice choice = text.length() <= 512 ? choose(field, text, around, part) : null;
    if (choice == null) {
      mailboxes(field, part);
      return;
    }
    Evidence evidence = choice.evidence();
    add(
        node,
        choice.kind(),
        text,
        evidence.encoding(),
        choice.rule(),
        evidence.confidence(),
        choice.words());
  }

  private static boolean speaking(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return !PLAIN_HEADERS.contains(name)
        && !name.startsWith("sec-")
        && !name.startsWith("if-")
        && !name.startsWith("access-control-")
        && !name.equals("referer");
  }

  /** What a value was judged to be. */
  private record Choice(String kind, Evidence evidence, String rule, String words) {}

  private @Nullable Choice choose(Field field, String text, Surroundings around, String part) {
    KeyName name = field.proposals().name();
    if (Addresses.mailbox(text)) {
      return mailbox(field, text);
    }
    Choice best = null;
    for (Entry entry : field.proposals().entries()) {
      if (!fits(entry, field, text, around, part)) {
        continue;
      }
      Evidence evidence = Gates.test(entry.kind(), text, name.hashed(), name);
      if (evidence == null || !allowed(entry, text, name, field, around, part)) {
        continue;
      }
      boolean surer =
          best == null
              || evidence.confidence() > best.evidence().confidence() + 0.06
              || (entry.match() == Vocabulary.Match.UNDER
                  && evidence.confidence() > best.evidence().confidence());
      if (surer) {
        best =
            new Choice(
                entry.kind(),
                evidence,
                "key:" + entry.kind() + ":" + entry.words(),
                "the key "
                    + field.key()
                    + " says "
                    + label(entry.kind())
                    + ", and the value is "
                    + evidence.words());
      }
    }
    return refine(best, field, text, name, around, part);
  }

  /** A whole value that is an address is one under any key; a role's only under a key for it. */
  private static @Nullable Choice mailbox(Field field, String text) {
    boolean keyed = proposes(field, "contact.email");
    if (!keyed && new Mailboxes.Mailbox(text, 0, text.length()).role()) {
      return null;
    }
    return new Choice(
        "contact.email",
        new Evidence(0.97, "an address by RFC 5321"),
        keyed ? "key:contact.email" : "shape:contact.email",
        "the value is an address by RFC 5321"
            + (keyed ? ", and the key " + field.key() + " says so" : ""));
  }

  private boolean fits(Entry entry, Field field, String text, Surroundings around, String part) {
    return switch (entry.match()) {
      case PERSON ->
          text.chars().noneMatch(Character::isDigit) || !entry.kind().equals("identity.name")
              ? around.person(field.node())
              : false;
      case PLACE ->
          around.place(field.node())
              && (!field.proposals().name().full().equals("name")
                  || (text.chars().anyMatch(Character::isDigit)
                      && text.chars().anyMatch(Character::isLetter)
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
  private boolean allowed(
      Entry entry, String text, KeyName name, Field field, Surroundings around, String part) {
    String kind = entry.kind();
    switch (kind) {
      case "device.instance_id.other", "account.user_id", "device.instance_id.push_token" -> {
        if (entry.match() != Vocabulary.Match.EXACT || kind.equals("device.instance_id.other")) {
          if (thing(name, entry.words())) {
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
        return !(around.held(Set.of("dns", "servers", "gateway", "proxy", "dnsservers"), 1)
            || name.words().contains("dns")
            || name.words().contains("server")
            || name.words().contains("gateway")
            || name.words().contains("mask"));
      }
      case "device.basic.model" -> {
        return !(name.full().equals("model") && around.held(Set.of("cpu", "gpu", "battery"), 1));
      }
      case "mcc", "mnc" -> {
        return false;
      }
      case "network.carrier" -> {
        return !name.full().equals("op") && !name.full().equals("provider")
            || MobileCodes.network(text);
      }
      case "device.instance_id.idfv" -> {
        return !name.full().equals("vid") || platform() != Platform.ANDROID;
      }
      default -> {
        return true;
      }
    }
  }

  /** Lets the value overrule the key. */
  private @Nullable Choice refine(
      @Nullable Choice best,
      Field field,
      String text,
      KeyName name,
      Surroundings around,
      String part) {
    boolean idKey =
        best != null
            && (best.kind().startsWith("device.") || best.kind().equals("account.user_id"));
    if (best != null && best.kind().equals("contact.email")) {
      return best;
    }
    boolean thing = thing(name, "");
    for (Entry entry : field.proposals().entries()) {
      idKey |=
          !thing && entry.kind().startsWith("device.") && entry.match() != Vocabulary.Match.UNDER;
    }
    if (idKey && !name.hashed()) {
      if (Digits.imei(text)
          && !kindIs(best, "device.imei")
          && !kindIs(best, "device.sim_id.imsi")
          && !kindIs(best, "account.user_id")) {
        return overruled("device.imei", 0.95, "15 digits with a Luhn check", field);
      }
      if (Hex.separatedMac(text) && !kindIs(best, "network.wifi_ap.bssid")) {
        return overruled("device.mac", 0.93, "an EUI-48 address", field);
      }
      if (text.length() == 16
          && Hex.androidId(text)
          && !Digits.all(text)
          && platform() == Platform.ANDROID
          && (kindIs(best, "device.instance_id.other")
              || kindIs(best, "device.imei")
              || best == null)
          && strongDevice(name)) {
        return overruled("device.android_id", 0.85, "a 64-bit number in hex on Android", field);
      }
      if (best == null && Hex.uuid(text) && strongDevice(name) && otherKind(field)) {
        return overruled("device.instance_id.other", 0.8, "a UUID", field);
      }
    }
    if (text.contains(":APA91") && text.length() >= 20) {
      return overruled(
          "device.instance_id.push_token", 0.95, "a Firebase Cloud Messaging token", field);
    }
    if (best == null) {
      return keyless(text);
    }
    return switch (best.kind()) {
      case "device.ad_id" -> {
        String kind =
            platform() == Platform.ANDROID
                ? "device.ad_id.gaid"
                : platform() == Platform.IOS ? "device.ad_id.idfa" : "device.ad_id";
        boolean adjust = name.full().equals("adid") && text.length() == 32;
        yield new Choice(
            adjust ? "device.instance_id.other" : kind,
            best.evidence(),
            best.rule(),
            best.words()
                + (kind.equals("device.ad_id") ? "" : "; the request comes from " + platform()));
      }
      case "device.serial" ->
          Hex.uuid(text)
              ? overruled("device.instance_id.other", 0.85, "a UUID, which no serial is", field)
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

  /** Whether the name, but for what a rule expects of it, has a word for a thing or an act. */
  private static boolean thing(KeyName name, String expected) {
    for (String word : name.words()) {
      if (THINGS.contains(word) && !expected.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field belongs to an object that is one of many. */
  private static boolean row(Node node) {
    Node holder = node.parent();
    return holder != null && holder.kind() == Node.Kind.OBJECT && holder.index() >= 0;
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

  private Choice overruled(String kind, double confidence, String words, Field field) {
    return new Choice(
        kind,
        new Evidence(confidence, words),
        "shape:" + kind,
        "the value is " + words + ", whatever the key " + field.key() + " says");
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

  /** Adds the e-mail addresses that stand in a text. */
  void mailboxes(Field field, String part) {
    Node node = field.node();
    if (taken.containsKey(node) || (part.equals("header") && !mayHoldAddress(field.key()))) {
      return;
    }
    String text = node.text();
    for (Mailboxes.Mailbox mailbox : Mailboxes.in(text)) {
      if (!mailbox.role()) {
        add(
            node,
            "contact.email",
            mailbox.address(),
            List.of(),
            "shape:contact.email",
            0.9,
            "the text holds an address by RFC 5321");
      }
    }
  }

  private static boolean mayHoldAddress(String header) {
    return speaking(header) || header.equalsIgnoreCase("referer");
  }

  /** Finds points, and the networks of mcc and mnc, among fields that stand together. */
  void points(Surroundings around, String part, int marks) {
    boolean both = (marks & Proposals.LATITUDE) != 0 && (marks & Proposals.LONGITUDE) != 0;
    Field latitude = both ? around.proposing("lat") : null;
    Field longitude = both ? around.proposing("lon") : null;
    if (latitude != null && longitude != null && latitude != longitude) {
      Locations.Point point =
          Locations.point(latitude.node().text().strip(), longitude.node().text().strip());
      if (point != null && (point.decimals() > 0 || longer(point))) {
        taken.put(latitude.node(), true);
        taken.put(longitude.node(), true);
        add(
            latitude.node(),
            kind(point),
            point.observed(),
            List.of(),
            "location:pair",
            0.92,
            "the fields " + latitude.key() + " and " + longitude.key() + " are a point in range");
      }
    }
    for (Field field : around.fields()) {
      if (field.proposals().marked(Proposals.POINT) && field.node().kind() == Node.Kind.TEXT) {
        Locations.Point point = Locations.pair(field.node().text().strip());
        if (point != null && point.decimals() >= 2) {
          taken.put(field.node(), true);
          add(
              field.node(),
              kind(point),
              point.observed(),
              List.of(),
              "location:text",
              0.92,
              "the key " + field.key() + " says a location, and the value is a point in range");
        }
      }
    }
    Field mcc = around.proposing("mcc");
    Field mnc = around.proposing("mnc");
    // Beside the operator's name the two numbers say nothing more.
    Field named = mcc == null ? null : around.proposing("network.carrier");
    boolean told = named != null && !Nulls.is(named.node().text());
    if (mcc != null && mnc != null && !told) {
      String code = mcc.node().text().strip() + mnc.node().text().strip();
      if (mcc.node().text().strip().length() == 3 && MobileCodes.country(code)) {
        for (Field field : List.of(mcc, mnc)) {
          taken.put(field.node(), true);
          add(
              field.node(),
              "network.carrier",
              field.node().text().strip(),
              List.of(),
              "key:network.carrier:mcc and mnc",
              0.85,
              "mcc and mnc together are the network " + code + " (ITU-T E.212)");
        }
      }
    }
  }

  private static boolean longer(Locations.Point point) {
    return point.observed().length() > 12;
  }

  private static String kind(Locations.Point point) {
    return point.precise() ? "location.precise" : "location.coarse";
  }

  private static boolean proposes(Field field, String kind) {
    for (Entry entry : field.proposals().entries()) {
      if (entry.kind().equals(kind)) {
        return true;
      }
    }
    return false;
  }

  /** Judges an object or array as a whole: a point, an address book, a list of apps. */
  void structure(Field field, Surroundings around) {
    Node node = field.node();
    if (node.kind() != Node.Kind.ARRAY) {
      return;
    }
    if (field.proposals().marked(Proposals.POINT)) {
      Locations.Point point = Locations.array(node);
      if (point != null && point.decimals() >= 2) {
        node.children().forEach(child -> taken.put(child, true));
        add(
            node,
            kind(point),
            point.observed(),
            List.of(),
            "location:array",
            0.9,
            "the array " + field.key() + " is a point in range");
      }
    }
    if (field.proposals().marked(Proposals.ADDRESS_BOOK)) {
      for (Node leaf : Lists.contacts(node, field.proposals().name())) {
        taken.put(leaf, true);
        add(
            leaf,
            "social.contacts",
            leaf.text().strip(),
            List.of(),
            "list:social.contacts",
            0.85,
            "an entry of the address book " + field.key());
      }
    }
    String apps = Lists.packages(node);
    if (apps != null) {
      node.children().forEach(child -> taken.put(child, true));
      add(
          node,
          "activity.installed_apps",
          apps,
          List.of(),
          "list:activity.installed_apps",
          0.85,
          "a list of package names under " + field.key());
    }
  }

  private void add(
      Node node,
      String kind,
      String value,
      List<String> digests,
      String rule,
      double confidence,
      String why) {
    List<String> encoding = new ArrayList<>(node.encoding());
    encoding.addAll(digests);
    boolean literal = node.text().strip().equals(value);
    findings.add(
        new Finding(
            exchange,
            Taxonomy.shipped().typeOf(kind),
            kind,
            value,
            value,
            node.where(),
            encoding,
            literal ? node.start() : -1,
            literal ? node.end() : -1,
            "key-shape",
            rule,
            confidence,
            why,
            null));
  }

  private static String label(String kind) {
    return Taxonomy.shipped().label(kind, "en");
  }
}
