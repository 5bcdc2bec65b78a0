package dev.telltale.decode;

import java.util.Locale;

/** The parts of a field value such as {@code text/plain; charset=gbk} (RFC 9110 section 5.6.6). */
final class Parameters {
  private Parameters() {}

  /** What stands in front of the parameters, in lower case. */
  static String value(String field) {
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).trim().toLowerCase(Locale.ROOT);
  }

  /** A parameter without its quotes, or the empty string. */
  static String of(String field, String name) {
    int i = field.indexOf(';');
    while (i >= 0 && i < field.length()) {
      int start = i + 1;
      int end = start;
      boolean quoted = false;
      while (end < field.length() && (quoted || field.charAt(end) != ';')) {
        char c = field.charAt(end);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == '\\' && quoted) {
          end++;
        }
        end++;
      }
      end = Math.min(end, field.length());
      String piece = field.substring(start, end).trim();
      int equals = piece.indexOf('=');
      if (equals > 0 && piece.substring(0, equals).trim().equalsIgnoreCase(name)) {
        String value = piece.substring(equals + 1).trim();
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
            ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
            : value;
      }
      i = end < field.length() ? end : -1;
    }
    return "";
  }
}
