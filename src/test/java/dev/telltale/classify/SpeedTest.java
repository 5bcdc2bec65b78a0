package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.Exchange;
import dev.telltale.util.Limits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Throughput and latency, warm, by the processor time of one thread, so that other work on the
 * machine counts as little as possible. {@code DetectionBenchmark} measures the same with JMH.
 */
@Tag("slow")
class SpeedTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private final StandardDecoder decoder = new StandardDecoder(Limits.DEFAULT);
  private final Classifier classifier = Classifier.create(decoder, List.of(), Limits.DEFAULT);

  @Test
  void sixteenKibibytesOfJson() throws Exception {
    CompiledProfile profile = classifier.compile(Traffic.phone());
    Exchange exchange = Traffic.named("json16k");
    long bytes = exchange.request().body().sizeBytes();
    double decode = rate(bytes, () -> decoder.decode(exchange.request()));
    double both = rate(bytes, () -> classifier.classify(exchange, profile));
    System.out.printf(
        Locale.ROOT, "16 KiB JSON: decode %.0f MB/s, decode + classify %.0f MB/s%n", decode, both);
    assertThat(both).as("MB/s per core").isGreaterThan(150);
  }

  @Test
  void oneKibibyteForm() throws Exception {
    CompiledProfile profile = classifier.compile(Traffic.phone());
    Exchange exchange = Traffic.named("form1k");
    for (int i = 0; i < 50_000; i++) {
      classifier.classify(exchange, profile);
    }
    long[] nanos = new long[20_000];
    for (int i = 0; i < nanos.length; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      classifier.classify(exchange, profile);
      nanos[i] = THREADS.getCurrentThreadCpuTime() - start;
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
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < n; i++) {
        work.run();
      }
      best = Math.max(best, bytes * n * 1e3 / (THREADS.getCurrentThreadCpuTime() - start));
    }
    return best;
  }
}
