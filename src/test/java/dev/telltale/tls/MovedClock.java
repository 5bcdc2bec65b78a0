package dev.telltale.tls;

import dev.telltale.util.Clock;
import java.time.Duration;

/** The machine's time plus what a test adds. */
final class MovedClock implements Clock {
  private volatile long ahead;

  void advance(Duration by) {
    ahead += by.toMillis();
  }

  @Override
  public long epochMillis() {
    return SYSTEM.epochMillis() + ahead;
  }

  @Override
  public long monotonicNanos() {
    return SYSTEM.monotonicNanos() + ahead * 1_000_000;
  }
}
