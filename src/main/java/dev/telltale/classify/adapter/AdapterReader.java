package dev.telltale.classify.adapter;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.telltale.classify.adapter.Adapter.Encrypted;
import dev.telltale.classify.adapter.Adapter.Match;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads an adapter file, checks it against the language of {@code docs/adapters.md} and compiles
 * it. Unknown members, kinds that the taxonomy does not have, places that cannot be, and claims
 * without a source are errors, each with its place in the file.
 */
final class AdapterReader {
  private static final Set<String> DIGESTS = Set.of("md5", "sha1", "sha256", "sha512");
  private static final Set<String> HOW = Set.of("documentation", "observed", "general-knowledge");

  private final String file;
  private final UnaryOperator<String> hosts;
  private final Map<Place.Part, PlaceTree> places = new EnumMap<>(Place.Part.class);
  private final List<Claim> claims = new ArrayList<>();

  private AdapterReader(String file, UnaryOperator<String> hosts) {
    this.file = file;
    this.hosts = hosts;
  }

  /**
   * Reads one file.
   *
   * @throws AdapterException if it breaks the language
   */
  static Adapter read(String file, String text, UnaryOperator<String> hosts) {
    try {
      return new AdapterReader(file, hosts).adapter(JsonParser.parseString(text));
    } catch (JsonParseException e) {
      throw new AdapterException(file, "", "not JSON: " + e.getMessage());
    }
  }

  private Adapter adapter(JsonElement root) {
    JsonObject o = object(root, "");
    known(o, "", "sdk", "organisation", "match", "claims", "encrypted", "note");
    List<Match> matches = new ArrayList<>();
    for (Member m : members(o, "match", "")) {
      matches.add(match(object(m.element, m.at), m.at));
    }
    if (matches.isEmpty()) {
      throw fault("match", "empty (expected: at least one)");
    }
    for (Member m : members(o, "claims", "")) {
      claims(object(m.element, m.at), m.at);
    }
    List<Encrypted> encrypted = new ArrayList<>();
    for (Member m : members(o, "encrypted", "")) {
      encrypted.add(encrypted(object(m.element, m.at), m.at));
    }
    if (claims.isEmpty() && encrypted.isEmpty()) {
      throw fault("", "says nothing (expected: claims or encrypted)");
    }
    return new Adapter(
        file.endsWith(".json") ? file.substring(0, file.length() - 5) : file,
        string(o, "sdk", ""),
        string(o, "organisation", ""),
        List.copyOf(matches),
        Map.copyOf(places),
        List.copyOf(claims),
        List.copyOf(encrypted));
  }

  private Match match(JsonObject o, String at) {
    known(o, at, "hosts", "paths", "methods", "requires");
    List<String> domains = new ArrayList<>();
    for (String host : strings(o, "hosts", at)) {
      if (!host.equals(host.toLowerCase(Locale.ROOT))
          || host.startsWith(".")
          || host.contains("/")) {
        throw fault(at + ".hosts", host + " (expected: a lower-case domain)");
      }
      domains.add(hosts.apply(host));
    }
    List<Place> requires = new ArrayList<>();
    for (String text : strings(o, "requires", at)) {
      Place place = place(text, at + ".requires");
      if (place.names().contains("**")) {
        throw fault(at + ".requires", text + " (expected: no **, every request is asked for it)");
      }
      requires.add(place);
    }
    List<PathGlob> paths = paths(o, at);
    if (domains.isEmpty() && requires.isEmpty()) {
      throw fault(at, "fits every request (expected: hosts, or requires)");
    }
    for (String method : strings(o, "methods", at)) {
      if (!method.equals(method.toUpperCase(Locale.ROOT))) {
        throw fault(at + ".methods", method + " (expected: upper case)");
      }
    }
    return new Match(
        List.copyOf(domains), paths, Set.copyOf(strings(o, "methods", at)), List.copyOf(requires));
  }

  private List<PathGlob> paths(JsonObject o, String at) {
    List<PathGlob> paths = new ArrayList<>();
    for (String path : strings(o, "paths", at)) {
      if (!path.startsWith("/")) {
        throw fault(at + ".paths", path + " (expected: a slash at its beginning)");
      }
      paths.add(PathGlob.of(path));
    }
    return List.copyOf(paths);
  }

  private void claims(JsonObject o, String at) {
    known(o, at, "source", "places");
    Source source = source(o, at);
    JsonObject all = object(member(o, "places", at), at + ".places");
    for (Map.Entry<String, JsonElement> entry : all.entrySet()) {
      String here = at + ".places." + entry.getKey();
      Place place = place(entry.getKey(), here);
      JsonElement meaning = entry.getValue();
      List<Claim> meanings = new ArrayList<>();
      if (meaning instanceof JsonArray several) {
        for (int i = 0; i < several.size(); i++) {
          meanings.add(claim(entry.getKey(), several.get(i), source, here + "[" + i + "]"));
        }
      } else {
        meanings.add(claim(entry.getKey(), meaning, source, here));
      }
      places
          .computeIfAbsent(place.part(), p -> new PlaceTree())
          .add(place.names(), List.copyOf(meanings));
      claims.addAll(meanings);
    }
  }

  private Claim claim(String written, JsonElement meaning, Source source, String at) {
    if (meaning instanceof JsonPrimitive kind) {
      return new Claim(
          written,
          kind(kind.getAsString(), at),
          List.of(),
          true,
          null,
          null,
          List.of(),
          false,
          List.of(),
          source);
    }
    JsonObject o = object(meaning, at);
    known(o, at, "kind", "digest", "shape", "part", "with", "swapped", "when", "unless");
    List<String> digests = new ArrayList<>(strings(o, "digest", at));
    boolean plain = digests.isEmpty() || digests.remove("plain");
    for (String digest : digests) {
      if (!DIGESTS.contains(digest)) {
        throw fault(
            at + ".digest", digest + " (expected: plain or one of " + new TreeSet<>(DIGESTS) + ")");
      }
    }
    String kind = kind(string(o, "kind", at), at + ".kind");
    String with = o.has("with") ? string(o, "with", at) : "";
    if (!with.isEmpty() && !kind.equals(Claim.LOCATION)) {
      throw fault(at + ".with", "only a location comes in two halves");
    }
    return new Claim(
        written,
        kind,
        List.copyOf(digests),
        plain,
        shape(o, at),
        part(o, at),
        with.isEmpty() ? List.of() : List.of(with.split("/")),
        o.has("swapped") && flag(o, "swapped", at),
        conditions(o, at),
        source);
  }

  private Claim.@Nullable Shape shape(JsonObject o, String at) {
    if (!o.has("shape")) {
      return null;
    }
    String shape = string(o, "shape", at);
    for (Claim.Shape known : Claim.Shape.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(shape)) {
        return known;
      }
    }
    throw fault(at + ".shape", shape + " (expected: uuid, hex, digits or token)");
  }

  private Claim.@Nullable Part part(JsonObject o, String at) {
    if (!o.has("part")) {
      return null;
    }
    String here = at + ".part";
    JsonObject p = object(o.get("part"), here);
    known(p, here, "after", "by", "piece");
    String by = p.has("by") ? string(p, "by", here) : "";
    if (by.isEmpty() && p.has("piece")) {
      throw fault(here, "piece without by");
    }
    return new Claim.Part(
        p.has("after") ? string(p, "after", here) : "",
        by,
        p.has("piece") ? p.get("piece").getAsInt() : 0);
  }

  private List<Condition> conditions(JsonObject o, String at) {
    List<Condition> conditions = new ArrayList<>();
    for (String sense : List.of("when", "unless")) {
      if (o.has(sense)) {
        for (Map.Entry<String, JsonElement> entry :
            object(o.get(sense), at + "." + sense).entrySet()) {
          conditions.add(condition(entry.getKey(), entry.getValue(), sense, at + "." + sense));
        }
      }
    }
    return List.copyOf(conditions);
  }

  private Condition condition(String where, JsonElement wanted, String sense, String at) {
    int up = 0;
    String names = where;
    while (names.startsWith("../")) {
      up++;
      names = names.substring(3);
    }
    if (names.isEmpty()) {
      throw fault(at, "empty name (expected: the name of a value beside this one)");
    }
    Set<String> values = new TreeSet<>();
    JsonElement any = wanted;
    if (any instanceof JsonArray several) {
      several.forEach(v -> values.add(v.getAsString().toLowerCase(Locale.ROOT)));
    } else {
      String value = any.getAsString().toLowerCase(Locale.ROOT);
      if (!value.equals("*")) {
        values.add(value);
      }
    }
    return new Condition(up, List.of(names.split("/")), Set.copyOf(values), sense.equals("unless"));
  }

  private Encrypted encrypted(JsonObject o, String at) {
    known(o, at, "paths", "places", "always", "data", "note", "source");
    List<String> data = new ArrayList<>();
    for (String kind : strings(o, "data", at)) {
      data.add(kind(kind, at + ".data"));
    }
    List<Place> where = new ArrayList<>();
    for (String place : strings(o, "places", at)) {
      where.add(place(place, at + ".places"));
    }
    return new Encrypted(
        paths(o, at),
        List.copyOf(where),
        o.has("always") && flag(o, "always", at),
        List.copyOf(data),
        string(o, "note", at),
        source(o, at));
  }

  private Source source(JsonObject o, String at) {
    String text = string(o, "source", at);
    int space = text.indexOf(' ');
    String how = space < 0 ? text : text.substring(0, space);
    String address = space < 0 ? "" : text.substring(space + 1);
    if (!HOW.contains(how) || how.equals("documentation") != address.startsWith("https://")) {
      throw fault(
          at + ".source",
          text + " (expected: documentation https://…, observed, or general-knowledge)");
    }
    return new Source(how, address);
  }

  private Place place(String text, String at) {
    try {
      return Place.of(text);
    } catch (IllegalArgumentException e) {
      throw fault(at, text + " (expected: " + Place.EXPECTED + ", as in body:device/id)");
    }
  }

  private String kind(String id, String at) {
    Taxonomy taxonomy = Taxonomy.shipped();
    if (id.equals(Claim.LOCATION)
        || taxonomy.kinds().containsKey(id)
        || taxonomy.types().containsKey(id)) {
      return id;
    }
    String last = id.substring(id.lastIndexOf('.') + 1);
    String near =
        taxonomy.kinds().keySet().stream()
            .filter(k -> k.endsWith("." + last))
            .findFirst()
            .map(k -> "; did you mean " + k + "?")
            .orElse("");
    throw fault(at, id + " (expected: a kind or type of the taxonomy, or location" + near + ")");
  }

  private record Member(JsonElement element, String at) {}

  /** An array's members, or the one value that stands in its stead. */
  private static List<Member> members(JsonObject o, String name, String at) {
    JsonElement value = o.get(name);
    String here = at.isEmpty() ? name : at + "." + name;
    List<Member> members = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        members.add(new Member(array.get(i), here + "[" + i + "]"));
      }
    } else if (value != null) {
      members.add(new Member(value, here));
    }
    return members;
  }

  private List<String> strings(JsonObject o, String name, String at) {
    List<String> strings = new ArrayList<>();
    for (Member m : members(o, name, at)) {
      if (!(m.element instanceof JsonPrimitive p) || !p.isString()) {
        throw fault(m.at, m.element + " (expected: text)");
      }
      strings.add(p.getAsString());
    }
    return strings;
  }

  private String string(JsonObject o, String name, String at) {
    if (!(member(o, name, at) instanceof JsonPrimitive p) || !p.isString()) {
      throw fault(at.isEmpty() ? name : at + "." + name, o.get(name) + " (expected: text)");
    }
    return p.getAsString();
  }

  private boolean flag(JsonObject o, String name, String at) {
    if (!(member(o, name, at) instanceof JsonPrimitive p) || !p.isBoolean()) {
      throw fault(at + "." + name, o.get(name) + " (expected: true or false)");
    }
    return p.getAsBoolean();
  }

  private JsonElement member(JsonObject o, String name, String at) {
    JsonElement value = o.get(name);
    if (value == null) {
      throw fault(at, name + " is missing");
    }
    return value;
  }

  private JsonObject object(JsonElement element, String at) {
    if (!(element instanceof JsonObject o)) {
      throw fault(at, element + " (expected: an object)");
    }
    return o;
  }

  private void known(JsonObject o, String at, String... names) {
    for (String name : o.keySet()) {
      if (!List.of(names).contains(name)) {
        throw fault(at, name + " (expected: one of " + String.join(", ", names) + ")");
      }
    }
  }

  private AdapterException fault(String at, String fault) {
    return new AdapterException(file, at, fault);
  }
}
