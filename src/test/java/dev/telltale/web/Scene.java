package dev.telltale.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Mark;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Session;
import dev.telltale.model.Taxonomy;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Store;
import dev.telltale.session.Devices;
import dev.telltale.session.SessionLog;
import dev.telltale.session.Sessions;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import dev.telltale.util.Ids;
import dev.telltale.util.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A fictional recording and a server that shows it. */
final class Scene implements AutoCloseable {
  static final String TOKEN = "0123456789abcdef0123456789abcdef";
  static final long START = 1_795_543_200_000L;

  /** A clock that the scene moves. */
  static final class HandClock implements Clock {
    volatile long nowMillis = START;

    @Override
    public long epochMillis() {
      return nowMillis;
    }

    @Override
    public long monotonicNanos() {
      return Clock.SYSTEM.monotonicNanos();
    }
  }

  final HandClock clock = new HandClock();
  final Store recordings;
  final List<Observation> exchanges = new ArrayList<>();
  final LiveEvents live = new LiveEvents();
  final Sessions sessions;
  final List<Layers.Layer> layers = new ArrayList<>();
  volatile @Nullable String trouble;
  final WebServer server;
  private final Ids ids = new Ids(clock);

  private final Path folder;
  private long findings;
  private long gaps;

  Scene() throws IOException {
    folder = Files.createTempDirectory("telltale-web");
    recordings = Store.open(folder, clock);
    sessions =
        new Sessions(log(), clock, new Sessions.Provenance("0.1.0", "2026.11", "00".repeat(32)));
    server =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new WebServer.Sources(
                TOKEN,
                new Instance(
                    "0.1.0",
                    List.of("192.168.1.20:8080"),
                    "http://192.168.1.20:8080/",
                    "certs/telltale-ca.pem",
                    "data",
                    () -> trouble),
                recordings,
                sessions,
                new Devices(new DeviceProfile("pixel", "android", Map.of()), List.of(), Map.of()),
                new TestRows(),
                exchange -> List.copyOf(layers),
                (app, session, language) -> comparison(app),
                live,
                clock));
    sessions.onSession(live::session);
    sessions.onMark(live::mark);
  }

  private static JsonObject comparison(String app) {
    return JsonParser.parseString(
            Resources.text(Scene.class, "comparison.json").replace("com.fable", app))
        .getAsJsonObject();
  }

  private SessionLog log() {
    return new SessionLog() {
      @Override
      public Session start(Session draft) {
        long id = recordings.startSession(draft);
        return sessions().stream().filter(each -> each.id() == id).findFirst().orElseThrow();
      }

      @Override
      public void end(long session, long atMillis) {
        recordings.endSession(session, atMillis);
      }

      @Override
      public void mark(Mark mark) {
        recordings.mark(mark);
      }

      @Override
      public List<Session> sessions() {
        return recordings.sessions();
      }
    };
  }

  int port() {
    return server.address().getPort();
  }

  /** Records an exchange of an app. */
  Observation exchange(@Nullable String app, String phase, String url, String body) {
    return exchange(app, phase, url, List.of(), body);
  }

  Observation exchange(
      @Nullable String app, String phase, String url, List<Header> headers, String body) {
    String host = url.replaceFirst("^[a-z]+://", "").split("[/:?]", 2)[0];
    String target = url.replaceFirst("^[a-z]+://[^/?]*", "");
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    Request request =
        new Request("POST", url, target.isEmpty() ? "/" : target, headers, List.of(), of(content));
    Response response =
        new Response(
            200,
            "OK",
            List.of(new Header("Content-Type", "text/html")),
            List.of(),
            of("<script>window.stolen=1</script>".getBytes(StandardCharsets.UTF_8)));
    Exchange exchange =
        new Exchange(
            ids.next(),
            new Connection(
                ids.next(),
                clock.nowMillis,
                "proxy",
                "192.168.1.7",
                40000,
                app,
                host,
                443,
                "203.0.113.7",
                null,
                null),
            "HTTP/2",
            request,
            response,
            List.of(),
            Outcome.COMPLETE,
            null,
            clock.nowMillis,
            84);
    String domain = host.replaceFirst("^.*?([^.]+\\.[^.]+)$", "$1");
    boolean first = app != null && app.contains(domain.split("\\.", 2)[0]);
    Recipient recipient =
        new Recipient(
            host,
            domain,
            first ? null : "Company of " + domain,
            null,
            first ? null : "analytics",
            first ? "first" : "third",
            "SG",
            "203.0.113.7");
    Observation seen = new Observation(exchange, context(app, phase), recipient);
    recordings.append(seen);
    exchanges.add(seen);
    live.exchange();
    return seen;
  }

  Context context(@Nullable String app, String phase) {
    long session = Math.max(1, sessions.running().size() > 0 ? sessions.running().get(0).id() : 1);
    return new Context(
        session,
        "pixel",
        app == null ? Attribution.NONE : new Attribution(app, "proxy-credential", "certain"),
        phase);
  }

  /** Records a finding in an exchange. */
  RecordedFinding finding(
      Observation in, String kind, String value, String where, List<String> encoding) {
    String type = Taxonomy.shipped().typeOf(kind);
    String observed = encoding.contains("sha256") ? Hashes.sha256Hex(bytes(value)) : value;
    Finding finding =
        new Finding(
            in.exchange().id(),
            type,
            kind,
            value,
            observed,
            where,
            encoding,
            -1,
            -1,
            "known-value",
            "profile:" + kind,
            0.99,
            "the device profile's value",
            null);
    RecordedFinding recorded = new RecordedFinding(++findings, finding, in, "2026.11");
    recordings.findings(in, List.of(finding), "2026.11");
    live.finding(recorded);
    return recorded;
  }

  /** Records a gap. */
  void gap(@Nullable String app, Gap.Cause cause, String host, String detail) {
    RecordedGap recorded =
        new RecordedGap(
            ++gaps,
            new Gap(clock.nowMillis, cause, null, null, host, 1, detail),
            context(app, "unmarked"));
    recordings.append(recorded.gap(), recorded.context());
    live.gap(recorded);
  }

  private static Body of(byte[] content) {
    return content.length == 0
        ? Body.EMPTY
        : new Body(Hashes.sha256Hex(content), content.length, content.length, content);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
    recordings.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows in the shapes of the commands. */
  static final class TestRows implements Rows {
    @Override
    public String finding(RecordedFinding row) {
      JsonObject json = head(row.observation());
      Finding finding = row.finding();
      json.addProperty("type", finding.type());
      json.addProperty("kind", finding.kind());
      json.addProperty("value", finding.value());
      json.addProperty("where", finding.where());
      JsonArray encoding = new JsonArray();
      finding.encoding().forEach(encoding::add);
      json.add("encoding", encoding);
      json.addProperty("method", finding.method());
      json.addProperty("rule", finding.rule());
      json.addProperty("confidence", finding.confidence());
      return json.toString();
    }

    @Override
    public String exchange(RecordedExchange row) {
      JsonObject json = head(row.observation());
      Exchange exchange = row.observation().exchange();
      json.addProperty("id", exchange.id());
      json.addProperty("status", exchange.response() == null ? 0 : exchange.response().status());
      json.addProperty("outcome", exchange.outcome().id());
      json.addProperty("requestBytes", exchange.request().body().sizeBytes());
      json.addProperty("responseBytes", 0);
      json.addProperty("durationMillis", exchange.durationMillis());
      return json.toString();
    }

    @Override
    public String gap(RecordedGap row) {
      JsonObject json = new JsonObject();
      json.addProperty("time", Json.time(row.gap().atMillis()));
      json.addProperty("session", row.context().session());
      json.addProperty("device", row.context().device());
      json.add("app", orNull(row.context().attribution().app()));
      json.add("host", orNull(row.gap().host()));
      json.addProperty("cause", row.gap().cause().id());
      json.addProperty("count", row.gap().count());
      json.addProperty("detail", row.gap().detail());
      return json.toString();
    }

    private static JsonObject head(Observation seen) {
      JsonObject json = new JsonObject();
      json.addProperty("exchange", seen.exchange().id());
      json.addProperty("time", Json.time(seen.exchange().startedAtMillis()));
      json.addProperty("session", seen.context().session());
      json.addProperty("device", seen.context().device());
      json.add("app", orNull(seen.context().attribution().app()));
      json.addProperty("phase", seen.context().phase());
      JsonObject request = new JsonObject();
      request.addProperty("method", seen.exchange().request().method());
      request.addProperty("url", seen.exchange().request().url());
      request.addProperty("protocol", seen.exchange().protocol());
      request.addProperty("encrypted", seen.exchange().encrypted());
      json.add("request", request);
      JsonObject recipient = new JsonObject();
      recipient.addProperty("host", seen.recipient().host());
      recipient.addProperty("domain", seen.recipient().domain());
      recipient.add("organisation", orNull(seen.recipient().organisation()));
      recipient.addProperty("party", seen.recipient().party());
      recipient.add("country", orNull(seen.recipient().country()));
      json.add("recipient", recipient);
      return json;
    }

    private static JsonElement orNull(@Nullable String text) {
      return text == null ? JsonNull.INSTANCE : new JsonPrimitive(text);
    }
  }
}
