package dev.telltale.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request and what came back for it: the unit of evidence. Immutable once stored.
 *
 * @param id UUID version 7, ordered by start
 * @param connection the connection that carried it
 * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}
 * @param request the request
 * @param response the final response, null if none came
 * @param messages WebSocket, gRPC or event-stream messages in the order they passed
 * @param outcome how it ended
 * @param failure what went wrong in words, null if nothing did
 * @param startedAtMillis when the first octet of the request was read, UTC epoch milliseconds
 * @param durationMillis from there to the last octet of the response, by the monotonic clock
 */
public record Exchange(
    String id,
    Connection connection,
    String protocol,
    Request request,
    @Nullable Response response,
    List<Message> messages,
    Outcome outcome,
    @Nullable String failure,
    long startedAtMillis,
    long durationMillis) {
  public Exchange {
    messages = List.copyOf(messages);
  }

  /** Whether the phone sent it inside TLS. */
  public boolean encrypted() {
    return request.url().startsWith("https:") || request.url().startsWith("wss:");
  }
}
