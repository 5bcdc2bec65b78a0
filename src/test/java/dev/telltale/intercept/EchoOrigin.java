package dev.telltale.intercept;

import dev.telltale.tls.ClientHelloParser;
import dev.telltale.tls.ServerContexts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An origin that answers each request with its body, over HTTP/1.1 and HTTP/2. {@code X-Seen-…}
 * fields tell what it saw.
 */
final class EchoOrigin implements AutoCloseable {
  final AtomicInteger connections = new AtomicInteger();
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final @Nullable ServerContexts contexts;
  private final Channel server;

  private EchoOrigin(@Nullable ServerContexts contexts, List<String> alpn) {
    this.contexts = contexts;
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.incrementAndGet();
                    open.add(channel);
                    if (contexts == null) {
                      http1(channel.pipeline());
                    } else {
                      channel.pipeline().addLast(new ByHello(contexts, alpn));
                    }
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /** Over TLS, with a certificate for any {@code *.example} name that is asked for. */
  static EchoOrigin secure(String... alpn) {
    return new EchoOrigin(Rig.originContexts(), List.of(alpn));
  }

  /** Over TLS by contexts of the caller's, who closes them. */
  static EchoOrigin secureWith(ServerContexts contexts, String... alpn) {
    return new EchoOrigin(contexts, List.of(alpn));
  }

  static EchoOrigin plain() {
    return new EchoOrigin(null, List.of());
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Shows a certificate for the name that the client sent. */
  static final class ByHello extends ChannelInboundHandlerAdapter {
    private final ServerContexts contexts;
    private final List<String> alpn;
    private @Nullable ByteBuf held;

    ByHello(ServerContexts contexts, List<String> alpn) {
      this.contexts = contexts;
      this.alpn = alpn;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf octets = (ByteBuf) msg;
      held =
          held == null
              ? octets
              : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
      if (ClientHelloParser.parse(held) instanceof ClientHelloParser.Complete complete) {
        SslHandler tls = contexts.newHandler(ctx.alloc(), "origin.example", alpn, complete.hello());
        ctx.pipeline().addLast(tls, new ByAlpn(tls));
        ByteBuf hello = held;
        held = null;
        ctx.fireChannelRead(hello);
        ctx.pipeline().remove(this);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (held != null) {
        held.release();
        held = null;
      }
    }
  }

  private static final class ByAlpn extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;

    ByAlpn(SslHandler tls) {
      this.tls = tls;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
        if ("h2".equals(tls.applicationProtocol())) {
          ctx.pipeline()
              .addLast(
                  Http2FrameCodecBuilder.forServer().build(),
                  new Http2MultiplexHandler(
                      new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel stream) {
                          stream
                              .pipeline()
                              .addLast(
                                  new Http2StreamFrameToHttpObjectCodec(true),
                                  new HttpObjectAggregator(256 << 20),
                                  new Echo());
                        }
                      }));
        } else {
          http1(ctx.pipeline());
        }
        ctx.pipeline().remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private static void http1(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(256 << 20), new Echo());
  }

  private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      if (request.uri().endsWith("-close")) {
        untilClose(ctx, request.uri().equals("/cut-close"));
        return;
      }
      ByteBuf body = request.content().retain();
      FullHttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
      response.headers().set("X-Seen-Method", request.method().name());
      response.headers().set("X-Seen-Uri", request.uri());
      response.headers().set("X-Seen-Fields", String.join("|", request.headers().names()));
      if (request.headers().contains("host")) {
        response.headers().set("X-Seen-Host", request.headers().get("host"));
      }
      String stream = request.headers().get("x-http2-stream-id");
      if (stream != null) {
        response.headers().set("x-http2-stream-id", stream);
      }
      HttpUtil.setContentLength(response, body.readableBytes());
      ctx.writeAndFlush(response);
    }

    /** A body that ends with the connection, with or without TLS's own close. */
    private static void untilClose(ChannelHandlerContext ctx, boolean cut) {
      String response = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it";
      ByteBuf octets = Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII);
      ctx.pipeline()
          .context(HttpServerCodec.class)
          .writeAndFlush(octets)
          .addListener(
              done -> {
                if (cut) {
                  Closing.cut(ctx.channel());
                } else {
                  ctx.close();
                }
              });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    open.close().awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    if (contexts != null) {
      contexts.close();
    }
  }
}
