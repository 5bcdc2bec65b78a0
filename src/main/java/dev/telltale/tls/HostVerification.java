package dev.telltale.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is for a host (RFC 9525 section 6): by subject alternative name only; a
 * wildcard is the whole left-most label and stands for exactly one; an address matches address
 * entries octet by octet and never a name.
 */
final class HostVerification {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private HostVerification() {}

  static boolean matches(X509Certificate certificate, String host) {
    String address = LeafName.address(host);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    for (List<?> entry : alternatives(certificate)) {
      if (!(entry.get(0) instanceof Integer kind) || !(entry.get(1) instanceof String value)) {
        continue;
      }
      if (address != null
          ? kind == IP_ADDRESS && sameAddress(address, value)
          : kind == DNS_NAME && sameName(value, name)) {
        return true;
      }
    }
    return false;
  }

  /** The names for a message, at most five. */
  static String names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> entry : alternatives(certificate)) {
      if (entry.get(1) instanceof String value && names.size() < 5) {
        names.add(value);
      }
    }
    return names.isEmpty() ? "no names" : String.join(", ", names);
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static boolean sameAddress(String a, String b) {
    byte[] left = NetUtil.createByteArrayFromIpAddressString(a);
    byte[] right = NetUtil.createByteArrayFromIpAddressString(b);
    return left != null && Arrays.equals(left, right);
  }

  static boolean sameName(String presented, String name) {
    String pattern = presented.toLowerCase(Locale.ROOT);
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!pattern.startsWith("*.")) {
      return pattern.equals(wanted) && pattern.indexOf('*') < 0;
    }
    int dot = wanted.indexOf('.');
    String rest = pattern.substring(1);
    return dot > 0
        && wanted.substring(dot).equals(rest)
        && rest.indexOf('*') < 0
        && rest.indexOf('.', 1) > 0;
  }
}
