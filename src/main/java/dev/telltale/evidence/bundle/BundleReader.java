package dev.telltale.evidence.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Outcome;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the exchanges of a bundle back, to draw conclusions from them anew. Verify the bundle
 * first: nothing is checked here.
 */
public final class BundleReader {
  private final Bag bag;

  private BundleReader(ZipFile zip) {
    bag = new Bag(zip);
    Collections.list(zip.entries()).forEach(entry -> bag.entries.put(entry.getName(), entry));
  }

  /**
   * An exchange of a bundle.
   *
   * @param exchange the exchange with its bodies
   * @param device the phone
   * @param redacted whether parts of it are withheld, so that nothing can be concluded from it
   * @param findings what the bundle says was found in it
   * @param rulesVersions by which rules
   */
  public record Bundled(
      Exchange exchange,
      String device,
      boolean redacted,
      List<Finding> findings,
      List<String> rulesVersions) {
    public Bundled {
      findings = List.copyOf(findings);
      rulesVersions = List.copyOf(rulesVersions);
    }
  }

  /** Takes exchanges. */
  @FunctionalInterface
  public interface Sink {
    void exchange(Bundled bundled) throws IOException;
  }

  /** Hands over the exchanges of a bundle in order. */
  public static void read(Path bundle, Sink sink) throws IOException {
    try (ZipFile zip = new ZipFile(bundle.toFile(), StandardCharsets.UTF_8)) {
      new BundleReader(zip).read(sink);
    }
  }

  private void read(Sink sink) throws IOException {
    Map<String, List<Finding>> findings = new HashMap<>();
    Map<String, List<String>> rules = new HashMap<>();
    try (BufferedReader lines = bag.reader("data/findings.jsonl")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject row = JsonParser.parseString(line).getAsJsonObject();
        String exchange = row.get("exchange").getAsString();
        findings.computeIfAbsent(exchange, id -> new ArrayList<>()).add(finding(row));
        List<String> versions = rules.computeIfAbsent(exchange, id -> new ArrayList<>());
        String version = text(row, "rulesVersion");
        if (version != null && !versions.contains(version)) {
          versions.add(version.intern());
        }
      }
    }
    try (BufferedReader lines = bag.reader("data/exchanges.jsonl")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject record = JsonParser.parseString(line).getAsJsonObject();
        Exchange exchange = exchange(record);
        sink.exchange(
            new Bundled(
                exchange,
                record.get("device").getAsString(),
                !record.getAsJsonObject("proof").has("seed"),
                findings.getOrDefault(exchange.id(), List.of()),
                rules.getOrDefault(exchange.id(), List.of())));
      }
    }
  }

  private static Finding finding(JsonObject row) {
    List<String> encoding = new ArrayList<>();
    row.getAsJsonArray("encoding").forEach(step -> encoding.add(step.getAsString()));
    JsonElement message = row.get("message");
    return new Finding(
        row.get("exchange").getAsString(),
        row.get("type").getAsString(),
        row.get("kind").getAsString(),
        row.get("value").getAsString(),
        row.get("observed").getAsString(),
        row.get("where").getAsString(),
        encoding,
        whole(row, "start"),
        whole(row, "end"),
        row.get("method").getAsString(),
        row.get("rule").getAsString(),
        row.get("confidence").getAsDouble(),
        row.get("why").getAsString(),
        message == null || message.isJsonNull() ? null : Integer.valueOf(message.getAsInt()));
  }

  private static int whole(JsonObject row, String member) {
    return row.get(member).isJsonNull() ? -1 : row.get(member).getAsInt();
  }

  private Exchange exchange(JsonObject r) throws IOException {
    JsonObject request = r.getAsJsonObject("request");
    JsonElement response = r.get("response");
    List<Message> messages = new ArrayList<>();
    for (JsonElement element : r.getAsJsonArray("messages")) {
      JsonObject m = element.getAsJsonObject();
      messages.add(
          new Message(
              m.get("direction").getAsString().equals("sent")
                  ? Message.Direction.SENT
                  : Message.Direction.RECEIVED,
              millis(m, "time"),
              m.get("kind").getAsString(),
              m.get("bytes").getAsLong(),
              octets(m)));
    }
    return new Exchange(
        r.get("id").getAsString(),
        connection(r.getAsJsonObject("connection")),
        r.get("protocol").getAsString(),
        new Request(
            request.get("method").getAsString(),
            request.get("url").getAsString(),
            request.get("target").getAsString(),
            headers(request.getAsJsonArray("headers")),
            headers(request.getAsJsonArray("trailers")),
            body(request.getAsJsonObject("body"))),
        response.isJsonNull() ? null : response(response.getAsJsonObject()),
        messages,
        Outcome.of(r.get("outcome").getAsString()),
        text(r, "failure"),
        millis(r, "started"),
        r.get("durationMillis").getAsLong());
  }

  private Response response(JsonObject r) throws IOException {
    return new Response(
        r.get("status").getAsInt(),
        r.get("reason").getAsString(),
        headers(r.getAsJsonArray("headers")),
        headers(r.getAsJsonArray("trailers")),
        body(r.getAsJsonObject("body")));
  }

  private static Connection connection(JsonObject c) {
    return new Connection(
        c.get("id").getAsString(),
        millis(c, "opened"),
        c.get("entry").getAsString(),
        c.get("clientAddress").getAsString(),
        c.get("clientPort").getAsInt(),
        text(c, "credential"),
        c.get("host").getAsString(),
        c.get("port").getAsInt(),
        text(c, "upstreamAddress"),
        tls(c.get("clientTls")),
        tls(c.get("upstreamTls")));
  }

  private static @Nullable Tls tls(JsonElement element) {
    if (element.isJsonNull()) {
      return null;
    }
    JsonObject t = element.getAsJsonObject();
    return new Tls(
        text(t, "version"), text(t, "cipher"), text(t, "alpn"), text(t, "sni"), text(t, "ja4"));
  }

  private static List<Header> headers(JsonArray array) {
    List<Header> headers = new ArrayList<>();
    for (JsonElement element : array) {
      JsonArray pair = element.getAsJsonArray();
      headers.add(new Header(pair.get(0).getAsString(), pair.get(1).getAsString()));
    }
    return headers;
  }

  private Body body(JsonObject b) throws IOException {
    byte[] octets = octets(b);
    String sha256 = text(b, "sha256");
    return new Body(
        sha256 == null ? b.get("keptSha256").getAsString() : sha256,
        b.get("bytes").getAsLong(),
        octets.length,
        octets);
  }

  private byte[] octets(JsonObject holder) throws IOException {
    return holder.get("keptBytes").getAsLong() == 0
        ? new byte[0]
        : bag.body(holder.get("keptSha256").getAsString());
  }

  private static long millis(JsonObject object, String member) {
    return Instant.parse(object.get(member).getAsString()).toEpochMilli();
  }

  private static @Nullable String text(JsonObject object, String member) {
    JsonElement element = object.get(member);
    return element == null || element.isJsonNull() ? null : element.getAsString();
  }
}
