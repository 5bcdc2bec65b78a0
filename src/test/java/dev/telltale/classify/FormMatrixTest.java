package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a fresh random phone in 14 forms, 8 places and 6 nestings. */
class FormMatrixTest {
  private static final Map<String, UnaryOperator<String>> FORMS = new LinkedHashMap<>();
  private static final Map<String, UnaryOperator<String>> NESTINGS = new LinkedHashMap<>();
  private static final List<String> PLACES =
      List.of("query", "path", "header", "cookie", "form", "json", "multipart", "protobuf");

  static {
    FORMS.put("plain", v -> v);
    FORMS.put("upper", v -> v.toUpperCase(Locale.ROOT));
    FORMS.put("bare", v -> v.replaceAll("[:-]", ""));
    FORMS.put("md5", v -> hash("MD5", v));
    FORMS.put("sha1", v -> hash("SHA-1", v));
    FORMS.put("sha256", v -> hash("SHA-256", v));
    FORMS.put("sha512", v -> hash("SHA-512", v));
    FORMS.put("md5 upper", v -> hash("MD5", v.toUpperCase(Locale.ROOT)).toUpperCase(Locale.ROOT));
    FORMS.put("sha256 of md5", v -> hash("SHA-256", hash("MD5", v)));
    FORMS.put("base64 of sha256", v -> base64(digest("SHA-256", v)));
    FORMS.put("base64", v -> base64(bytes(v)));
    FORMS.put("base64 inside", v -> base64(bytes("k=" + v + ";x")));
    FORMS.put("hex", v -> Hashes.hex(bytes(v)));
    FORMS.put("reversed", v -> new StringBuilder(v).reverse().toString());

    NESTINGS.put("none", v -> v);
    NESTINGS.put("json", v -> "{\"a\":{\"b\":[\"" + v + "\"]}}");
    NESTINGS.put("json in json", v -> "{\"a\":\"{\\\"b\\\":\\\"" + v + "\\\"}\"}");
    NESTINGS.put("base64 of json", v -> base64(bytes("{\"b\":\"" + v + "\"}")));
    NESTINGS.put("percent twice", v -> percent(percent(v)));
    NESTINGS.put("gzip in base64", v -> base64(gzip("{\"b\":\"" + v + "\"}")));
  }

  private final Classifier classifier =
      Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(), Limits.DEFAULT);

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void findsEveryFormInEveryPlace(long seed) throws Exception {
    Random random = new Random(seed);
    String hex = String.format(Locale.ROOT, "%016x", random.nextLong() | 0x1000000000000000L);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("device.ad_id.gaid", new UUID(random.nextLong(), random.nextLong()).toString());
    values.put("device.android_id", hex);
    values.put("contact.email", "u" + hex.substring(0, 8) + "@mail.example");
    values.put("device.mac", hex.substring(2, 14).replaceAll("..(?!$)", "$0:"));
    values.put("device.imei", "35" + (1_000_000_000_000L + (long) (random.nextDouble() * 8e12)));
    Map<String, List<String>> lists = new LinkedHashMap<>();
    values.forEach((kind, value) -> lists.put(kind, List.of(value)));
    CompiledProfile profile = classifier.compile(new DeviceProfile("fresh", "android", lists));

    int tried = 0;
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, String> value : values.entrySet()) {
      for (Map.Entry<String, UnaryOperator<String>> form : FORMS.entrySet()) {
        String sent = form.getValue().apply(value.getValue());
        for (Map.Entry<String, UnaryOperator<String>> nesting : NESTINGS.entrySet()) {
          for (String place : PLACES) {
            tried++;
            Exchange exchange = exchange(place, nesting.getValue().apply(sent));
            boolean found = false;
            for (Finding finding : classifier.classify(exchange, profile).findings()) {
              found |=
                  finding.kind().equals(value.getKey())
                      && finding.value().equals(value.getValue())
                      && finding.where().startsWith(root(place));
            }
            if (!found) {
              missed.add(
                  value.getKey() + " " + form.getKey() + " " + nesting.getKey() + " " + place);
            }
          }
        }
      }
    }
    assertThat((double) (tried - missed.size()) / tried)
        .as("found of %d; missed %s", tried, missed)
        .isGreaterThanOrEqualTo(0.995);
  }

  private static String root(String place) {
    return switch (place) {
      case "json" -> "body:";
      case "protobuf" -> "proto:";
      default -> place + ":";
    };
  }

  private static Exchange exchange(String place, String value) {
    String escaped = percent(value);
    String url = "https://t.example/collect";
    return switch (place) {
      case "query" -> Requests.get(url + "?v=1&k=" + escaped + "&z=2");
      case "path" -> Requests.get(url + "/" + escaped + "/end");
      case "header" -> Requests.get(url, new Header("X-Data", value));
      case "cookie" -> Requests.get(url, new Header("Cookie", "a=1; k=" + escaped + "; b=2"));
      case "form" ->
          Requests.post(url, "application/x-www-form-urlencoded", bytes("v=1&k=" + escaped));
      case "json" ->
          Requests.post(
              url,
              "application/json",
              bytes(
                  "{\"v\":1,\"k\":\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}"));
      case "multipart" ->
          Requests.post(
              url,
              "multipart/form-data; boundary=xyz",
              bytes(
                  "--xyz\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\n"
                      + value
                      + "\r\n--xyz--\r\n"));
      default -> Requests.post(url, "application/x-protobuf", protobuf(value));
    };
  }

  /** Field 1 an integer, field 2 a message whose field 3 is the value. */
  private static byte[] protobuf(String value) {
    byte[] inner = field(3, bytes(value));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x08, 0x2A});
    out.writeBytes(field(2, inner));
    return out.toByteArray();
  }

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    int length = content.length;
    while (length > 0x7F) {
      out.write(length & 0x7F | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] digest(String algorithm, String text) {
    return Hashes.digest(algorithm).digest(bytes(text));
  }

  private static String hash(String algorithm, String text) {
    return Hashes.hex(digest(algorithm, text));
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
