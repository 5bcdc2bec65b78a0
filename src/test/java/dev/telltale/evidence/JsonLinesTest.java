package dev.telltale.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Samples;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  private static final Context CONTEXT =
      Samples.context(1, "com.example.app", Phase.BEFORE_CONSENT);
  private static final Observation OBSERVATION = Samples.observation(7, CONTEXT, "t.example", true);

  @TempDir Path folder;

  @Test
  void aFindingHasTheShapeOfTheContract() {
    String line =
        JsonLines.line(
            JsonLines.finding(
                new RecordedFinding(
                    3,
                    Samples.finding(7, "device.ad_id", "device.ad_id.gaid"),
                    OBSERVATION,
                    "rules-1")));

    assertThat(line)
        .isEqualTo(
            """
            {"exchange":"0193d111-0000-7000-8000-000000000007","time":"2026-11-18T11:06:40.130Z",\
            "session":1,"device":"pixel","app":"com.example.app",\
            "attribution":{"method":"proxy-credential","confidence":"certain"},\
            "phase":"before-consent",\
            "request":{"method":"POST","url":"https://t.example/collect?n=7","protocol":"HTTP/2",\
            "encrypted":true},\
            "recipient":{"host":"t.example","domain":"t.example","organisation":"Example Ltd",\
            "sdk":null,"category":null,"party":"third","country":"DE","address":"203.0.113.7"},\
            "type":"device.ad_id","kind":"device.ad_id.gaid",\
            "value":"5f2d8c41-0b7e-4e3a-9c55-7a1be4f0d263","where":"body:/ad",\
            "encoding":["json","plain"],"method":"known-value","rule":"profile:device.ad_id.gaid",\
            "confidence":0.99,"observed":"5f2d8c41-0b7e-4e3a-9c55-7a1be4f0d263","start":10,\
            "end":46,"why":"the phone's advertising id","message":null,"rulesVersion":"rules-1",\
            "sequence":3}""");
  }

  @Test
  void anExchangeHasTheShapeOfTheContract() {
    JsonObject line = JsonLines.exchange(new RecordedExchange(9, OBSERVATION));

    assertThat(line.keySet())
        .contains(
            "id",
            "time",
            "session",
            "device",
            "app",
            "attribution",
            "phase",
            "request",
            "recipient",
            "status",
            "outcome",
            "requestBytes",
            "responseBytes",
            "requestSha256",
            "responseSha256",
            "durationMillis",
            "tls");
    assertThat(line.get("tls"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"version": "TLSv1.3", "cipher": "TLS_AES_128_GCM_SHA256", "alpn": "h2",
                 "sni": "t.example", "ja4": "t13d1516h2_8daaf6152771"}"""));
    assertThat(line.get("outcome").getAsString()).isEqualTo("complete");
  }

  @Test
  void anExchangeWithoutResponseOrTlsHasNulls() {
    JsonObject line =
        JsonLines.exchange(
            new RecordedExchange(9, Samples.odd(1, Samples.context(1, null, "unmarked"))));

    for (String name : List.of("status", "responseBytes", "responseSha256", "tls", "app")) {
      assertThat(line.get(name).isJsonNull()).as(name).isTrue();
    }
    assertThat(line.get("failure").getAsString()).isEqualTo("connection reset");
    assertThat(line.get("requestBytes").getAsLong()).isEqualTo(5_000_000_000L);
  }

  @Test
  void aGapHasTheShapeOfTheContract() {
    JsonObject line =
        JsonLines.gap(
            new RecordedGap(4, Samples.gap(Gap.Cause.TLS_REFUSED, "pinned.example"), CONTEXT));

    assertThat(line.keySet())
        .containsSubsequence(
            "time", "session", "device", "app", "host", "cause", "count", "detail");
    assertThat(line.get("cause").getAsString()).isEqualTo("tls-refused");
  }

  @Test
  void f60_aLineCannotActOnATerminal() {
    JsonObject object = new JsonObject();
    object.addProperty("text", "\u001b]0;x\u0007 \u202Egpj.exe \u009b2J \u2066\r\n");

    String line = JsonLines.line(object);

    assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7F);
    assertThat(JsonParser.parseString(line)).isEqualTo(object);
  }

  @Test
  void anExportHoldsEveryRow() throws IOException {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      store.startSession(Samples.session("com.example.app"));
      for (int n = 1; n <= 30; n++) {
        Observation observation = Samples.observation(n, CONTEXT, "t.example", true);
        store.append(observation);
        store.findings(
            observation, List.of(Samples.finding(n, "device.ad_id", "device.ad_id.gaid")), "r");
      }
      store.flush();
      Path file = folder.resolve("out.jsonl");

      long count = JsonLines.export(store, Query.ALL, JsonLines.Rows.FINDINGS, file);

      assertThat(count).isEqualTo(30);
      assertThat(Files.readAllLines(file))
          .hasSize(30)
          .allSatisfy(line -> assertThat(JsonParser.parseString(line).isJsonObject()).isTrue());
    }
  }
}
