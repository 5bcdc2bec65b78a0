package dev.telltale.intercept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands on an origin's side while the phone is silent, and tells whether the origin says something
 * first, as servers of mail and of some push protocols do.
 */
final class SpeaksFirst extends ChannelInboundHandlerAdapter {
  private final Runnable spoke;
  private final Runnable left;

  SpeaksFirst(Runnable spoke, Runnable left) {
    this.spoke = spoke;
    this.left = left;
  }

  /** Puts {@link Parking} in its place where it stands. */
  static void park(Channel origin) {
    SpeaksFirst waiting = origin.pipeline().get(SpeaksFirst.class);
    if (waiting != null) {
      origin.pipeline().replace(waiting, null, new Parking());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    Parking parking = new Parking();
    ctx.pipeline().replace(this, null, parking);
    parking.channelRead(ctx, msg);
    spoke.run();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    left.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
