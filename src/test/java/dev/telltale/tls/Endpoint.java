package dev.telltale.tls;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A TLS server on a loopback port that peeks the ClientHello first, as the relay does. */
final class Endpoint implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listening;
  private final ChannelGroup accepted =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, false);
  volatile @Nullable Throwable lastFailure;
  volatile @Nullable ClientHello lastHello;

  Endpoint(BiFunction<ByteBufAllocator, ClientHello, SslHandler> tls) {
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted.add(channel);
                    channel.pipeline().addLast(new Peek(tls));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** What a client got: the server's certificate and the protocol that ALPN chose. */
  record Met(X509Certificate certificate, @Nullable String alpn, SSLSession session) {}

  /** Connects with a Netty client and waits for the handshake; throws its failure. */
  Met connect(Function<ByteBufAllocator, SslHandler> client) throws Exception {
    CompletableFuture<Met> met = new CompletableFuture<>();
    Channel channel =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    SslHandler handler = client.apply(ch.alloc());
                    ch.pipeline().addLast(handler, new Report(handler, met));
                  }
                })
            .connect("127.0.0.1", port())
            .sync()
            .channel();
    try {
      return met.get(15, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      channel.close().sync();
    }
  }

  private static final class Report extends ChannelInboundHandlerAdapter {
    private final SslHandler handler;
    private final CompletableFuture<Met> met;

    Report(SslHandler handler, CompletableFuture<Met> met) {
      this.handler = handler;
      this.met = met;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      // The server's greeting: by now the session tickets of TLS 1.3 have come as well.
      ReferenceCountUtil.release(message);
      try {
        SSLSession session = handler.engine().getSession();
        met.complete(
            new Met(
                (X509Certificate) session.getPeerCertificates()[0],
                handler.applicationProtocol(),
                session));
      } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
        met.completeExceptionally(e);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
        met.completeExceptionally(done.cause());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      met.completeExceptionally(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      met.completeExceptionally(new java.io.IOException("closed"));
    }
  }

  private final class Peek extends io.netty.handler.codec.ByteToMessageDecoder {
    private final BiFunction<ByteBufAllocator, ClientHello, SslHandler> tls;

    Peek(BiFunction<ByteBufAllocator, ClientHello, SslHandler> tls) {
      this.tls = tls;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (ClientHelloParser.parse(in) instanceof ClientHelloParser.Complete complete) {
        lastHello = complete.hello();
        ctx.pipeline().addLast(tls.apply(ctx.alloc(), complete.hello()), new Greeting());
        ctx.pipeline().remove(this);
      }
    }
  }

  private final class Greeting extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done) {
        if (done.isSuccess()) {
          ctx.writeAndFlush(ctx.alloc().buffer(3).writeBytes(new byte[] {'h', 'i', '\n'}));
        } else {
          lastFailure = done.cause();
        }
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    accepted.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
