package dev.telltale.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What octets look like as text. The classes of the octets of a value, or-ed together while it is
 * read, decide without a second look that most values hold nothing further.
 */
final class Text {
  static final int DIGIT = 1;
  static final int HEX_LOWER = 1 << 1;
  static final int HEX_UPPER = 1 << 2;
  static final int LOWER = 1 << 3;
  static final int UPPER = 1 << 4;
  static final int PLUS_SLASH = 1 << 5;
  static final int DASH_UNDERSCORE = 1 << 6;
  static final int EQUALS = 1 << 7;
  static final int PERCENT = 1 << 8;
  static final int AMPERSAND = 1 << 9;
  static final int DOT = 1 << 10;
  static final int COLON = 1 << 11;
  static final int SEPARATOR = 1 << 12;
  static final int SPACE = 1 << 13;
  static final int BREAK = 1 << 14;
  static final int CONTROL = 1 << 15;
  static final int HIGH = 1 << 16;
  static final int BACKSLASH = 1 << 17;
  static final int OPENING = 1 << 18;
  static final int OTHER = 1 << 19;

  static final int HEX = DIGIT | HEX_LOWER | HEX_UPPER;
  static final int ALPHANUMERIC = HEX | LOWER | UPPER;
  static final int BASE64 = ALPHANUMERIC | PLUS_SLASH | DASH_UNDERSCORE | EQUALS | BREAK | SPACE;

  private static final int[] CLASS = new int[256];

  /** Eight octets at once: most text needs no closer look. */
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  static {
    for (int c = 0; c < 256; c++) {
      CLASS[c] = classOf(c);
    }
  }

  private Text() {}

  private static int classOf(int c) {
    if (c >= 0x80) {
      return HIGH;
    }
    if (c >= '0' && c <= '9') {
      return DIGIT;
    }
    if (c >= 'a' && c <= 'z') {
      return c <= 'f' ? HEX_LOWER : LOWER;
    }
    if (c >= 'A' && c <= 'Z') {
      return c <= 'F' ? HEX_UPPER : UPPER;
    }
    return switch (c) {
      case '+', '/' -> PLUS_SLASH;
      case '-', '_' -> DASH_UNDERSCORE;
      case '=' -> EQUALS;
      case '%' -> PERCENT;
      case '&' -> AMPERSAND;
      case '.' -> DOT;
      case ':' -> COLON;
      case ',', ';', '|' -> SEPARATOR;
      case ' ' -> SPACE;
      case '\t', '\r', '\n' -> BREAK;
      case '\\' -> BACKSLASH;
      case '{', '[', '<', '"', '(' -> OPENING;
      default -> c < 0x20 ? CONTROL : OTHER;
    };
  }

  static int classOf(byte b) {
    return CLASS[b & 0xff];
  }

  /** The classes of all octets of a span. */
  static int classes(byte[] a, int from, int to) {
    int classes = 0;
    for (int i = from; i < to; i++) {
      classes |= CLASS[a[i] & 0xff];
    }
    return classes;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  static int skipSpace(byte[] a, int from, int to) {
    int i = from;
    while (i < to && isSpace(a[i])) {
      i++;
    }
    return i;
  }

  static int trimEnd(byte[] a, int from, int to) {
    int i = to;
    while (i > from && isSpace(a[i - 1])) {
      i--;
    }
    return i;
  }

  static boolean isWordStart(byte b) {
    return (CLASS[b & 0xff] & (HEX_LOWER | HEX_UPPER | LOWER | UPPER)) != 0 || b == '_' || b == '$';
  }

  static boolean isWord(byte b) {
    return (CLASS[b & 0xff] & (ALPHANUMERIC | DASH_UNDERSCORE)) != 0 || b == '$';
  }

  /** The value of a hex digit, or -1. */
  static int hexDigit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Whether the span is well-formed UTF-8 (RFC 3629 section 4). */
  static boolean isUtf8(byte[] a, int from, int to) {
    int i = from;
    while (i < to) {
      if (i + 8 <= to && ((long) LONGS.get(a, i) & HIGH_BITS) == 0) {
        i += 8;
        continue;
      }
      int b = a[i++];
      if (b >= 0) {
        continue;
      }
      int more;
      int low = 0x80;
      int high = 0xbf;
      int lead = b & 0xff;
      if (lead >= 0xc2 && lead <= 0xdf) {
        more = 1;
      } else if (lead >= 0xe0 && lead <= 0xef) {
        more = 2;
        low = lead == 0xe0 ? 0xa0 : 0x80;
        high = lead == 0xed ? 0x9f : 0xbf;
      } else if (lead >= 0xf0 && lead <= 0xf4) {
        more = 3;
        low = lead == 0xf0 ? 0x90 : 0x80;
        high = lead == 0xf4 ? 0x8f : 0xbf;
      } else {
        return false;
      }
      if (i + more > to) {
        return false;
      }
      for (int k = 0; k < more; k++) {
        int next = a[i++] & 0xff;
        if (next < low || next > high) {
          return false;
        }
        low = 0x80;
        high = 0xbf;
      }
    }
    return true;
  }

  /** Well-formed UTF-8 without control characters other than tab and line break. */
  static boolean isPlain(byte[] a, int from, int to) {
    int i = from;
    boolean high = false;
    while (i < to) {
      if (i + 8 <= to) {
        long eight = (long) LONGS.get(a, i);
        // Octets below 0x20, after Hacker's Delight section 6-1.
        long low = (eight - 0x20 * ONES) & ~eight & HIGH_BITS;
        high |= (eight & HIGH_BITS) != 0;
        if (low == 0) {
          i += 8;
          continue;
        }
      }
      int end = Math.min(i + 8, to);
      int classes = classes(a, i, end);
      if ((classes & CONTROL) != 0) {
        return false;
      }
      high |= (classes & HIGH) != 0;
      i = end;
    }
    return !high || isUtf8(a, from, to);
  }

  /** Whether a span declared to be text is: no zeros, at most one octet in 20 a control. */
  static boolean isMostlyText(byte[] a, int from, int to) {
    int controls = 0;
    for (int i = from; i < to; i++) {
      if (a[i] == 0) {
        return false;
      }
      controls += (CLASS[a[i] & 0xff] & CONTROL) != 0 ? 1 : 0;
    }
    return controls * 20L <= to - from;
  }

  /** Whether the span begins with these characters. */
  static boolean startsWith(byte[] a, int from, int to, String prefix) {
    if (to - from < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (a[from + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static int indexOf(byte[] a, int from, int to, char c) {
    for (int i = from; i < to; i++) {
      if (a[i] == c) {
        return i;
      }
    }
    return -1;
  }

  static int indexOf(byte[] a, int from, int to, byte[] what) {
    outer:
    for (int i = from; i <= to - what.length; i++) {
      for (int k = 0; k < what.length; k++) {
        if (a[i + k] != what[k]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }

  /** A member's name without the escapes of its format. */
  static String name(byte[] a, int from, int to, Value.Naming how) {
    Layer.@Nullable Unescaping unescaping =
        switch (how) {
          case PLAIN -> null;
          case JSON -> indexOf(a, from, to, '\\') >= 0 ? Escapes.JSON : null;
          case FORM -> (classes(a, from, to) & (PERCENT | PLUS_SLASH)) != 0 ? Escapes.FORM : null;
        };
    if (unescaping == null) {
      return new String(a, from, to - from, StandardCharsets.UTF_8);
    }
    byte[] out = new byte[to - from + 4];
    int n = unescaping.apply(a, from, to, out, null);
    return new String(out, 0, n, StandardCharsets.UTF_8);
  }
}
