package dev.telltale.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** The two ways to end a phone's connection. Called on its event loop. */
final class Closing {
  private Closing() {}

  /**
   * Writes a last message, says that nothing more will come, and goes on reading for a moment: a
   * kernel that closes with unread octets sends a reset, which can overtake the message (RFC 9112
   * section 9.6).
   *
   * @param lingerMillis for how long; 0 closes at once
   */
  static void after(Channel channel, ByteBuf last, long lingerMillis) {
    channel.config().setAutoRead(true);
    channel
        .writeAndFlush(last)
        .addListener(
            done -> {
              if (!done.isSuccess() || lingerMillis == 0) {
                channel.close();
                return;
              }
              SslHandler tls = channel.pipeline().get(SslHandler.class);
              if (tls != null) {
                tls.closeOutbound();
              } else if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              }
              channel
                  .eventLoop()
                  .schedule(
                      () -> {
                        channel.close();
                      },
                      lingerMillis,
                      TimeUnit.MILLISECONDS);
            });
  }

  /**
   * Ends the connection in the middle of a message: what was written goes out, then the transport
   * closes below TLS, without a close_notify, so that nobody takes the message for whole.
   */
  static void cut(Channel channel) {
    channel.flush();
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.close();
    } else {
      channel.pipeline().context(tls).close();
    }
  }
}
