package dev.telltale.intercept;

import dev.telltale.tls.TlsAlert;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the TLS handler of a phone's connection and looks at the record layer until the
 * handshake is over. OpenSSL clients that refuse a certificate in TLS 1.3 say so in a plaintext
 * alert, which TLS engines that already have keys report as an undecryptable record: its code can
 * only be read here (RFC 8446 sections 5.1 and 6).
 */
final class AlertWatch extends ChannelInboundHandlerAdapter {
  private static final int ALERT = 0x15;
  private static final int RECORD_HEAD_BYTES = 5;

  private final byte[] head = new byte[RECORD_HEAD_BYTES];
  private final byte[] alert = new byte[2];
  private int headRead;
  private int bodyRead;
  private int bodyLength;
  private int code = -1;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf octets) {
      look(octets);
    }
    ctx.fireChannelRead(msg);
  }

  private void look(ByteBuf octets) {
    int at = octets.readerIndex();
    int end = octets.writerIndex();
    while (at < end) {
      if (headRead < RECORD_HEAD_BYTES) {
        head[headRead++] = octets.getByte(at++);
        bodyLength = (head[3] & 0xff) << 8 | head[4] & 0xff;
        bodyRead = 0;
      } else if (head[0] == ALERT && bodyLength == alert.length) {
        alert[bodyRead++] = octets.getByte(at++);
        if (bodyRead == bodyLength) {
          code = alert[1] & 0xff;
        }
      } else {
        int part = Math.min(bodyLength - bodyRead, end - at);
        bodyRead += part;
        at += part;
      }
      if (headRead == RECORD_HEAD_BYTES && bodyRead == bodyLength) {
        headRead = 0;
        bodyLength = 0;
      }
    }
  }

  /** The plaintext alert that was seen, null if none was. */
  @Nullable TlsAlert plaintextAlert() {
    return code < 0 ? null : TlsAlert.of(code);
  }

  /** What the innermost cause says. */
  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }
}
