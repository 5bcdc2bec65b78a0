package dev.telltale.intercept;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Dials another address in place of a destination, which keeps its name everywhere else; the
 * meaning of curl's option of that name.
 *
 * @param host destination name, empty for any
 * @param port destination port, 0 for any
 * @param toHost name or address to dial, empty to keep the destination's
 * @param toPort port to dial, 0 to keep the destination's
 */
public record ConnectTo(String host, int port, String toHost, int toPort) {

  /**
   * Reads {@code HOST1:PORT1:HOST2:PORT2}; IPv6 addresses in brackets, any part may be empty.
   *
   * @throws IllegalArgumentException with the offending value and what was expected
   */
  public static ConnectTo parse(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean bracket = false;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ':';
      if (c == '[' || c == ']') {
        bracket = c == '[';
      } else if (c == ':' && !bracket) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (parts.size() != 4) {
      throw malformed(text);
    }
    return new ConnectTo(
        name(parts.get(0)), port(parts.get(1), text), name(parts.get(2)), port(parts.get(3), text));
  }

  private static String name(String part) {
    return part.startsWith("[") && part.endsWith("]")
        ? part.substring(1, part.length() - 1)
        : part.toLowerCase(Locale.ROOT);
  }

  private static int port(String part, String text) {
    if (part.isEmpty()) {
      return 0;
    }
    try {
      int port = Integer.parseInt(part);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for every malformed value
    }
    throw malformed(text);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "connect-to: " + text + " (expected: HOST1:PORT1:HOST2:PORT2, ports 1-65535)");
  }

  /** Whether it applies to a destination. */
  boolean matches(String destination, int destinationPort) {
    return (host.isEmpty() || host.equalsIgnoreCase(destination))
        && (port == 0 || port == destinationPort);
  }
}
