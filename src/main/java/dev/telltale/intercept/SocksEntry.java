package dev.telltale.intercept;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * Listens for SOCKS5 clients: on-device captures that forward one app's traffic, and apps that know
 * the protocol. See {@link SocksHandshake}.
 */
final class SocksEntry {
  private final Channel listening;

  private SocksEntry(Channel listening) {
    this.listening = listening;
  }

  /**
   * Starts listening.
   *
   * @param loops event loops over NIO, which stay the caller's
   * @param handshakes makes the handler of one connection
   * @throws BindException if the address cannot be had; the message says what to do
   */
  static SocksEntry start(
      InetSocketAddress address,
      EventLoopGroup loops,
      ClientAccess access,
      Supplier<SocksHandshake> handshakes)
      throws BindException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (access.takes(channel, channel.remoteAddress())) {
                      channel.pipeline().addLast(handshakes.get());
                    } else {
                      channel.close();
                    }
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new BindException(
          "socks: "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " cannot be listened on ("
              + bound.cause().getMessage()
              + "); stop what uses the port, or choose another with --socks HOST:PORT");
    }
    return new SocksEntry(bound.channel());
  }

  /** Where it listens; the port is known also when port 0 was asked for. */
  InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Takes no more connections; those that are open go on. */
  void stopAccepting() {
    listening.close().awaitUninterruptibly();
  }
}
