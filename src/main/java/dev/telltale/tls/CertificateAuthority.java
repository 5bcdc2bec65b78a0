package dev.telltale.tls;

import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The authority of this installation, which test phones are made to trust and which signs the
 * certificates that the proxy shows to them.
 *
 * <p>Its key lives in {@value #KEY_STORE} (PKCS#12, mode 0600, in a folder of mode 0700) and leaves
 * this room in no way: no log, no export, no answer contains it. {@value #CERTIFICATE} beside it is
 * the public part, rebuilt from the key store when it is missing.
 *
 * <pre>{@code
 * CertificateAuthority authority = CertificateAuthority.openOrCreate(Path.of("certs"), Clock.SYSTEM);
 * authority.warning().ifPresent(log::warn);
 * print("ready … ca=" + authority.pemFile());
 * }</pre>
 *
 * <p>Safe for any thread. {@link #rotate} is seen by every later call.
 */
public final class CertificateAuthority {
  /** File name of the key and certificate. */
  public static final String KEY_STORE = "telltale-ca.p12";

  /** File name of the public certificate. */
  public static final String CERTIFICATE = "telltale-ca.pem";

  /** How long before its end an authority is warned about. */
  public static final Duration WARNED_BEFORE = Duration.ofDays(30);

  private final AuthorityFiles files;
  private final Clock clock;
  private final List<Runnable> rotationListeners = new CopyOnWriteArrayList<>();
  private volatile Root root;

  private CertificateAuthority(AuthorityFiles files, Clock clock, Root root) {
    this.files = files;
    this.clock = clock;
    this.root = root;
  }

  /**
   * Opens the authority in {@code folder}, and makes it when there is none. Processes that start at
   * the same time agree on one.
   *
   * @throws AuthorityException if its files are unsafe or damaged: the message has the remedy
   * @throws IOException if they cannot be read or written
   */
  public static CertificateAuthority openOrCreate(Path folder, Clock clock) throws IOException {
    AuthorityFiles files = new AuthorityFiles(folder);
    return new CertificateAuthority(files, clock, files.openOrCreate(clock));
  }

  /**
   * Replaces the key and the certificate. The old key store is kept beside it under a name with its
   * date; phones have to be given the new certificate. Leaves of the old root are forgotten.
   *
   * @return where the old key store is kept
   */
  public synchronized Path rotate() throws IOException {
    Root fresh = Root.generate(clock.epochMillis());
    Path kept = files.replace(fresh, clock.epochMillis());
    root = fresh;
    rotationListeners.forEach(Runnable::run);
    return kept;
  }

  /**
   * Takes over what another process put into the files, if it did.
   *
   * @return whether the root changed
   */
  public synchronized boolean refresh() throws IOException {
    Root stored = files.openOrCreate(clock);
    if (stored.certificate().equals(root.certificate())) {
      return false;
    }
    root = stored;
    rotationListeners.forEach(Runnable::run);
    return true;
  }

  Root root() {
    return root;
  }

  void onRotation(Runnable listener) {
    rotationListeners.add(listener);
  }

  /** The root certificate. */
  public X509Certificate certificate() {
    return root.certificate();
  }

  /** The root certificate in DER. */
  public byte[] der() {
    return der(root.certificate());
  }

  /** The root certificate in PEM (RFC 7468), lines ending in LF. */
  public String pem() {
    return pem(der());
  }

  /** Where the public certificate is, below the folder as it was given. */
  public Path pemFile() {
    return files.certificate();
  }

  /** SHA-256 of the certificate as people compare it: {@code 3F:A0:…}, 32 octets. */
  public String fingerprint() {
    return HexFormat.ofDelimiter(":")
        .withUpperCase()
        .formatHex(Hashes.digest("SHA-256").digest(der()));
  }

  /**
   * SHA-256 of the SubjectPublicKeyInfo in base64, as HPKP pins (RFC 7469 section 2.4) and
   * Chromium's {@code --ignore-certificate-errors-spki-list} write it.
   */
  public String spkiSha256() {
    return Base64.getEncoder()
        .encodeToString(
            Hashes.digest("SHA-256").digest(root.certificate().getPublicKey().getEncoded()));
  }

  /**
   * The file name under which Android's system store looks for the certificate, such as {@code
   * c8750f0d.0}: OpenSSL's {@code -subject_hash_old}, the first four octets of the subject's MD5,
   * least significant first.
   */
  public String androidFileName() {
    MessageDigest md5 = Hashes.digest("MD5");
    byte[] hash = md5.digest(root.certificate().getSubjectX500Principal().getEncoded());
    byte[] reversed = {hash[3], hash[2], hash[1], hash[0]};
    return Hashes.hex(reversed) + ".0";
  }

  /** How the authority stands at this time. */
  public Validity validity() {
    long left = root.certificate().getNotAfter().getTime() - clock.epochMillis();
    if (left <= 0) {
      return Validity.EXPIRED;
    }
    return left <= WARNED_BEFORE.toMillis() ? Validity.EXPIRES_SOON : Validity.VALID;
  }

  /** What a person should be told about the authority's end, with the remedy; empty if nothing. */
  public Optional<String> warning() {
    Instant end = root.certificate().getNotAfter().toInstant();
    String remedy =
        "; run: telltale ca rotate, and give phones the new certificate (now "
            + files.certificate()
            + ")";
    return switch (validity()) {
      case VALID -> Optional.empty();
      case EXPIRES_SOON -> Optional.of("certificate authority expires on " + end + remedy);
      case EXPIRED ->
          Optional.of("certificate authority expired on " + end + ": phones refuse it" + remedy);
    };
  }

  /** How an authority stands. */
  public enum Validity {
    /** More than {@link #WARNED_BEFORE} left. */
    VALID,
    /** Less than that left. */
    EXPIRES_SOON,
    /** Over. */
    EXPIRED
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  @Override
  public String toString() {
    return "CertificateAuthority[" + fingerprint() + "]";
  }
}
