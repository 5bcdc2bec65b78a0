package dev.telltale.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output and error, in UTF-8 whatever the locale. What was captured may hold escape
 * sequences or bidirectional overrides; {@link #plain} makes it harmless.
 */
public final class Terminal {
  private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);

  private Terminal() {}

  /** Results. */
  public static void out(String line) {
    OUT.println(line);
  }

  /** Makes sure that results have left. */
  public static void flush() {
    OUT.flush();
  }

  /** Whether the reader has gone, as with {@code | head}. */
  public static boolean gone() {
    return OUT.checkError();
  }

  /** Progress, advice and errors. */
  public static void err(String line) {
    ERR.println(line);
  }

  /** Whether a person reads standard output, so that colours help. */
  public static boolean colours() {
    return System.console() != null && System.getenv("NO_COLOR") == null;
  }

  /**
   * Text without anything that a terminal acts on: C0 and C1 controls and the bidirectional and
   * invisible format characters of Unicode become visible escapes.
   */
  public static String plain(String text) {
    StringBuilder plain = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean unsafe =
          Character.isISOControl(c)
              || Character.getType(c) == Character.FORMAT
              || c == '\u2028'
              || c == '\u2029';
      if (unsafe && plain == null) {
        plain = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (plain != null) {
        if (unsafe) {
          plain.append(String.format("\\u%04x", (int) c));
        } else {
          plain.append(c);
        }
      }
    }
    return plain == null ? text : plain.toString();
  }
}
