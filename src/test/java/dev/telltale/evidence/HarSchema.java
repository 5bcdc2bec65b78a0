package dev.telltale.evidence;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of HAR 1.2 (J. Odvarko, "HAR 1.2 Spec") as a check: required members, their types, and
 * that every member the specification does not name begins with an underscore.
 */
final class HarSchema {
  private final List<String> faults = new ArrayList<>();

  /** Members of each object: name to type, a {@code ?} behind optional ones. */
  private static final Map<String, Map<String, String>> OBJECTS =
      Map.of(
          "log",
          Map.of(
              "version",
              "string",
              "creator",
              "creator",
              "browser",
              "creator?",
              "pages",
              "array?",
              "entries",
              "entry[]",
              "comment",
              "string?"),
          "creator",
          Map.of("name", "string", "version", "string", "comment", "string?"),
          "entry",
          Map.of(
              "pageref",
              "string?",
              "startedDateTime",
              "time",
              "time",
              "number",
              "request",
              "request",
              "response",
              "response",
              "cache",
              "object",
              "timings",
              "timings",
              "serverIPAddress",
              "string?",
              "connection",
              "string?",
              "comment",
              "string?"),
          "request",
          Map.of(
              "method",
              "string",
              "url",
              "string",
              "httpVersion",
              "string",
              "cookies",
              "cookie[]",
              "headers",
              "pair[]",
              "queryString",
              "pair[]",
              "postData",
              "postData?",
              "headersSize",
              "number",
              "bodySize",
              "number",
              "comment",
              "string?"),
          "response",
          Map.of(
              "status",
              "number",
              "statusText",
              "string",
              "httpVersion",
              "string",
              "cookies",
              "cookie[]",
              "headers",
              "pair[]",
              "content",
              "content",
              "redirectURL",
              "string",
              "headersSize",
              "number",
              "bodySize",
              "number",
              "comment",
              "string?"),
          "postData",
          Map.of("mimeType", "string", "params", "array", "text", "string", "comment", "string?"),
          "content",
          Map.of(
              "size",
              "number",
              "compression",
              "number?",
              "mimeType",
              "string",
              "text",
              "string?",
              "encoding",
              "string?",
              "comment",
              "string?"),
          "pair",
          Map.of("name", "string", "value", "string", "comment", "string?"),
          "cookie",
          Map.of(
              "name",
              "string",
              "value",
              "string",
              "path",
              "string?",
              "domain",
              "string?",
              "expires",
              "time?",
              "httpOnly",
              "boolean?",
              "secure",
              "boolean?",
              "comment",
              "string?"),
          "timings",
          Map.of(
              "blocked", "number?", "dns", "number?", "connect", "number?", "send", "number",
              "wait", "number", "receive", "number", "ssl", "number?", "comment", "string?"));

  private HarSchema() {}

  /** What is wrong with a HAR document; empty if nothing is. */
  static List<String> faults(JsonElement document) {
    HarSchema schema = new HarSchema();
    JsonElement log = document.getAsJsonObject().get("log");
    if (!document.getAsJsonObject().keySet().equals(Set.of("log"))) {
      schema.faults.add("members beside log");
    }
    schema.check(log, "log", "log");
    return schema.faults;
  }

  private void check(JsonElement value, String type, String path) {
    if (type.endsWith("[]")) {
      if (!value.isJsonArray()) {
        faults.add(path + ": no array");
        return;
      }
      JsonArray array = value.getAsJsonArray();
      for (int i = 0; i < array.size(); i++) {
        check(array.get(i), type.substring(0, type.length() - 2), path + "[" + i + "]");
      }
    } else if (OBJECTS.containsKey(type)) {
      if (!value.isJsonObject()) {
        faults.add(path + ": no object");
        return;
      }
      members(value.getAsJsonObject(), OBJECTS.get(type), path);
    } else if (!matches(value, type)) {
      faults.add(path + ": " + value + " is no " + type);
    }
  }

  private void members(JsonObject object, Map<String, String> members, String path) {
    members.forEach(
        (name, type) -> {
          if (object.has(name)) {
            check(object.get(name), type.replace("?", ""), path + "." + name);
          } else if (!type.endsWith("?")) {
            faults.add(path + "." + name + ": missing");
          }
        });
    for (String name : object.keySet()) {
      if (!members.containsKey(name) && !name.startsWith("_")) {
        faults.add(path + "." + name + ": not of HAR 1.2");
      }
    }
  }

  private static boolean matches(JsonElement value, String type) {
    return switch (type) {
      case "string" -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
      case "number" -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
      case "boolean" -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
      case "array" -> value.isJsonArray();
      case "object" -> value.isJsonObject();
      case "time" -> OffsetDateTime.parse(value.getAsString()) != null;
      default -> throw new IllegalArgumentException(type);
    };
  }
}
