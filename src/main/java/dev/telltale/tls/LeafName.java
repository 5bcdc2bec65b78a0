package dev.telltale.tls;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The names that a leaf certificate carries, made safe: what a client puts into SNI is input from
 * outside and ends up in a certificate that we sign.
 *
 * <p>The rule: the server name of the ClientHello when it is a plain host name, and beside it the
 * destination that the client asked the proxy for, unless that is an address (a phone that resolved
 * the name itself verifies the name, not the address). A server name that is an address, has a
 * wildcard, octets outside of the letter-digit-hyphen-underscore set, an empty or over-long label,
 * or more than 253 octets is left out. Underscores stay: hosts with them exist and clients accept
 * them.
 */
final class LeafName {
  /** What is certified when nothing that was asked for can be (RFC 6761 section 6.4). */
  static final String NOTHING = "unnamed.invalid";

  private final List<String> names;

  private LeafName(List<String> names) {
    this.names = names;
  }

  /** The names for a client that asked for {@code host} with server name {@code sni}. */
  static LeafName of(@Nullable String sni, String host) {
    List<String> names = new ArrayList<>(2);
    String server = sni == null ? null : hostName(sni);
    if (server != null) {
      names.add(server);
    }
    String address = address(host);
    String asked = address != null ? address : hostName(toAscii(host));
    if (asked != null && !names.contains(asked) && (address == null || names.isEmpty())) {
      names.add(asked);
    }
    return new LeafName(names.isEmpty() ? List.of(NOTHING) : List.copyOf(names));
  }

  /** The inverse of {@link #toString}. */
  static LeafName parse(String text) {
    return new LeafName(List.of(text.split(",", -1)));
  }

  /** Host names in lower case and address literals without brackets; at least one. */
  List<String> names() {
    return names;
  }

  /** One text that stands for all names; none contains a comma. */
  @Override
  public String toString() {
    return String.join(",", names);
  }

  static boolean isAddress(String name) {
    return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
  }

  /** The address literal in {@code host}, without brackets and zone; null if it is a name. */
  static @Nullable String address(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    int zone = bare.indexOf('%');
    bare = zone < 0 ? bare : bare.substring(0, zone);
    return isAddress(bare) ? bare.toLowerCase(Locale.ROOT) : null;
  }

  /** The host name in lower case without a final dot, null if it is not one. */
  static @Nullable String hostName(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.length() > 253 || isAddress(name)) {
      return null;
    }
    int label = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean inner = c == '-';
      if (c == '.') {
        if (label == 0 || name.charAt(i - 1) == '-') {
          return null;
        }
        label = 0;
      } else if (alphanumeric(c) || inner && label > 0) {
        if (++label > 63) {
          return null;
        }
      } else {
        return null;
      }
    }
    return label == 0 || name.endsWith("-") ? null : name.toLowerCase(Locale.ROOT);
  }

  private static boolean alphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  /** A-labels for U-labels; what cannot be converted stays and is then refused. */
  private static String toAscii(String host) {
    if (host.chars().allMatch(c -> c < 0x80)) {
      return host;
    }
    try {
      return IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      return host;
    }
  }
}
