package dev.telltale.intercept;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies of exchanges in flight may keep in memory together. A body that finds the budget
 * spent is kept in part, which its length and hash show. Safe for any thread.
 */
final class CaptureBudget {
  private final long limitBytes;
  private final AtomicLong used = new AtomicLong();

  /** A quarter of the heap. */
  CaptureBudget() {
    this(Runtime.getRuntime().maxMemory() / 4);
  }

  CaptureBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  boolean reserve(long bytes) {
    if (used.addAndGet(bytes) <= limitBytes) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  long usedBytes() {
    return used.get();
  }
}
