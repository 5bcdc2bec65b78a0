package dev.telltale.decode;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes compression (RFC 9110 section 8.4.1): gzip (RFC 1952, several members, garbage behind),
 * deflate with and without its zlib wrapping (RFC 1950, RFC 1951), Brotli (RFC 7932) and Zstandard
 * (RFC 8878).
 *
 * <p>Output is counted while it is made, never after, against the octets left for the message and
 * against the expansion ratio. What came out before a limit or an error is kept.
 */
final class Compression {
  private static final int RATIO_FREE_BYTES = 1 << 20;

  private final Decoding d;

  Compression(Decoding d) {
    this.d = d;
  }

  /** Which compression octets begin with, by their magic numbers; null if none. */
  static @Nullable String sniff(byte[] a, int from, int to) {
    if (to - from < 6) {
      return null;
    }
    int b0 = a[from] & 0xff;
    int b1 = a[from + 1] & 0xff;
    if (b0 == 0x1f && b1 == 0x8b && a[from + 2] == 8) {
      return "gzip";
    }
    if (b0 == 0x28 && b1 == 0xb5 && (a[from + 2] & 0xff) == 0x2f && (a[from + 3] & 0xff) == 0xfd) {
      return "zstd";
    }
    // RFC 1950 section 2.2: method 8, window at most 32 KiB, check bits, no dictionary.
    if ((b0 & 0x0f) == 8 && b0 >> 4 <= 7 && (b0 << 8 | b1) % 31 == 0 && (b1 & 0x20) == 0) {
      return "deflate";
    }
    return null;
  }

  /** What {@code a[from, to)} expands to, or null if it is not compressed in that way. */
  byte @Nullable [] undo(String coding, byte[] a, int from, int to) {
    Sink out = new Sink(coding, to - from);
    try {
      switch (coding) {
        case "gzip" -> gzip(a, from, to, out);
        case "deflate" -> deflate(a, from, to, out);
        case "br" -> copy(new BrotliInputStream(new ByteArrayInputStream(a, from, to - from)), out);
        case "zstd" -> {
          ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(a, from, to - from));
          in.setContinuous(true);
          copy(in, out);
        }
        default -> {
          return null;
        }
      }
    } catch (IOException | DataFormatException | RuntimeException e) {
      if (out.size() == 0) {
        return null;
      }
      d.note(coding + ": broken after " + out.size() + " decoded octets");
    }
    return out.size() == 0 ? null : out.toByteArray();
  }

  private static void copy(InputStream in, Sink out) throws IOException {
    try (in) {
      byte[] buffer = new byte[8192];
      int n;
      while (!out.full() && (n = in.read(buffer)) >= 0) {
        out.write(buffer, 0, n);
      }
    }
  }

  private void gzip(byte[] a, int from, int to, Sink out) throws DataFormatException {
    int at = from;
    while (at < to) {
      int data = gzipHeaderEnd(a, at, to);
      if (data < 0) {
        if (at == from) {
          throw new DataFormatException("no gzip header");
        }
        return;
      }
      int end = inflate(a, data, to, true, out);
      if (end < 0) {
        return;
      }
      at = end + 8;
    }
  }

  /** Where the data of a gzip member begins (RFC 1952 section 2.3), or -1 if this is none. */
  private static int gzipHeaderEnd(byte[] a, int from, int to) {
    if (to - from < 10 || (a[from] & 0xff) != 0x1f || (a[from + 1] & 0xff) != 0x8b) {
      return -1;
    }
    int flags = a[from + 3];
    int at = from + 10;
    if ((flags & 4) != 0) {
      if (at + 2 > to) {
        return -1;
      }
      at += 2 + ((a[at] & 0xff) | (a[at + 1] & 0xff) << 8);
    }
    for (int flag = 8; flag <= 16; flag <<= 1) {
      if ((flags & flag) != 0) {
        while (at < to && a[at] != 0) {
          at++;
        }
        at++;
      }
    }
    if ((flags & 2) != 0) {
      at += 2;
    }
    return at < to ? at : -1;
  }

  private void deflate(byte[] a, int from, int to, Sink out) throws DataFormatException {
    if ("deflate".equals(sniff(a, from, to))) {
      try {
        inflate(a, from, to, false, out);
        return;
      } catch (DataFormatException e) {
        if (out.size() > 0) {
          throw e;
        }
      }
    }
    inflate(a, from, to, true, out);
  }

  /** Inflates one stream; returns where it ended, or -1 if it did not. */
  private int inflate(byte[] a, int from, int to, boolean raw, Sink out)
      throws DataFormatException {
    Inflater inflater = new Inflater(raw);
    try {
      inflater.setInput(a, from, to - from);
      byte[] buffer = new byte[Math.min(8192, Math.max(512, (to - from) * 4))];
      while (!inflater.finished() && !out.full()) {
        int n = inflater.inflate(buffer);
        out.write(buffer, 0, n);
        if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          if (out.size() > 0) {
            d.note(out.coding + ": breaks off after " + out.size() + " decoded octets");
          }
          return -1;
        }
      }
      return inflater.finished() ? to - inflater.getRemaining() : -1;
    } finally {
      inflater.end();
    }
  }

  /** Takes what comes out, up to the limits. */
  private final class Sink extends ByteArrayOutputStream {
    final String coding;
    private final long most;
    private boolean full;

    Sink(String coding, int inputBytes) {
      super(Math.min(4096, Math.max(64, inputBytes * 3)));
      this.coding = coding;
      this.most = Math.max(RATIO_FREE_BYTES, (long) inputBytes * d.limits.decodeRatio());
    }

    boolean full() {
      return full;
    }

    @Override
    public synchronized void write(byte[] b, int off, int len) {
      int taken = (int) Math.min(len, most - size());
      if (taken < len) {
        d.note(coding + ": expands more than " + d.limits.decodeRatio() + " times");
        full = true;
      }
      if (taken > d.bytesLeft()) {
        taken = d.bytesLeft();
        full = true;
        d.takeBytes(taken + 1);
      }
      if (d.takeBytes(taken)) {
        super.write(b, off, taken);
      }
    }

    @Override
    public synchronized byte[] toByteArray() {
      return count == buf.length ? buf : Arrays.copyOf(buf, count);
    }
  }
}
