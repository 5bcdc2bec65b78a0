package dev.telltale.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.model.Body;
import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Mark;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Phase;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.record.Query;
import dev.telltale.record.Samples;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import dev.telltale.util.Ids;
import dev.telltale.util.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarExportTest {
  @TempDir Path folder;
  private Path file;
  private final List<Observation> stored = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();

  @BeforeEach
  void name() {
    file = folder.resolve("out.har");
  }

  /** A recording with one of everything. */
  private JsonObject exported() throws IOException {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      long session = store.startSession(Samples.session("com.example.app"));
      store.mark(new Mark(session, Samples.START, Phase.BEFORE_CONSENT, "first start"));
      Context context = Samples.context(session, "com.example.app", Phase.BEFORE_CONSENT);
      Context unattributed = Samples.context(session, null, "a word of my own");
      for (int n = 1; n <= 3; n++) {
        add(store, Samples.observation(n, context, "t.example", n % 2 == 0));
        Finding finding = Samples.finding(n, "device.ad_id", "device.ad_id.gaid");
        findings.add(finding);
        store.findings(stored.get(n - 1), List.of(finding), "rules-1");
      }
      add(store, webSocket(unattributed));
      add(store, compressed(context));
      add(store, binary(context));
      Gap own =
          new Gap(
              Samples.START, Gap.Cause.UNDECODABLE, null, Samples.id(1), "t.example", 1, "body");
      Gap other = Samples.gap(Gap.Cause.TLS_REFUSED, "pinned.example");
      gaps.add(own);
      gaps.add(other);
      store.append(own, context);
      store.append(other, context);
      store.append(
          new ClosedConnection(
              Samples.connection(9, "mqtt.example", true),
              Samples.START + 9,
              10,
              20,
              new byte[] {0x10, 0x20},
              new byte[] {1}),
          context);
      store.endSession(session, Samples.START + 60_000);
      store.flush();
      long count = HarExport.export(store, Query.ALL, "0.1.0", ContentDecoder.GZIP, file);
      assertThat(count).isEqualTo(stored.size());
    }
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private void add(Store store, Observation observation) {
    store.append(observation);
    stored.add(observation);
  }

  /** {@link Samples#odd} with header fields of octets, as the wire has them. */
  private static Observation webSocket(Context context) {
    Observation odd = Samples.odd(4, context);
    Exchange exchange = odd.exchange();
    Request request = exchange.request();
    return new Observation(
        new Exchange(
            exchange.id(),
            exchange.connection(),
            exchange.protocol(),
            new Request(
                request.method(),
                request.url(),
                request.target(),
                List.of(new Header("X", "\u00e4\u00bd")),
                List.of(),
                request.body()),
            null,
            exchange.messages(),
            Outcome.UPSTREAM_FAILED,
            "connection reset",
            exchange.startedAtMillis(),
            3),
        context,
        odd.recipient());
  }

  private static Observation compressed(Context context) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write("{\"hello\":\"wörld\"}".getBytes(StandardCharsets.UTF_8));
    }
    Body body = Samples.body(out.toByteArray());
    List<Header> headers =
        List.of(
            new Header("Content-Encoding", "gzip"), new Header("Content-Type", "application/json"));
    return withBodies(5, context, headers, body, body);
  }

  private static Observation binary(Context context) {
    return withBodies(
        6, context, List.of(), Samples.body(new byte[] {0, -1, -2}), Samples.body("\u0000 \u2028"));
  }

  private static Observation withBodies(
      int n, Context context, List<Header> headers, Body sent, Body received) {
    Observation plain = Samples.observation(n, context, "t.example", true);
    Exchange exchange = plain.exchange();
    Request request = exchange.request();
    return new Observation(
        new Exchange(
            exchange.id(),
            exchange.connection(),
            exchange.protocol(),
            new Request(
                request.method(), request.url(), request.target(), headers, List.of(), sent),
            new Response(204, "", headers, List.of(new Header("T", "1")), received),
            List.of(),
            Outcome.COMPLETE,
            null,
            exchange.startedAtMillis(),
            exchange.durationMillis()),
        context,
        plain.recipient());
  }

  @Test
  void anExportPassesTheSchema() throws IOException {
    assertThat(HarSchema.faults(exported())).isEmpty();
  }

  @Test
  void theSchemaFindsFaults() throws IOException {
    JsonObject har = exported();
    JsonObject entry = entries(har).get(0).getAsJsonObject();
    entry.remove("time");
    entry.getAsJsonObject("request").addProperty("status", 3);

    assertThat(HarSchema.faults(har))
        .containsExactlyInAnyOrder(
            "log.entries[0].time: missing", "log.entries[0].request.status: not of HAR 1.2");
  }

  private static JsonArray entries(JsonObject har) {
    return har.getAsJsonObject("log").getAsJsonArray("entries");
  }

  @Test
  void anEntryCarriesItsIdAppAndFindings() throws IOException {
    JsonObject har = exported();
    JsonObject first = entries(har).get(0).getAsJsonObject();

    assertThat(first.get("_id").getAsString()).isEqualTo(Samples.id(1));
    assertThat(first.get("_app").getAsString()).isEqualTo("com.example.app");
    assertThat(first.get("_phase").getAsString()).isEqualTo(Phase.BEFORE_CONSENT);
    assertThat(first.getAsJsonArray("_findings")).hasSize(1);
    assertThat(first.getAsJsonArray("_gaps")).hasSize(1);
    assertThat(first.getAsJsonObject("request").getAsJsonArray("headers").toString())
        .contains("{\"name\":\"X-Twice\",\"value\":\"one\"},{\"name\":\"content-TYPE\"")
        .contains("{\"name\":\"X-Twice\",\"value\":\"two\"}");
    JsonObject log = har.getAsJsonObject("log");
    assertThat(log.getAsJsonArray("_gaps")).hasSize(1);
    assertThat(log.getAsJsonArray("_tunnels")).hasSize(1);
    assertThat(log.getAsJsonObject("_telltale").toString()).contains("first start");
  }

  @Test
  void aCompressedBodyIsReadableAndKept() throws IOException {
    JsonObject content =
        entries(exported())
            .get(4)
            .getAsJsonObject()
            .getAsJsonObject("response")
            .getAsJsonObject("content");

    assertThat(content.get("text").getAsString()).isEqualTo("{\"hello\":\"wörld\"}");
    assertThat(content.has("_raw")).isTrue();
  }

  @Test
  void aReimportGivesTheSameExchanges() throws IOException {
    exported();
    List<HarImport.Draft> drafts = new ArrayList<>();
    List<Gap> unseen = new ArrayList<>();

    HarImport.Result result =
        HarImport.read(
            file,
            Limits.DEFAULT,
            new Ids(Clock.SYSTEM),
            stated -> String.valueOf(stated),
            new HarImport.Sink() {
              @Override
              public void exchange(HarImport.Draft draft) {
                drafts.add(draft);
              }

              @Override
              public void gap(Gap gap, @Nullable Context context) {
                unseen.add(gap);
              }
            });

    assertThat(result.exchanges()).isEqualTo(stored.size());
    assertThat(drafts.stream().map(d -> new Observation(d.exchange(), d.context(), d.recipient())))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(stored);
    assertThat(drafts.stream().flatMap(d -> d.findings().stream())).isEqualTo(findings);
    assertThat(unseen).containsExactlyInAnyOrderElementsOf(gaps);
    assertThat(result.head())
        .isEqualTo(
            new HarImport.Head(
                "Telltale 0.1.0",
                "com.example.app",
                "1.2",
                "pixel",
                Samples.START,
                Samples.START + 60_000));
  }
}
