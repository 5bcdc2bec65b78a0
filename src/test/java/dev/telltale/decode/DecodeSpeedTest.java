package dev.telltale.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Request;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How fast one core decodes, by the processor time of one thread, so that other work on the machine
 * does not count. Prints what it measured; run with {@code mvn test -Dtest=DecodeSpeedTest
 * -Dtest.excludedGroups= -Dtest.groups=slow}.
 */
@Tag("slow")
class DecodeSpeedTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void jsonOf16KiB() {
    assertThat(megabytesPerSecond("json 16 KiB", json(16 << 10))).isGreaterThan(100);
  }

  @Test
  void jsonOf256KiB() {
    assertThat(megabytesPerSecond("json 256 KiB", json(256 << 10))).isGreaterThan(80);
  }

  @Test
  void formOf1KiB() {
    StringBuilder form = new StringBuilder("v=1");
    for (int i = 0; form.length() < 1000; i++) {
      form.append("&key").append(i).append("=value%20").append(i * 7919);
    }
    Request request = Requests.post("application/x-www-form-urlencoded", form.toString());
    assertThat(nanos(request) / 1000).isLessThan(100);
    System.out.printf(Locale.ROOT, "[speed] form 1 KiB: %.1f µs%n", nanos(request) / 1000);
  }

  private static Request json(int size) {
    Random random = new Random(5);
    StringBuilder b = new StringBuilder("{\"device\":{\"model\":\"Phone X1\"},\"events\":[");
    for (int i = 0; b.length() < size; i++) {
      b.append(i == 0 ? "" : ",")
          .append("{\"event_name\":\"screen_view\",\"timestamp\":")
          .append(1_600_000_000_000L + random.nextInt(1_000_000_000))
          .append(",\"session_id\":\"")
          .append(new UUID(random.nextLong(), random.nextLong()))
          .append("\",\"properties\":{\"screen\":\"Settings/About the harbour\",\"count\":")
          .append(random.nextInt(1000))
          .append(",\"first\":false,\"referrer\":null,\"url\":\"https://shop.example/item/")
          .append(random.nextInt(100_000))
          .append("\",\"os\":\"Android 14\",\"locale\":\"zh_CN\",\"name\":\"关于港口\"}}");
    }
    return Requests.post("application/json", b.append("]}").toString());
  }

  private static double megabytesPerSecond(String what, Request request) {
    double perSecond = request.body().sizeBytes() / nanos(request) * 1000;
    System.out.printf(Locale.ROOT, "[speed] %s: %.0f MB/s%n", what, perSecond);
    return perSecond;
  }

  /** Processor time of one decoding: the best of several rounds, after warming up. */
  private static double nanos(Request request) {
    double best = Double.MAX_VALUE;
    int sink = 0;
    for (int round = 0; round < 12; round++) {
      long before = THREADS.getCurrentThreadCpuTime();
      int times = 0;
      while (THREADS.getCurrentThreadCpuTime() - before < 400_000_000L) {
        for (int k = 0; k < 20; k++) {
          sink += Requests.decode(request).roots().size();
          times++;
        }
      }
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - before) / (double) times);
    }
    assertThat(sink).isPositive();
    return best;
  }
}
