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

/**
 * Values of a fresh random phone in 14 forms, 8 places and 6 nestings: each is found, as the kind
 * it is, at the place and by the chain that the grammar says ({@link StandardDecoder}).
 */
class FormMatrixTest {

  /** A way to send a value, and what it adds to the chain. */
  private record Form(UnaryOperator<String> send, List<String> chain) {}

  /** What a value is wrapped in, where that leads, and what it adds to the chain. */
  private record Nesting(UnaryOperator<String> wrap, String step, List<String> chain) {}

  private static final Map<String, Form> FORMS = new LinkedHashMap<>();
  private static final Map<String, Nesting> NESTINGS = new LinkedHashMap<>();
  private static final List<String> PLACES =
      List.of("query", "path", "header", "cookie", "form", "json", "multipart", "protobuf");

  static {
    form("plain", v -> v);
    form("upper", v -> v.toUpperCase(Locale.ROOT));
    form("bare", v -> v.replaceAll("[:-]", ""));
    form("md5", v -> hash("MD5", v), "md5");
    form("sha1", v -> hash("SHA-1", v), "sha1");
    form("sha256", v -> hash("SHA-256", v), "sha256");
    form("sha512", v -> hash("SHA-512", v), "sha512");
    form("md5 upper", v -> hash("MD5", v.toUpperCase(Locale.ROOT)).toUpperCase(Locale.ROOT), "md5");
    form("sha256 of md5", v -> hash("SHA-256", hash("MD5", v)), "sha256", "md5");
    form("base64 of sha256", v -> base64(digest("SHA-256", v)), "base64", "sha256");
    form("base64", v -> base64(bytes(v)), "base64");
    form("base64 inside", v -> base64(bytes("k=" + v + ";x")), "base64");
    form("hex", v -> Hashes.hex(bytes(v)), "hex");
    form("reversed", v -> new StringBuilder(v).reverse().toString(), "reversed");

    nesting("none", v -> v, "");
    nesting("json", v -> "{\"a\":{\"b\":[\"" + v + "\"]}}", "#/a/b/0", "json");
    nesting(
        "json in json", v -> "{\"a\":\"{\\\"b\\\":\\\"" + v + "\\\"}\"}", "#/a#/b", "json", "json");
    nesting(
        "base64 of json", v -> base64(bytes("{\"b\":\"" + v + "\"}")), "#b64:/b", "base64", "json");
    nesting("percent twice", v -> percent(percent(v)), "", "url", "url");
    nesting(
        "gzip in base64",
        v -> base64(gzip("{\"b\":\"" + v + "\"}")),
        "#b64:/b",
        "base64",
        "gzip",
        "json");
  }

  private static void form(String name, UnaryOperator<String> send, String... chain) {
    FORMS.put(name, new Form(send, List.of(chain)));
  }

  private static void nesting(
      String name, UnaryOperator<String> wrap, String step, String... chain) {
    NESTINGS.put(name, new Nesting(wrap, step, List.of(chain)));
  }

  private final Classifier classifier =
      Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(), Limits.DEFAULT);

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void findsEveryFormInEveryPlace(long seed) throws Exception {
    Map<String, String> values = phone(new Random(seed));
    Map<String, List<String>> lists = new LinkedHashMap<>();
    values.forEach((kind, value) -> lists.put(kind, List.of(value)));
    CompiledProfile profile = classifier.compile(new DeviceProfile("fresh", "android", lists));

    int tried = 0;
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, String> value : values.entrySet()) {
      for (Map.Entry<String, Form> form : FORMS.entrySet()) {
        String sent = form.getValue().send.apply(value.getValue());
        for (Map.Entry<String, Nesting> nesting : NESTINGS.entrySet()) {
          for (String place : PLACES) {
            tried++;
            String where = root(place) + nesting.getValue().step;
            List<String> chain = chain(place, sent, form.getValue(), nesting.getValue());
            List<Finding> findings =
                classifier
                    .classify(exchange(place, nesting.getValue().wrap.apply(sent)), profile)
                    .findings();
            if (findings.stream()
                .noneMatch(
                    f ->
                        f.kind().equals(value.getKey())
                            && f.value().equals(value.getValue())
                            && f.where().equals(where)
                            && f.encoding().equals(chain))) {
              missed.add(
                  String.join(
                      " ",
                      List.of(
                          value.getKey(),
                          form.getKey(),
                          nesting.getKey(),
                          place + ", expected",
                          where,
                          chain.toString(),
                          "found",
                          findings.stream()
                              .map(f -> f.kind() + " " + f.where() + " " + f.encoding())
                              .toList()
                              .toString())));
            }
          }
        }
      }
    }
    assertThat((double) (tried - missed.size()) / tried)
        .as("found of %d; %d missed: %s", tried, missed.size(), String.join("\n", missed))
        .isGreaterThanOrEqualTo(0.995);
  }

  private static Map<String, String> phone(Random random) {
    String hex = String.format(Locale.ROOT, "%016x", random.nextLong() | 0x1000000000000000L);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("device.ad_id.gaid", new UUID(random.nextLong(), random.nextLong()).toString());
    values.put("device.android_id", hex);
    values.put("contact.email", "u" + hex.substring(0, 8) + "@mail.example");
    values.put("device.mac", hex.substring(2, 14).replaceAll("..(?!$)", "$0:"));
    values.put("device.imei", "35" + (1_000_000_000_000L + (long) (random.nextDouble() * 8e12)));
    values.put("contact.phone", "+86137" + (10_000_000 + random.nextInt(89_999_999)));
    values.put("account.user_id", "user-" + Long.toString(random.nextLong() >>> 20, 36));
    return values;
  }

  private static String root(String place) {
    return switch (place) {
      case "path" -> "path:1";
      case "header" -> "header:X-Data";
      case "json" -> "body:/k";
      case "protobuf" -> "proto:2.3";
      default -> place + ":k";
    };
  }

  /** The chain from the wire inwards; percent-encoding counts where it changes something. */
  private static List<String> chain(String place, String sent, Form form, Nesting nesting) {
    boolean escaped = !percent(sent).equals(sent);
    List<String> chain = new ArrayList<>();
    switch (place) {
      case "form", "json", "multipart", "protobuf" -> chain.add(place);
      case "cookie" -> {
        String value = nesting.wrap.apply(sent);
        if (!percent(value).equals(value)) {
          chain.add("url");
        }
      }
      default -> {}
    }
    if (escaped || !nesting.chain.contains("url")) {
      chain.addAll(nesting.chain);
    }
    chain.addAll(form.chain);
    return chain;
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
