package dev.telltale.model;

/**
 * One message inside an exchange that carries many: a WebSocket message, a gRPC message, a
 * server-sent event.
 *
 * @param direction who sent it
 * @param atMillis when its last octet passed, UTC epoch milliseconds
 * @param kind {@code websocket-text}, {@code websocket-binary}, {@code websocket-close}, {@code
 *     grpc} or {@code sse}
 * @param sizeBytes length of the whole message, after permessage-deflate was undone
 * @param content the kept octets; shorter than {@code sizeBytes} when the capture limit cut them
 */
@SuppressWarnings("ArrayRecordComponent")
public record Message(
    Direction direction, long atMillis, String kind, long sizeBytes, byte[] content) {

  /** Who sent a message. */
  public enum Direction {
    /** The phone. */
    SENT,
    /** The origin. */
    RECEIVED
  }
}
