package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.telltale.util.Clock;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import okhttp3.tls.HeldCertificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpstreamTrustTest {
  private static final long NOW = Clock.SYSTEM.epochMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final HeldCertificate ROOT =
      new HeldCertificate.Builder().commonName("Lab root").certificateAuthority(1).build();
  private static final HeldCertificate MIDDLE =
      new HeldCertificate.Builder()
          .commonName("Lab intermediate")
          .certificateAuthority(0)
          .signedBy(ROOT)
          .build();

  @TempDir Path folder;
  private Path rootFile;

  @BeforeEach
  void writeRoot() throws IOException {
    rootFile = folder.resolve("root.pem");
    Files.writeString(rootFile, ROOT.certificatePem());
  }

  private static HeldCertificate.Builder leaf(String... names) {
    HeldCertificate.Builder builder = new HeldCertificate.Builder().signedBy(MIDDLE);
    for (String name : names) {
      builder.addSubjectAlternativeName(name);
    }
    return builder;
  }

  /** Connects to an origin with that chain and returns the refusal, null if there was none. */
  private @Nullable OriginFault fault(
      SslProvider provider,
      PrivateKey key,
      List<X509Certificate> chain,
      String host,
      @Nullable String sni,
      Set<String> excepted)
      throws Exception {
    SslContext origin =
        SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
            .sslProvider(provider)
            .build();
    try (UpstreamTrust trust =
            UpstreamTrust.of(List.of(rootFile), excepted, Clock.SYSTEM, provider);
        Endpoint endpoint = new Endpoint((alloc, hello) -> origin.newHandler(alloc))) {
      Throwable failure =
          catchThrowable(
              () ->
                  endpoint.connect(
                      alloc -> trust.newHandler(alloc, host, 443, sni, List.of("http/1.1"))));
      if (failure == null) {
        assertThat(endpoint.lastHello).extracting(ClientHello::sni).isEqualTo(sni);
        return null;
      }
      UntrustedOriginException refusal =
          UpstreamTrust.refusal(failure).orElseThrow(() -> new AssertionError(failure));
      assertThat(refusal.getMessage()).startsWith(refusal.fault().id() + ": ");
      return refusal.fault();
    } finally {
      ReferenceCountUtil.release(origin);
    }
  }

  private @Nullable OriginFault fault(SslProvider provider, HeldCertificate leaf, String host)
      throws Exception {
    return fault(
        provider,
        leaf.keyPair().getPrivate(),
        List.of(leaf.certificate(), MIDDLE.certificate()),
        host,
        host,
        Set.of());
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
  void aGoodOriginIsAccepted(SslProvider provider) throws Exception {
    assertThat(fault(provider, leaf("a.example").build(), "a.example")).isNull();
    assertThat(fault(provider, leaf("*.shop.example").build(), "x.shop.example")).isNull();
    assertThat(fault(provider, leaf("localhost").build(), "localhost"))
        .as("a name of one label is sent as server name too")
        .isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
  void withoutAServerNameTheHostIsVerifiedAndNoneIsSent(SslProvider provider) throws Exception {
    HeldCertificate leaf = leaf("a.example", "192.0.2.7", "2001:db8::7").build();
    List<X509Certificate> chain = List.of(leaf.certificate(), MIDDLE.certificate());
    PrivateKey key = leaf.keyPair().getPrivate();
    for (String host : List.of("a.example", "192.0.2.7", "2001:db8::7")) {
      assertThat(fault(provider, key, chain, host, null, Set.of())).isNull();
    }
    assertThat(fault(provider, key, chain, "192.0.2.8", null, Set.of()))
        .isEqualTo(OriginFault.WRONG_HOST);
    assertThat(fault(provider, key, chain, "192.0.2.8", "a.example", Set.of()))
        .as("the server name is what the phone verifies")
        .isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
  void f41_expiredAndNotYetValid(SslProvider provider) throws Exception {
    assertThat(
            fault(
                provider,
                leaf("a.example").validityInterval(NOW - 9 * DAY, NOW - DAY).build(),
                "a.example"))
        .isEqualTo(OriginFault.EXPIRED);
    assertThat(
            fault(
                provider,
                leaf("a.example").validityInterval(NOW + DAY, NOW + 9 * DAY).build(),
                "a.example"))
        .isEqualTo(OriginFault.NOT_YET_VALID);
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
  void f41_anExpiredIntermediate(SslProvider provider) throws Exception {
    HeldCertificate old =
        new HeldCertificate.Builder()
            .commonName("Old intermediate")
            .certificateAuthority(0)
            .validityInterval(NOW - 9 * DAY, NOW - DAY)
            .signedBy(ROOT)
            .build();
    HeldCertificate leaf =
        new HeldCertificate.Builder().addSubjectAlternativeName("a.example").signedBy(old).build();
    assertThat(
            fault(
                provider,
                leaf.keyPair().getPrivate(),
                List.of(leaf.certificate(), old.certificate()),
                "a.example",
                "a.example",
                Set.of()))
        .isEqualTo(OriginFault.EXPIRED);
  }

  @ParameterizedTest
  @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
  void f41_selfSignedWrongHostUnknownIssuerAndMissingChain(SslProvider provider) throws Exception {
    HeldCertificate self =
        new HeldCertificate.Builder().addSubjectAlternativeName("a.example").build();
    assertThat(
            fault(
                provider,
                self.keyPair().getPrivate(),
                List.of(self.certificate()),
                "a.example",
                "a.example",
                Set.of()))
        .isEqualTo(OriginFault.SELF_SIGNED);
    assertThat(fault(provider, leaf("a.example").build(), "b.example"))
        .isEqualTo(OriginFault.WRONG_HOST);
    HeldCertificate foreignRoot =
        new HeldCertificate.Builder().commonName("Other").certificateAuthority(0).build();
    HeldCertificate foreign =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("a.example")
            .signedBy(foreignRoot)
            .build();
    assertThat(
            fault(
                provider,
                foreign.keyPair().getPrivate(),
                List.of(foreign.certificate(), foreignRoot.certificate()),
                "a.example",
                "a.example",
                Set.of()))
        .isEqualTo(OriginFault.UNKNOWN_ISSUER);
    HeldCertificate leaf = leaf("a.example").build();
    assertThat(
            fault(
                provider,
                leaf.keyPair().getPrivate(),
                List.of(leaf.certificate()),
                "a.example",
                "a.example",
                Set.of()))
        .isEqualTo(OriginFault.UNKNOWN_ISSUER);
  }

  @Test
  void f41_aWeakKeyIsRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(512);
    KeyPair weak = generator.generateKeyPair();
    X500Name issuer =
        X500Name.getInstance(MIDDLE.certificate().getSubjectX500Principal().getEncoded());
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.TEN,
            new Date(NOW - DAY),
            new Date(NOW + DAY),
            new X500Name("O=Weak"),
            weak.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "a.example")));
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(MIDDLE.keyPair().getPrivate())));
    assertThat(
            fault(
                SslProvider.JDK,
                weak.getPrivate(),
                List.of(certificate, MIDDLE.certificate()),
                "a.example",
                "a.example",
                Set.of()))
        .isEqualTo(OriginFault.WEAK);
  }

  @Test
  void f41_anExceptionIsPerHost() throws Exception {
    HeldCertificate self =
        new HeldCertificate.Builder().addSubjectAlternativeName("a.example").build();
    Set<String> excepted = Set.of("A.example");
    PrivateKey key = self.keyPair().getPrivate();
    List<X509Certificate> chain = List.of(self.certificate());
    assertThat(fault(SslProvider.OPENSSL_REFCNT, key, chain, "a.example", "a.example", excepted))
        .isNull();
    assertThat(fault(SslProvider.OPENSSL_REFCNT, key, chain, "b.example", "b.example", excepted))
        .isEqualTo(OriginFault.SELF_SIGNED);
  }

  @Test
  void f41_aRememberedChainStillNeedsItsNameAndItsTime() throws Exception {
    MovedClock clock = new MovedClock();
    HeldCertificate leaf = leaf("a.example").validityInterval(NOW - DAY, NOW + DAY).build();
    X509Certificate[] chain = {leaf.certificate(), MIDDLE.certificate()};
    try (UpstreamTrust trust = UpstreamTrust.of(List.of(rootFile), Set.of(), clock)) {
      OriginTrustManager verifier = trust.verifier();
      verifier.check(chain, "ECDHE_ECDSA", "a.example");
      verifier.check(chain, "ECDHE_ECDSA", "a.example");
      assertThatThrownBy(() -> verifier.check(chain, "ECDHE_ECDSA", "b.example"))
          .hasMessageContaining("wrong-host: b.example: the certificate is for a.example");
      clock.advance(Duration.ofDays(2));
      assertThatThrownBy(() -> verifier.check(chain, "ECDHE_ECDSA", "a.example"))
          .hasMessageContaining("expired: a.example: valid until ");
    }
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws Exception {
    Path empty = folder.resolve("empty.pem");
    Files.writeString(empty, "");
    assertThatThrownBy(() -> UpstreamTrust.of(List.of(empty), Set.of(), Clock.SYSTEM))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(empty + ": no certificates");
    Path text = folder.resolve("text.pem");
    Files.writeString(text, "not a certificate");
    assertThatThrownBy(() -> UpstreamTrust.of(List.of(text), Set.of(), Clock.SYSTEM))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(text + ": no certificates");
    assertThatThrownBy(
            () -> UpstreamTrust.of(List.of(folder.resolve("x.pem")), Set.of(), Clock.SYSTEM))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.pem");
  }

  @Test
  void sessionsAreResumed() throws Exception {
    HeldCertificate leaf = leaf("a.example").build();
    SslContext origin =
        SslContextBuilder.forServer(
                leaf.keyPair().getPrivate(), leaf.certificate(), MIDDLE.certificate())
            .sslProvider(SslProvider.JDK)
            .build();
    try (UpstreamTrust trust = UpstreamTrust.of(List.of(rootFile), Set.of(), Clock.SYSTEM);
        Endpoint endpoint = new Endpoint((alloc, hello) -> origin.newHandler(alloc))) {
      for (int i = 0; i < 2; i++) {
        endpoint.connect(
            alloc -> trust.newHandler(alloc, "a.example", 443, "a.example", List.of()));
      }
      assertThat(endpoint.lastHello).isNotNull();
      assertThat(endpoint.lastHello.extensions())
          .as("pre_shared_key, RFC 8446 section 4.2.11")
          .contains(41);
    }
  }
}
