package dev.telltale.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.telltale.compare.Observed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings as comparison needs them, from the lines of {@code telltale findings --json}. */
final class FindingsFile {
  private FindingsFile() {}

  /**
   * Reads a file.
   *
   * @param app only this app's lines, null for all
   * @throws UsageException naming the line and what was expected
   */
  static List<Observed> read(Path file, @Nullable String app) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          file + ": no such file (expected: JSON Lines of telltale findings --json)");
    }
    List<Observed> observed = new ArrayList<>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        try {
          Observed one = observed(JsonParser.parseString(line).getAsJsonObject());
          if (app == null || app.equals(one.app())) {
            observed.add(one);
          }
        } catch (JsonParseException
            | IllegalStateException
            | UnsupportedOperationException
            | DateTimeException
            | NullPointerException e) {
          throw new UsageException(
              file
                  + " line "
                  + number
                  + ": not a finding: "
                  + e.getMessage()
                  + " (expected: a line of telltale findings --json)",
              e);
        }
      }
    }
    return observed;
  }

  private static Observed observed(JsonObject line) {
    JsonObject recipient = line.getAsJsonObject("recipient");
    JsonObject request = line.getAsJsonObject("request");
    String kind = required(line, "kind");
    String host = required(recipient, "host");
    String domain = text(recipient, "domain");
    String party = text(recipient, "party");
    String phase = text(line, "phase");
    return new Observed(
        text(line, "app"),
        required(line, "type"),
        kind,
        host,
        domain == null ? host : domain,
        text(recipient, "organisation"),
        text(recipient, "sdk"),
        text(recipient, "category"),
        party == null ? "unknown" : party,
        text(recipient, "country"),
        phase == null ? "unmarked" : phase,
        Instant.parse(required(line, "time")).toEpochMilli(),
        request == null
            || request.get("encrypted") == null
            || request.get("encrypted").getAsBoolean(),
        required(line, "exchange"),
        line.get("confidence") instanceof JsonPrimitive confidence ? confidence.getAsDouble() : 1,
        attribution(line));
  }

  private static String attribution(JsonObject line) {
    String confidence =
        line.get("attribution") instanceof JsonObject attribution
            ? text(attribution, "confidence")
            : null;
    return confidence == null ? "stated" : confidence;
  }

  private static String required(JsonObject object, String member) {
    String text = text(object, member);
    if (text == null) {
      throw new IllegalStateException(member + " is missing");
    }
    return text;
  }

  private static @Nullable String text(JsonObject object, String member) {
    JsonElement element = object.get(member);
    return element == null || element.isJsonNull() ? null : element.getAsString();
  }
}
