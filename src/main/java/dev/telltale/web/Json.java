package dev.telltale.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.telltale.model.Header;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The API's JSON. */
final class Json {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Json() {}

  /** UTC in ISO 8601 with milliseconds. */
  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  static JsonElement text(@Nullable String text) {
    return text == null ? JsonNull.INSTANCE : new JsonPrimitive(text);
  }

  static JsonArray texts(Collection<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  static JsonArray array(Collection<? extends JsonElement> elements) {
    JsonArray array = new JsonArray();
    elements.forEach(array::add);
    return array;
  }

  /** Field lines as pairs, in wire order. */
  static JsonArray headers(List<Header> headers) {
    JsonArray array = new JsonArray();
    for (Header header : headers) {
      JsonArray pair = new JsonArray();
      pair.add(header.name());
      pair.add(header.value());
      array.add(pair);
    }
    return array;
  }

  static JsonObject session(Session session, Collection<Session> running) {
    JsonObject json = new JsonObject();
    json.addProperty("id", session.id());
    json.addProperty("device", session.device());
    json.add("app", text(session.app()));
    json.add("appVersion", text(session.appVersion()));
    json.addProperty("source", session.source());
    json.addProperty("toolVersion", session.toolVersion());
    json.addProperty("rulesVersion", session.rulesVersion());
    json.addProperty("configurationSha256", session.configurationSha256());
    json.addProperty("started", time(session.startedAtMillis()));
    Long ended = session.endedAtMillis();
    json.add("ended", text(ended == null ? null : time(ended)));
    json.addProperty(
        "running", ended == null && running.stream().anyMatch(other -> other.id() == session.id()));
    return json;
  }

  static JsonObject mark(Mark mark) {
    JsonObject json = new JsonObject();
    json.addProperty("session", mark.session());
    json.addProperty("time", time(mark.atMillis()));
    json.addProperty("phase", mark.phase());
    json.add("note", text(mark.note()));
    return json;
  }

  /** The command line's row, with what the inspector needs beside it. */
  static JsonObject finding(Rows rows, RecordedFinding recorded) {
    JsonObject json = object(rows.finding(recorded));
    json.addProperty("sequence", recorded.sequence());
    json.addProperty("observed", recorded.finding().observed());
    json.addProperty("why", recorded.finding().why());
    json.addProperty("rulesVersion", recorded.rulesVersion());
    Integer message = recorded.finding().message();
    json.add("message", message == null ? JsonNull.INSTANCE : new JsonPrimitive(message));
    json.add("sdk", text(recorded.observation().recipient().sdk()));
    return json;
  }

  static JsonObject exchange(Rows rows, RecordedExchange recorded) {
    JsonObject json = object(rows.exchange(recorded));
    json.addProperty("sequence", recorded.sequence());
    return json;
  }

  static JsonObject gap(Rows rows, RecordedGap recorded) {
    JsonObject json = object(rows.gap(recorded));
    json.addProperty("sequence", recorded.sequence());
    json.add("exchange", text(recorded.gap().exchange()));
    return json;
  }

  private static JsonObject object(String json) {
    return JsonParser.parseString(json).getAsJsonObject();
  }

  /** The fields of a request's content. */
  static JsonObject fields(String content) {
    try {
      JsonElement parsed = JsonParser.parseString(content.isBlank() ? "{}" : content);
      if (parsed.isJsonObject()) {
        return parsed.getAsJsonObject();
      }
    } catch (JsonParseException | StackOverflowError e) {
      // falls through: both cases mean that the content is not an object
    }
    throw Problem.badValue("body", content, "a JSON object", "Correct the request.");
  }

  /** A text field, null if it is absent, null or blank. */
  static @Nullable String field(JsonObject fields, String name, int mostCharacters) {
    JsonElement value = fields.get(name);
    if (value == null || value.isJsonNull()) {
      return null;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw Problem.badValue(name, value.toString(), "a string", "Correct the request.");
    }
    String text = value.getAsString().strip();
    if (text.length() > mostCharacters || text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badValue(
          name,
          text,
          "at most " + mostCharacters + " characters without control characters",
          "Shorten it.");
    }
    return text.isEmpty() ? null : text;
  }
}
