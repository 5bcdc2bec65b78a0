package dev.telltale.evidence.timestamp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks of a timestamp.
 *
 * @param authorities certificates of authorities that he trusts; empty if he names none, so that a
 *     token can be read but not relied upon
 * @param policy the policy (RFC 3161 section 2.4.2) that it must have been made under, as dotted
 *     numbers; null for any
 */
public record TimestampTrust(List<X509Certificate> authorities, @Nullable String policy) {

  /** A reader who names no authority. */
  public static final TimestampTrust NONE = new TimestampTrust(List.of(), null);

  public TimestampTrust {
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads authorities from a PEM file.
   *
   * @throws IOException if it cannot be read, or holds no certificate
   */
  public static TimestampTrust of(@Nullable Path pem, @Nullable String policy) throws IOException {
    List<X509Certificate> authorities = new ArrayList<>();
    if (pem != null) {
      try {
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)))
            .forEach(certificate -> authorities.add((X509Certificate) certificate));
      } catch (CertificateException e) {
        throw new TimestampException(
            pem + ": no certificates (expected: PEM of a time-stamping authority's root)", e);
      }
      if (authorities.isEmpty()) {
        throw new TimestampException(
            pem + ": no certificates (expected: PEM of a time-stamping authority's root)");
      }
    }
    return new TimestampTrust(authorities, policy);
  }
}
