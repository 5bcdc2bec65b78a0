package dev.telltale.evidence.timestamp;

import dev.telltale.util.Hashes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPValidationException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.jspecify.annotations.Nullable;

/**
 * A timestamp token (RFC 3161 section 2.4.2): an authority's signed word that data of a certain
 * digest existed at a certain time.
 *
 * <p>What is asked of a token, in this order: that it can be read; that exactly one signer signed
 * it, for a CMS structure without a signer verifies vacuously (CVE-2026-59639); that its imprint is
 * the digest of the data, by SHA-256 or better, never SHA-1; that the signer's certificate is in
 * it, was valid then, and is for time-stamping alone (section 2.3: a critical extended key usage);
 * that the signature is right; that the policy is the one asked for; and that the certificate leads
 * to an authority that the reader named. Revocation is not checked: a bundle is verified without
 * network.
 */
public final class Timestamp {
  private static final Map<ASN1ObjectIdentifier, String> DIGESTS =
      Map.of(
          NISTObjectIdentifiers.id_sha256, "SHA-256",
          NISTObjectIdentifiers.id_sha384, "SHA-384",
          NISTObjectIdentifiers.id_sha512, "SHA-512");
  private static final Set<String> WEAK =
      Set.of("1.3.14.3.2.26", "1.2.840.113549.2.5", "1.2.840.113549.2.2");

  private final Instant time;
  private final String authority;
  private final String policy;
  private final boolean trusted;

  private Timestamp(Instant time, String authority, String policy, boolean trusted) {
    this.time = time;
    this.authority = authority;
    this.policy = policy;
    this.trusted = trusted;
  }

  /** When the data existed, by the authority's clock. */
  public Instant time() {
    return time;
  }

  /** The signer's name. */
  public String authority() {
    return authority;
  }

  /** The policy it was made under. */
  public String policy() {
    return policy;
  }

  /** Whether it leads to an authority that the reader named. */
  public boolean trusted() {
    return trusted;
  }

  /** A request for data: SHA-256, with a nonce, asking for the signer's certificate. */
  public static byte[] request(byte[] data) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    byte[] digest = Hashes.digest("SHA-256").digest(data);
    try {
      return generator
          .generate(NISTObjectIdentifiers.id_sha256, digest, new BigInteger(64, new SecureRandom()))
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("a request can be encoded", e);
    }
  }

  /**
   * The token in an authority's response.
   *
   * @param response the response (section 2.4.2), or a bare token
   * @param request the request that it answers, empty if it is not at hand
   * @throws TimestampException if the authority refused, or the answer is not one to the request
   */
  public static byte[] token(byte[] response, byte[] request) throws TimestampException {
    try {
      TimeStampResponse parsed = new TimeStampResponse(response);
      if (parsed.getTimeStampToken() == null) {
        throw new TimestampException(
            "the authority refused: status "
                + parsed.getStatus()
                + (parsed.getStatusString() == null ? "" : ", " + parsed.getStatusString()));
      }
      if (request.length > 0) {
        parsed.validate(new TimeStampRequest(request));
      }
      return parsed.getTimeStampToken().getEncoded();
    } catch (TSPException | IOException | RuntimeException e) {
      if (e instanceof TimestampException known) {
        throw known;
      }
      throw new TimestampException("not an answer to the request: " + e.getMessage(), e);
    }
  }

  /**
   * Checks a token.
   *
   * @param token the token in DER
   * @param data what it should be for
   * @throws TimestampException if it proves nothing, with the first reason
   */
  public static Timestamp check(byte[] token, byte[] data, TimestampTrust trust)
      throws TimestampException {
    try {
      CMSSignedData signed = new CMSSignedData(token);
      Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
      if (signers.size() != 1) {
        throw new TimestampException(signers.size() + " signers (expected: exactly one)");
      }
      structure(signed, signers.iterator().next(), token);
      TimeStampToken stamp = new TimeStampToken(signed);
      imprint(stamp, data);
      SignerInformation signer = signers.iterator().next();
      if (WEAK.contains(signer.getDigestAlgOID())) {
        throw new TimestampException(
            "signed over a weak digest, " + signer.getDigestAlgOID() + " (expected: SHA-256)");
      }
      X509Certificate certificate = certificate(stamp);
      stamp.validate(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
      String policy = stamp.getTimeStampInfo().getPolicy().getId();
      if (trust.policy() != null && !trust.policy().equals(policy)) {
        throw new TimestampException("policy " + policy + " (expected: " + trust.policy() + ")");
      }
      Date time = stamp.getTimeStampInfo().getGenTime();
      if (!trust.authorities().isEmpty()) {
        chain(stamp, certificate, trust.authorities(), time);
      }
      return new Timestamp(
          time.toInstant(),
          certificate.getSubjectX500Principal().getName(),
          policy,
          !trust.authorities().isEmpty());
    } catch (TSPValidationException e) {
      throw new TimestampException("the signature does not hold: " + e.getMessage(), e);
    } catch (TSPException
        | CMSException
        | IOException
        | OperatorCreationException
        | GeneralSecurityException
        | RuntimeException e) {
      if (e instanceof TimestampException known) {
        throw known;
      }
      throw new TimestampException("not a timestamp token: " + e.getMessage(), e);
    }
  }

  /** What no signature covers has one form only, so that a changed token is never taken. */
  private static void structure(CMSSignedData signed, SignerInformation signer, byte[] token)
      throws IOException, TimestampException {
    SignerInfo info = signer.toASN1Structure();
    if (!Arrays.equals(signed.toASN1Structure().getEncoded(ASN1Encoding.DER), token)
        || signed.getVersion() != 3
        || info.getVersion().intValueExact() != 1
        || !signed.getDigestAlgorithmIDs().equals(Set.of(info.getDigestAlgorithm()))
        || !signed.toASN1Structure().getContentType().equals(CMSObjectIdentifiers.signedData)
        || !(SignedData.getInstance(signed.toASN1Structure().getContent())
                .getEncapContentInfo()
                .getContent()
            instanceof ASN1OctetString)
        || !plain(info.getDigestEncryptionAlgorithm().getParameters())
        || signer.getUnsignedAttributes() != null) {
      throw new TimestampException(
          "not in the form of a token: DER, a version 3 structure, its signer's digest alone, nothing unsigned (RFC 3161 section 2.4.2)");
    }
  }

  /** Parameters of a signature algorithm: absent, NULL, or those of RSASSA-PSS. */
  private static boolean plain(@Nullable ASN1Encodable parameters) {
    return parameters == null
        || parameters.equals(DERNull.INSTANCE)
        || parameters instanceof ASN1Sequence;
  }

  private static void imprint(TimeStampToken stamp, byte[] data) throws TimestampException {
    ASN1ObjectIdentifier algorithm = stamp.getTimeStampInfo().getMessageImprintAlgOID();
    String name = DIGESTS.get(algorithm);
    if (name == null) {
      throw new TimestampException(
          "imprint by digest "
              + algorithm
              + " (expected: SHA-256, SHA-384 or SHA-512"
              + (WEAK.contains(algorithm.getId()) ? "; that one is broken)" : ")"));
    }
    if (!MessageDigest.isEqual(
        Hashes.digest(name).digest(data), stamp.getTimeStampInfo().getMessageImprintDigest())) {
      throw new TimestampException("its imprint is of other data");
    }
  }

  private static X509Certificate certificate(TimeStampToken stamp)
      throws IOException, GeneralSecurityException {
    @SuppressWarnings("unchecked")
    Collection<X509CertificateHolder> matches = stamp.getCertificates().getMatches(stamp.getSID());
    if (matches.size() != 1) {
      throw new TimestampException(
          "holds " + matches.size() + " certificates of its signer (expected: one)");
    }
    X509CertificateHolder holder = matches.iterator().next();
    // Names that differ in case only are the same name, and not the same octets.
    if (stamp.getSID().getIssuer() != null
        && !Arrays.equals(
            stamp.getSID().getIssuer().getEncoded(), holder.getIssuer().getEncoded())) {
      throw new TimestampException("names its signer otherwise than the certificate does");
    }
    return new JcaX509CertificateConverter().getCertificate(holder);
  }

  private static void chain(
      TimeStampToken stamp, X509Certificate signer, List<X509Certificate> authorities, Date time)
      throws TimestampException, GeneralSecurityException {
    Set<TrustAnchor> anchors = new HashSet<>();
    authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
    List<X509Certificate> between = new ArrayList<>();
    for (X509CertificateHolder holder : stamp.getCertificates().getMatches(null)) {
      between.add(new JcaX509CertificateConverter().getCertificate(holder));
    }
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(signer);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(between)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(time);
    try {
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (java.security.cert.CertPathBuilderException e) {
      throw new TimestampException(
          "signed by "
              + signer.getSubjectX500Principal().getName()
              + ", whom none of the given authorities vouches for",
          e);
    }
  }
}
