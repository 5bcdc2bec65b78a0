package dev.telltale.model;

import java.util.List;

/**
 * A request as the phone sent it.
 *
 * @param method the method (RFC 9110 section 9)
 * @param url the target in absolute form, {@code scheme://host[:port]/path?query}; default ports
 *     left out
 * @param target the request target as it was on the wire, or {@code :path} in HTTP/2
 * @param headers header section in wire order with duplicates; HTTP/2 pseudo-header fields are not
 *     in it
 * @param trailers trailer section
 * @param body content
 */
public record Request(
    String method,
    String url,
    String target,
    List<Header> headers,
    List<Header> trailers,
    Body body) {
  public Request {
    headers = List.copyOf(headers);
    trailers = List.copyOf(trailers);
  }
}
