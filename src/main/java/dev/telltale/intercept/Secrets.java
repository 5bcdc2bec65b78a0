package dev.telltale.intercept;

import dev.telltale.model.Header;
import java.util.ArrayList;
import java.util.List;

/** Keeps the installation's own secret, the proxy token, out of what is recorded and passed on. */
final class Secrets {
  static final String PROXY_AUTHORIZATION = "proxy-authorization";
  private static final String HIDDEN = "(the proxy's own credential)";

  private Secrets() {}

  /** The headers with the value of {@code Proxy-Authorization} replaced. */
  static List<Header> withoutProxyCredential(List<Header> headers) {
    boolean found = false;
    for (Header header : headers) {
      found |= header.name().equalsIgnoreCase(PROXY_AUTHORIZATION);
    }
    if (!found) {
      return headers;
    }
    List<Header> shown = new ArrayList<>(headers.size());
    for (Header header : headers) {
      shown.add(
          header.name().equalsIgnoreCase(PROXY_AUTHORIZATION)
              ? new Header(header.name(), HIDDEN)
              : header);
    }
    return shown;
  }
}
