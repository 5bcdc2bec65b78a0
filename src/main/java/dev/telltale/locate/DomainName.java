package dev.telltale.locate;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host name and the part of it that somebody registered.
 *
 * <p>The public suffix list has two sections. Its first says under which names a registry sells
 * ({@code com}, {@code co.uk}); its second, under which names a company hands out sub-domains to
 * strangers ({@code github.io}, {@code s3.amazonaws.com}). Both ends matter here: the registry's
 * section tells whose infrastructure a host is, the private one which customer rents the name.
 *
 * @param host lower-case ASCII (RFC 5891) without a trailing dot, or an address literal without
 *     brackets
 * @param registered registrable domain by the registries' suffixes only; the host if it has none
 * @param rented registrable domain by both sections; the host if it has none
 * @param literal whether the host is an address literal
 */
record DomainName(String host, String registered, String rented, boolean literal) {

  /** Longest name of the DNS, in octets (RFC 1035 section 2.3.4). */
  private static final int LONGEST = 253;

  /**
   * Takes a host apart; never fails. A port and brackets are left off, a name that is no domain
   * name stays as it is.
   */
  static DomainName of(String raw) {
    String host = bare(raw);
    if (InetAddresses.isInetAddress(host)) {
      return new DomainName(host, host, host, true);
    }
    host = ascii(host);
    if (host.isEmpty() || host.length() > LONGEST || !InternetDomainName.isValid(host)) {
      return new DomainName(host, host, host, false);
    }
    InternetDomainName name = InternetDomainName.from(host);
    String registered;
    if (!name.hasRegistrySuffix()) {
      registered = lastTwoLabels(host);
    } else if (name.isUnderRegistrySuffix()) {
      registered = name.topDomainUnderRegistrySuffix().toString();
    } else {
      registered = host;
    }
    String rented = name.isUnderPublicSuffix() ? name.topPrivateDomain().toString() : registered;
    return new DomainName(host, registered, rented, false);
  }

  /** The leftmost label of {@link #rented}: what the organisation calls itself. */
  @Nullable String label() {
    int dot = rented.indexOf('.');
    return literal || dot <= 0 ? null : rented.substring(0, dot);
  }

  /** Reserved names (RFC 2606, RFC 6761) and unknown top-level domains follow the list's rule *. */
  private static String lastTwoLabels(String host) {
    int dot = host.lastIndexOf('.');
    return dot < 0 ? host : host.substring(host.lastIndexOf('.', dot - 1) + 1);
  }

  private static String bare(String raw) {
    String host = raw.strip().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int close = host.indexOf(']');
      host = close > 0 ? host.substring(1, close) : host.substring(1);
    } else if (host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':')) {
      host = host.substring(0, host.indexOf(':'));
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static String ascii(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) > 0x7f) {
        try {
          return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notADomainName) {
          return host;
        }
      }
    }
    return host;
  }
}
