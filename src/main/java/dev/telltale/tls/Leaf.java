package dev.telltale.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A certificate that stands in for an origin's, with its key. Immutable.
 *
 * <p>Holds the certificate in the one form that the engine in use takes: for BoringSSL a PEM text,
 * which is copied into native memory without a detour over Java's X.509 classes; for the JDK a
 * parsed certificate.
 */
final class Leaf {
  private final X509Certificate[] chain;
  private final PrivateKey key;
  private final long fromMillis;
  private final long untilMillis;

  Leaf(X509Certificate certificate, PrivateKey key, long fromMillis, long untilMillis) {
    this.chain = new X509Certificate[] {certificate};
    this.key = key;
    this.fromMillis = fromMillis;
    this.untilMillis = untilMillis;
  }

  /**
   * The chain to send: the leaf alone, since a client that trusts the root has it. The array is
   * shared and identical from call to call, by which the engine recognises it.
   */
  X509Certificate[] chain() {
    return chain;
  }

  PrivateKey key() {
    return key;
  }

  /** Whether it can still be shown for a day at {@code nowMillis}; clocks may have been set. */
  boolean fresh(long nowMillis) {
    return nowMillis > fromMillis && nowMillis < untilMillis - 86_400_000L;
  }
}
