package dev.telltale.cli.live;

import dev.telltale.model.LocalPages;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.web.Instance;
import dev.telltale.web.OnboardingPages;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The onboarding pages of an instance, whose addresses are known only once it listens. Until then a
 * phone is asked to try again.
 */
final class Onboarding implements LocalPages {
  private final CertificateAuthority authority;
  private final ToLongFunction<String> exchangesFrom;
  private volatile @Nullable OnboardingPages pages;
  private volatile List<String> proxies = List.of();

  /**
   * @param exchangesFrom how many exchanges have come from an address
   */
  Onboarding(CertificateAuthority authority, ToLongFunction<String> exchangesFrom) {
    this.authority = authority;
    this.exchangesFrom = exchangesFrom;
  }

  /** The proxy listens. */
  void listening(InetSocketAddress proxy) {
    proxies = reachable(proxy);
    renew();
  }

  /** The authority has another certificate, which phones are to be given from now on. */
  void renew() {
    pages = new OnboardingPages(authority.der(), proxies, exchangesFrom);
  }

  /** Where a phone may reach the proxy, the likeliest first. */
  List<String> proxies() {
    return proxies;
  }

  @Override
  public Answer answer(Question question) {
    OnboardingPages ready = pages;
    return ready != null ? ready.answer(question) : new Answer(503, List.of(), new byte[0]);
  }

  /** What the dashboard says about the program. */
  Instance instance(String version, Path data, Supplier<@Nullable String> trouble) {
    return new Instance(
        version,
        proxies,
        "http://" + proxies.get(0) + "/",
        authority.pemFile().toString(),
        data.toString(),
        trouble);
  }

  /**
   * The addresses under which a phone may reach a listening socket: the one it is bound to, or
   * those of every interface when it is bound to all, private IPv4 first because that is what a
   * phone on the same network dials.
   */
  static List<String> reachable(InetSocketAddress listening) {
    InetAddress bound = listening.getAddress();
    List<InetAddress> addresses = new ArrayList<>();
    if (!bound.isAnyLocalAddress()) {
      addresses.add(bound);
    } else {
      try {
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
          if (card.isUp() && !card.isLoopback()) {
            addresses.addAll(Collections.list(card.getInetAddresses()));
          }
        }
      } catch (SocketException e) {
        // no interface can be listed: loopback is still right
      }
      addresses.removeIf(a -> a.isLinkLocalAddress() && a instanceof Inet6Address);
      addresses.sort((a, b) -> Integer.compare(rank(a), rank(b)));
      addresses.add(InetAddress.getLoopbackAddress());
    }
    return addresses.stream().map(a -> text(a) + ":" + listening.getPort()).toList();
  }

  private static int rank(InetAddress address) {
    int family = address instanceof Inet4Address ? 0 : 2;
    return family + (address.isSiteLocalAddress() ? 0 : 1);
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    text = scope < 0 ? text : text.substring(0, scope);
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }
}
