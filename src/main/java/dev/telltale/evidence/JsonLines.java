package dev.telltale.evidence;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.model.Recipient;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Recordings;
import dev.telltale.util.AtomicFile;
import dev.telltale.util.Times;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the outside contract: one finding, exchange or gap as JSON, one a line. The
 * commands' {@code --json}, the export and the web API all use these.
 *
 * <p>Lines are safe to look at in a terminal: control characters and those that change the
 * direction of text are escaped. Any thread may use it.
 */
public final class JsonLines {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private JsonLines() {}

  /** What lines are about. */
  public enum Rows {
    FINDINGS,
    EXCHANGES,
    GAPS
  }

  /**
   * Writes the rows that a query selects to a file, as {@link AtomicFile} does.
   *
   * @return how many
   */
  public static long export(Recordings recordings, Query query, Rows rows, Path file)
      throws IOException {
    long[] count = new long[1];
    AtomicFile.write(
        file,
        out -> {
          Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          each(
              recordings,
              query,
              rows,
              object -> {
                try {
                  writer.append(line(object)).append('\n');
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                count[0]++;
              });
          writer.flush();
        });
    return count[0];
  }

  /** Hands over an object for each row that a query selects. */
  public static void each(
      Recordings recordings, Query query, Rows rows, Consumer<JsonObject> consumer) {
    switch (rows) {
      case FINDINGS -> recordings.findings(query, row -> consumer.accept(finding(row)));
      case EXCHANGES -> recordings.exchanges(query, row -> consumer.accept(exchange(row)));
      case GAPS -> recordings.gaps(query, row -> consumer.accept(gap(row)));
    }
  }

  /** The line for an object, without its end. */
  public static String line(JsonElement object) {
    return escaped(GSON.toJson(object));
  }

  /**
   * JSON text with what a terminal would act upon as {@code \}{@code u} escapes. Outside strings
   * JSON has none of these characters, and below U+0020 Gson escapes already.
   */
  private static String escaped(String json) {
    StringBuilder safe = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (actsOnTerminals(c) || lonely(json, i)) {
        if (safe == null) {
          safe = new StringBuilder(json.length() + 16).append(json, 0, i);
        }
        safe.append("\\u%04x".formatted((int) c));
      } else if (safe != null) {
        safe.append(c);
      }
    }
    return safe == null ? json : safe.toString();
  }

  /** Whether half of a surrogate pair stands there without the other, which UTF-8 cannot write. */
  private static boolean lonely(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
        : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** C1 controls and DEL, and the bidirectional controls of Unicode (UAX #9, section 2). */
  static boolean actsOnTerminals(char c) {
    return (c >= 0x7F && c <= 0x9F)
        || c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** A finding with the circumstances of its exchange. */
  public static JsonObject finding(RecordedFinding recorded) {
    Observation observation = recorded.observation();
    JsonObject object = new JsonObject();
    object.addProperty("exchange", recorded.finding().exchange());
    addHead(object, observation);
    addFinding(object, recorded.finding());
    object.addProperty("rulesVersion", recorded.rulesVersion());
    object.addProperty("sequence", recorded.sequence());
    return object;
  }

  /** The members of a finding itself. */
  static void addFinding(JsonObject object, Finding finding) {
    object.addProperty("type", finding.type());
    object.addProperty("kind", finding.kind());
    object.addProperty("value", finding.value());
    object.addProperty("where", finding.where());
    JsonArray encoding = new JsonArray();
    finding.encoding().forEach(encoding::add);
    object.add("encoding", encoding);
    object.addProperty("method", finding.method());
    object.addProperty("rule", finding.rule());
    object.addProperty("confidence", finding.confidence());
    object.addProperty("observed", finding.observed());
    object.addProperty("start", finding.start());
    object.addProperty("end", finding.end());
    object.addProperty("why", finding.why());
    object.addProperty("message", finding.message());
  }

  /** An exchange. */
  public static JsonObject exchange(RecordedExchange recorded) {
    Observation observation = recorded.observation();
    Exchange exchange = observation.exchange();
    Response response = exchange.response();
    JsonObject object = new JsonObject();
    object.addProperty("id", exchange.id());
    addHead(object, observation);
    object.addProperty("status", response == null ? null : response.status());
    object.addProperty("outcome", exchange.outcome().id());
    object.addProperty("failure", exchange.failure());
    object.addProperty("requestBytes", exchange.request().body().sizeBytes());
    object.addProperty("responseBytes", response == null ? null : response.body().sizeBytes());
    object.addProperty("requestSha256", exchange.request().body().sha256());
    object.addProperty("responseSha256", response == null ? null : response.body().sha256());
    object.addProperty("durationMillis", exchange.durationMillis());
    object.add("tls", tls(exchange.connection().client()));
    object.add("upstreamTls", tls(exchange.connection().upstream()));
    object.addProperty("connection", exchange.connection().id());
    object.addProperty("sequence", recorded.sequence());
    return object;
  }

  /** A gap. */
  public static JsonObject gap(RecordedGap recorded) {
    Gap gap = recorded.gap();
    JsonObject object = new JsonObject();
    object.addProperty("time", Times.iso(gap.atMillis()));
    addContext(object, recorded.context());
    object.addProperty("host", gap.host());
    object.addProperty("cause", gap.cause().id());
    object.addProperty("count", gap.count());
    object.addProperty("detail", gap.detail());
    object.addProperty("exchange", gap.exchange());
    object.addProperty("connection", gap.connection() == null ? null : gap.connection().id());
    object.addProperty("sequence", recorded.sequence());
    return object;
  }

  private static void addHead(JsonObject object, Observation observation) {
    Exchange exchange = observation.exchange();
    object.addProperty("time", Times.iso(exchange.startedAtMillis()));
    addContext(object, observation.context());
    JsonObject request = new JsonObject();
    request.addProperty("method", exchange.request().method());
    request.addProperty("url", exchange.request().url());
    request.addProperty("protocol", exchange.protocol());
    request.addProperty("encrypted", exchange.encrypted());
    object.add("request", request);
    object.add("recipient", recipient(observation.recipient()));
  }

  private static void addContext(JsonObject object, Context context) {
    object.addProperty("session", context.session());
    object.addProperty("device", context.device());
    object.addProperty("app", context.attribution().app());
    JsonObject attribution = new JsonObject();
    attribution.addProperty("method", context.attribution().method());
    attribution.addProperty("confidence", context.attribution().confidence());
    object.add("attribution", attribution);
    object.addProperty("phase", context.phase());
  }

  /** A recipient. */
  static JsonObject recipient(Recipient recipient) {
    JsonObject object = new JsonObject();
    object.addProperty("host", recipient.host());
    object.addProperty("domain", recipient.domain());
    object.addProperty("organisation", recipient.organisation());
    object.addProperty("sdk", recipient.sdk());
    object.addProperty("category", recipient.category());
    object.addProperty("party", recipient.party());
    object.addProperty("country", recipient.country());
    object.addProperty("address", recipient.address());
    return object;
  }

  /** One side's TLS, JSON null in cleartext. */
  static JsonElement tls(@Nullable Tls tls) {
    if (tls == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject object = new JsonObject();
    object.addProperty("version", tls.version());
    object.addProperty("cipher", tls.cipher());
    object.addProperty("alpn", tls.alpn());
    object.addProperty("sni", tls.sni());
    object.addProperty("ja4", tls.ja4());
    return object;
  }
}
