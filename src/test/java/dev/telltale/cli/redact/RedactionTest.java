package dev.telltale.cli.redact;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.classify.Classifier;
import dev.telltale.classify.ValueSearch;
import dev.telltale.classify.known.KnownValues.Sighting;
import dev.telltale.cli.live.Analysis;
import dev.telltale.decode.MessageDecoder;
import dev.telltale.evidence.bundle.BundleWriter;
import dev.telltale.evidence.bundle.CaseKey;
import dev.telltale.evidence.bundle.Identity;
import dev.telltale.evidence.bundle.MerkleTree;
import dev.telltale.evidence.bundle.SignedHead;
import dev.telltale.evidence.bundle.Verification;
import dev.telltale.evidence.bundle.Verifier;
import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Mark;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.Store;
import dev.telltale.record.TreeHead;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAULTS.md row 89: nothing planted or detected is left in the redacted twin, in whatever form,
 * also behind compression and encodings; and it verifies against the head of the original.
 */
class RedactionTest {
  private static final String IMEI = "868404041973251";
  private static final String NAME = "\u674e\u660e\u8fdc";
  private static final String EMAIL = "li.mingyuan.probe@mail.example";
  private static final String MAC = "a4:50:46:1f:9c:d2";
  private static final String PHONE = "+8613701948362";
  private static final String SSID = "HomeNet-7xKp";
  private static final DeviceProfile PROFILE =
      new DeviceProfile(
          "pixel",
          "android",
          Map.of(
              "device.imei", List.of(IMEI),
              "identity.name", List.of(NAME),
              "contact.email", List.of(EMAIL),
              "device.mac", List.of(MAC),
              "contact.phone", List.of(PHONE),
              "network.wifi_ap.ssid", List.of(SSID),
              "location.precise", List.of("39.918734,116.397812")));

  @TempDir Path folder;
  private final MessageDecoder decoder = Analysis.decoder(Limits.DEFAULT);
  private final Classifier classifier = Analysis.classifier(decoder, Limits.DEFAULT);
  private final ValueSearch search = ValueSearch.of(PROFILE.values());
  private int number;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(utf8(text));
  }

  private static String digest(String algorithm, String text) {
    return Hashes.hex(Hashes.digest(algorithm).digest(utf8(text)));
  }

  private static byte[] gzip(byte[] octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Body body(byte[] octets) {
    return octets.length == 0
        ? Body.EMPTY
        : new Body(Hashes.sha256Hex(octets), octets.length, octets.length, octets);
  }

  private Exchange exchange(
      String host, String target, List<Header> headers, byte[] body, byte[] answer, String sent) {
    number++;
    Connection connection =
        new Connection(
            "c" + number,
            1_000,
            "proxy",
            "192.0.2.7",
            4_000,
            null,
            host,
            443,
            "203.0.113.9",
            null,
            null);
    return new Exchange(
        "0193-" + number,
        connection,
        "HTTP/2",
        new Request("POST", "https://" + host + target, target, headers, List.of(), body(body)),
        new Response(
            200,
            "",
            List.of(
                new Header("Content-Type", "application/json"),
                new Header(
                    "ETag", '"' + digest("MD5", new String(answer, StandardCharsets.UTF_8)) + '"')),
            List.of(),
            body(answer)),
        sent.isEmpty()
            ? List.of()
            : List.of(
                new Message(
                    Message.Direction.SENT, 5, "websocket-text", utf8(sent).length, utf8(sent))),
        Outcome.COMPLETE,
        null,
        1_700_000_000_000L + number,
        3);
  }

  private Exchange get(String target, Header... headers) {
    return exchange("t.example", target, List.of(headers), new byte[0], new byte[0], "");
  }

  private Exchange post(String type, byte[] body, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(more));
    headers.add(new Header("Content-Type", type));
    return exchange("t.example", "/collect", headers, body, new byte[0], "");
  }

  private Map<String, Exchange> planted() {
    Map<String, Exchange> forms = new LinkedHashMap<>();
    forms.put("query", get("/c?v=2&imei=" + IMEI + "&x=1"));
    forms.put("path", get("/u/" + IMEI + "/profile;id=" + IMEI));
    forms.put(
        "percent-encoded query",
        get("/c?name=" + URLEncoder.encode(NAME, StandardCharsets.UTF_8) + "&v=1"));
    forms.put("header", get("/h", new Header("X-Device", "a " + MAC + " b"), new Header("A", "b")));
    forms.put("referer", get("/h", new Header("Referer", "https://a.example/?m=" + EMAIL)));
    forms.put("cookie", get("/k", new Header("Cookie", "sid=1; mail=" + EMAIL + "; z=2")));
    forms.put("JSON", post("application/json", utf8("{\"a\":{\"p\":\"" + PHONE + "\"},\"b\":7}")));
    forms.put(
        "JSON escapes",
        post("application/json", utf8("{\"n\":\"\\u674e\\u660e\\u8fdc\",\"k\":true}")));
    forms.put(
        "JSON in base64 in a query",
        get(
            "/b?data="
                + URLEncoder.encode(
                    base64("{\"ids\":[{\"imei\":\"" + IMEI + "\"}]}"), StandardCharsets.UTF_8)));
    forms.put(
        "gzip",
        post(
            "application/json",
            gzip(utf8("{\"mail\":\"" + EMAIL + "\",\"keep\":\"this\"}")),
            new Header("Content-Encoding", "gzip"),
            new Header("Content-Digest", "sha-256=:AAAA:")));
    forms.put("gzip without saying so", post("application/octet-stream", gzip(utf8("m=" + EMAIL))));
    forms.put(
        "gzip in base64 in JSON",
        post(
            "application/json",
            utf8(
                "{\"blob\":\""
                    + Base64.getEncoder().encodeToString(gzip(utf8("{\"imei\":\"" + IMEI + "\"}")))
                    + "\"}")));
    forms.put("MD5", get("/d?h=" + digest("MD5", IMEI)));
    forms.put("SHA-1 in upper case", get("/d?h=" + digest("SHA-1", EMAIL).toUpperCase()));
    forms.put(
        "SHA-256 in base64",
        post(
            "application/json",
            utf8(
                "{\"h\":\""
                    + Base64.getEncoder()
                        .encodeToString(Hashes.digest("SHA-256").digest(utf8(PHONE)))
                    + "\"}")));
    forms.put("MD5 of MD5", get("/d?h=" + digest("MD5", digest("MD5", IMEI))));
    forms.put(
        "form",
        post(
            "application/x-www-form-urlencoded",
            utf8(
                "a=1&ssid="
                    + SSID
                    + "&mac="
                    + MAC.replace(":", "%3A")
                    + "&sign=9f86d081884c7d65")));
    forms.put(
        "multipart",
        post(
            "multipart/form-data; boundary=xx",
            utf8(
                "--xx\r\nContent-Disposition: form-data; name=\"m\"\r\n\r\n"
                    + EMAIL
                    + "\r\n--xx--\r\n")));
    forms.put("reversed", get("/r?i=" + new StringBuilder(IMEI).reverse()));
    forms.put("hex", get("/x?i=" + Hashes.hex(utf8(EMAIL))));
    forms.put("MAC without colons", get("/x?m=" + MAC.replace(":", "").toUpperCase()));
    forms.put("phone without country", get("/x?p=13701948362"));
    forms.put(
        "location",
        post("application/json", utf8("{\"lat\":39.918734,\"lon\":116.397812,\"n\":3}")));
    forms.put(
        "location in GCJ-02", post("application/json", utf8("{\"loc\":\"116.404056,39.920138\"}")));
    forms.put("location x 10^6", get("/l?lat=39918734&lng=116397812"));
    forms.put("host", exchange(IMEI + ".t.example", "/", List.of(), new byte[0], new byte[0], ""));
    forms.put(
        "response",
        exchange(
            "t.example",
            "/me",
            List.of(),
            new byte[0],
            utf8("{\"user\":{\"mail\":\"" + EMAIL + "\",\"id\":5}}"),
            ""));
    forms.put(
        "WebSocket message",
        exchange(
            "t.example", "/ws", List.of(), new byte[0], new byte[0], "{\"i\":\"" + IMEI + "\"}"));
    byte[] proto = new byte[17];
    proto[0] = 0x0a;
    proto[1] = 15;
    System.arraycopy(utf8(IMEI), 0, proto, 2, 15);
    forms.put("protobuf", post("application/x-protobuf", proto));
    byte[] random = new byte[512];
    new Random(89).nextBytes(random);
    forms.put("unreadable", post("application/octet-stream", random));
    forms.put("detected", get("/c?android_id=93c1f0a87be24d56&model=Pixel%207&lang=en"));
    forms.put("nothing", get("/ping?v=3", new Header("Accept", "*/*")));
    return forms;
  }

  private record Bundles(Path whole, Path twin, List<String> detected) {}

  private Bundles bundles(Path data, Map<String, Exchange> forms) throws IOException {
    Identity identity = Identity.openOrCreate(folder.resolve("certs"));
    CaseKey key = CaseKey.openOrCreate(data);
    try (Store store = Store.open(data, Clock.SYSTEM, Limits.DEFAULT, key)) {
      store.putDevice(PROFILE);
      long session =
          store.startSession(
              new Session(0, "pixel", "com.fable", "1.0", "live", "1", "r", "h", 1_000, null));
      store.mark(new Mark(session, 2_000, "before-consent", "logged in as " + EMAIL));
      Context context =
          new Context(session, "pixel", new Attribution("com.fable", "session", "stated"), "p");
      List<String> detected = new ArrayList<>();
      for (Exchange exchange : forms.values()) {
        Recipient recipient =
            new Recipient(
                exchange.connection().host(), "t.example", null, null, null, "third", null, null);
        Observation observation = new Observation(exchange, context, recipient);
        store.append(observation);
        var findings = classifier.classify(exchange, compiled()).findings();
        store.findings(observation, findings, "r");
        findings.forEach(f -> detected.add(f.value()));
      }
      store.append(
          new Gap(3_000, Gap.Cause.OPAQUE, null, null, IMEI + ".t.example", 1, "for " + EMAIL),
          context);
      store.flush();
      MerkleTree tree = new MerkleTree();
      store.leaves((sequence, leaf) -> tree.add(leaf));
      store.appendHead(SignedHead.sign(tree, identity, 1_763_000_000_000L));
      TreeHead head = store.heads().get(0);
      Path whole = folder.resolve(data.getFileName() + "-whole.zip");
      Path twin = folder.resolve(data.getFileName() + "-twin.zip");
      BundleWriter writer = new BundleWriter(store, identity, key);
      writer.write(
          head, new BundleWriter.Content(null, Map.of("version", "1"), null, new byte[0]), whole);
      writer.write(
          head,
          new BundleWriter.Content(
              null,
              Map.of("version", "1"),
              StoredRedaction.of(store, null, key::pseudonym),
              new byte[0]),
          twin);
      assertThat(new TreeSet<>(StoredRedaction.values(store, null).keySet()))
          .containsAll(PROFILE.values().keySet());
      store.findings(Query.ALL, f -> {});
      return new Bundles(whole, twin, detected);
    }
  }

  private dev.telltale.classify.CompiledProfile compiled() {
    try {
      return classifier.compile(PROFILE);
    } catch (dev.telltale.classify.ProfileException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, byte[]> entries(Path bundle) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private List<String> hits(String name, byte[] octets) {
    List<String> hits = new ArrayList<>();
    Request request = new Request("POST", "/", "/", List.of(), List.of(), body(octets));
    for (Sighting s : search.in(decoder.decode(request))) {
      hits.add(name + ": " + s.kind() + " at " + s.layer().where() + " " + s.from());
    }
    return hits;
  }

  private List<String> hits(Path bundle) throws IOException {
    List<String> hits = new ArrayList<>();
    entries(bundle)
        .forEach(
            (name, octets) -> {
              if (name.endsWith(".jsonl")) {
                for (String line : new String(octets, StandardCharsets.UTF_8).split("\n")) {
                  hits.addAll(hits(name, utf8(line)));
                }
              } else if (name.startsWith("data/") && !name.contains("/tree/")) {
                hits.addAll(hits(name, octets));
              }
            });
    return hits;
  }

  @Test
  void f89_nothingPlantedOrDetectedIsLeftAndTheTwinVerifies() throws IOException {
    Map<String, Exchange> forms = planted();
    Bundles bundles = bundles(folder.resolve("data"), forms);
    assertThat(hits(bundles.whole())).hasSizeGreaterThan(forms.size());
    assertThat(hits(bundles.twin())).isEmpty();

    Map<String, byte[]> twin = entries(bundles.twin());
    String all = new String(Files.readAllBytes(bundles.twin()), StandardCharsets.ISO_8859_1);
    for (List<String> values : PROFILE.values().values()) {
      values.forEach(
          v -> assertThat(all).doesNotContain(new String(utf8(v), StandardCharsets.ISO_8859_1)));
    }
    assertThat(bundles.detected()).contains("93c1f0a87be24d56");
    for (String value : bundles.detected()) {
      if (value.length() >= 6) {
        assertThat(all).doesNotContain(new String(utf8(value), StandardCharsets.ISO_8859_1));
      }
    }

    Verification verification = Verifier.verify(bundles.twin());
    assertThat(verification.checks()).allMatch(Verification.Check::passed);
    assertThat(verification.isRedacted()).isTrue();
    Map<String, byte[]> whole = entries(bundles.whole());
    for (String file : List.of("head.json", "head.sig", "leaves.txt")) {
      assertThat(twin.get("data/tree/" + file)).isEqualTo(whole.get("data/tree/" + file));
    }
  }

  private static Map<String, JsonObject> records(Path bundle, Map<String, Exchange> forms)
      throws IOException {
    Map<String, JsonObject> byId = new LinkedHashMap<>();
    String lines = new String(entries(bundle).get("data/exchanges.jsonl"), StandardCharsets.UTF_8);
    for (String line : lines.split("\n")) {
      JsonObject record = JsonParser.parseString(line).getAsJsonObject();
      byId.put(record.get("id").getAsString(), record);
    }
    Map<String, JsonObject> byForm = new LinkedHashMap<>();
    forms.forEach((form, exchange) -> byForm.put(form, byId.get(exchange.id())));
    return byForm;
  }

  @Test
  void whatIsNotPersonalStaysAndIsProved() throws IOException {
    Map<String, Exchange> forms = planted();
    Path twin = bundles(folder.resolve("data"), forms).twin();
    Map<String, JsonObject> records = records(twin, forms);
    assertThat(records.get("nothing").getAsJsonObject("proof").keySet()).containsExactly("seed");
    JsonObject query = records.get("query");
    assertThat(query.getAsJsonObject("request").get("url").getAsString())
        .matches("https://t\\.example/c\\?v=2&imei=redacted-imei-[a-z2-7]{16}&x=1");
    assertThat(query.getAsJsonObject("proof").getAsJsonObject("withheld").keySet())
        .containsExactly("request/target", "request/url");
    JsonObject gzip = records.get("gzip");
    String body = octets(twin, gzip);
    assertThat(body).matches("\\{\"mail\":\"redacted-email-[a-z2-7]{16}\",\"keep\":\"this\"}");
    assertThat(gzip.getAsJsonObject("request").getAsJsonObject("body").get("sha256").isJsonNull())
        .isTrue();
    assertThat(gzip.getAsJsonObject("request").get("headers").toString())
        .contains(
            "[\"Content-Encoding\",\"identity\"]", "[\"Content-Digest\",\"redacted-digest\"]");
    assertThat(octets(twin, records.get("form"))).endsWith("&sign=redacted-digest");
    JsonObject location =
        JsonParser.parseString(octets(twin, records.get("location"))).getAsJsonObject();
    assertThat(location.get("lat").getAsString()).startsWith("redacted-precise-");
    assertThat(location.get("n").getAsInt()).isEqualTo(3);
    for (String form : List.of("protobuf", "unreadable", "gzip without saying so")) {
      assertThat(
              records
                  .get(form)
                  .getAsJsonObject("proof")
                  .getAsJsonObject("leftOut")
                  .get("request/body")
                  .getAsString())
          .as(form)
          .isNotBlank();
      assertThat(octets(twin, records.get(form))).isEmpty();
    }
  }

  private static String octets(Path bundle, JsonObject record) throws IOException {
    JsonObject body = record.getAsJsonObject("request").getAsJsonObject("body");
    byte[] octets = entries(bundle).get("data/bodies/" + body.get("keptSha256").getAsString());
    return octets == null ? "" : new String(octets, StandardCharsets.UTF_8);
  }

  @Test
  void f89_pseudonymsAreTheSameInACaseAndOthersInAnotherCase() throws IOException {
    Pattern token = Pattern.compile("redacted-imei-[a-z2-7]{16}");
    List<TreeSet<String>> cases = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      number = 0;
      Path twin = bundles(folder.resolve(name), planted()).twin();
      TreeSet<String> tokens = new TreeSet<>();
      Matcher matcher =
          token.matcher(new String(Files.readAllBytes(twin), StandardCharsets.ISO_8859_1));
      while (matcher.find()) {
        tokens.add(matcher.group());
      }
      cases.add(tokens);
      String key = Files.readString(folder.resolve(name).resolve("telltale-case.key")).strip();
      assertThat(new String(Files.readAllBytes(twin), StandardCharsets.ISO_8859_1))
          .doesNotContain(key);
    }
    assertThat(cases.get(0)).hasSize(1);
    assertThat(cases.get(1)).hasSize(1).isNotEqualTo(cases.get(0));
  }
}
