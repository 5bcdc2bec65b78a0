package dev.telltale.intercept;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One end of a cleartext HTTP/2 connection that speaks in single frames. */
final class Http2Peer implements AutoCloseable {

  /** What an origin does with a frame. */
  interface Script {
    void on(ChannelHandlerContext ctx, Http2StreamFrame frame);
  }

  /** What was received, in words: {@code headers 200}, {@code data abc end}, {@code reset …}. */
  final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  final AtomicInteger streams = new AtomicInteger();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;
  private Frames frames;

  private final class Frames extends Http2ChannelDuplexHandler {
    private final Script script;

    Frames(Script script) {
      this.script = script;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      try {
        if (msg instanceof Http2HeadersFrame headers) {
          Http2Headers h = headers.headers();
          CharSequence first = h.status() != null ? h.status() : h.method();
          streams.addAndGet(h.method() != null ? 1 : 0);
          seen.add(
              "headers "
                  + (first == null ? h.get("grpc-status") : first)
                  + (headers.isEndStream() ? " end" : ""));
        } else if (msg instanceof Http2DataFrame data) {
          String text = data.content().toString(StandardCharsets.ISO_8859_1);
          seen.add(
              "data "
                  + (text.length() > 40 ? text.length() + " octets" : text)
                  + (data.isEndStream() ? " end" : ""));
          ctx.writeAndFlush(
              new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes())
                  .stream(data.stream()));
        } else if (msg instanceof Http2ResetFrame reset) {
          seen.add("reset " + reset.errorCode());
        } else if (msg instanceof Http2GoAwayFrame goAway) {
          seen.add("goaway " + goAway.errorCode());
        }
        if (msg instanceof Http2StreamFrame frame) {
          script.on(ctx, frame);
        }
      } finally {
        ReferenceCountUtil.release(msg);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      seen.add("closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!(cause instanceof Http2FrameStreamException)) {
        ctx.close();
      }
    }
  }

  /** An origin. */
  Http2Peer(Http2Settings settings, Script script) {
    channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer()
                                .initialSettings(settings)
                                .encoderEnforceMaxRstFramesPerWindow(Integer.MAX_VALUE, 1)
                                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                                .build(),
                            new Frames(script));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /** A client in a tunnel of the rig's. */
  Http2Peer(Rig rig, String authority) throws InterruptedException {
    BlockingQueue<String> connected = new LinkedBlockingQueue<>();
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object msg) {
                    connected.add(((ByteBuf) msg).toString(StandardCharsets.ISO_8859_1));
                    ReferenceCountUtil.release(msg);
                    ctx.pipeline().remove(this);
                  }
                })
            .connect(rig.proxy())
            .syncUninterruptibly()
            .channel();
    String connect = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    channel.writeAndFlush(Unpooled.copiedBuffer(connect, StandardCharsets.US_ASCII));
    String answer = connected.poll(10, TimeUnit.SECONDS);
    if (answer == null || !answer.startsWith("HTTP/1.1 200")) {
      throw new AssertionError(answer);
    }
    frames = new Frames((ctx, frame) -> {});
    channel
        .eventLoop()
        .submit(
            () ->
                channel
                    .pipeline()
                    .addLast(
                        Http2FrameCodecBuilder.forClient()
                            .validateHeaders(false)
                            .encoderEnforceMaxRstFramesPerWindow(Integer.MAX_VALUE, 1)
                            .build(),
                        frames))
        .syncUninterruptibly();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Begins a request on a new stream. */
  Http2FrameStream request(String method, String path, boolean end, String... fields) {
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method(method)
            .path(path)
            .scheme("http")
            .authority("h2.example");
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    Http2FrameStream stream = frames.newStream();
    channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end).stream(stream));
    return stream;
  }

  void data(Http2FrameStream stream, String text, boolean end) {
    channel.writeAndFlush(
        new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), end)
            .stream(stream));
  }

  void write(Http2Frame frame) {
    channel.writeAndFlush(frame).syncUninterruptibly();
  }

  /** Writes without regard to whether it succeeds. */
  void tryWrite(Http2Frame frame) {
    channel.writeAndFlush(frame).awaitUninterruptibly();
  }

  String next() throws InterruptedException {
    String event = seen.poll(10, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
