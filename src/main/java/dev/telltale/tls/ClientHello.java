package dev.telltale.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client said first (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). Lists are in wire
 * order, with GREASE values (RFC 8701) left in.
 *
 * @param legacyVersion {@code client_version}, such as 0x0303
 * @param versions of the {@code supported_versions} extension, empty without it
 * @param ciphers cipher suites
 * @param extensions extension types
 * @param sni host name of {@code server_name} (RFC 6066 section 3), each octet one character, not
 *     checked in any way; null without one
 * @param alpn protocols of ALPN (RFC 7301), each octet one character
 * @param groups of {@code supported_groups}
 * @param signatureAlgorithms of {@code signature_algorithms}
 */
public record ClientHello(
    int legacyVersion,
    List<Integer> versions,
    List<Integer> ciphers,
    List<Integer> extensions,
    @Nullable String sni,
    List<String> alpn,
    List<Integer> groups,
    List<Integer> signatureAlgorithms) {

  public ClientHello {
    versions = List.copyOf(versions);
    ciphers = List.copyOf(ciphers);
    extensions = List.copyOf(extensions);
    alpn = List.copyOf(alpn);
    groups = List.copyOf(groups);
    signatureAlgorithms = List.copyOf(signatureAlgorithms);
  }

  /** The JA4 fingerprint. */
  public String ja4() {
    return Ja4.of(this);
  }

  /** The highest version that is offered, GREASE left out: 0x0304 is TLS 1.3. */
  public int highestVersion() {
    return versions.stream()
        .filter(v -> !isGrease(v))
        .mapToInt(Integer::intValue)
        .max()
        .orElse(legacyVersion);
  }

  /**
   * Whether a server may answer with an ECDSA P-256 certificate: TLS 1.3 decides by {@code
   * signature_algorithms} (RFC 8446 section 4.2.3), older versions by cipher suite as well.
   */
  public boolean offersEcdsa() {
    boolean modern = highestVersion() >= 0x0304;
    boolean bySignature =
        signatureAlgorithms.isEmpty()
            ? !modern
            : signatureAlgorithms.stream()
                .anyMatch(
                    a -> modern ? a == 0x0403 : (a & 0xff) == 0x03 && a >= 0x0200 && a < 0x0700);
    boolean p256 = groups.isEmpty() || groups.contains(0x0017);
    return bySignature && p256 && ciphers.stream().anyMatch(ClientHello::takesEcdsa);
  }

  private static boolean takesEcdsa(int cipher) {
    return cipher >= 0x1301 && cipher <= 0x1305
        || cipher >= 0xC006 && cipher <= 0xC00A
        || cipher == 0xC023
        || cipher == 0xC024
        || cipher == 0xC02B
        || cipher == 0xC02C
        || cipher == 0xCCA9
        || cipher == 0xC0AC
        || cipher == 0xC0AD;
  }

  /** Whether a value is one that clients send to keep servers tolerant (RFC 8701 section 2). */
  static boolean isGrease(int value) {
    return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
  }
}
