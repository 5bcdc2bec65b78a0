package dev.telltale.intercept;

import dev.telltale.model.Gap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.littleshoot.proxy.HttpFilters;
import org.littleshoot.proxy.HttpFiltersAdapter;
import org.littleshoot.proxy.HttpFiltersSourceAdapter;
import org.littleshoot.proxy.HttpProxyServer;
import org.littleshoot.proxy.TransportProtocol;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;
import org.littleshoot.proxy.impl.ServerGroup;

/**
 * The explicit proxy: LittleProxy listens, accepts and parses the first request of a connection;
 * everything after that is the relay's.
 *
 * <p><b>How a channel is handed over</b>, by LittleProxy's public interface only. Its {@code
 * ServerGroup} may be subclassed and asks for event-loop groups; ours are our own, so that a
 * channel runs on the relay's loops from the start, and the group sees each channel before
 * LittleProxy has set up its pipeline. There it puts {@link FrontGate} at the head. The gate holds
 * back everything but one whole, checked request head, and fires that into LittleProxy, which
 * decodes it and calls {@code HttpFilters.clientToProxyRequest} on the same call stack. The filter
 * says what the request is and returns a response, which makes LittleProxy stop; the gate swallows
 * that response, and when its own call has returned LittleProxy is done with the channel and its
 * handlers can be removed. Nothing depends on the names or the order of its handlers, no octet
 * reaches its decoder that is not part of the head, and its forwarding, which can block an event
 * loop for half a minute, never runs. {@code ExplicitProxyTest} is the contract.
 *
 * <p>Authentication is done here, not by LittleProxy's {@code ProxyAuthenticator}, which is not
 * told who is asking: a credential is not required from loopback.
 */
final class ExplicitProxy implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 1 << 20;

  private final Services services;
  private final ClientAccess access;
  private final HttpProxyServer server;
  private volatile @Nullable Channel listening;

  private ExplicitProxy(Services services, ClientAccess access, int threads, ThreadFactory factory)
      throws BindException {
    this.services = services;
    this.access = access;
    EventLoopGroup acceptors =
        new MultiThreadIoEventLoopGroup(1, factory, NioIoHandler.newFactory()) {
          @Override
          public ChannelFuture register(Channel channel) {
            listening = channel;
            return super.register(channel);
          }
        };
    EventLoopGroup workers =
        new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory()) {
          @Override
          public ChannelFuture register(Channel channel) {
            return admit(channel) ? super.register(channel) : refused(channel);
          }
        };
    loops = new Loops(acceptors, workers);
    try {
      server =
          DefaultHttpProxyServer.bootstrap()
              .withName("telltale")
              .withAddress(services.config().proxy())
              .withServerGroup(loops)
              .withTransparent(true)
              .withAllowRequestToOriginServer(true)
              .withIdleConnectionTimeout(Duration.ofDays(1))
              .withMaxInitialLineLength(MAX_LINE_BYTES)
              .withMaxHeaderSize(MAX_LINE_BYTES)
              .withFiltersSource(new Source())
              .start();
    } catch (RuntimeException e) {
      loops.shutdown(false);
      throw bindFailure(services.config().proxy(), e);
    }
  }

  private final Loops loops;

  /**
   * Starts listening.
   *
   * @throws BindException if the address cannot be had, saying why and what to do
   */
  static ExplicitProxy start(Services services, ClientAccess access, int threads, ThreadFactory f)
      throws BindException {
    return new ExplicitProxy(services, access, threads, f);
  }

  private static BindException bindFailure(InetSocketAddress address, RuntimeException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    BindException told =
        new BindException(
            "proxy: "
                + address.getHostString()
                + ":"
                + address.getPort()
                + " cannot be listened on ("
                + cause.getMessage()
                + "); stop what uses the port, or choose another with --proxy HOST:PORT");
    told.initCause(failure);
    return told;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getListenAddress();
  }

  /** The event loops that phones' connections run on. */
  EventLoopGroup loops() {
    return loops.workers;
  }

  /** Takes no more connections; those that are open go on. */
  void stopAccepting() {
    Channel channel = listening;
    if (channel != null) {
      channel.close().awaitUninterruptibly();
    }
  }

  /** Ends LittleProxy and the event loops. */
  @Override
  public void close() {
    server.abort();
    loops.shutdown(false);
  }

  // ------------------------------------------------------------------------- accepting

  private boolean admit(Channel channel) {
    InetSocketAddress client = (InetSocketAddress) channel.remoteAddress();
    if (client == null || !access.takes(channel, client)) {
      return false;
    }
    // NIO sockets take the option before they are registered.
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    services.channels().add(channel);
    channel.pipeline().addFirst(new FrontGate(this, services, access, client));
    if (services.config().proxyProtocol()) {
      channel.pipeline().addFirst(new HAProxyMessageDecoder());
    }
    return true;
  }

  private static ChannelFuture refused(Channel channel) {
    channel.unsafe().closeForcibly();
    return channel.newFailedFuture(new IOException("client not allowed"));
  }

  /** LittleProxy's thread pools, which are ours. */
  private static final class Loops extends ServerGroup {
    private final EventLoopGroup acceptors;
    private final EventLoopGroup workers;

    Loops(EventLoopGroup acceptors, EventLoopGroup workers) {
      super("telltale", 1, 1, 1, false);
      this.acceptors = acceptors;
      this.workers = workers;
    }

    @Override
    public EventLoopGroup getClientToProxyAcceptorPoolForTransport(TransportProtocol protocol) {
      return acceptors;
    }

    @Override
    public EventLoopGroup getClientToProxyWorkerPoolForTransport(TransportProtocol protocol) {
      return workers;
    }

    @Override
    public EventLoopGroup getProxyToServerWorkerPoolForTransport(TransportProtocol protocol) {
      return workers;
    }

    @Override
    public void shutdown(boolean graceful) {
      acceptors.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  /** LittleProxy's word on what a request is. */
  private static final class Source extends HttpFiltersSourceAdapter {
    @Override
    public HttpFilters filterRequest(HttpRequest request, ChannelHandlerContext context) {
      ChannelPipeline pipeline = context.pipeline();
      return new HttpFiltersAdapter(request, context) {
        @Override
        public HttpResponse clientToProxyRequest(HttpObject object) {
          FrontGate gate = pipeline.get(FrontGate.class);
          if (gate != null && object instanceof HttpRequest decoded) {
            gate.decoded(decoded);
          }
          DefaultFullHttpResponse stop =
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
          stop.headers().set("content-length", 0);
          return stop;
        }
      };
    }
  }

  // ------------------------------------------------------------------------- tunnels

  /**
   * Opens a tunnel for a CONNECT request on a channel from which the handlers that read it were
   * removed, with auto-read off. Octets behind the head are to be fired into the pipeline
   * afterwards.
   */
  void connect(
      Channel channel, InetSocketAddress client, @Nullable String credential, Http1Head head) {
    Authority authority = Authority.parse(head.target());
    boolean body = head.framing() != Http1Head.Framing.NONE;
    if (authority == null || authority.port() == 0 || body) {
      String why =
          body
              ? "a CONNECT request with a body"
              : "CONNECT target: "
                  + HeadGuard.printable(head.target())
                  + " (expected: HOST:PORT, port 1-65535)";
      refuse(channel, new MalformedMessage(why), client);
      return;
    }
    Arrival arrival = new Arrival("proxy", client, authority.host(), authority.port(), credential);
    Tunnel.attach(services, channel, arrival, new Established(channel));
  }

  /** Answers a request that is not passed on, records that, and closes. */
  void refuse(Channel channel, MalformedMessage fault, InetSocketAddress client) {
    services
        .sink()
        .gap(
            new Gap(
                services.clock().epochMillis(),
                Gap.Cause.MALFORMED,
                null,
                null,
                null,
                1,
                "request from " + client.getAddress().getHostAddress() + ": " + fault.reason()));
    Closing.after(
        channel,
        page(fault.status, "The request was not passed on: " + fault.reason() + "."),
        1_000);
  }

  static ByteBuf page(int status, String text) {
    return Unpooled.wrappedBuffer(LocalAnswer.page(status, text).encode(true, true));
  }

  /** The answer to CONNECT (RFC 9110 section 9.3.6). */
  private static final class Established implements Welcome {
    private static final byte[] ANSWER =
        "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Channel channel;

    Established(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void accept() {
      channel.writeAndFlush(Unpooled.wrappedBuffer(ANSWER), channel.voidPromise());
    }

    @Override
    public void refuse(int status, String text) {
      Closing.after(channel, page(status, text), 1_000);
    }
  }
}
