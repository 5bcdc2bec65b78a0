package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.Lab;
import dev.telltale.util.Clock;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafIssuerTest {
  private static final long NOW = Clock.SYSTEM.epochMillis();
  private final Root root = Root.generate(NOW);
  private final LeafIssuer issuer = LeafIssuer.ecdsa(root, false);
  @TempDir Path folder;

  private static X509Certificate certificate(Leaf leaf) {
    return leaf.chain()[0];
  }

  private static byte[] extension(X509Certificate certificate, String id) {
    return ASN1OctetString.getInstance(certificate.getExtensionValue(id)).getOctets();
  }

  @Test
  void f43_theRootCanSignLeavesAndNothingElse() throws Exception {
    X509Certificate certificate = root.certificate();
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getBasicConstraints()).isZero();
    assertThat(certificate.getKeyUsage())
        .containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(certificate.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder(Extension.basicConstraints.getId(), Extension.keyUsage.getId());
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(Root.generate(NOW).certificate().getSubjectX500Principal())
        .isNotEqualTo(certificate.getSubjectX500Principal());
  }

  @Test
  void f43_theProfileOfALeaf() throws Exception {
    X509Certificate leaf = certificate(issuer.issue(LeafName.of("a.example", "b.example"), NOW));
    leaf.verify(root.certificate().getPublicKey());
    assertThat(leaf.getVersion()).isEqualTo(3);
    assertThat(leaf.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactly(List.of(2, "a.example"), List.of(2, "b.example"));
    assertThat(leaf.getSubjectX500Principal().getName()).doesNotContain("CN=");
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.getKeyUsage())
        .containsExactly(true, false, false, false, false, false, false, false, false);
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getCriticalExtensionOIDs()).containsExactly(Extension.keyUsage.getId());
    assertThat(leaf.getNonCriticalExtensionOIDs())
        .as("no revocation pointers")
        .containsExactlyInAnyOrder(
            Extension.extendedKeyUsage.getId(),
            Extension.subjectAlternativeName.getId(),
            Extension.subjectKeyIdentifier.getId(),
            Extension.authorityKeyIdentifier.getId());
    SubjectKeyIdentifier rootId =
        SubjectKeyIdentifier.getInstance(
            extension(root.certificate(), Extension.subjectKeyIdentifier.getId()));
    AuthorityKeyIdentifier leafAuthority =
        AuthorityKeyIdentifier.getInstance(
            extension(leaf, Extension.authorityKeyIdentifier.getId()));
    assertThat(leafAuthority.getKeyIdentifierOctets()).isEqualTo(rootId.getKeyIdentifier());
    assertThat(leafAuthority.getAuthorityCertIssuer()).as("key id only").isNull();
  }

  @Test
  void f42_validFromTwoDaysAgoForNinetyDaysAtMost() {
    X509Certificate leaf = certificate(issuer.issue(LeafName.of(null, "a.example"), NOW));
    long from = leaf.getNotBefore().getTime();
    assertThat(NOW - from)
        .isBetween(Duration.ofDays(2).toMillis(), Duration.ofDays(2).toMillis() + 1000);
    assertThat(leaf.getNotAfter().getTime() - from)
        .isLessThanOrEqualTo(Duration.ofDays(90).toMillis());
  }

  @Test
  void f42_noLeafOutlivesItsRoot() {
    long late = root.certificate().getNotAfter().getTime() - Duration.ofDays(3).toMillis();
    X509Certificate leaf = certificate(issuer.issue(LeafName.of(null, "a.example"), late));
    assertThat(leaf.getNotAfter()).isBeforeOrEqualTo(root.certificate().getNotAfter());
  }

  @Test
  void f43_tenThousandSerialsAreRandomAndUnique() {
    Set<BigInteger> serials = new HashSet<>();
    int[] ones = new int[127];
    for (int i = 0; i < 10_000; i++) {
      BigInteger serial = Root.serial();
      assertThat(serial.signum()).isPositive();
      assertThat(serial.bitLength()).as("fits 20 octets, RFC 5280 4.1.2.2").isEqualTo(127);
      serials.add(serial);
      for (int bit = 0; bit < 126; bit++) {
        ones[bit] += serial.testBit(bit) ? 1 : 0;
      }
    }
    assertThat(serials).hasSize(10_000);
    for (int bit = 0; bit < 126; bit++) {
      assertThat(ones[bit]).as("bit %d", bit).isBetween(4_700, 5_300);
    }
  }

  @Test
  void f43_opensslVerifiesEveryLeafStrictly() throws Exception {
    String openssl = Lab.require("openssl");
    LeafIssuer rsa = LeafIssuer.rsa(root, false);
    Path rootFile = folder.resolve("root.pem");
    Files.writeString(
        rootFile, CertificateAuthority.pem(CertificateAuthority.der(root.certificate())));
    Random random = new Random(43);
    List<String> command =
        new ArrayList<>(
            List.of(
                openssl,
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-CAfile",
                rootFile.toString()));
    for (int i = 0; i < 300; i++) {
      LeafName name =
          switch (i % 4) {
            case 0 -> LeafName.of("h" + random.nextInt() + "_x.example", "192.0.2.1");
            case 1 -> LeafName.of(null, "2001:db8::" + Integer.toHexString(random.nextInt(65536)));
            case 2 -> LeafName.of(("l".repeat(1 + random.nextInt(60)) + ".").repeat(3) + "x", "y");
            default -> LeafName.of("a" + i + ".example", "b" + i + ".example");
          };
      Path file = folder.resolve(i + ".pem");
      Leaf leaf = (i % 50 == 0 ? rsa : issuer).issue(name, NOW);
      Files.writeString(
          file, CertificateAuthority.pem(CertificateAuthority.der(certificate(leaf))));
      command.add(file.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines().filter(line -> line.endsWith(": OK"))).hasSize(300);
  }

  @Test
  void f44_tenThousandNamesStayInABoundedCache() {
    LeafCache cache = new LeafCache(LeafIssuer.ecdsa(root, true), Clock.SYSTEM);
    long start = Clock.SYSTEM.monotonicNanos();
    for (int i = 0; i < 10_000; i++) {
      cache.get("n" + i + ".example");
    }
    assertThat(cache.size()).isBetween(1L, (long) LeafCache.MAX_LEAVES);
    assertThat(Duration.ofNanos(Clock.SYSTEM.monotonicNanos() - start))
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void aLeafIsMadeOnceAndRenewedBeforeItEnds() {
    MovedClock clock = new MovedClock();
    LeafCache cache = new LeafCache(issuer, clock);
    Leaf first = cache.get("a.example");
    assertThat(cache.get("a.example")).isSameAs(first);
    clock.advance(Duration.ofDays(86));
    assertThat(cache.get("a.example")).isSameAs(first);
    clock.advance(Duration.ofDays(1));
    Leaf renewed = cache.get("a.example");
    assertThat(renewed).isNotSameAs(first);
    clock.advance(Duration.ofDays(-95));
    assertThat(cache.get("a.example")).as("a clock that was set back").isNotSameAs(renewed);
  }
}
