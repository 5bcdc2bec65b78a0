package dev.telltale.intercept;

import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads along one direction of an exchange and reports the messages in it: gRPC messages,
 * server-sent events, WebSocket messages. It sees octets after they were passed on, so nothing that
 * it meets can harm the traffic. One event loop uses it.
 */
interface MessageTap {

  /** Where messages are reported. */
  interface Output {
    /** A whole message, of which {@code content} is what was kept. */
    void message(Message.Direction direction, String kind, long sizeBytes, byte[] content);

    /** The stream cannot be read any further. */
    void undecodable(String detail);
  }

  /** More content. */
  void content(ByteBuf buffer, int index, int length);

  /** There is no more. */
  void end();

  /** The tap for a body with these headers, null if it is one single message. */
  static @Nullable MessageTap ofContent(
      List<Header> headers, Message.Direction direction, Limits limits, Output output) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("content-type")) {
        String type = header.value().toLowerCase(Locale.ROOT);
        if (type.startsWith("application/grpc") && !type.startsWith("application/grpc-web-text")) {
          return new GrpcTap(direction, limits, output);
        }
        if (type.startsWith("text/event-stream") && direction == Message.Direction.RECEIVED) {
          return new EventStreamTap(limits, output);
        }
        return null;
      }
    }
    return null;
  }
}
