package dev.telltale.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Carries octets between two channels of one event loop without reading them: what is not HTTP, and
 * what is passed through by decision. Counts them, keeps the first ones, mirrors half-closes, and
 * reports when both are closed.
 */
final class Pump {
  private static final int FIRST_BYTES = 256;

  private final Services services;
  private final Flow flow;
  private final Channel client;
  private final Channel origin;
  private final KeptOctets sent = new KeptOctets(FIRST_BYTES);
  private final KeptOctets received = new KeptOctets(FIRST_BYTES);
  private final SinkPause recorder;
  private long lastNanos;
  private boolean reported;

  private Pump(Services services, Flow flow, Channel client, Channel origin) {
    this.services = services;
    this.flow = flow;
    this.client = client;
    this.origin = origin;
    recorder = new SinkPause(services.sink(), client.eventLoop(), this::pace);
    lastNanos = services.clock().monotonicNanos();
  }

  /** Takes over both channels, whose pipelines end with its handlers. */
  static void install(Services services, Flow flow, Channel client, Channel origin) {
    Pump pump = new Pump(services, flow, client, origin);
    for (Channel side : new Channel[] {client, origin}) {
      if (side.pipeline().get(SslHandler.class) == null) {
        side.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      }
    }
    client.pipeline().addLast(pump.new Side(origin, pump.sent));
    origin.pipeline().addLast(pump.new Side(client, pump.received));
    Parking parking = origin.pipeline().get(Parking.class);
    if (parking != null) {
      origin.pipeline().remove(parking);
    }
    if (!origin.isActive() || !client.isActive()) {
      pump.report();
      origin.close();
      client.close();
      return;
    }
    pump.pace();
    pump.watchIdle(services.config().idleTimeout().toNanos());
  }

  private final class Side extends ChannelInboundHandlerAdapter {
    private final Channel other;
    private final KeptOctets kept;

    Side(Channel other, KeptOctets kept) {
      this.other = other;
      this.kept = kept;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf octets = (ByteBuf) msg;
      lastNanos = services.clock().monotonicNanos();
      kept.add(octets, octets.readerIndex(), octets.readableBytes());
      other.write(octets, other.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other.flush();
      pace();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      pace();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        boolean plain = other.pipeline().get(SslHandler.class) == null;
        other
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(
                done -> {
                  if (plain && other instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
                    duplex.shutdownOutput();
                  } else {
                    other.close();
                  }
                });
      }
      ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      report();
      if (other.isActive()) {
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private void report() {
    if (!reported) {
      reported = true;
      long sentBytes = sent.sizeBytes();
      long receivedBytes = received.sizeBytes();
      flow.closed(sentBytes, receivedBytes, sent.take(), received.take());
    }
  }

  private void pace() {
    boolean room = origin.isWritable() && !recorder.holds();
    client.config().setAutoRead(room);
    origin.config().setAutoRead(client.isWritable());
  }

  private void watchIdle(long afterNanos) {
    client
        .eventLoop()
        .schedule(
            () -> {
              long limit = services.config().idleTimeout().toNanos();
              long idle = services.clock().monotonicNanos() - lastNanos;
              if (reported) {
                return;
              }
              if (idle < limit) {
                watchIdle(limit - idle);
              } else {
                client.close();
                origin.close();
              }
            },
            afterNanos,
            TimeUnit.NANOSECONDS);
  }
}
