package dev.telltale.intercept;

import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import io.netty.buffer.ByteBuf;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one direction of a WebSocket connection (RFC 6455 section 5), permessage-deflate (RFC
 * 7692) undone. A frame that breaks the rules ends the reading, not the connection: whether to fail
 * it is the endpoints' business.
 */
final class WebSocketTap implements MessageTap {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int LONGEST_HEAD = 14;

  /** RFC 7692 section 7.2.2: what the sender cut off the end of a message. */
  private static final byte[] FLUSH = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Message.Direction direction;
  private final Limits limits;
  private final Output output;
  private final KeptOctets kept;
  private final KeptOctets control;
  private final boolean deflate;
  private final boolean resetsContext;
  private @Nullable Inflater inflater;
  private final byte[] head = new byte[LONGEST_HEAD];
  private int headRead;
  private int headWanted = 2;
  private long left;
  private int maskAt;
  private int opcode;
  private boolean fin;
  private boolean compressed;
  private int messageOpcode = -1;
  private boolean stopped;
  private boolean closed;

  /**
   * @param extensions value of the response's {@code Sec-WebSocket-Extensions}, null without one
   */
  WebSocketTap(
      Message.Direction direction, @Nullable String extensions, Limits limits, Output output) {
    this.direction = direction;
    this.limits = limits;
    this.output = output;
    kept = new KeptOctets(limits.messageBytes());
    control = new KeptOctets(125);
    deflate = extensions != null && extensions.contains("permessage-deflate");
    String reset =
        direction == Message.Direction.SENT
            ? "client_no_context_takeover"
            : "server_no_context_takeover";
    resetsContext = extensions != null && extensions.contains(reset);
  }

  @Override
  public void content(ByteBuf buffer, int index, int length) {
    int at = index;
    int end = index + length;
    while (at < end && !stopped) {
      if (headRead < headWanted) {
        head[headRead++] = buffer.getByte(at++);
        if (headRead == 2) {
          int size = head[1] & 0x7f;
          headWanted = 2 + (size == 126 ? 2 : size == 127 ? 8 : 0) + ((head[1] & 0x80) / 32);
        }
        if (headRead == headWanted) {
          frameStarts();
        }
      } else {
        int part = (int) Math.min(Math.min(left, end - at), 8 << 10);
        byte[] octets = new byte[part];
        buffer.getBytes(at, octets);
        at += part;
        left -= part;
        payload(octets);
      }
      if (headRead == headWanted && left == 0 && !stopped) {
        frameEnds();
      }
    }
  }

  /** Whether a close frame has passed. */
  boolean closed() {
    return closed;
  }

  private void frameStarts() {
    int size = head[1] & 0x7f;
    left = size;
    int extended = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (extended > 0) {
      left = 0;
      for (int i = 2; i < 2 + extended; i++) {
        left = left << 8 | head[i] & 0xff;
      }
    }
    maskAt = 0;
    opcode = head[0] & 0x0f;
    fin = head[0] < 0;
    boolean rsv1 = (head[0] & 0x40) != 0;
    boolean isControl = opcode >= CLOSE;
    if (left < 0
        || (head[0] & 0x30) != 0
        || isControl && (size > 125 || !fin || rsv1)
        || opcode > 10
        || opcode > BINARY && opcode < CLOSE
        || opcode == CONTINUATION && (messageOpcode < 0 || rsv1)
        || (opcode == TEXT || opcode == BINARY) && messageOpcode >= 0
        || rsv1 && !deflate) {
      stop("a frame that RFC 6455 does not allow (first octet 0x%02x)".formatted(head[0] & 0xff));
      return;
    }
    if (opcode == TEXT || opcode == BINARY) {
      messageOpcode = opcode;
      compressed = rsv1;
    }
  }

  private void payload(byte[] octets) {
    if (head[1] < 0) {
      int key = headWanted - 4;
      for (int i = 0; i < octets.length; i++) {
        octets[i] ^= head[key + (maskAt++ & 3)];
      }
    }
    if (opcode >= CLOSE) {
      control.add(octets, 0, octets.length);
    } else if (compressed) {
      inflate(octets);
    } else {
      kept.add(octets, 0, octets.length);
    }
  }

  private void frameEnds() {
    headRead = 0;
    headWanted = 2;
    if (opcode >= CLOSE) {
      long size = control.sizeBytes();
      byte[] octets = control.take();
      if (opcode == CLOSE) {
        closed = true;
        output.message(direction, "websocket-close", size, octets);
      }
      return;
    }
    if (!fin) {
      return;
    }
    if (compressed) {
      inflate(FLUSH);
      if (resetsContext && inflater != null) {
        inflater.reset();
      }
    }
    String kind = messageOpcode == TEXT ? "websocket-text" : "websocket-binary";
    messageOpcode = -1;
    if (!stopped) {
      output.message(direction, kind, kept.sizeBytes(), kept.take());
    }
  }

  /**
   * Inflates into the kept octets. What is over the limit is inflated as well, since the next
   * message may refer to it, but stopped when a message grows beyond all that decoding may produce.
   */
  private void inflate(byte[] octets) {
    Inflater in = inflater;
    if (in == null) {
      in = new Inflater(true);
      inflater = in;
    }
    in.setInput(octets);
    byte[] out = new byte[8 << 10];
    try {
      while (!stopped) {
        int count = in.inflate(out);
        if (count == 0 && !in.finished()) {
          return;
        }
        kept.add(out, 0, count);
        if (in.finished()) {
          // RFC 7692 section 7.2.3.4: a final block ends the stream, not the message.
          int rest = in.getRemaining();
          in.reset();
          if (rest == 0) {
            return;
          }
          in.setInput(octets, octets.length - rest, rest);
        }
        if (kept.sizeBytes() > limits.decodeBytes()) {
          stop("a compressed message of more than " + limits.decodeBytes() + " octets");
        }
      }
    } catch (DataFormatException e) {
      stop("permessage-deflate data that cannot be inflated");
    }
  }

  private void stop(String why) {
    stopped = true;
    output.undecodable(
        "WebSocket, " + (direction == Message.Direction.SENT ? "sent: " : "received: ") + why);
    end();
  }

  @Override
  public void end() {
    stopped = true;
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
