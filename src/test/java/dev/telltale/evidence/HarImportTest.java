package dev.telltale.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.model.Body;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Outcome;
import dev.telltale.util.Clock;
import dev.telltale.util.Ids;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarImportTest {
  @TempDir Path folder;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final List<HarImport.Draft> drafts = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();

  private HarImport.Result read(String har) throws IOException {
    Path file = folder.resolve("in.har");
    Files.writeString(file, har);
    return read(file);
  }

  private HarImport.Result read(Path file) throws IOException {
    Ids ids = new Ids(Clock.SYSTEM);
    return HarImport.read(
        file,
        Limits.DEFAULT,
        ids,
        stated -> stated == null ? ids.next() : stated,
        new HarImport.Sink() {
          @Override
          public void exchange(HarImport.Draft draft) {
            drafts.add(draft);
            exchanges.add(draft.exchange());
          }

          @Override
          public void gap(Gap gap, @Nullable Context context) {
            gaps.add(gap);
          }
        });
  }

  private static String log(String members) {
    return "{\"log\": {\"version\": \"1.2\", " + members + "}}";
  }

  /** A HAR with one entry that has these members beside what each entry needs. */
  private static String entry(String request, String response, String more) {
    return log(
        """
        "creator": {"name": "x", "version": "1"}, "entries": [{
          "startedDateTime": "2026-01-02T03:04:05.678Z", "time": 12.6,
          "request": {"method": "POST", "url": "https://t.example/a?b=c", "httpVersion": "HTTP/1.1",
            "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": -1
            %s},
          "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [],
            "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": -1
            %s},
          "cache": {}, "timings": {"send": 0, "wait": 1, "receive": 1} %s}]"""
            .formatted(request, response, more));
  }

  private static String text(Body body) {
    return new String(body.content(), StandardCharsets.UTF_8);
  }

  @Test
  void aFileOfChromium() throws IOException {
    HarImport.Result result =
        read(
            log(
                """
                "creator": {"name": "WebInspector", "version": "537.36"}, "pages": [],
                "entries": [
                 {"_connectionId": "85", "_initiator": {"type": "script"}, "_priority": "High",
                  "_resourceType": "xhr", "cache": {}, "connection": "443",
                  "request": {"method": "POST", "url": "https://t.example/collect?q=1#frag",
                   "httpVersion": "http/2.0", "headers": [
                     {"name": ":authority", "value": "t.example"},
                     {"name": ":method", "value": "POST"},
                     {"name": ":path", "value": "/collect?q=1"},
                     {"name": ":scheme", "value": "https"},
                     {"name": "content-type", "value": "application/json"},
                     {"name": "x-name", "value": "\u674e"}],
                   "queryString": [{"name": "q", "value": "1"}], "cookies": [],
                   "headersSize": -1, "bodySize": 8,
                   "postData": {"mimeType": "application/json", "text": "{\\"a\\":1}"}},
                  "response": {"status": 200, "statusText": "", "httpVersion": "http/2.0",
                   "headers": [{"name": "content-type", "value": "image/png"}], "cookies": [],
                   "content": {"size": 4, "mimeType": "image/png", "text": "iVBORw==",
                     "encoding": "base64"},
                   "redirectURL": "", "headersSize": -1, "bodySize": -1, "_transferSize": 40,
                   "_error": null},
                  "serverIPAddress": "[2001:db8::7]",
                  "startedDateTime": "2026-01-02T03:04:05.678Z", "time": 12.345678,
                  "timings": {"blocked": 1.2, "dns": -1, "ssl": -1, "connect": -1, "send": 0.1,
                    "wait": 9, "receive": 2, "_blocked_queueing": 0.9}},
                 {"cache": {}, "request": {"method": "GET", "url": "data:image/png;base64,AA==",
                   "httpVersion": "data", "headers": [], "queryString": [], "cookies": [],
                   "headersSize": 0, "bodySize": 0},
                  "response": {"status": 200, "statusText": "OK", "content": {}},
                  "startedDateTime": "2026-01-02T03:04:06.000Z", "time": 0, "timings": {}},
                 {"_resourceType": "websocket", "_webSocketMessages": [
                    {"type": "send", "time": 1767323046.123, "opcode": 1, "data": "hello"},
                    {"type": "receive", "time": 1767323046.456, "opcode": 2, "data": "AQI="}],
                  "cache": {}, "connection": "443",
                  "request": {"method": "GET", "url": "wss://ws.example:8443/chat",
                   "httpVersion": "http/1.1", "headers": [], "queryString": [], "cookies": [],
                   "headersSize": 1, "bodySize": 0},
                  "response": {"status": 101, "statusText": "Switching Protocols",
                    "httpVersion": "http/1.1", "headers": [], "cookies": [],
                    "content": {"size": 0, "mimeType": "x-unknown"}, "redirectURL": "",
                    "headersSize": 1, "bodySize": 0},
                  "serverIPAddress": "203.0.113.7",
                  "startedDateTime": "2026-01-02T03:04:06.000Z", "time": 500, "timings": {}},
                 {"cache": {}, "request": {"method": "GET", "url": "https://gone.example/",
                   "httpVersion": "", "headers": [], "queryString": [], "cookies": [],
                   "headersSize": -1, "bodySize": 0},
                  "response": {"status": 0, "statusText": "", "httpVersion": "", "headers": [],
                    "cookies": [], "content": {"size": 0, "mimeType": "x-unknown"},
                    "redirectURL": "", "headersSize": -1, "bodySize": -1,
                    "_error": "net::ERR_NAME_NOT_RESOLVED"},
                  "startedDateTime": "2026-01-02T03:04:07.000Z", "time": -1, "timings": {}}]"""));

    assertThat(result.exchanges()).isEqualTo(3);
    assertThat(result.skipped()).isEqualTo(1);
    assertThat(result.head().creator()).isEqualTo("WebInspector 537.36");
    Exchange first = exchanges.get(0);
    assertThat(first.protocol()).isEqualTo("HTTP/2");
    assertThat(first.request().url()).isEqualTo("https://t.example/collect?q=1");
    assertThat(first.request().target()).isEqualTo("/collect?q=1");
    assertThat(first.request().headers())
        .containsExactly(
            new Header("content-type", "application/json"),
            new Header("x-name", "\u00e6\u009d\u008e"));
    assertThat(text(first.request().body())).isEqualTo("{\"a\":1}");
    assertThat(first.response().body().content()).containsExactly(0x89, 'P', 'N', 'G');
    assertThat(first.startedAtMillis()).isEqualTo(1_767_323_045_678L);
    assertThat(first.durationMillis()).isEqualTo(12);
    assertThat(first.connection().upstreamAddress()).isEqualTo("2001:db8::7");
    assertThat(first.connection().entry()).isEqualTo("import");
    Exchange socket = exchanges.get(1);
    assertThat(socket.connection().port()).isEqualTo(8443);
    assertThat(socket.encrypted()).isTrue();
    assertThat(socket.messages())
        .extracting(Message::kind, Message::atMillis)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("websocket-text", 1_767_323_046_123L),
            org.assertj.core.groups.Tuple.tuple("websocket-binary", 1_767_323_046_456L));
    assertThat(exchanges.get(2).response()).isNull();
    assertThat(exchanges.get(2).outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    assertThat(exchanges.get(2).failure()).isEqualTo("net::ERR_NAME_NOT_RESOLVED");
    assertThat(drafts).allMatch(d -> d.context() == null && d.recipient() == null);
    assertThat(gaps).isEmpty();
  }

  @Test
  void aFileOfMitmproxyWithTweaselsBlockBehindTheEntries() throws IOException {
    HarImport.Result result =
        read(
            log(
                """
                "creator": {"name": "mitmproxy", "version": "1.2.3"}, "pages": [],
                "entries": [{"startedDateTime": "2024-04-19T08:52:50.123456+00:00", "time": 5.5,
                  "request": {"method": "POST", "url": "http://t.example/", "httpVersion":
                    "HTTP/1.1", "cookies": [], "headers": [], "queryString": [],
                    "headersSize": 1, "bodySize": 3,
                    "postData": {"mimeType": "application/octet-stream",
                      "text": "a\\udcff\u4e2d", "params": []}},
                  "response": {"status": 0, "statusText": "", "httpVersion": "", "headers": [],
                    "cookies": [], "content": {}, "redirectURL": "", "headersSize": -1,
                    "bodySize": -1, "_transferSize": 0, "_error": null},
                  "cache": {}, "timings": {"connect": null, "ssl": null, "send": 1,
                    "receive": 0, "wait": 0}, "serverIPAddress": "203.0.113.9"}],
                "_tweasel": {"startDate": "2024-04-19T08:52:48.077Z",
                  "endDate": "2024-04-19T08:52:59.214Z",
                  "options": {"mode": "allowlist", "apps": ["com.example.app"]},
                  "device": {"platform": "android", "runTarget": "device", "osVersion": "13",
                    "manufacturer": "Example", "model": "One", "architectures": "arm64-v8a"},
                  "versions": {"mitmproxy": "10"},
                  "apps": [{"id": "com.example.app", "name": "Example", "version": "2.3",
                    "platform": "android", "md5": "0"}], "metaVersion": "1.0"}"""));

    assertThat(result.head())
        .isEqualTo(
            new HarImport.Head(
                "mitmproxy 1.2.3",
                "com.example.app",
                "2.3",
                "Example One",
                1_713_516_768_077L,
                1_713_516_779_214L));
    assertThat(exchanges.get(0).request().body().content())
        .containsExactly('a', 0xFF, 0xE4, 0xB8, 0xAD);
    assertThat(exchanges.get(0).startedAtMillis()).isEqualTo(1_713_516_770_123L);
    assertThat(exchanges.get(0).encrypted()).isFalse();
  }

  @Test
  void aFileOfHttpToolkit() throws IOException {
    read(
        entry(
                """
                , "_content": {"text": "AP8=", "size": 2, "encoding": "base64"},
                "postData": {"mimeType": "x/y", "text": "", "params": []}""",
                """
                , "content": {"mimeType": "text/plain", "size": 70000}""",
                "")
            .replace(
                "\"entries\"",
                """
                "_tlsErrors": [{"startedDateTime": "2026-01-02T03:04:05.000Z", "time": 1,
                   "hostname": "pinned.example", "cause": "cert-rejected"}], "entries\""""));

    assertThat(exchanges.get(0).request().body().content()).containsExactly(0, 0xFF);
    assertThat(exchanges.get(0).response().body())
        .usingRecursiveComparison()
        .isEqualTo(new Body("0".repeat(64), 70_000, 0, new byte[0]));
    assertThat(exchanges.get(0).outcome()).isEqualTo(Outcome.TRUNCATED);
    assertThat(gaps)
        .extracting(Gap::cause, Gap::host)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Gap.Cause.TLS_REFUSED, "pinned.example"),
            org.assertj.core.groups.Tuple.tuple(Gap.Cause.TRUNCATED, "t.example"));
  }

  @Test
  void aFileOfPcapdroid() throws IOException {
    read(
        entry(
                """
                , "postData": {"mimeType": "application/x-protobuf", "text": "AP8=",
                   "encoding": "base64", "params": []}""",
                """
                , "content": {"size": 2, "mimeType": "text/plain", "text": "ok"}""",
                ", \"serverIPAddress\": \"203.0.113.7\", \"connection\": \"12\"")
            .replace("\"time\": 12.6", "\"time\": -1"));

    assertThat(exchanges.get(0).request().body().content()).containsExactly(0, 0xFF);
    assertThat(text(exchanges.get(0).response().body())).isEqualTo("ok");
    assertThat(exchanges.get(0).durationMillis()).isZero();
  }

  @Test
  void aFormOfWhichOnlyTheParametersWereKept() throws IOException {
    read(
        entry(
            """
            , "postData": {"mimeType": "application/x-www-form-urlencoded; charset=UTF-8",
               "params": [{"name": "imei", "value": "86 8"}, {"name": "b&", "value": "\u4e2d"}]}""",
            "",
            ""));

    assertThat(text(exchanges.get(0).request().body())).isEqualTo("imei=86+8&b%26=%E4%B8%AD");
  }

  @Test
  void aStatedCharsetIsAppliedAgain() throws IOException {
    read(
        entry(
            """
            , "postData": {"mimeType": "text/plain; charset=\\"gbk\\"", "text": "\u4e2d\u6587"}""",
            "",
            ""));

    assertThat(exchanges.get(0).request().body().content())
        .isEqualTo("\u4e2d\u6587".getBytes(Charset.forName("GBK")));
  }

  @Test
  void aConnectionThatEntriesShareIsOne() throws IOException {
    String one = entry("", "", ", \"connection\": \"7\"").replaceFirst("^.*\"entries\": \\[", "");
    String both = entry("", "", ", \"connection\": \"7\"");
    both = both.substring(0, both.length() - 3) + "," + one.substring(one.indexOf('{'));
    read(both);

    assertThat(exchanges).hasSize(2);
    assertThat(exchanges.get(0).connection()).isEqualTo(exchanges.get(1).connection());
    assertThat(exchanges.get(0).id()).isLessThan(exchanges.get(1).id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | no HAR",
        "[]                                  | no HAR",
        "{\"log\": {}}                       | log.entries: missing",
        "{\"log\": {\"entries\": {}}}        | Expected BEGIN_ARRAY",
        "{\"log\": {\"entries\": [3]}}       | log.entries[0]: 3 (expected: an object)",
        "{\"log\": {\"entries\": [{}]}}      | log.entries[0].request: missing",
        "{\"log\": {\"entries\": []}} {}     | no HAR: not valid JSON at line 1 column 27 path $, behind",
        "{\"log\": {\"entries\": [           | End of input",
      })
  void aFileThatIsNoHarIsRefusedWithItsPlace(String har, String message) {
    assertThatThrownBy(() -> read(har))
        .isInstanceOf(HarException.class)
        .hasMessageContaining("in.har")
        .hasMessageContaining(message);
  }

  @Test
  void aMemberOfAnotherTypeIsNamed() {
    assertThatThrownBy(() -> read(entry(", \"postData\": 7", "", "")))
        .hasMessageContaining("log.entries[0].request.postData: 7 (expected: an object)");
    assertThatThrownBy(() -> read(entry("", "", "").replace("2026-01-02T03:04:05.678Z", "today")))
        .hasMessageContaining("log.entries[0].startedDateTime: \"today\" (expected: a time such");
    assertThatThrownBy(() -> read(entry("", "", "").replace("\"status\": 200", "\"status\": 7")))
        .hasMessageContaining("log.entries[0].response.status: 7 (expected: 0, or 100 to 999)");
    assertThatThrownBy(
            () -> read(entry("", ", \"content\": {\"text\": \"A\", \"encoding\": \"base64\"}", "")))
        .hasMessageContaining("content.text: \"A\" (expected: base64)");
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws IOException {
    Path file = folder.resolve("latin.har");
    Files.write(
        file, entry("", "", "").replace("OK", "\u00e9").getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> read(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void aByteOrderMarkIsAllowed() throws IOException {
    assertThat(read("\uFEFF" + entry("", "", "")).exchanges()).isEqualTo(1);
  }

  @Test
  void nestingIsBounded() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);

    assertThatThrownBy(() -> read(entry("", "", ", \"_deep\": " + deep)))
        .isInstanceOf(HarException.class)
        .hasMessageContaining("esting");
    assertThatThrownBy(() -> read(log("\"_deep\": " + deep + ", \"entries\": []")))
        .isInstanceOf(HarException.class);
  }

  @Test
  void theSizeOfAFileIsBounded() throws IOException {
    Path file = folder.resolve("huge.har");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(HarImport.MOST_BYTES + 1);
    }

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(HarException.class)
        .hasMessageContaining("expected: at most 1073741824");
  }

  @Test
  void aBodyBeyondTheCaptureLimitIsCutAndSaid() throws IOException {
    int size = Limits.DEFAULT.captureBytes() + 10;
    read(
        entry(
            ", \"postData\": {\"mimeType\": \"text/plain\", \"text\": \""
                + "a".repeat(size)
                + "\"}",
            "",
            ""));

    Body body = exchanges.get(0).request().body();
    assertThat(body.sizeBytes()).isEqualTo(size);
    assertThat(body.keptBytes()).isEqualTo(Limits.DEFAULT.captureBytes());
    assertThat(gaps).extracting(Gap::cause).containsExactly(Gap.Cause.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "\u001b]0;x\u0007",
        "=cmd|' /C calc'!A0"
      })
  void f61_textFromAFileIsOnlyText(String hostile) throws IOException {
    String json = JsonLines.line(new com.google.gson.JsonPrimitive(hostile));
    read(entry("", "", ", \"_id\": " + json + ", \"_app\": " + json));

    assertThat(exchanges.get(0).id()).isEqualTo(hostile);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("in.har"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://T.example:443/a?b#c, t.example, 443, /a?b, https://T.example/a?b",
    "http://u:p@t.example:8080, t.example, 8080, /, http://u:p@t.example:8080/",
    "http://[2001:db8::1]/x, 2001:db8::1, 80, /x, http://[2001:db8::1]/x",
    "ws://t.example?q=/, t.example, 80, /?q=/, ws://t.example/?q=/",
    "https://t.example/a b|{}, t.example, 443, /a b|{}, https://t.example/a b|{}",
  })
  void urlsAreTakenApartWithoutJudging(
      String url, String host, int port, String target, String normal) {
    HarUrl parsed = HarUrl.parse(url);

    assertThat(parsed).isNotNull();
    assertThat(parsed.host()).isEqualTo(host);
    assertThat(parsed.port()).isEqualTo(port);
    assertThat(parsed.target()).isEqualTo(target);
    assertThat(parsed.normal()).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "about:blank", "https://", "http://:80/", "http://h:99999/", "//h/"})
  void whatHasNoHostIsNoUrl(String url) {
    assertThat(HarUrl.parse(url)).isNull();
  }
}
