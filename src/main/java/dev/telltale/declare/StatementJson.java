package dev.telltale.declare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Closure;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.declare.Statement.Sign;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Telltale's own declaration file, and the lines of {@code declare --print --json}. The file is an
 * object with {@code telltale: "declaration/1"} and {@code statements}, each in the shape of such a
 * line; only {@code data} is required of a statement. Schema: config/declaration.schema.json.
 */
final class StatementJson {
  static final String VERSION = "declaration/1";

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
  private static final Gson PRETTY =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().setPrettyPrinting().create();

  private StatementJson() {}

  static boolean accepts(JsonElement root) {
    return root instanceof JsonObject object && object.has("telltale");
  }

  /** One statement as one line without its line break. */
  static String line(Statement s) {
    return GSON.toJson(json(s));
  }

  private static JsonObject json(Statement s) {
    JsonObject json = new JsonObject();
    json.addProperty("source", s.source());
    json.addProperty("layer", s.layer().text());
    json.addProperty("closure", s.closure().text());
    json.addProperty("lang", s.language());
    json.addProperty("actor", s.actor());
    json.addProperty("act", s.act().text());
    json.addProperty("sign", s.sign().text());
    json.addProperty("data", s.data());
    if (!s.covers().equals(StatementList.leavesOf(s.data()))) {
      json.add("covers", GSON.toJsonTree(s.covers().stream().sorted().toList()));
    }
    json.addProperty("term", s.term());
    json.addProperty("recipient", s.recipient());
    json.addProperty("recipientTerm", s.recipientTerm());
    JsonArray purposes = new JsonArray();
    s.purposes().forEach(purposes::add);
    json.add("purposes", purposes);
    json.addProperty("condition", s.condition());
    json.addProperty("quote", s.quote());
    json.addProperty("start", s.start());
    json.addProperty("end", s.end());
    json.addProperty("confidence", s.confidence());
    return json;
  }

  /** The whole declaration as a file. */
  static String file(Declaration declaration) {
    JsonObject root = new JsonObject();
    root.addProperty("telltale", VERSION);
    root.addProperty("source", declaration.source());
    root.addProperty("sha256", declaration.sha256());
    root.addProperty("lang", declaration.language());
    root.add(
        "company",
        declaration.company() == null ? JsonNull.INSTANCE : GSON.toJsonTree(declaration.company()));
    JsonArray closed = new JsonArray();
    for (Declaration.ClosedScope scope : declaration.closed()) {
      JsonObject json = new JsonObject();
      json.addProperty("layer", scope.layer().text());
      json.addProperty("act", scope.act().text());
      json.addProperty("recipient", scope.recipient());
      json.add("types", GSON.toJsonTree(scope.types().stream().sorted().toList()));
      json.addProperty("quote", scope.quote());
      json.addProperty("start", scope.start());
      json.addProperty("end", scope.end());
      closed.add(json);
    }
    root.add("closed", closed);
    JsonArray statements = new JsonArray();
    declaration.statements().forEach(s -> statements.add(json(s)));
    root.add("statements", statements);
    return PRETTY.toJson(root) + "\n";
  }

  /** Reads such a file; what is wrong in it becomes a warning that names the statement. */
  static @Nullable String read(JsonObject root, StatementList out) {
    String version = string(root, "telltale", "");
    if (!version.equals(VERSION)) {
      out.warn("telltale: " + Words.shorten(version) + " (expected: " + VERSION + ")");
    }
    if (root.get("closed") instanceof JsonArray closed) {
      for (JsonElement element : closed) {
        if (element instanceof JsonObject scope) {
          scope(scope, out);
        }
      }
    }
    if (!(root.get("statements") instanceof JsonArray statements)) {
      out.warn("statements: missing (expected: an array)");
      return stringOrNull(root, "company");
    }
    int number = 0;
    for (JsonElement element : statements) {
      number++;
      try {
        if (!(element instanceof JsonObject object)) {
          throw new IllegalArgumentException("not an object");
        }
        out.add(statement(object, string(root, "source", "declaration"), out.language()));
      } catch (IllegalArgumentException e) {
        out.warn("statement " + number + ": " + e.getMessage());
      }
    }
    return stringOrNull(root, "company");
  }

  private static void scope(JsonObject scope, StatementList out) {
    try {
      Set<String> types = new LinkedHashSet<>(strings(scope, "types"));
      types.removeIf(t -> !StatementList.isData(t));
      out.close(
          new Declaration.ClosedScope(
              one("layer", Layer.values(), string(scope, "layer", "list")),
              one("act", Act.values(), string(scope, "act", "collect")),
              string(scope, "recipient", Statement.FIRST_PARTY),
              types,
              string(scope, "quote", ""),
              integer(scope, "start"),
              integer(scope, "end")));
    } catch (IllegalArgumentException e) {
      out.warn("closed: " + e.getMessage());
    }
  }

  private static Statement statement(JsonObject json, String source, String language) {
    String data = string(json, "data", "");
    if (!StatementList.isData(data)) {
      throw new IllegalArgumentException(
          "data: " + Words.shorten(data) + " (expected: an id of the taxonomy, as device.imei)");
    }
    Act act = one("act", Act.values(), string(json, "act", "collect"));
    String recipient =
        string(
            json, "recipient", act == Act.COLLECT ? Statement.FIRST_PARTY : Statement.THIRD_PARTY);
    JsonElement confidence = json.get("confidence");
    Set<String> covers = new LinkedHashSet<>(strings(json, "covers"));
    covers.retainAll(Taxonomy.shipped().types().keySet());
    return new Statement(
        string(json, "source", source),
        one("layer", Layer.values(), string(json, "layer", "prose")),
        one("closure", Closure.values(), string(json, "closure", "open")),
        string(json, "lang", language),
        string(json, "actor", Statement.FIRST_PARTY),
        act,
        one("sign", Sign.values(), string(json, "sign", "+")),
        data,
        covers.isEmpty() ? StatementList.leavesOf(data) : Set.copyOf(covers),
        string(json, "term", ""),
        recipient,
        stringOrNull(json, "recipientTerm"),
        strings(json, "purposes"),
        stringOrNull(json, "condition"),
        string(json, "quote", ""),
        integer(json, "start"),
        integer(json, "end"),
        confidence != null && confidence.isJsonPrimitive() ? confidence.getAsDouble() : 1);
  }

  private static <E extends Enum<E>> E one(String name, E[] values, String text) {
    List<String> expected = new ArrayList<>();
    for (E value : values) {
      String written =
          value instanceof Layer l
              ? l.text()
              : value instanceof Act a
                  ? a.text()
                  : value instanceof Sign s ? s.text() : ((Closure) value).text();
      if (written.equals(text)) {
        return value;
      }
      expected.add(written);
    }
    throw new IllegalArgumentException(
        name + ": " + Words.shorten(text) + " (expected: " + String.join(", ", expected) + ")");
  }

  private static List<String> strings(JsonObject json, String name) {
    List<String> values = new ArrayList<>();
    if (json.get(name) instanceof JsonArray array) {
      for (JsonElement element : array) {
        if (element.isJsonPrimitive()) {
          values.add(element.getAsString());
        }
      }
    }
    return List.copyOf(values);
  }

  private static int integer(JsonObject json, String name) {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return 0;
    }
    try {
      return Math.max(0, value.getAsInt());
    } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          name + ": " + Words.shorten(value.toString()) + " (expected: a whole number)", e);
    }
  }

  private static String string(JsonObject json, String name, String otherwise) {
    String value = stringOrNull(json, name);
    return value == null ? otherwise : value;
  }

  private static @Nullable String stringOrNull(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : null;
  }
}
