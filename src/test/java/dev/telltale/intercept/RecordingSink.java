package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.TrafficSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what the interceptor reports, and can pretend to be full. */
final class RecordingSink implements TrafficSink {
  final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  final List<Gap> gaps = new CopyOnWriteArrayList<>();
  final List<ClosedConnection> connections = new CopyOnWriteArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean saturated;

  @Override
  public void exchange(Exchange exchange) {
    exchanges.add(exchange);
  }

  @Override
  public void gap(Gap gap) {
    gaps.add(gap);
  }

  @Override
  public void connection(ClosedConnection connection) {
    connections.add(connection);
  }

  @Override
  public synchronized boolean saturated() {
    return saturated;
  }

  @Override
  public void whenReady(Runnable resume) {
    synchronized (this) {
      if (saturated) {
        waiting.add(resume);
        return;
      }
    }
    resume.run();
  }

  void saturate(boolean full) {
    List<Runnable> resumed;
    synchronized (this) {
      saturated = full;
      resumed = full ? List.of() : List.copyOf(waiting);
      if (!full) {
        waiting.clear();
      }
    }
    resumed.forEach(Runnable::run);
  }

  /** Waits for the exchange with that path to be reported. */
  Exchange exchange(String path) {
    return awaitExchanges(path, 1).get(0);
  }

  List<Exchange> awaitExchanges(String path, int count) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(matching(path)).hasSizeGreaterThanOrEqualTo(count));
    return matching(path);
  }

  private List<Exchange> matching(String path) {
    return exchanges.stream().filter(e -> e.request().url().endsWith(path)).toList();
  }

  /** Waits for a gap with that cause to be reported. */
  Gap gap(Gap.Cause cause) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(gaps).anyMatch(g -> g.cause() == cause));
    return gaps.stream().filter(g -> g.cause() == cause).findFirst().orElseThrow();
  }

  ClosedConnection connection() {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(connections).isNotEmpty());
    return connections.get(0);
  }
}
