package dev.telltale.intercept;

import dev.telltale.model.Body;
import dev.telltale.util.Hashes;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first octets of a body, and counts and hashes all of it. Most bodies are small: those
 * are hashed once at their end with the thread's own digest. One event loop uses it.
 */
final class BodyCapture {
  private static final int HASHED_AT_ONCE_BYTES = 64 << 10;
  private static final int FIRST_BYTES = 1 << 10;
  private static final byte[] NOTHING = new byte[0];
  private static final FastThreadLocal<MessageDigest> SHA256 =
      new FastThreadLocal<>() {
        @Override
        protected MessageDigest initialValue() {
          return Hashes.digest("SHA-256");
        }
      };

  private final int limitBytes;
  private final CaptureBudget budget;
  private byte[] kept = NOTHING;
  private int keptBytes;
  private boolean full;
  private long sizeBytes;
  private @Nullable MessageDigest digest;

  BodyCapture(int limitBytes, CaptureBudget budget) {
    this.limitBytes = limitBytes;
    this.budget = budget;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Adds content; leaves the indices of {@code buffer} alone. */
  void add(ByteBuf buffer, int index, int length) {
    int keep = room(length);
    buffer.getBytes(index, kept, keptBytes, keep);
    keptBytes += keep;
    sizeBytes += length;
    if (digest != null) {
      digest.update(buffer.nioBuffer(index, length));
    } else if (keep < length || sizeBytes > HASHED_AT_ONCE_BYTES) {
      digest = Hashes.digest("SHA-256");
      digest.update(kept, 0, keptBytes);
      if (keep < length) {
        digest.update(buffer.nioBuffer(index + keep, length - keep));
      }
    }
  }

  /** How many of {@code length} octets there is room for, after making it. */
  private int room(int length) {
    int keep = full ? 0 : Math.min(length, limitBytes - keptBytes);
    if (keptBytes + keep > kept.length) {
      int capacity = Math.max(FIRST_BYTES, Math.max(keptBytes + keep, 2 * kept.length));
      capacity = Math.min(capacity, limitBytes);
      if (budget.reserve(capacity - kept.length)) {
        kept = Arrays.copyOf(kept, capacity);
      } else {
        keep = kept.length - keptBytes;
      }
    }
    full |= keep < length;
    return keep;
  }

  /** What was captured. Gives the budget back; nothing may be added afterwards. */
  Body finish() {
    if (sizeBytes == 0) {
      return Body.EMPTY;
    }
    byte[] hash;
    if (digest != null) {
      hash = digest.digest();
    } else {
      MessageDigest own = SHA256.get();
      own.update(kept, 0, keptBytes);
      hash = own.digest();
    }
    byte[] content = kept.length == keptBytes ? kept : Arrays.copyOf(kept, keptBytes);
    budget.release(kept.length);
    kept = NOTHING;
    return new Body(Hashes.hex(hash), sizeBytes, keptBytes, content);
  }
}
