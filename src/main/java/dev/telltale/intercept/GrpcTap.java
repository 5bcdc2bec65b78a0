package dev.telltale.intercept;

import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import io.netty.buffer.ByteBuf;

/**
 * Length-prefixed messages of gRPC over HTTP/2 and of gRPC-Web: one octet of flags, four of length,
 * then the message. What is reported has the five octets in front, since they say whether the
 * message is compressed.
 */
final class GrpcTap implements MessageTap {
  private static final int PREFIX_BYTES = 5;

  private final Message.Direction direction;
  private final KeptOctets kept;
  private final Output output;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private int prefixRead;
  private long left;

  GrpcTap(Message.Direction direction, Limits limits, Output output) {
    this.direction = direction;
    this.kept = new KeptOctets(limits.messageBytes());
    this.output = output;
  }

  @Override
  public void content(ByteBuf buffer, int index, int length) {
    int at = index;
    int end = index + length;
    while (at < end) {
      if (prefixRead < PREFIX_BYTES) {
        prefix[prefixRead++] = buffer.getByte(at++);
        if (prefixRead == PREFIX_BYTES) {
          left =
              (prefix[1] & 0xffL) << 24
                  | (prefix[2] & 0xff) << 16
                  | (prefix[3] & 0xff) << 8
                  | prefix[4] & 0xff;
          kept.add(prefix, 0, PREFIX_BYTES);
          report();
        }
      } else {
        int part = (int) Math.min(left, end - at);
        kept.add(buffer, at, part);
        at += part;
        left -= part;
        report();
      }
    }
  }

  private void report() {
    if (left == 0) {
      output.message(direction, "grpc", kept.sizeBytes(), kept.take());
      prefixRead = 0;
    }
  }

  @Override
  public void end() {
    if (prefixRead > 0) {
      output.undecodable("a gRPC message ends " + left + " octets early");
    }
  }
}
