package dev.telltale.intercept;

import dev.telltale.util.Clock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be dialled. A phone must not reach, through the proxy, what only this machine
 * can reach: its own services, its link-local neighbours such as a cloud's metadata service. The
 * judgement is on the very address that is dialled, after resolution, so that a name cannot change
 * its meaning between check and use. Safe for any thread.
 */
final class AddressPolicy {
  /** Ports through which open proxies are abused: SSH, Telnet, SMTP. */
  private static final Set<Integer> REFUSED_PORTS = Set.of(22, 23, 25);

  private static final AddressRange THIS_NETWORK = AddressRange.parse("0.0.0.0/8");
  private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
  private static final long OWN_ADDRESSES_FOR_NANOS = 10_000_000_000L;

  private final List<AddressRange> allowed;
  private final Clock clock;
  private volatile Set<InetAddress> own = Set.of();
  private volatile long ownUntilNanos;

  AddressPolicy(List<AddressRange> allowed, Clock clock) {
    this.allowed = allowed;
    this.clock = clock;
    ownUntilNanos = clock.monotonicNanos();
  }

  /** Why the address may not be dialled, null if it may. */
  @Nullable String refusal(InetAddress address, int port) {
    if (AddressRange.anyContains(allowed, address)) {
      return null;
    }
    if (REFUSED_PORTS.contains(port)) {
      return "port " + port + " is not for apps";
    }
    InetAddress meant = embedded(address);
    if (!meant.equals(address) && AddressRange.anyContains(allowed, meant)) {
      return null;
    }
    if (meant.isLoopbackAddress()) {
      return "loopback address";
    }
    if (meant.isAnyLocalAddress() || THIS_NETWORK.contains(meant)) {
      return "unspecified address";
    }
    if (meant.isLinkLocalAddress()) {
      return "link-local address";
    }
    if (meant.isMulticastAddress()) {
      return "multicast address";
    }
    return ownAddresses().contains(meant) ? "an address of the proxy itself" : null;
  }

  /**
   * The IPv4 address inside an IPv6 one: IPv4-compatible (RFC 4291 section 2.5.5.1) or NAT64 (RFC
   * 6052). IPv4-mapped ones are IPv4 addresses to Java already.
   */
  private static InetAddress embedded(InetAddress address) {
    if (!(address instanceof Inet6Address six)) {
      return address;
    }
    boolean compatible = six.isIPv4CompatibleAddress() && !six.isLoopbackAddress();
    if (!compatible && !NAT64.contains(six)) {
      return address;
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(six.getAddress(), 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private Set<InetAddress> ownAddresses() {
    long now = clock.monotonicNanos();
    if (now - ownUntilNanos >= 0) {
      ownUntilNanos = now + OWN_ADDRESSES_FOR_NANOS;
      Set<InetAddress> found = new HashSet<>();
      try {
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
          for (InetAddress address : Collections.list(card.getInetAddresses())) {
            // Without the scope, which a dialled address does not have.
            found.add(InetAddress.getByAddress(address.getAddress()));
          }
        }
        own = found;
      } catch (SocketException | UnknownHostException e) {
        // The last known set stays: too strict is safe.
        return own;
      }
    }
    return own;
  }
}
