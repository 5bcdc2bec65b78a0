package dev.telltale.intercept;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Holds what arrives before the handler is there that wants it, such as an origin's HTTP/2 SETTINGS
 * glued to its last handshake record. Removing it hands everything on to what stands behind it.
 */
final class Parking extends ChannelInboundHandlerAdapter {
  private final ArrayDeque<Object> held = new ArrayDeque<>(2);

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    held.add(msg);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // What stands here in time of need, a handshake's listener, learns of it by its event.
    if (ctx.pipeline().last() != this) {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      release();
      return;
    }
    boolean any = !held.isEmpty();
    for (Object msg = held.poll(); msg != null; msg = held.poll()) {
      ctx.fireChannelRead(msg);
    }
    if (any) {
      ctx.fireChannelReadComplete();
    }
  }

  private void release() {
    for (Object msg = held.poll(); msg != null; msg = held.poll()) {
      ReferenceCountUtil.release(msg);
    }
  }
}
