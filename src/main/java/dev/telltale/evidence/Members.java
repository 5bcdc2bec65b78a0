package dev.telltale.evidence;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object from elsewhere, by expected type. A missing or null member is null;
 * one of another type is an error that names its place.
 *
 * @param object the object
 * @param path its place in the file, such as {@code log.entries[3].request}
 */
record Members(JsonObject object, String path) {

  static Members of(JsonElement element, String path) throws HarException {
    if (!element.isJsonObject()) {
      throw wrong(path, element, "an object");
    }
    return new Members(element.getAsJsonObject(), path);
  }

  @Nullable String text(String name) throws HarException {
    JsonPrimitive value = primitive(name, "a string");
    return value == null ? null : value.getAsString();
  }

  String text(String name, String otherwise) throws HarException {
    String value = text(name);
    return value == null ? otherwise : value;
  }

  String requiredText(String name) throws HarException {
    String value = text(name);
    if (value == null) {
      throw new HarException(path + "." + name + ": missing (expected: a string)");
    }
    return value;
  }

  /** A number, also one written as a string or with a fraction; {@code otherwise} if missing. */
  double number(String name, double otherwise) throws HarException {
    JsonPrimitive value = primitive(name, "a number");
    if (value == null) {
      return otherwise;
    }
    try {
      return value.getAsDouble();
    } catch (NumberFormatException e) {
      throw wrong(path + "." + name, value, "a number");
    }
  }

  long whole(String name, long otherwise) throws HarException {
    return Math.round(number(name, otherwise));
  }

  private @Nullable JsonPrimitive primitive(String name, String expected) throws HarException {
    JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      return null;
    }
    if (!value.isJsonPrimitive()) {
      throw wrong(path + "." + name, value, expected);
    }
    return value.getAsJsonPrimitive();
  }

  @Nullable Members object(String name) throws HarException {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? null : of(value, path + "." + name);
  }

  Members requiredObject(String name) throws HarException {
    Members value = object(name);
    if (value == null) {
      throw new HarException(path + "." + name + ": missing (expected: an object)");
    }
    return value;
  }

  /** The objects of an array; none if it is missing. */
  List<Members> objects(String name) throws HarException {
    List<Members> all = new ArrayList<>();
    for (JsonElement element : array(name)) {
      all.add(of(element, path + "." + name + "[" + all.size() + "]"));
    }
    return all;
  }

  JsonArray array(String name) throws HarException {
    JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      return new JsonArray();
    }
    if (!value.isJsonArray()) {
      throw wrong(path + "." + name, value, "an array");
    }
    return value.getAsJsonArray();
  }

  /** An ISO 8601 instant as UTC epoch milliseconds, null if missing. */
  @Nullable Long instant(String name) throws HarException {
    String value = text(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    // "+0200" and a missing zone, which some tools write, are not in java.time's ISO format.
    String normal = value.strip().replace(' ', 'T').replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
    try {
      return OffsetDateTime.parse(normal).toInstant().toEpochMilli();
    } catch (DateTimeException noZone) {
      try {
        return LocalDateTime.parse(normal).toInstant(ZoneOffset.UTC).toEpochMilli();
      } catch (DateTimeException e) {
        throw wrong(
            path + "." + name, new JsonPrimitive(value), "a time such as 2026-11-23T18:00:00.123Z");
      }
    }
  }

  private static HarException wrong(String place, JsonElement value, String expected) {
    String found = JsonLines.line(value);
    return new HarException(
        place
            + ": "
            + (found.length() > 60 ? found.substring(0, 60) + "…" : found)
            + " (expected: "
            + expected
            + ")");
  }

  /** The error for a member whose value is not what was expected. */
  HarException wrong(String name, String expected) {
    JsonElement value = object.get(name);
    return value == null
        ? new HarException(path + "." + name + ": missing (expected: " + expected + ")")
        : wrong(path + "." + name, value, expected);
  }
}
