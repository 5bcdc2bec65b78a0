package dev.telltale.intercept;

import dev.telltale.model.Header;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request line points at (RFC 9112 section 3.2), and how the head is written anew where it
 * cannot be passed on as it came.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host and port, null in origin-form without a Host field
 * @param path path and query: what goes to the origin
 * @param absolute whether it was in absolute-form
 */
record RequestTarget(String scheme, @Nullable Authority authority, String path, boolean absolute) {

  /**
   * Reads the target of any request but CONNECT.
   *
   * @param scheme of the connection that it came on
   */
  static RequestTarget of(Http1Head head, String scheme) throws MalformedMessage {
    String target = head.target();
    String host = head.header("host");
    Authority named = host == null || host.isEmpty() ? null : Authority.parse(host);
    if (target.startsWith("/") || target.equals("*") && head.method().equals("OPTIONS")) {
      if (target.indexOf('#') >= 0) {
        throw new MalformedMessage("a fragment in the request target");
      }
      return new RequestTarget(scheme, named, target, false);
    }
    int colon = target.indexOf("://");
    String given = colon < 0 ? "" : target.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!given.equals("http") && !given.equals("https")) {
      throw new MalformedMessage(
          "request target: "
              + HeadGuard.printable(target)
              + " (expected: /path or http://host/path)");
    }
    int from = colon + 3;
    int end = from;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String text = target.substring(from, end);
    if (text.indexOf('@') >= 0) {
      // RFC 9110 section 4.2.4: a recipient ought to treat user information as an error.
      throw new MalformedMessage("user information in the request target");
    }
    Authority authority = Authority.parse(text);
    if (authority == null) {
      throw new MalformedMessage("authority: " + HeadGuard.printable(text));
    }
    String path = target.substring(end);
    if (path.indexOf('#') >= 0) {
      throw new MalformedMessage("a fragment in the request target");
    }
    if (!path.startsWith("/")) {
      path = path.isEmpty() && head.method().equals("OPTIONS") ? "*" : "/" + path;
    }
    return new RequestTarget(given, authority, path, true);
  }

  int port() {
    Authority a = authority;
    return a == null || a.port() == 0 ? Authority.defaultPort(scheme) : a.port();
  }

  /** The absolute form, {@code host} standing in where the request names none. */
  String url(String host, int port) {
    Authority a = authority;
    String where =
        a == null
            ? Authority.format(scheme, host, port)
            : Authority.format(scheme, a.host(), a.port());
    return scheme + "://" + where + (path.equals("*") ? "" : path);
  }

  /** Whether the Host field names another host than an absolute target does. */
  boolean contradicts(Http1Head head) {
    Authority a = authority;
    String host = head.header("host");
    if (!absolute || a == null || host == null) {
      return false;
    }
    Authority named = Authority.parse(host);
    return named == null
        || !named.host().equals(a.host())
        || (named.port() == 0 ? Authority.defaultPort(scheme) : named.port()) != port();
  }

  /**
   * The head as it goes to the origin where it cannot go as it came: in origin-form, without the
   * fields that are for the proxy, and with the Host that the target names (RFC 9112 section
   * 3.2.2).
   */
  byte[] rewritten(Http1Head head, boolean replaceHost) {
    StringBuilder out = new StringBuilder(512);
    out.append(head.method()).append(' ').append(path).append(' ').append(head.protocol());
    out.append("\r\n");
    Authority a = authority;
    for (Header header : head.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (isForProxy(name)) {
        continue;
      }
      boolean replaced = replaceHost && name.equals("host") && a != null;
      out.append(header.name()).append(": ");
      out.append(
          replaced && a != null ? Authority.format(scheme, a.host(), a.port()) : header.value());
      out.append("\r\n");
    }
    return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isForProxy(String lowerCaseName) {
    return lowerCaseName.equals(Secrets.PROXY_AUTHORIZATION)
        || lowerCaseName.equals("proxy-connection");
  }

  /** Whether the head has fields that are for the proxy only. */
  static boolean addressesProxy(Http1Head head) {
    for (Header header : head.headers()) {
      if (header.name().length() >= 16 && isForProxy(header.name().toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
