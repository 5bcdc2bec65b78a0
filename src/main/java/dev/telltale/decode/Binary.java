package dev.telltale.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Octets written as characters: base64 and base64url (RFC 4648 sections 4 and 5), hex (section 8).
 */
final class Binary {
  private static final byte[] SEXTET = new byte[256];

  static {
    Arrays.fill(SEXTET, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (int i = 0; i < alphabet.length(); i++) {
      SEXTET[alphabet.charAt(i)] = (byte) i;
    }
    SEXTET['+'] = 62;
    SEXTET['-'] = 62;
    // A plus sign that form decoding took for a space.
    SEXTET[' '] = 62;
    SEXTET['/'] = 63;
    SEXTET['_'] = 63;
  }

  private Binary() {}

  /**
   * The octets that a span of base64 or base64url characters stands for, padded or not, with or
   * without line breaks; null if it is not of that form.
   */
  static byte @Nullable [] base64(byte[] a, int from, int to) {
    int end = to;
    while (end > from && (a[end - 1] == '=' || a[end - 1] == '\n' || a[end - 1] == '\r')) {
      end--;
    }
    byte[] out = new byte[(int) ((end - from) * 3L / 4) + 3];
    int n = 0;
    int bits = 0;
    int held = 0;
    for (int i = from; i < end; i++) {
      byte b = a[i];
      int sextet = SEXTET[b & 0xff];
      if (sextet < 0) {
        if (b == '\n' || b == '\r' || b == '\t') {
          continue;
        }
        return null;
      }
      bits = bits << 6 | sextet;
      if (++held == 4) {
        out[n++] = (byte) (bits >> 16);
        out[n++] = (byte) (bits >> 8);
        out[n++] = (byte) bits;
        bits = 0;
        held = 0;
      }
    }
    // RFC 4648 section 3.5: pad bits are zero.
    switch (held) {
      case 1 -> {
        return null;
      }
      case 2 -> {
        if ((bits & 0xf) != 0) {
          return null;
        }
        out[n++] = (byte) (bits >> 4);
      }
      case 3 -> {
        if ((bits & 0x3) != 0) {
          return null;
        }
        out[n++] = (byte) (bits >> 10);
        out[n++] = (byte) (bits >> 2);
      }
      default -> {}
    }
    return Arrays.copyOf(out, n);
  }

  /** The octets that a span of hex digits stands for; null if it is not of that form. */
  static byte @Nullable [] hex(byte[] a, int from, int to) {
    if ((to - from) % 2 != 0) {
      return null;
    }
    byte[] out = new byte[(to - from) / 2];
    for (int i = 0; i < out.length; i++) {
      int high = Text.hexDigit(a[from + 2 * i]);
      int low = Text.hexDigit(a[from + 2 * i + 1]);
      if (high < 0 || low < 0) {
        return null;
      }
      out[i] = (byte) (high << 4 | low);
    }
    return out;
  }
}
