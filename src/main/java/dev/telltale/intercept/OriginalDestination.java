package dev.telltale.intercept;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a phone wanted to go whose connection the kernel gave to us instead.
 *
 * <p>After TPROXY it is the accepted socket's own address. After REDIRECT that address is ours, and
 * the kernel's connection tracking knows the original one (linux/netfilter_ipv4.h, {@code
 * SO_ORIGINAL_DST}; linux/netfilter_ipv6/ip6_tables.h, {@code IP6T_SO_ORIGINAL_DST}).
 */
final class OriginalDestination {
  private static final RawUnixChannelOption IPV4 =
      new RawUnixChannelOption("SO_ORIGINAL_DST", 0, 80, 16);
  private static final RawUnixChannelOption IPV6 =
      new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", 41, 80, 28);

  private OriginalDestination() {}

  /**
   * The destination of an accepted connection, null if it was made to ourselves.
   *
   * @param port the port on which we listen
   */
  static @Nullable InetSocketAddress of(EpollSocketChannel channel, int port) {
    InetSocketAddress local = channel.localAddress();
    if (local == null || local.getPort() == port && isOurs(local.getAddress())) {
      InetSocketAddress asked = tracked(channel);
      return asked == null || asked.equals(local) ? null : asked;
    }
    return local;
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }

  private static @Nullable InetSocketAddress tracked(EpollSocketChannel channel) {
    InetSocketAddress client = channel.remoteAddress();
    boolean four = client != null && client.getAddress() instanceof Inet4Address;
    try {
      ByteBuffer raw = channel.config().getOption(four ? IPV4 : IPV6);
      return raw == null ? null : read(raw, four);
    } catch (ChannelException e) {
      // Not tracked (ENOENT), or no connection tracking in this kernel (ENOPROTOOPT).
      return null;
    }
  }

  /** {@code struct sockaddr_in} or {@code sockaddr_in6}: port and address in network order. */
  static @Nullable InetSocketAddress read(ByteBuffer raw, boolean four) {
    byte[] octets = new byte[raw.remaining()];
    raw.duplicate().get(octets);
    if (octets.length < (four ? 8 : 24)) {
      return null;
    }
    int port = (octets[2] & 0xff) << 8 | octets[3] & 0xff;
    byte[] address = four ? Arrays.copyOfRange(octets, 4, 8) : Arrays.copyOfRange(octets, 8, 24);
    try {
      return port == 0 ? null : new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
