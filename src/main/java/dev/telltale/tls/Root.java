package dev.telltale.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The root key and its certificate: ECDSA P-256, unique per installation (key and name are drawn
 * here), path length 0 and usages {@code keyCertSign} and {@code cRLSign} only (RFC 5280 sections
 * 4.2.1.3 and 4.2.1.9), so that it can sign leaves and nothing else.
 *
 * <p>Not a record: {@link #toString} must not show the key.
 */
final class Root {
  static final Duration LIFETIME = Duration.ofDays(3 * 365);

  /** Phones' clocks run late; what is valid from now on is refused by them. */
  static final Duration BACKDATED = Duration.ofDays(2);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final PrivateKey key;
  private final X509Certificate certificate;

  Root(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }

  static Root generate(long nowMillis) {
    try {
      KeyPair pair = p256();
      byte[] mark = new byte[4];
      RANDOM.nextBytes(mark);
      X500Name name =
          new X500NameBuilder(BCStyle.INSTANCE)
              .addRDN(BCStyle.O, "Telltale test lab, do not trust outside")
              .addRDN(BCStyle.CN, "Telltale CA " + HexFormat.of().formatHex(mark))
              .build();
      long from = nowMillis - BACKDATED.toMillis();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(),
              new Date(from),
              new Date(from + LIFETIME.toMillis()),
              name,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
      return new Root(pair.getPrivate(), certificate);
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException("this Java has no ECDSA over P-256", e);
    }
  }

  static KeyPair p256() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  /**
   * 127 random bits and a leading one: positive, at most 16 octets, and far above the 64 bits that
   * the CA/Browser Forum's baseline requirements ask for (section 7.1).
   */
  static BigInteger serial() {
    return new BigInteger(126, RANDOM).setBit(126);
  }

  @Override
  public String toString() {
    return "Root[" + certificate.getSubjectX500Principal() + "]";
  }
}
