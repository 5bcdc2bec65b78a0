package dev.telltale.demo;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import dev.telltale.tls.CertificateAuthority;
import dev.telltale.tls.ServerContexts;
import dev.telltale.util.Clock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The origins of the fictional apps: a loopback server for each name, HTTP/1.1 and HTTP/2 over TLS,
 * under a root of their own. They answer every request with a short JSON text.
 */
public final class Origins implements AutoCloseable {
  private static final int MOST_BODY_BYTES = 1 << 20;
  private static final List<String> ALPN =
      List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, Channel> servers = new LinkedHashMap<>();
  private final ServerContexts contexts;

  /**
   * Starts each on a free loopback port.
   *
   * @param root signs the origins' certificates; the proxy must be told to trust it
   */
  public Origins(CertificateAuthority root, Clock clock, List<String> hosts) {
    contexts = new ServerContexts(root, clock);
    for (String host : hosts) {
      servers.put(host, listen(host));
    }
  }

  private Channel listen(String host) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(contexts.newHandler(channel.alloc(), host, ALPN, null), new ByAlpn());
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  /** The port of each origin, by its name. */
  public Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    servers.forEach(
        (host, server) -> ports.put(host, ((InetSocketAddress) server.localAddress()).getPort()));
    return ports;
  }

  @Override
  public void close() {
    servers.values().forEach(server -> server.close().syncUninterruptibly());
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    contexts.close();
  }

  private static final class ByAlpn extends ApplicationProtocolNegotiationHandler {
    ByAlpn() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      ChannelPipeline pipeline = ctx.pipeline();
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        pipeline.addLast(
            Http2FrameCodecBuilder.forServer().build(),
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream
                        .pipeline()
                        .addLast(
                            new Http2StreamFrameToHttpObjectCodec(true),
                            new HttpObjectAggregator(MOST_BODY_BYTES),
                            new Answer());
                  }
                }));
      } else {
        pipeline.addLast(
            new HttpServerCodec(), new HttpObjectAggregator(MOST_BODY_BYTES), new Answer());
      }
    }
  }

  private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      byte[] text = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(text));
      response.headers().set(CONTENT_TYPE, "application/json").setInt(CONTENT_LENGTH, text.length);
      ctx.writeAndFlush(response);
    }
  }
}
