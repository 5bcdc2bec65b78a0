package dev.telltale.tls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an origin's chain and name, and says in one word why not.
 *
 * <p>Building a path costs a millisecond and more, and apps open many connections to one host, so a
 * chain that was accepted is remembered by its digest for {@link #REMEMBERED}; names and dates are
 * checked every time.
 */
final class OriginTrustManager extends X509ExtendedTrustManager {
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final X509TrustManager paths;
  private final Set<String> excepted;
  private final Clock clock;
  private final Cache<String, Boolean> accepted;

  OriginTrustManager(X509TrustManager paths, Set<String> excepted, Clock clock) {
    this.paths = paths;
    this.excepted = excepted;
    this.clock = clock;
    this.accepted =
        Caffeine.newBuilder()
            .maximumSize(2048)
            .expireAfterWrite(REMEMBERED)
            .ticker(clock::monotonicNanos)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, authType, engine.getPeerHost());
  }

  void check(X509Certificate[] chain, String authType, @Nullable String peer)
      throws CertificateException {
    String host =
        peer == null ? "" : peer.endsWith(".") ? peer.substring(0, peer.length() - 1) : peer;
    if (excepted.contains(host)) {
      return;
    }
    X509Certificate leaf = chain[0];
    Date now = new Date(clock.epochMillis());
    try {
      leaf.checkValidity(now);
    } catch (CertificateExpiredException e) {
      throw refuse(OriginFault.EXPIRED, host, "valid until " + leaf.getNotAfter().toInstant(), e);
    } catch (CertificateNotYetValidException e) {
      throw refuse(
          OriginFault.NOT_YET_VALID, host, "valid from " + leaf.getNotBefore().toInstant(), e);
    }
    String digest = digest(chain);
    if (accepted.getIfPresent(digest) == null) {
      try {
        paths.checkServerTrusted(chain, authType);
      } catch (CertificateException e) {
        throw explain(chain, host, e);
      }
      accepted.put(digest, true);
    }
    if (!HostVerification.matches(leaf, host)) {
      throw refuse(
          OriginFault.WRONG_HOST,
          host,
          "the certificate is for " + HostVerification.names(leaf),
          null);
    }
  }

  private static String digest(X509Certificate[] chain) throws CertificateException {
    MessageDigest sha256 = Hashes.digest("SHA-256");
    for (X509Certificate certificate : chain) {
      sha256.update(certificate.getEncoded());
    }
    return Hashes.hex(sha256.digest());
  }

  private static UntrustedOriginException explain(
      X509Certificate[] chain, String host, CertificateException e) {
    X509Certificate leaf = chain[0];
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException path) {
        Reason reason = path.getReason();
        if (reason == BasicReason.EXPIRED) {
          return refuse(OriginFault.EXPIRED, host, "a certificate of its chain has expired", e);
        } else if (reason == BasicReason.NOT_YET_VALID) {
          return refuse(
              OriginFault.NOT_YET_VALID, host, "a certificate of its chain is not yet valid", e);
        } else if (reason == BasicReason.REVOKED) {
          return refuse(OriginFault.REVOKED, host, "revoked", e);
        } else if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
          return refuse(OriginFault.WEAK, host, "a key or signature of its chain is too weak", e);
        } else if (reason == BasicReason.INVALID_SIGNATURE) {
          return refuse(OriginFault.INVALID, host, "a signature of its chain is wrong", e);
        }
      }
    }
    if (leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())) {
      return refuse(OriginFault.SELF_SIGNED, host, "it signs itself", e);
    }
    if (String.valueOf(e.getMessage()).contains("unable to find valid certification path")) {
      return refuse(
          OriginFault.UNKNOWN_ISSUER,
          host,
          "no trusted authority stands behind it; issuer "
              + chain[chain.length - 1].getIssuerX500Principal().getName(),
          e);
    }
    return refuse(OriginFault.INVALID, host, String.valueOf(e.getMessage()), e);
  }

  private static UntrustedOriginException refuse(
      OriginFault fault, String host, String detail, @Nullable Throwable cause) {
    return new UntrustedOriginException(fault, host, detail, cause);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("sockets are not used");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a host is needed");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("clients are not verified");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("clients are not verified");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("clients are not verified");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
