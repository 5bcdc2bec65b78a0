package dev.telltale.util;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Identifiers that sort by the time they were made: UUID version 7 (RFC 9562 section 5.7), with a
 * counter in {@code rand_a} so that ids of one millisecond, and of a clock that went back, keep
 * their order (section 6.2, method 1).
 */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Octets fetched from the operating system at once. */
  private static final int STOCK_BYTES = 1_024;

  private final Clock clock;
  private final ByteBuffer stock = ByteBuffer.allocate(STOCK_BYTES).limit(0);
  private long lastMillis;
  private int counter;

  public Ids(Clock clock) {
    this.clock = clock;
  }

  /** A new id, greater than every id that this object returned before. */
  public synchronized String next() {
    long now = clock.epochMillis();
    if (now > lastMillis) {
      lastMillis = now;
      counter = RANDOM.nextInt(1 << 8);
    } else if (++counter == 1 << 12) {
      lastMillis++;
      counter = 0;
    }
    long high = (lastMillis << 16) | 0x7000L | counter;
    if (!stock.hasRemaining()) {
      stock.clear();
      RANDOM.nextBytes(stock.array());
    }
    long low = (stock.getLong() >>> 2) | (0b10L << 62);
    return new UUID(high, low).toString();
  }
}
