package dev.telltale.intercept;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The commands that turn a Linux machine into the gateway of a test network, whose TCP all reaches
 * the transparent entry, and those that undo exactly that. Renders only; running them, as root, is
 * the caller's.
 *
 * <p>What the rules do with what comes in on the test network's interface:
 *
 * <ul>
 *   <li>TCP to other machines goes to the entry: by TPROXY, which keeps the original destination as
 *       the socket's own address, or by REDIRECT, whose destination is asked of the kernel;
 *   <li>TCP that would still be forwarded is reset, so that nothing goes past unread;
 *   <li>QUIC (UDP 443) is rejected with ICMP port-unreachable, upon which clients fall back to TCP
 *       at once where silence would cost them seconds, and counted by phone and destination in the
 *       sets {@value #QUIC4} and {@value #QUIC6};
 *   <li>the rest (DNS, time) is forwarded and masqueraded.
 * </ul>
 *
 * <p>All rules are in one nftables table of our own, the routes of TPROXY in one routing table; the
 * machine's own rules are not touched. Pure and safe for any thread.
 */
public final class Gateway {
  /** The nftables table, family {@code inet}. */
  public static final String TABLE = "telltale";

  /** Set of {@code phone . destination} with a counter each, of rejected QUIC packets. */
  public static final String QUIC4 = "quic4";

  /** The same for IPv6. */
  public static final String QUIC6 = "quic6";

  /** Firewall mark and number of the routing table: "tell" in its first digits. */
  private static final String MARK = "0x7e11";

  private static final String ROUTES = "32273";

  /** What Linux accepts as an interface name, less what has a meaning to a shell or to nft. */
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.:@-]{1,15}");

  private Gateway() {}

  /** How TCP reaches the entry. */
  public enum Mode {
    /** The entry needs CAP_NET_ADMIN, or CAP_NET_RAW. */
    TPROXY,
    /** The entry needs no privilege. */
    REDIRECT
  }

  /**
   * One command.
   *
   * @param argv program and arguments, to be run without a shell
   * @param input what to give on standard input, null for nothing
   */
  public record Command(List<String> argv, @Nullable String input) {
    public Command {
      argv = List.copyOf(argv);
    }

    static Command of(String... argv) {
      return new Command(List.of(argv), null);
    }

    /** The command as a line for a POSIX shell. */
    public String shell() {
      String line =
          argv.stream()
              .map(a -> a.matches("[A-Za-z0-9_./:=@-]+") ? a : "'" + a + "'")
              .collect(Collectors.joining(" "));
      return input == null ? line : line + " <<'RULES'\n" + input + "RULES";
    }
  }

  /**
   * What to run, and what undoes it.
   *
   * @param up in this order; when one fails, run {@code down} and report
   * @param down in this order; to be kept until then. Each may fail without harm when its object is
   *     already gone
   */
  public record Plan(List<Command> up, List<Command> down) {
    public Plan {
      up = List.copyOf(up);
      down = List.copyOf(down);
    }
  }

  /**
   * The plan for one interface.
   *
   * @param inside name of the interface on which the phones are
   * @param entry where the transparent entry listens: best {@code [::]:PORT}, which takes both
   *     versions of IP
   * @param forwarding whether {@code net.ipv4.ip_forward} is on already. IPv6 forwarding is left as
   *     it is: switching it on makes Linux ignore router advertisements, from which the machine may
   *     have its own address, and TCP and QUIC do not need it
   * @throws IllegalArgumentException with the offending value and what was expected
   */
  public static Plan plan(String inside, InetSocketAddress entry, Mode mode, boolean forwarding) {
    if (!INTERFACE.matcher(inside).matches()) {
      throw new IllegalArgumentException(
          "interface: " + inside + " (expected: a name as in ip link, such as wlan0)");
    }
    if (entry.getAddress() == null || entry.getPort() == 0) {
      throw new IllegalArgumentException(
          "transparent entry: " + entry + " (expected: an address and a port, such as [::]:8083)");
    }
    if (entry.getAddress().isLoopbackAddress() && mode == Mode.REDIRECT) {
      throw new IllegalArgumentException(
          "transparent entry: "
              + entry
              + " (expected with redirect: an address of "
              + inside
              + " or [::], since redirected packets do not reach loopback)");
    }
    List<Command> up = new ArrayList<>();
    List<Command> down = new ArrayList<>();
    if (mode == Mode.TPROXY) {
      for (String version : List.of("-4", "-6")) {
        up.add(
            Command.of(
                "ip", version, "rule", "add", "fwmark", MARK, "lookup", ROUTES, "pref", ROUTES));
        up.add(
            Command.of(
                "ip", version, "route", "add", "local", "default", "dev", "lo", "table", ROUTES));
        down.add(
            Command.of(
                "ip", version, "rule", "del", "fwmark", MARK, "lookup", ROUTES, "pref", ROUTES));
        down.add(
            Command.of(
                "ip", version, "route", "del", "local", "default", "dev", "lo", "table", ROUTES));
      }
    }
    up.add(new Command(List.of("nft", "-f", "-"), rules(inside, entry, mode)));
    down.add(0, Command.of("nft", "delete", "table", "inet", TABLE));
    if (!forwarding) {
      up.add(Command.of("sysctl", "-q", "-w", "net.ipv4.ip_forward=1"));
      down.add(Command.of("sysctl", "-q", "-w", "net.ipv4.ip_forward=0"));
    }
    return new Plan(up, down);
  }

  private static String rules(String inside, InetSocketAddress entry, Mode mode) {
    String hook =
        mode == Mode.TPROXY
            ? "type filter hook prerouting priority mangle; policy accept;"
            : "type nat hook prerouting priority dstnat; policy accept;";
    String capture =
        mode == Mode.TPROXY ? tproxy(entry) : "meta l4proto tcp redirect to :" + entry.getPort();
    return """
    table inet TABLE {
      set QUIC4 { type ipv4_addr . ipv4_addr; flags dynamic; counter; size 65535; }
      set QUIC6 { type ipv6_addr . ipv6_addr; flags dynamic; counter; size 65535; }
      chain capture {
        HOOK
        FROM fib daddr type { local, broadcast, multicast } return
        FROM CAPTURE
      }
      chain quic {
        type filter hook prerouting priority filter; policy accept;
        FROM fib daddr type { local, broadcast, multicast } return
        FROM udp dport 443 add @QUIC4 { ip saddr . ip daddr }
        FROM udp dport 443 add @QUIC6 { ip6 saddr . ip6 daddr }
        FROM udp dport 443 reject with icmpx type port-unreachable
      }
      chain pass {
        type filter hook forward priority filter; policy accept;
        FROM meta l4proto tcp reject with tcp reset
        FROM ct mark set MARK
      }
      chain out {
        type nat hook postrouting priority srcnat; policy accept;
        ct mark MARK masquerade
      }
    }
    """
        .replace("TABLE", TABLE)
        .replace("QUIC4", QUIC4)
        .replace("QUIC6", QUIC6)
        .replace("HOOK", hook)
        .replace("CAPTURE", capture)
        .replace("MARK", MARK)
        .replace("FROM", "iifname \"" + inside + "\"");
  }

  private static String tproxy(InetSocketAddress entry) {
    String mark = " meta mark set " + MARK + " accept";
    boolean any = entry.getAddress().isAnyLocalAddress();
    if (entry.getAddress() instanceof Inet6Address six) {
      return any
          ? "meta l4proto tcp tproxy to :" + entry.getPort() + mark
          : "meta l4proto tcp tproxy ip6 to ["
              + six.getHostAddress()
              + "]:"
              + entry.getPort()
              + mark;
    }
    // An entry on IPv4 takes IPv4 only; TCP over IPv6 is reset where it would be forwarded.
    return "meta l4proto tcp tproxy ip to "
        + (any ? "" : entry.getAddress().getHostAddress())
        + ":"
        + entry.getPort()
        + mark;
  }
}
