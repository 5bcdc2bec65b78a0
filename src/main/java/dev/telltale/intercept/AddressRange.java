package dev.telltale.intercept;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * A block of IP addresses in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).
 *
 * @param network first octets of every address in the block, 4 or 16 of them
 * @param prefixBits how many leading bits count, 0 to 32 or 0 to 128
 */
@SuppressWarnings("ArrayRecordComponent")
public record AddressRange(byte[] network, int prefixBits) {

  /** Loopback and the private blocks (RFC 1918, RFC 4193, RFC 3927, RFC 4291 section 2.5.6). */
  public static final List<AddressRange> LOCAL =
      List.of(
          parse("127.0.0.0/8"),
          parse("::1/128"),
          parse("10.0.0.0/8"),
          parse("172.16.0.0/12"),
          parse("192.168.0.0/16"),
          parse("169.254.0.0/16"),
          parse("fc00::/7"),
          parse("fe80::/10"));

  /**
   * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address without a prefix length.
   *
   * @throws IllegalArgumentException with the offending value and what was expected
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] network =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (network == null) {
      throw malformed(text);
    }
    int bits = network.length * 8;
    if (slash >= 0) {
      try {
        bits = Integer.parseInt(text.substring(slash + 1));
      } catch (NumberFormatException e) {
        throw malformed(text);
      }
    }
    if (bits < 0 || bits > network.length * 8) {
      throw malformed(text);
    }
    return new AddressRange(network, bits);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "address range: "
            + text
            + " (expected: an address block such as 192.0.2.0/24 or 2001:db8::/32)");
  }

  /** Whether an address lies in the block; an IPv4-mapped IPv6 address counts as IPv4. */
  public boolean contains(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit += 8) {
      int mask = prefixBits - bit >= 8 ? 0xff : 0xff << (8 - (prefixBits - bit)) & 0xff;
      if (((octets[bit >> 3] ^ network[bit >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether any of {@code ranges} contains {@code address}. */
  static boolean anyContains(List<AddressRange> ranges, InetAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + prefixBits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
