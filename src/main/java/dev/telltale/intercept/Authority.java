package dev.telltale.intercept;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Host and optional port of a target (RFC 3986 section 3.2) without user information.
 *
 * @param host name in lower case, or address literal without brackets
 * @param port 1 to 65535, or 0 if none was given
 */
record Authority(String host, int port) {
  private static final int LONGEST_NAME = 253;

  /** Reads {@code host}, {@code host:port} or {@code [v6]:port}; null if it is not one. */
  static @Nullable Authority parse(String text) {
    String host;
    String rest;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0) {
        return null;
      }
      host = text.substring(1, close);
      // A zone index names an interface of this machine (RFC 6874): nothing that a phone may do.
      if (host.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(host)) {
        return null;
      }
      rest = text.substring(close + 1);
    } else {
      int colon = text.indexOf(':');
      host = colon < 0 ? text : text.substring(0, colon);
      rest = colon < 0 ? "" : text.substring(colon);
      if (!isName(host)) {
        return null;
      }
    }
    if (rest.isEmpty()) {
      return new Authority(host.toLowerCase(Locale.ROOT), 0);
    }
    if (rest.charAt(0) != ':' || rest.length() > 6) {
      return null;
    }
    int port = 0;
    for (int i = 1; i < rest.length(); i++) {
      int digit = rest.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      port = port * 10 + digit;
    }
    // RFC 3986 section 3.2.3 allows an empty port, which means the default.
    boolean valid = rest.length() == 1 || port >= 1 && port <= 65535;
    return valid ? new Authority(host.toLowerCase(Locale.ROOT), port) : null;
  }

  /**
   * Letters, digits, hyphen, dot, and the underscore that real names have (RFC 2181 section 11).
   */
  static boolean isName(String host) {
    if (host.isEmpty() || host.length() > LONGEST_NAME) {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '.'
              || c == '_';
      if (!allowed) {
        return false;
      }
    }
    return host.charAt(0) != '.';
  }

  /**
   * {@code host} or {@code host:port}, brackets around IPv6, the scheme's default port left out.
   */
  static String format(String scheme, String host, int port) {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == defaultPort(scheme) || port == 0 ? name : name + ":" + port;
  }

  static int defaultPort(String scheme) {
    return scheme.equals("https") || scheme.equals("wss") ? 443 : 80;
  }
}
