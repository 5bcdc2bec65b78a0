package dev.telltale.tls;

import dev.telltale.util.Clock;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards origins: the roots of this Java platform and those of {@code --trust-upstream}, host
 * names by RFC 9525, sessions resumed. What does not verify is refused with a reason.
 *
 * <p>Safe for any thread. Contexts live until {@link #close}; the caller releases nothing, and adds
 * each handler to a pipeline, which frees its engine.
 */
public final class UpstreamTrust implements AutoCloseable {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final OriginTrustManager verifier;
  private final SslProvider provider;
  private final ContextCache<List<String>> contexts;

  private UpstreamTrust(OriginTrustManager verifier, SslProvider provider) {
    this.verifier = verifier;
    this.provider = provider;
    this.contexts = new ContextCache<>(this::build, kind -> List.of());
  }

  /**
   * Trust in the platform's roots and more.
   *
   * @param more PEM files with the roots to add
   * @param excepted hosts whose certificates are not looked at, by the tester's explicit word
   * @throws IOException if a file cannot be read or holds no certificate: the message has the path
   */
  public static UpstreamTrust of(Collection<Path> more, Set<String> excepted, Clock clock)
      throws IOException {
    return of(more, excepted, clock, TlsProvider.BEST);
  }

  static UpstreamTrust of(
      Collection<Path> more, Set<String> excepted, Clock clock, SslProvider provider)
      throws IOException {
    Set<String> hosts =
        excepted.stream().map(h -> h.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return new UpstreamTrust(new OriginTrustManager(paths(more), hosts, clock), provider);
  }

  /**
   * A handler for one connection. Its handshake fails with an {@link UntrustedOriginException} in
   * the chain of causes when the origin's certificate does not verify; {@link #refusal} finds it.
   *
   * @param host what the client asked the proxy for; verified when there is no server name
   * @param sni the client's server name, which is sent and verified; null to send none
   * @param alpn the protocols to offer, the client's; empty for no ALPN
   */
  public SslHandler newHandler(
      ByteBufAllocator allocator, String host, int port, @Nullable String sni, List<String> alpn) {
    String server = sni == null ? null : LeafName.hostName(sni);
    String address = LeafName.address(host);
    // BoringSSL sends its peer host as server name unless it ends with a dot or has none; the JDK
    // goes by the parameters.
    String peer = server != null ? server : address != null ? address : host + ".";
    SslHandler handler = contexts.get(List.copyOf(alpn)).newHandler(allocator, peer, port);
    if (server == null || server.indexOf('.') < 0) {
      SSLParameters parameters = handler.engine().getSSLParameters();
      parameters.setServerNames(server == null ? List.of() : List.of(new SNIHostName(server)));
      handler.engine().setSSLParameters(parameters);
    }
    return handler;
  }

  /**
   * The refusal of the origin's certificate among the causes of a failed handshake, if it was that.
   */
  public static Optional<UntrustedOriginException> refusal(@Nullable Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
      if (t instanceof UntrustedOriginException refusal) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }

  OriginTrustManager verifier() {
    return verifier;
  }

  private SslContext build(List<String> alpn) {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(provider)
          .protocols(PROTOCOLS)
          .trustManager((TrustManager) verifier)
          // The verifier checks the name itself, so that the reason is known.
          .endpointIdentificationAlgorithm(null)
          .applicationProtocolConfig(TlsProvider.alpn(alpn))
          .sessionCacheSize(4096)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS context for " + alpn, e);
    }
  }

  private static X509TrustManager paths(Collection<Path> more) throws IOException {
    try {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      int count = 0;
      for (X509Certificate root : trustManager(null).getAcceptedIssuers()) {
        roots.setCertificateEntry("platform-" + count++, root);
      }
      for (Path file : more) {
        for (Certificate root : read(file)) {
          roots.setCertificateEntry("more-" + count++, root);
        }
      }
      return trustManager(roots);
    } catch (GeneralSecurityException e) {
      throw new IOException("the roots of this Java platform cannot be used: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(noCertificates(file));
      }
      return found;
    } catch (CertificateException e) {
      throw new IOException(noCertificates(file), e);
    }
  }

  private static String noCertificates(Path file) {
    return file + ": no certificates in it (expected: PEM, one or more BEGIN CERTIFICATE blocks)";
  }

  private static X509TrustManager trustManager(@Nullable KeyStore roots)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager");
  }

  /** Releases the native contexts; connections that are open go on. */
  @Override
  public void close() {
    contexts.close();
  }
}
