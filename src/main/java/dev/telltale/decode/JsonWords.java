package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import org.jspecify.annotations.Nullable;

/** What stands in JSON outside containers and strings: literals, and what is put in front of it. */
final class JsonWords {
  /** Of an octet: it ends a bare word. */
  static final int END = 1;

  /** Of an octet: it may stand in a number. */
  static final int NUMERIC = 2;

  private static final byte[] WHAT = new byte[256];

  static {
    for (char c : ",}]: \t\r\n".toCharArray()) {
      WHAT[c] = END;
    }
    for (char c : "0123456789.eE+-".toCharArray()) {
      WHAT[c] = NUMERIC;
    }
  }

  private JsonWords() {}

  /** {@link #END}, {@link #NUMERIC}, or 0. */
  static int what(byte b) {
    return WHAT[b & 0xff];
  }

  static boolean beginsNumber(byte b) {
    return b == '-' || (b >= '0' && b <= '9');
  }

  /**
   * Where a value begins behind a byte order mark, a guard against inclusion, the name of a
   * function (JSONP), or the packet type of a Socket.IO event.
   */
  static int skipPrelude(byte[] a, int from, int to) {
    int p = from;
    if (to - p >= 3 && (a[p] & 0xff) == 0xef && (a[p + 1] & 0xff) == 0xbb) {
      p += 3;
    }
    p = Text.skipSpace(a, p, to);
    for (String guard : new String[] {")]}',", ")]}'", "for(;;);", "while(1);"}) {
      if (Text.startsWith(a, p, to, guard)) {
        return Text.skipSpace(a, p + guard.length(), to);
      }
    }
    if (p < to && a[p] != '{' && a[p] != '[') {
      // JSONP, and the packet type in front of a Socket.IO event.
      int q = p;
      while (q < to && q - p < 64 && (Text.isWord(a[q]) || a[q] == '.')) {
        q++;
      }
      if (q < to && q > p && a[q] == '(') {
        return Text.skipSpace(a, q + 1, to);
      }
      int digits = p;
      while (digits < to && a[digits] >= '0' && a[digits] <= '9') {
        digits++;
      }
      if (digits > p && digits - p <= 6) {
        return digits;
      }
    }
    return p;
  }

  /** What a bare word is, null if it is none of JSON's or of its neighbours. */
  static @Nullable Kind kindOf(byte[] a, int from, int end) {
    if (from == end) {
      return null;
    }
    byte first = a[from];
    if (beginsNumber(first)) {
      for (int p = from + 1; p < end; p++) {
        if (what(a[p]) != NUMERIC) {
          return Text.startsWith(a, from, end, "-Inf") ? Kind.NUMBER : null;
        }
      }
      return Kind.NUMBER;
    }
    String word = end - from <= 9 ? new String(a, 0, from, end - from) : "";
    return switch (word) {
      case "true", "false", "True", "False" -> Kind.BOOLEAN;
      case "null", "None", "undefined", "nil" -> Kind.NULL;
      case "NaN", "Infinity" -> Kind.NUMBER;
      default -> null;
    };
  }
}
