package dev.telltale.decode;

import org.jspecify.annotations.Nullable;

/**
 * Escapes inside text: JSON's backslash (RFC 8259 section 7), percent-encoding (RFC 3986 section
 * 2.1), and the form's percent-encoding with {@code +} for a space (URL Standard section 5.1).
 * Whatever is not a well-formed escape stays as it is.
 */
final class Escapes {

  /** A string's backslash escapes; a surrogate without its other half becomes U+FFFD. */
  static final Layer.Unescaping JSON = Escapes::json;

  /** Percent-encoding; {@code %uXXXX} as JavaScript's {@code escape} writes it, too. */
  static final Layer.Unescaping PERCENT =
      (in, from, to, out, o) -> percent(in, from, to, out, o, false);

  /** Percent-encoding with {@code +} for a space. */
  static final Layer.Unescaping FORM =
      (in, from, to, out, o) -> percent(in, from, to, out, o, true);

  /**
   * Character references (HTML Standard section 13.5, of the named ones the five of XML and the
   * no-break space).
   */
  static final Layer.Unescaping HTML = Escapes::html;

  private static final String[] ENTITIES = {"amp;&", "lt;<", "gt;>", "quot;\"", "apos;'", "nbsp; "};

  private Escapes() {}

  private static int html(byte[] in, int from, int to, byte[] out, int @Nullable [] origins) {
    int n = 0;
    for (int i = from; i < to; i++) {
      int origin = i;
      if (in[i] == '&') {
        int end = i + 1;
        int c = -1;
        if (end < to && in[end] == '#') {
          boolean hex = end + 1 < to && (in[end + 1] | 0x20) == 'x';
          int digits = hex ? end + 2 : end + 1;
          end = digits;
          c = 0;
          while (end < to && end - digits < 7) {
            int digit = Text.hexDigit(in[end]);
            if (digit < 0 || (!hex && digit > 9)) {
              break;
            }
            c = c * (hex ? 16 : 10) + digit;
            end++;
          }
          c = end > digits && end < to && in[end] == ';' && Character.isValidCodePoint(c) ? c : -1;
        } else {
          for (String entity : ENTITIES) {
            if (Text.startsWith(in, i + 1, to, entity.substring(0, entity.length() - 1))) {
              c = entity.charAt(entity.length() - 1);
              end = i + entity.length() - 1;
            }
          }
        }
        if (c >= 0) {
          n = utf8(c, out, n, origins, origin);
          i = end;
          continue;
        }
      }
      if (origins != null) {
        origins[n] = origin;
      }
      out[n++] = in[i];
    }
    return n;
  }

  private static int percent(
      byte[] in, int from, int to, byte[] out, int @Nullable [] origins, boolean plus) {
    int n = 0;
    for (int i = from; i < to; i++) {
      byte b = in[i];
      int origin = i;
      if (b == '%' && i + 2 < to) {
        int high = Text.hexDigit(in[i + 1]);
        int low = Text.hexDigit(in[i + 2]);
        if (high >= 0 && low >= 0) {
          b = (byte) (high << 4 | low);
          i += 2;
        } else if ((in[i + 1] | 0x20) == 'u' && i + 5 < to) {
          int c = hex4(in, i + 2);
          if (c >= 0) {
            i += 5;
            if (Character.isHighSurrogate((char) c) && i + 6 < to && in[i + 1] == '%') {
              int d = (in[i + 2] | 0x20) == 'u' ? hex4(in, i + 3) : -1;
              if (d >= 0 && Character.isLowSurrogate((char) d)) {
                c = Character.toCodePoint((char) c, (char) d);
                i += 6;
              }
            }
            n = utf8(c, out, n, origins, origin);
            continue;
          }
        }
      } else if (plus && b == '+') {
        b = ' ';
      }
      if (origins != null) {
        origins[n] = origin;
      }
      out[n++] = b;
    }
    return n;
  }

  private static int json(byte[] in, int from, int to, byte[] out, int @Nullable [] origins) {
    int n = 0;
    for (int i = from; i < to; i++) {
      byte b = in[i];
      int origin = i;
      if (b == '\\' && i + 1 < to) {
        byte e = in[++i];
        if (e == 'u' && i + 4 < to) {
          int c = hex4(in, i + 1);
          if (c >= 0) {
            i += 4;
            if (Character.isHighSurrogate((char) c)
                && i + 6 < to
                && in[i + 1] == '\\'
                && in[i + 2] == 'u') {
              int d = hex4(in, i + 3);
              if (d >= 0 && Character.isLowSurrogate((char) d)) {
                c = Character.toCodePoint((char) c, (char) d);
                i += 6;
              }
            }
            n = utf8(c, out, n, origins, origin);
            continue;
          }
        }
        b =
            switch (e) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              case 'b' -> '\b';
              case 'f' -> '\f';
              default -> e;
            };
      }
      if (origins != null) {
        origins[n] = origin;
      }
      out[n++] = b;
    }
    return n;
  }

  /** The value of four hex digits, or -1. */
  static int hex4(byte[] in, int at) {
    int c = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Text.hexDigit(in[i]);
      if (digit < 0) {
        return -1;
      }
      c = c << 4 | digit;
    }
    return c;
  }

  /** Writes a code point as UTF-8, U+FFFD for half a surrogate pair. */
  static int utf8(int codePoint, byte[] out, int at, int @Nullable [] origins, int origin) {
    int c = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
    int n = at;
    if (c < 0x80) {
      out[n++] = (byte) c;
    } else if (c < 0x800) {
      out[n++] = (byte) (0xc0 | c >> 6);
      out[n++] = (byte) (0x80 | c & 0x3f);
    } else if (c < 0x10000) {
      out[n++] = (byte) (0xe0 | c >> 12);
      out[n++] = (byte) (0x80 | c >> 6 & 0x3f);
      out[n++] = (byte) (0x80 | c & 0x3f);
    } else {
      out[n++] = (byte) (0xf0 | c >> 18);
      out[n++] = (byte) (0x80 | c >> 12 & 0x3f);
      out[n++] = (byte) (0x80 | c >> 6 & 0x3f);
      out[n++] = (byte) (0x80 | c & 0x3f);
    }
    if (origins != null) {
      for (int i = at; i < n; i++) {
        origins[i] = origin;
      }
    }
    return n;
  }
}
