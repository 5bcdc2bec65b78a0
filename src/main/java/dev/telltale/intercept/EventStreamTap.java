package dev.telltale.intercept;

import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import io.netty.buffer.ByteBuf;

/**
 * Events of {@code text/event-stream} (WHATWG HTML, section 9.2.5): separated by an empty line,
 * where a line ends in CRLF, LF or CR.
 */
final class EventStreamTap implements MessageTap {
  private final KeptOctets kept;
  private final Output output;
  private boolean lineEmpty = true;
  private boolean afterCr;

  EventStreamTap(Limits limits, Output output) {
    this.kept = new KeptOctets(limits.messageBytes());
    this.output = output;
  }

  @Override
  public void content(ByteBuf buffer, int index, int length) {
    int from = index;
    int end = index + length;
    for (int at = index; at < end; at++) {
      byte octet = buffer.getByte(at);
      boolean secondOfCrLf = afterCr && octet == '\n';
      afterCr = octet == '\r';
      if (secondOfCrLf) {
        continue;
      }
      if (octet != '\n' && octet != '\r') {
        lineEmpty = false;
      } else if (lineEmpty) {
        kept.add(buffer, from, at + 1 - from);
        from = at + 1;
        report();
      } else {
        lineEmpty = true;
      }
    }
    kept.add(buffer, from, end - from);
  }

  private void report() {
    long size = kept.sizeBytes();
    byte[] event = kept.take();
    for (byte octet : event) {
      if (octet != '\n' && octet != '\r') {
        output.message(Message.Direction.RECEIVED, "sse", size, event);
        return;
      }
    }
  }

  @Override
  public void end() {
    if (!kept.isEmpty()) {
      report();
    }
  }
}
