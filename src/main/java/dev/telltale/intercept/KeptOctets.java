package dev.telltale.intercept;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The first octets of a message, up to a limit, and the length of all of it. */
final class KeptOctets {
  private final int limitBytes;
  private byte[] octets = new byte[0];
  private int length;
  private long sizeBytes;

  KeptOctets(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  void add(ByteBuf buffer, int index, int count) {
    int keep = room(count);
    buffer.getBytes(index, octets, length, keep);
    length += keep;
  }

  void add(byte[] from, int index, int count) {
    int keep = room(count);
    System.arraycopy(from, index, octets, length, keep);
    length += keep;
  }

  private int room(int count) {
    sizeBytes += count;
    int keep = Math.min(count, limitBytes - length);
    if (length + keep > octets.length) {
      int capacity = Math.max(256, Math.max(length + keep, 2 * octets.length));
      octets = Arrays.copyOf(octets, Math.min(capacity, limitBytes));
    }
    return keep;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  boolean isEmpty() {
    return sizeBytes == 0;
  }

  /** What was kept; starts over. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(octets, length);
    length = 0;
    sizeBytes = 0;
    return taken;
  }
}
