package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private static final String ID = "0193a000-0000-7000-8000-000000000001";

  private static Exchange exchange(String target, List<Header> headers, byte[] body) {
    return new Exchange(
        ID,
        new Connection(ID, 0, "proxy", "192.168.1.7", 1, null, "t.example", 443, null, null, null),
        "HTTP/1.1",
        new Request(
            "POST",
            "https://t.example" + target,
            target,
            headers,
            List.of(),
            new Body(Hashes.sha256Hex(body), body.length, body.length, body)),
        null,
        List.of(
            new Message(
                Message.Direction.SENT, 0, "websocket-text", 9, Scene.bytes("{\"id\":42}"))),
        Outcome.COMPLETE,
        null,
        0,
        1);
  }

  private static Finding finding(
      String where, String observed, int start, int end, @Nullable Integer message) {
    return new Finding(
        ID,
        "device.imei",
        "device.imei",
        "v",
        observed,
        where,
        List.of(),
        start,
        end,
        "known-value",
        "r",
        1,
        "",
        message);
  }

  /** What the mark covers, as "part:text"; "none" without a mark. */
  private static String marked(Exchange exchange, List<Layers.Layer> layers, Finding finding) {
    Observation seen =
        new Observation(
            exchange,
            new Context(1, "pixel", Attribution.NONE, "x"),
            new Recipient("t.example", "t.example", null, null, null, "third", null, null));
    JsonObject json =
        new Inspection(exchange, layers)
            .json(
                new Scene.TestRows(),
                new RecordedExchange(1, seen),
                List.of(new RecordedFinding(1, finding, seen, "1")));
    JsonElement mark = json.getAsJsonArray("findings").get(0).getAsJsonObject().get("mark");
    if (mark.isJsonNull()) {
      return "none";
    }
    JsonObject at = mark.getAsJsonObject();
    int index = at.get("index").getAsInt();
    JsonObject request = json.getAsJsonObject("request");
    String part = at.get("part").getAsString();
    JsonElement text =
        switch (part) {
          case "target" -> request.get("target");
          case "header" -> request.getAsJsonArray("headers").get(index).getAsJsonArray().get(1);
          case "layer" -> json.getAsJsonArray("layers").get(index).getAsJsonObject().get("text");
          case "message" ->
              json.getAsJsonArray("messages").get(index).getAsJsonObject().get("text");
          default -> request.getAsJsonObject("body").get("text");
        };
    if (text == null) {
      return part + "@" + at.get("start") + "-" + at.get("end");
    }
    return part
        + ":"
        + text.getAsString().substring(at.get("start").getAsInt(), at.get("end").getAsInt());
  }

  @Test
  void offsetsOfOctetsBecomeOffsetsOfCharacters() {
    byte[] body = "{\"name\":\"李明远\",\"id\":\"77\"}".getBytes(StandardCharsets.UTF_8);
    int start = "{\"name\":\"李明远\",\"id\":\"".getBytes(StandardCharsets.UTF_8).length;
    assertThat(
            marked(
                exchange("/", List.of(), body),
                List.of(),
                finding("body:/id", "77", start, start + 2, null)))
        .isEqualTo("body:77");
  }

  @Test
  void octetsThatAreNoTextAreMarkedAsOctets() {
    assertThat(
            marked(
                exchange("/", List.of(), new byte[] {0, 1, 2, 'a', 'b', (byte) 0xff}),
                List.of(),
                finding("body:1", "ab", 3, 5, null)))
        .isEqualTo("body@3-5");
  }

  @Test
  void targetsAndHeadersAreFoundByOffsetOrByWhatWasObserved() {
    Exchange exchange =
        exchange(
            "/c?a=42&b=42",
            List.of(
                new Header("X-A", "42"), new Header("X-Id", "id 42"), new Header("Cookie", "s=7")),
            new byte[0]);
    assertThat(marked(exchange, List.of(), finding("query:b", "42", 10, 12, null)))
        .isEqualTo("target:42");
    assertThat(marked(exchange, List.of(), finding("header:X-Id", "id 42", -1, -1, null)))
        .isEqualTo("header:id 42");
    assertThat(marked(exchange, List.of(), finding("cookie:s", "7", -1, -1, null)))
        .isEqualTo("header:7");
  }

  @Test
  void theDeepestLayerOnTheWayIsMarked() {
    List<Layers.Layer> layers =
        List.of(
            new Layers.Layer("body:raw", List.of("gzip"), Scene.bytes("d=NDI&x=42")),
            new Layers.Layer("form:d", List.of("gzip", "form", "base64"), Scene.bytes("[42]")));
    assertThat(
            marked(
                exchange("/", List.of(), new byte[] {31, -117}),
                layers,
                finding("form:d#b64:/0", "42", -1, -1, null)))
        .isEqualTo("layer:42");
  }

  @Test
  void aMessageOfManyIsMarkedInItself() {
    Exchange exchange = exchange("/", List.of(), new byte[0]);
    assertThat(marked(exchange, List.of(), finding("body:/id", "42", 6, 8, 0)))
        .isEqualTo("message:42");
    assertThat(marked(exchange, List.of(), finding("body:/id", "42", 6, 8, 5))).isEqualTo("none");
  }

  @Test
  void offsetsBeyondWhatWasKeptMarkNothingWrong() {
    Exchange exchange = exchange("/", List.of(), Scene.bytes("short"));
    assertThat(marked(exchange, List.of(), finding("body:x", "absent", 900, 906, null)))
        .isEqualTo("none");
    assertThat(marked(exchange, List.of(), finding("query:x", "absent", 900, 906, null)))
        .isEqualTo("none");
    assertThat(marked(exchange, List.of(), finding("", "", -1, -1, null))).isEqualTo("none");
  }

  @Test
  void aCharacterCutByTheLimitIsLeftOut() {
    byte[] text = "a李".repeat(Content.MOST_TEXT).getBytes(StandardCharsets.UTF_8);
    Content content = Content.of(text, text.length);
    assertThat(content.text()).isNotNull().startsWith("a李a李").doesNotContain("\uFFFD");
    assertThat(content.json().get("sizeBytes").getAsLong()).isEqualTo(text.length);
  }
}
