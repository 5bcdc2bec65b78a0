package dev.telltale.model;

import java.util.List;

/**
 * The final response to a request, as the origin sent it.
 *
 * @param status status code, 100 to 999
 * @param reason reason phrase, empty in HTTP/2
 * @param headers header section in wire order with duplicates
 * @param trailers trailer section
 * @param body content
 */
public record Response(
    int status, String reason, List<Header> headers, List<Header> trailers, Body body) {
  public Response {
    headers = List.copyOf(headers);
    trailers = List.copyOf(trailers);
  }
}
