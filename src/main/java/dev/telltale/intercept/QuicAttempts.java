package dev.telltale.intercept;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.telltale.model.Connection;
import dev.telltale.model.Gap;
import dev.telltale.util.Clock;
import dev.telltale.util.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the packets of QUIC that the gateway's rules rejected into gaps. The kernel counts them, by
 * phone and destination, in the sets of {@link Gateway}; every few seconds the difference is
 * reported. Reading the sets needs CAP_NET_ADMIN; without, this says so once and counts nothing.
 *
 * <p>The counts are of packets: a client sends one to three before it falls back to TCP.
 */
final class QuicAttempts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QuicAttempts.class);
  private static final int MAX_OUTPUT_BYTES = 32 << 20;

  /** Who wanted to talk to whom. */
  record Pair(String phone, String destination) {}

  /** Where the counters are read; null when they cannot be. */
  @FunctionalInterface
  interface Source {
    @Nullable String read(String set) throws IOException;
  }

  private final Source source;
  private final Consumer<Gap> gaps;
  private final Clock clock;
  private final Ids ids;
  private final Map<Pair, Long> seen = new HashMap<>();
  private boolean first = true;
  private boolean told;

  QuicAttempts(Source source, Consumer<Gap> gaps, Clock clock, Ids ids) {
    this.source = source;
    this.gaps = gaps;
    this.clock = clock;
    this.ids = ids;
  }

  /** Counts every {@code seconds} on a thread of {@code executor}. */
  static QuicAttempts start(
      ScheduledExecutorService executor, long seconds, Consumer<Gap> gaps, Clock clock, Ids ids) {
    QuicAttempts attempts = new QuicAttempts(QuicAttempts::list, gaps, clock, ids);
    executor.scheduleWithFixedDelay(attempts::poll, 0, seconds, TimeUnit.SECONDS);
    return attempts;
  }

  /** Reports what is new since the last call. What was counted before the first is not ours. */
  synchronized void poll() {
    Map<Pair, Long> now = new HashMap<>();
    try {
      for (String set : List.of(Gateway.QUIC4, Gateway.QUIC6)) {
        String json = source.read(set);
        if (json == null) {
          tell();
          return;
        }
        now.putAll(parse(json));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("QUIC counters", e);
      tell();
      return;
    }
    now.forEach(
        (pair, count) -> {
          long before = seen.getOrDefault(pair, 0L);
          // The rules were set anew when a counter went back.
          long more = count >= before ? count - before : count;
          if (more > 0 && !first) {
            report(pair, more);
          }
        });
    seen.clear();
    seen.putAll(now);
    first = false;
  }

  private void tell() {
    if (!told) {
      told = true;
      LOG.warn(
          "QUIC attempts are not counted: the sets {} and {} of the nftables table {} cannot be"
              + " read (expected: rules as telltale gateway up sets them, and CAP_NET_ADMIN)",
          Gateway.QUIC4,
          Gateway.QUIC6,
          Gateway.TABLE);
    }
    // Rules that come later start at zero, and all they count is ours.
    first = false;
    seen.clear();
  }

  private void report(Pair pair, long packets) {
    long now = clock.epochMillis();
    Connection attempt =
        new Connection(
            ids.next(),
            now,
            "transparent",
            pair.phone(),
            0,
            null,
            pair.destination(),
            443,
            null,
            null,
            null);
    gaps.accept(
        new Gap(
            now,
            Gap.Cause.QUIC,
            attempt,
            null,
            pair.destination(),
            packets,
            packets + " packets to UDP 443 rejected, so that the app falls back to TCP"));
  }

  /** The counters in what {@code nft -j list set} prints (libnftables-json(5), SET and COUNTER). */
  static Map<Pair, Long> parse(String json) {
    Map<Pair, Long> counts = new HashMap<>();
    try {
      JsonObject all = JsonParser.parseString(json).getAsJsonObject();
      for (JsonElement item : all.getAsJsonArray("nftables")) {
        JsonObject set = item.getAsJsonObject().getAsJsonObject("set");
        if (set != null && set.get("elem") instanceof JsonArray elements) {
          for (JsonElement element : elements) {
            JsonObject counted = element.getAsJsonObject().getAsJsonObject("elem");
            JsonArray key = counted.getAsJsonObject("val").getAsJsonArray("concat");
            counts.put(
                new Pair(key.get(0).getAsString(), key.get(1).getAsString()),
                counted.getAsJsonObject("counter").get("packets").getAsLong());
          }
        }
      }
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("output of nft: " + e.getMessage(), e);
    }
    return counts;
  }

  private static @Nullable String list(String set) throws IOException {
    Process nft =
        new ProcessBuilder("nft", "-j", "list", "set", "inet", Gateway.TABLE, set)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    nft.getOutputStream().close();
    byte[] output = nft.getInputStream().readNBytes(MAX_OUTPUT_BYTES);
    try {
      return nft.waitFor(5, TimeUnit.SECONDS) && nft.exitValue() == 0
          ? new String(output, StandardCharsets.UTF_8)
          : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      nft.destroy();
    }
  }

  /** Counts what came since the last time. The executor is the caller's to end. */
  @Override
  public void close() {
    poll();
  }
}
