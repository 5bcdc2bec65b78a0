package dev.telltale.evidence.bundle;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in its one canonical form (RFC 8785): members sorted by UTF-16 code units (section 3.2.3),
 * no white space, the shortest escapes (3.2.2.2), UTF-8.
 *
 * <p>Numbers are integers of at most 2^53 - 1 here, so that the form of section 3.2.2.3 is plain
 * digits; confidences and other fractions are written as texts. An unpaired surrogate, which I-JSON
 * does not allow (RFC 7493 section 2.1), becomes U+FFFD.
 */
final class CanonicalJson {
  /** Largest whole number that every reader of JSON takes exactly (RFC 7493 section 2.2). */
  static final long MOST = (1L << 53) - 1;

  private CanonicalJson() {}

  /** The octets of a value made of maps, lists, texts, whole numbers, booleans and nulls. */
  static byte[] bytes(@Nullable Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder(512);
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String string) {
      string(string, out);
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number number) {
      number(number, out);
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        write(list.get(i), out);
      }
      out.append(']');
    } else if (value instanceof Map<?, ?> map) {
      object(map, out);
    } else {
      throw new IllegalArgumentException("canonical JSON of a " + value.getClass());
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      string(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
    }
    out.append('}');
  }

  private static void number(Number number, StringBuilder out) {
    long whole = new BigDecimal(number.toString()).longValueExact();
    if (Math.abs(whole) > MOST) {
      throw new ArithmeticException(number + " (expected: at most 2^53 - 1)");
    }
    out.append(whole);
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append("\\u00")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 15, 16));
          } else if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else {
            out.append(Character.isSurrogate(c) ? '\uFFFD' : c);
          }
        }
      }
    }
    out.append('"');
  }
}
