package dev.telltale.intercept;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections that phones made to somewhere else and that the kernel, on a gateway, gave to
 * us: by TPROXY or by REDIRECT (see {@link Gateway}). Linux only.
 *
 * <p>TPROXY needs the socket option {@code IP_TRANSPARENT}, which only a process with CAP_NET_ADMIN
 * or CAP_NET_RAW gets. The network library logs a failure and goes on, and the socket would then
 * wait for connections that never come; so the option is read back and the start refused.
 *
 * <p>A connection that was made to the entry itself has no other destination and is closed:
 * relaying it would dial ourselves without end.
 */
final class TransparentEntry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransparentEntry.class);

  private final MultiThreadIoEventLoopGroup loops;
  private final ClientAccess access;
  private final Handover handover;
  private final EpollServerSocketChannel listening;

  private TransparentEntry(
      InetSocketAddress address,
      boolean redirect,
      int threads,
      ThreadFactory factory,
      ClientAccess access,
      Handover handover)
      throws BindException {
    this.access = access;
    this.handover = handover;
    loops = new MultiThreadIoEventLoopGroup(threads, factory, EpollIoHandler.newFactory());
    try {
      listening = (EpollServerSocketChannel) bind(address, redirect);
      if (!redirect && !listening.config().isIpTransparent()) {
        throw notTransparent(address);
      }
    } catch (BindException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts listening.
   *
   * @param redirect whether the gateway's rules are REDIRECT, which needs no privilege
   * @param access who is served
   * @throws BindException if it cannot listen, or not transparently; the message says what to do
   */
  static TransparentEntry start(
      InetSocketAddress address,
      boolean redirect,
      int threads,
      ThreadFactory factory,
      ClientAccess access,
      Handover handover)
      throws BindException {
    if (!Epoll.isAvailable()) {
      throw failure(
          address,
          "it needs Linux with epoll (" + Epoll.unavailabilityCause().getMessage() + ")",
          "use --proxy or --socks on this machine");
    }
    return new TransparentEntry(address, redirect, threads, factory, access, handover);
  }

  private static BindException failure(InetSocketAddress address, String why, String remedy) {
    return new BindException(
        "transparent: "
            + address.getHostString()
            + ":"
            + address.getPort()
            + " cannot be listened on ("
            + why
            + "); "
            + remedy);
  }

  private static BindException notTransparent(InetSocketAddress address) {
    return failure(
        address,
        "the option IP_TRANSPARENT did not take, without which TPROXY delivers nothing",
        "run as root or with CAP_NET_ADMIN or CAP_NET_RAW, or use REDIRECT rules and"
            + " --transparent-mode redirect (docs/gateway.md)");
  }

  private Channel bind(InetSocketAddress address, boolean redirect) throws BindException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<EpollSocketChannel>() {
                  @Override
                  protected void initChannel(EpollSocketChannel channel) {
                    channel.pipeline().addLast(new Accepted());
                  }
                });
    if (!redirect) {
      bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
    }
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String why = String.valueOf(bound.cause().getMessage());
      if (!redirect && why.contains("setsockopt")) {
        throw notTransparent(address);
      }
      throw failure(
          address, why, "stop what uses the port, or choose another with --transparent HOST:PORT");
    }
    return bound.channel();
  }

  /** Where it listens; the port is known also when port 0 was asked for. */
  InetSocketAddress address() {
    return listening.localAddress();
  }

  private final class Accepted extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      EpollSocketChannel channel = (EpollSocketChannel) ctx.channel();
      InetSocketAddress client = channel.remoteAddress();
      if (client == null || !access.takes(channel, client)) {
        channel.close();
        return;
      }
      InetSocketAddress destination =
          OriginalDestination.of(channel, listening.localAddress().getPort());
      if (destination == null) {
        LOG.warn(
            "{} connected to the transparent entry itself; only connections that the gateway's"
                + " rules bring here have a destination",
            client.getAddress().getHostAddress());
        channel.close();
        return;
      }
      handover.attach(
          channel,
          new Arrival(
              "transparent",
              client,
              literal(destination.getAddress()),
              destination.getPort(),
              null),
          new Answer(channel));
      ctx.pipeline().remove(this);
    }
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** A transparent client was never told that there is a proxy: it sees what TCP can say. */
  private record Answer(Channel channel) implements Welcome {
    @Override
    public void accept() {
      // The connection stands already.
    }

    @Override
    public void refuse(int status, String text) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  /** Takes no more connections; those that are open go on. */
  void stopAccepting() {
    listening.close().awaitUninterruptibly();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
