package dev.telltale.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands before LittleProxy on a client's channel: lets one checked request head through to it, and
 * takes the channel over when LittleProxy has said what the request is. See {@link ExplicitProxy}.
 */
final class FrontGate extends ChannelDuplexHandler {
  private final ExplicitProxy proxy;
  private final Services services;
  private final ClientAccess access;
  private final Http1Reader reader;
  private InetSocketAddress client;
  private @Nullable ByteBuf held;
  private @Nullable HttpRequest decoded;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean asked;
  private boolean refused;
  private boolean closing;

  FrontGate(ExplicitProxy proxy, Services services, ClientAccess access, InetSocketAddress client) {
    this.proxy = proxy;
    this.services = services;
    this.access = access;
    this.client = client;
    reader = new Http1Reader(services.limits());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    deadline =
        ctx.executor()
            .schedule(
                () -> headIsLate(ctx),
                services.config().headTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    ctx.fireChannelActive();
  }

  private void headIsLate(ChannelHandlerContext ctx) {
    if (held == null) {
      ctx.close();
    } else if (!closing) {
      reject(ctx, new MalformedMessage(408, "a head that did not end in time"));
    }
  }

  /** LittleProxy's filter reports the request that it decoded, on the stack of our own call. */
  void decoded(HttpRequest request) {
    decoded = request;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof HAProxyMessage header) {
      named(ctx, header);
      return;
    }
    ByteBuf octets = (ByteBuf) msg;
    if (closing) {
      octets.release();
      return;
    }
    held =
        held == null
            ? octets
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
    if (!asked) {
      read(ctx, held);
    }
  }

  /** A front names the phone (PROXY protocol); the phone's address is what counts from now on. */
  private void named(ChannelHandlerContext ctx, HAProxyMessage header) {
    try {
      byte[] address =
          header.sourceAddress() == null
              ? null
              : NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
      if (address == null) {
        return;
      }
      InetAddress phone = InetAddress.getByAddress(address);
      if (!access.admits(phone) || !maySpeakFor(client.getAddress(), phone)) {
        refused = true;
        ctx.close();
      }
      client = new InetSocketAddress(phone, header.sourcePort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    } finally {
      header.release();
    }
  }

  /** Loopback needs no credential, so nobody else may claim to be it. */
  static boolean maySpeakFor(InetAddress front, InetAddress phone) {
    return front.isLoopbackAddress() || !phone.isLoopbackAddress();
  }

  private void read(ChannelHandlerContext ctx, ByteBuf octets) {
    if (refused) {
      // What came glued to the header of a phone that is not served is not read.
      return;
    }
    byte[] raw;
    Http1Head head;
    try {
      raw = reader.head(octets);
      if (raw == null) {
        return;
      }
      head = HeadGuard.request(raw, services.limits());
    } catch (MalformedMessage e) {
      reject(ctx, e);
      return;
    }
    ClientAccess.Verdict verdict =
        access.judge(client.getAddress(), head.header(Secrets.PROXY_AUTHORIZATION));
    if (verdict instanceof ClientAccess.Denied denied) {
      leave(ctx);
      Closing.after(ctx.channel(), ExplicitProxy.page(denied.status(), denied.text()), 1_000);
      return;
    }
    String user = verdict instanceof ClientAccess.Granted granted ? granted.user() : null;
    asked = true;
    ctx.fireChannelRead(Unpooled.wrappedBuffer(raw));
    HttpRequest request = decoded;
    if (request == null
        || !request.method().name().equals(head.method())
        || !request.uri().equals(head.target())) {
      // Two readers that differ on what was asked: the one thing that must not pass.
      reject(ctx, new MalformedMessage("a request line that can be read in two ways"));
      return;
    }
    takeOver(ctx, head, raw, user);
  }

  /** Removes LittleProxy from the channel and gives it to the relay. */
  private void takeOver(
      ChannelHandlerContext ctx, Http1Head head, byte[] raw, @Nullable String user) {
    Channel channel = ctx.channel();
    channel.config().setAutoRead(false);
    stopTimer();
    removeLittleProxy(ctx);
    ChannelPipeline pipeline = ctx.pipeline();
    ByteBuf rest = held;
    held = null;
    pipeline.remove(this);
    boolean tunnel = head.method().equals("CONNECT");
    if (tunnel) {
      proxy.connect(channel, client, user, head);
    } else {
      Arrival arrival = new Arrival("proxy", client, "", 0, user);
      Http1Relay.installNamed(services, new Flow(services, arrival), channel, proxy);
      pipeline.fireChannelRead(Unpooled.wrappedBuffer(raw));
    }
    if (rest != null && rest.isReadable()) {
      pipeline.fireChannelRead(rest);
    } else if (rest != null) {
      rest.release();
    }
    if (!tunnel) {
      pipeline.fireChannelReadComplete();
    }
  }

  private void removeLittleProxy(ChannelHandlerContext ctx) {
    asked = true;
    // So that LittleProxy forgets the channel: its own shutdown hook closes all that it knows.
    ctx.fireChannelUnregistered();
    ChannelPipeline pipeline = ctx.pipeline();
    for (ChannelHandler last = pipeline.last(); last != this; last = pipeline.last()) {
      pipeline.removeLast();
    }
  }

  /** Goes on alone with a channel that is about to be closed. */
  private void leave(ChannelHandlerContext ctx) {
    stopTimer();
    release();
    removeLittleProxy(ctx);
    closing = true;
  }

  private void reject(ChannelHandlerContext ctx, MalformedMessage fault) {
    leave(ctx);
    proxy.refuse(ctx.channel(), fault, client);
  }

  private void stopTimer() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void release() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  /** Swallows the close with which LittleProxy ends its part. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (asked && !closing) {
      promise.trySuccess();
    } else {
      ctx.close(promise);
    }
  }

  /** Swallows what LittleProxy answers in the request's stead. */
  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (asked && !closing) {
      ReferenceCountUtil.release(msg);
      promise.trySuccess();
    } else {
      ctx.write(msg, promise);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimer();
    release();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
