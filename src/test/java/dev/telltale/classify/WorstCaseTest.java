package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classify.adapter.AdapterSet;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.util.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts of 256 KiB that are written to cost: each is sent as JSON, as a form and undeclared, to a
 * host with adapters, from a phone of which some hold values without end. The bound is generous, so
 * that it fails for what grows faster than its input and not for a slow machine.
 */
class WorstCaseTest {
  private static final int SIZE = 256 << 10;

  /** Of processor time, detectors of this room being on the caller's thread. */
  private static final long MOST_NANOS = 8_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  static {
    Random random = new Random(9);
    byte[] octets = new byte[SIZE * 3 / 4];
    random.nextBytes(octets);
    TEXTS.put("brackets", "[".repeat(SIZE));
    TEXTS.put("bracket pairs", repeat("[]"));
    TEXTS.put("objects in objects", repeat("{\"a\":"));
    TEXTS.put("base64", Base64.getEncoder().encodeToString(octets));
    TEXTS.put("base64 of one letter", "QUFB".repeat(SIZE / 4));
    TEXTS.put("hex", repeat("0123456789abcdef"));
    TEXTS.put("digits", repeat("13700000001"));
    TEXTS.put("commas", ",".repeat(SIZE));
    TEXTS.put("percent signs", "%".repeat(SIZE));
    TEXTS.put("percent of percent", repeat("%25"));
    TEXTS.put("at signs", repeat("a@"));
    TEXTS.put("addresses", repeat("a@b.example "));
    TEXTS.put("ampersands", repeat("a=1&"));
    TEXTS.put("backslashes", "\\".repeat(SIZE));
    TEXTS.put("angle brackets", repeat("<a>"));
    TEXTS.put("entities", repeat("&amp;"));
    TEXTS.put("pairs of a list", repeat("k:v,"));
    TEXTS.put("coordinates", "[" + repeat("52.5200,13.4050,") + "0]");
    TEXTS.put("coordinates as numbers", "[" + repeat("52520000,13405000,") + "0]");
    TEXTS.put("lat and lng", object("\"lat\":52.52,\"lng\":13.405"));
    TEXTS.put("lat and lng of anywhere", object("\"lat\":1.5,\"lng\":2.5"));
    TEXTS.put("one value of the phone", repeat("li.mingyuan@mail.example "));
    TEXTS.put("short value of the phone", repeat("350000000000006,"));
    TEXTS.put("value in strings", array("\"li.mingyuan@mail.example\""));
    TEXTS.put("escaped value", "{\"v\":\"\\u003a" + repeat("li.mingyuan@mail.example ") + "\"}");
    TEXTS.put("names", object("\"name\":\"Li Mingyuan\""));
    TEXTS.put("phones", object("\"phone\":\"+8613700000001\",\"name\":\"Bo\""));
    TEXTS.put("addresses of places", object("\"address\":\"1 Harbour Road\""));
    TEXTS.put("cities and addresses", object("\"city\":\"Lund\",\"address\":\"1 Lund Road\""));
    TEXTS.put("type and value", array("{\"type\":\"imei\",\"value\":\"350000000000006\"}"));
    TEXTS.put("apps", array("\"com.fiction.app\""));
    TEXTS.put(
        "contacts", "{\"contacts\":" + array("{\"name\":\"Bo Ek\",\"tel\":\"5550100\"}") + "}");
    TEXTS.put("contacts in contacts", repeat("{\"contacts\":["));
    TEXTS.put(
        "impressions", "{\"imp\":" + array("{\"id\":\"1\"}") + ",\"device\":{\"ifa\":\"x\"}}");
    TEXTS.put("gzip in gzip", nested(9));
  }

  private final Classifier classifier =
      Classifier.create(
          new StandardDecoder(Limits.DEFAULT), List.of(AdapterSet.shipped()), Limits.DEFAULT);

  static List<String> names() {
    return List.copyOf(TEXTS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void takesNoLongerThanItsSize(String name) throws Exception {
    CompiledProfile phone =
        classifier.compile(
            new DeviceProfile(
                "worst",
                "android",
                Map.of(
                    "contact.email", List.of("li.mingyuan@mail.example"),
                    "device.imei", List.of("350000000000006"),
                    "identity.name", List.of("Li Mingyuan"),
                    "location.precise", List.of("52.5200,13.4050"))));
    byte[] text = TEXTS.getOrDefault(name, "").getBytes(StandardCharsets.ISO_8859_1);
    for (String type : List.of("application/json", "application/x-www-form-urlencoded", "")) {
      Exchange exchange = Requests.post("https://graph.facebook.com/v1/activities", type, text);
      long start = THREADS.getCurrentThreadCpuTime();
      Classification said = classifier.classify(exchange, phone);
      assertThat(THREADS.getCurrentThreadCpuTime() - start)
          .as("%s as %s", name, type)
          .isLessThan(MOST_NANOS);
      assertThat(said.gaps()).noneMatch(gap -> gap.cause() == Gap.Cause.DETECTOR_FAILED);
    }
  }

  private static String repeat(String piece) {
    return piece.repeat(SIZE / piece.length());
  }

  private static String object(String members) {
    return "{" + repeat(members + ",") + "\"z\":0}";
  }

  private static String array(String item) {
    return "[" + repeat(item + ",") + "0]";
  }

  /** A text of that size, compressed and encoded that many times. */
  private static String nested(int times) {
    byte[] content = "a".repeat(SIZE).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < times; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      content = Base64.getEncoder().encode(out.toByteArray());
    }
    return new String(content, StandardCharsets.ISO_8859_1);
  }
}
