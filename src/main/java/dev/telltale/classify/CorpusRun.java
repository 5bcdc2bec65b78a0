package dev.telltale.classify;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Outcome;
import dev.telltale.model.Request;
import dev.telltale.util.Hashes;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Classifies a corpus of requests offline: JSON Lines in, one line of predictions for each request
 * out, in the order of the input. The same input gives the same output on every run and in every
 * locale.
 */
public final class CorpusRun {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
  private static final String PROFILES = "profiles.json";

  private CorpusRun() {}

  /**
   * What was done.
   *
   * @param requests lines read
   * @param findings findings written
   * @param gaps what could not be decoded, and detectors that failed
   * @param refused values of the profiles that were not searched for, each with its reason
   */
  public record Counts(int requests, int findings, int gaps, List<String> refused) {
    public Counts {
      refused = List.copyOf(refused);
    }
  }

  /**
   * Reads {@code input} and writes one prediction line for each request.
   *
   * @param input a JSON Lines file, or a folder of {@code .jsonl} files, which are read in the
   *     order of their names
   * @param profiles phones by name, with the corpus labels of {@code kinds.csv} as keys; null for
   *     {@code profiles.json} beside the input, if there is one
   * @param output JSON Lines, replaced
   * @throws IOException if a file cannot be read or written, or a line is not a request; the
   *     message names file and line
   * @throws ProfileException if {@code profiles} is not an object of phones
   */
  public static Counts run(Classifier classifier, Path input, @Nullable Path profiles, Path output)
      throws IOException, ProfileException {
    List<String> refused = new ArrayList<>();
    Map<String, CompiledProfile> phones = new HashMap<>();
    Path folder = Files.isDirectory(input) ? input : input.toAbsolutePath().getParent();
    Path chosen = profiles != null || folder == null ? profiles : folder.resolve(PROFILES);
    if (chosen != null && (profiles != null || Files.exists(chosen))) {
      for (DeviceProfile profile : CorpusProfiles.parse(Files.readString(chosen))) {
        phones.put(profile.device(), classifier.compileLenient(profile, refused));
      }
    }
    CompiledProfile none = classifier.compile(DeviceProfile.EMPTY);
    int requests = 0;
    int findings = 0;
    int gaps = 0;
    try (BufferedWriter out = Files.newBufferedWriter(output)) {
      for (Path file : files(input)) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
          int number = 0;
          for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (line.isBlank()) {
              continue;
            }
            Classification result;
            JsonObject json;
            try {
              json = JsonParser.parseString(line).getAsJsonObject();
              CompiledProfile phone = phones.getOrDefault(text(json, "profile"), none);
              result = classifier.classify(exchange(json), phone);
            } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
              throw new IOException(
                  file
                      + ":"
                      + number
                      + ": "
                      + e.getMessage()
                      + " (expected: one request in JSON on a line)",
                  e);
            }
            requests++;
            findings += result.findings().size();
            gaps += result.gaps().size();
            out.write(prediction(text(json, "id"), result));
            out.write('\n');
          }
        }
      }
    }
    return new Counts(requests, findings, gaps, refused);
  }

  private static List<Path> files(Path input) throws IOException {
    if (!Files.isDirectory(input)) {
      return List.of(input);
    }
    try (Stream<Path> all = Files.list(input)) {
      return all.filter(f -> f.getFileName().toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  /** One line of predictions. */
  static String prediction(String id, Classification result) {
    JsonObject line = new JsonObject();
    line.addProperty("id", id);
    JsonArray findings = new JsonArray();
    for (Finding finding : result.findings()) {
      JsonObject f = new JsonObject();
      f.addProperty("type", finding.kind());
      f.addProperty("value", finding.value());
      f.addProperty("where", finding.where());
      f.addProperty(
          "encoding",
          finding.encoding().isEmpty() ? "plain" : String.join("+", finding.encoding()));
      f.addProperty("observed", finding.observed());
      f.addProperty("method", finding.method());
      f.addProperty("rule", finding.rule());
      f.addProperty("confidence", finding.confidence());
      f.addProperty("why", finding.why());
      findings.add(f);
    }
    line.add("findings", findings);
    return GSON.toJson(line);
  }

  /** The request of a corpus line as an exchange; its id is that of the line. */
  static Exchange exchange(JsonObject json) {
    String url = text(json, "url");
    List<Header> headers = new ArrayList<>();
    if (json.get("headers") instanceof JsonArray array) {
      for (JsonElement pair : array) {
        JsonArray nameAndValue = pair.getAsJsonArray();
        headers.add(
            new Header(nameAndValue.get(0).getAsString(), nameAndValue.get(1).getAsString()));
      }
    }
    String content = text(json, "body");
    boolean base64 =
        json.has("body_base64")
            && json.get("body_base64").isJsonPrimitive()
            && json.get("body_base64").getAsBoolean();
    byte[] octets =
        base64 ? Base64.getMimeDecoder().decode(content) : content.getBytes(StandardCharsets.UTF_8);
    Body body =
        octets.length == 0
            ? Body.EMPTY
            : new Body(Hashes.sha256Hex(octets), octets.length, octets.length, octets);
    int authority = url.indexOf("://") + 3;
    int path = authority < 3 ? -1 : slashOrQuestionMark(url, authority);
    String host = host(url);
    Connection connection = new Connection("", 0, "corpus", "", 0, null, host, 0, null, null, null);
    return new Exchange(
        text(json, "id"),
        connection,
        "HTTP/1.1",
        new Request(
            text(json, "method"),
            url,
            path < 0 ? "/" : url.substring(path),
            headers,
            List.of(),
            body),
        null,
        List.of(),
        Outcome.COMPLETE,
        null,
        0,
        0);
  }

  private static int slashOrQuestionMark(String url, int from) {
    for (int i = from; i < url.length(); i++) {
      if (url.charAt(i) == '/' || url.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  private static String host(String url) {
    int authority = url.indexOf("://") + 3;
    if (authority < 3) {
      return "";
    }
    int end = slashOrQuestionMark(url, authority);
    String origin = end < 0 ? url : url.substring(0, end);
    try {
      String host = URI.create(origin).getHost();
      return host == null ? "" : host;
    } catch (IllegalArgumentException e) {
      return origin.substring(authority);
    }
  }

  private static String text(JsonObject json, String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }
}
