package dev.telltale.evidence;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An absolute URL, taken apart without judging the characters in it: apps send what no strict
 * parser accepts.
 *
 * @param scheme lower case
 * @param host lower case, without brackets
 * @param port the stated port, or the scheme's
 * @param target path and query, at least {@code /}
 * @param normal the URL without fragment and default port
 */
record HarUrl(String scheme, String host, int port, String target, String normal) {

  /** The parts of {@code url}, null if it has no authority. */
  static @Nullable HarUrl parse(String url) {
    int colon = url.indexOf("://");
    if (colon < 1) {
      return null;
    }
    String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
    int start = colon + 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    String hostPort = authority.substring(authority.lastIndexOf('@') + 1);
    int portColon = hostPort.lastIndexOf(':');
    boolean hasPort = portColon >= 0 && portColon > hostPort.lastIndexOf(']');
    String host = hasPort ? hostPort.substring(0, portColon) : hostPort;
    int usual = scheme.equals("https") || scheme.equals("wss") ? 443 : 80;
    int port = hasPort ? port(hostPort.substring(portColon + 1), usual) : usual;
    if (host.isEmpty() || port < 1) {
      return null;
    }
    int fragment = url.indexOf('#', end);
    String rest = url.substring(end, fragment < 0 ? url.length() : fragment);
    String target = rest.startsWith("/") ? rest : "/" + rest;
    String kept = port == usual ? authority.replaceFirst(":\\d*$", "") : authority;
    return new HarUrl(
        scheme,
        host.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT),
        port,
        target,
        scheme + "://" + (hasPort ? kept : authority) + target);
  }

  private static int port(String text, int usual) {
    if (text.isEmpty()) {
      return usual;
    }
    if (!text.matches("\\d{1,5}")) {
      return -1;
    }
    int port = Integer.parseInt(text);
    return port <= 65_535 ? port : -1;
  }
}
