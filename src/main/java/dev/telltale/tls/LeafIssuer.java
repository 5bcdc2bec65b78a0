package dev.telltale.tls;

import io.netty.handler.ssl.PemPrivateKey;
import io.netty.handler.ssl.PemX509Certificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;

/**
 * Signs leaf certificates of one key type. All leaves of a process share its key, so a host costs
 * one signature and no key.
 *
 * <p>The profile: serial of 127 random bits, SHA256withECDSA, valid from two days ago for 90 days
 * in all (and not beyond the root), names in the subject alternative name only (RFC 9525 section
 * 2), extended key usage {@code serverAuth}, critical key usage {@code digitalSignature}, subject
 * and authority key identifiers, and no revocation pointers. Safe for any thread.
 */
final class LeafIssuer {
  static final Duration LIFETIME = Duration.ofDays(90);

  /** No common name: names belong in the subject alternative name. */
  private static final X500Name SUBJECT = new X500Name("O=Telltale interception");

  private final Root root;
  private final ECPrivateKeyParameters rootKey;
  private final boolean nativeForm;
  private final PrivateKey shown;
  private final X500Name issuer;
  private final SubjectPublicKeyInfo publicKey;
  private final byte[] subjectKeyId;
  private final byte[] authorityKeyId;
  private final byte[] keyUsage;

  private LeafIssuer(Root root, KeyPair pair, KeyUsage usage, boolean nativeForm)
      throws GeneralSecurityException, IOException {
    this.root = root;
    this.rootKey = RootSigner.key(root);
    this.nativeForm = nativeForm;
    this.shown = nativeForm ? PemPrivateKey.valueOf(pem(pair.getPrivate())) : pair.getPrivate();
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    issuer = X500Name.getInstance(root.certificate().getSubjectX500Principal().getEncoded());
    publicKey = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    subjectKeyId = identifiers.createSubjectKeyIdentifier(publicKey).getEncoded();
    authorityKeyId =
        identifiers.createAuthorityKeyIdentifier(root.certificate().getPublicKey()).getEncoded();
    keyUsage = usage.getEncoded();
  }

  /**
   * An issuer of ECDSA P-256 leaves.
   *
   * @param nativeForm whether the leaves are for BoringSSL
   */
  static LeafIssuer ecdsa(Root root, boolean nativeForm) {
    try {
      return new LeafIssuer(root, Root.p256(), new KeyUsage(KeyUsage.digitalSignature), nativeForm);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java has no ECDSA over P-256", e);
    }
  }

  /** An issuer of RSA leaves, which also allow the RSA key exchange of old clients. */
  static LeafIssuer rsa(Root root, boolean nativeForm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return new LeafIssuer(
          root,
          generator.generateKeyPair(),
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment),
          nativeForm);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java has no RSA", e);
    }
  }

  Leaf issue(LeafName name, long nowMillis) {
    long from = nowMillis - Root.BACKDATED.toMillis();
    long until = Math.min(from + LIFETIME.toMillis(), root.certificate().getNotAfter().getTime());
    byte[] der = sign(name, from, Math.max(until, from + 1000));
    return new Leaf(certificate(der), shown, from, until);
  }

  private byte[] sign(LeafName name, long fromMillis, long untilMillis) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer,
              Root.serial(),
              new Date(fromMillis),
              new Date(untilMillis),
              SUBJECT,
              publicKey);
      builder.addExtension(Extension.keyUsage, true, keyUsage);
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(Extension.subjectAlternativeName, false, alternatives(name));
      builder.addExtension(Extension.subjectKeyIdentifier, false, subjectKeyId);
      builder.addExtension(Extension.authorityKeyIdentifier, false, authorityKeyId);
      return builder.build(new RootSigner(rootKey)).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("no leaf for " + name, e);
    }
  }

  private static GeneralNames alternatives(LeafName name) {
    return new GeneralNames(
        name.names().stream()
            .map(
                n ->
                    new GeneralName(
                        LeafName.isAddress(n) ? GeneralName.iPAddress : GeneralName.dNSName, n))
            .toArray(GeneralName[]::new));
  }

  private X509Certificate certificate(byte[] der) {
    if (nativeForm) {
      return PemX509Certificate.valueOf(
          CertificateAuthority.pem(der).getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pem(PrivateKey key) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return ("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
