package dev.telltale.cli;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Reads {@code HOST:PORT}, with IPv6 literals in brackets. */
final class Addresses {
  private Addresses() {}

  /**
   * The socket address.
   *
   * @param what the option, for the message
   * @throws UsageException saying what was expected
   */
  static InetSocketAddress parse(String what, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon <= 0 || host.isEmpty() || port < 0 || port > 65535) {
        throw new NumberFormatException();
      }
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new UsageException(
            what
                + ": "
                + host
                + ": no such host (expected: an address of this machine, such as 127.0.0.1)");
      }
      return address;
    } catch (NumberFormatException e) {
      throw new UsageException(
          what
              + ": "
              + text
              + " (expected: HOST:PORT with a port of 0-65535, such as 127.0.0.1:8080)",
          e);
    }
  }

  /** The same for an optional value. */
  static @Nullable InetSocketAddress parseOptional(String what, @Nullable String text) {
    return text == null ? null : parse(what, text);
  }

  /** {@code HOST:PORT}, IPv6 literals in brackets. */
  static String format(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
