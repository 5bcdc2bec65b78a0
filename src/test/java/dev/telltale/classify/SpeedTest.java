package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Throughput and latency, warm, on one thread. */
@Tag("slow")
class SpeedTest {
  private static final int VALUES = 200;
  private final Clock clock = Clock.SYSTEM;
  private final StandardDecoder decoder = new StandardDecoder(Limits.DEFAULT);
  private final Classifier classifier = Classifier.create(decoder, List.of(), Limits.DEFAULT);

  @Test
  void sixteenKibibytesOfJson() throws Exception {
    CompiledProfile profile = classifier.compile(profile());
    Exchange exchange =
        Requests.post(
            "https://t.example/collect",
            "application/json",
            json(16 << 10).getBytes(StandardCharsets.UTF_8));
    long bytes = exchange.request().body().sizeBytes();
    double decode = rate(bytes, () -> decoder.decode(exchange.request()));
    double both = rate(bytes, () -> classifier.classify(exchange, profile));
    System.out.printf(
        Locale.ROOT, "16 KiB JSON: decode %.0f MB/s, decode + classify %.0f MB/s%n", decode, both);
    assertThat(both).as("MB/s per core").isGreaterThan(150);
  }

  @Test
  void oneKibibyteForm() throws Exception {
    CompiledProfile profile = classifier.compile(profile());
    StringBuilder form = new StringBuilder();
    Random random = new Random(3);
    for (int i = 0; form.length() < 1024; i++) {
      form.append(i == 0 ? "" : "&").append("field_").append(i).append('=').append(word(random));
    }
    Exchange exchange =
        Requests.post(
            "https://t.example/collect",
            "application/x-www-form-urlencoded",
            form.toString().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 50_000; i++) {
      classifier.classify(exchange, profile);
    }
    long[] nanos = new long[20_000];
    for (int i = 0; i < nanos.length; i++) {
      long start = clock.monotonicNanos();
      classifier.classify(exchange, profile);
      nanos[i] = clock.monotonicNanos() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "1 KiB form: p50 %.1f us, p99 %.1f us%n",
        nanos[nanos.length / 2] / 1e3,
        nanos[nanos.length * 99 / 100] / 1e3);
    assertThat(nanos[nanos.length * 99 / 100]).isLessThan(100_000);
  }

  private double rate(long bytes, Runnable work) {
    for (int i = 0; i < 10_000; i++) {
      work.run();
    }
    double best = 0;
    for (int round = 0; round < 5; round++) {
      int n = 5_000;
      long start = clock.monotonicNanos();
      for (int i = 0; i < n; i++) {
        work.run();
      }
      best = Math.max(best, bytes * n * 1e3 / (clock.monotonicNanos() - start));
    }
    return best;
  }

  private static DeviceProfile profile() {
    Random random = new Random(1);
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> kinds =
        List.of(
            "device.ad_id.gaid",
            "device.android_id",
            "contact.email",
            "contact.phone",
            "device.mac");
    for (int i = 0; i < VALUES; i++) {
      String kind = kinds.get(i % kinds.size());
      String hex = Long.toHexString(random.nextLong() | 1L << 63);
      String value =
          switch (kind) {
            case "device.ad_id.gaid" -> new UUID(random.nextLong(), random.nextLong()).toString();
            case "device.android_id" -> hex;
            case "contact.email" -> hex.substring(6) + "@mail.example";
            case "contact.phone" -> "+86137" + (10_000_000 + random.nextInt(89_999_999));
            default -> hex.substring(0, 12).replaceAll("..(?!$)", "$0:");
          };
      values.computeIfAbsent(kind, k -> new ArrayList<>()).add(value);
    }
    return new DeviceProfile("speed", "android", values);
  }

  private static String json(int size) {
    Random random = new Random(2);
    StringBuilder json = new StringBuilder("{\"events\":[");
    while (json.length() < size - 200) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
          .append("{\"event\":\"")
          .append(word(random))
          .append("\",\"timestamp\":")
          .append(1_700_000_000_000L + random.nextInt(1_000_000))
          .append(",\"session_id\":\"")
          .append(new UUID(random.nextLong(), random.nextLong()))
          .append("\",\"properties\":{\"screen\":\"")
          .append(word(random))
          .append(' ')
          .append(word(random))
          .append("\",\"count\":")
          .append(random.nextInt(1000))
          .append(",\"ok\":true,\"ratio\":0.")
          .append(random.nextInt(1000))
          .append("}}");
    }
    return json.append("]}").toString();
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = 4 + random.nextInt(8); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }
}
