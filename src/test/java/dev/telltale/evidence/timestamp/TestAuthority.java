package dev.telltale.evidence.timestamp;

import dev.telltale.Lab;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A time-stamping authority: {@code openssl ts} with certificates of its own. */
public final class TestAuthority {
  private final Path folder;
  private final Path root;

  /**
   * An authority.
   *
   * @param from start of its certificate's validity, from now
   * @param to end of it
   */
  public TestAuthority(Path folder, Duration from, Duration to) throws Exception {
    Lab.require("openssl");
    this.folder = Files.createDirectories(folder);
    this.root = folder.resolve("root.pem");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair rootKeys = generator.generateKeyPair();
    X500Principal rootName = new X500Principal("CN=Test Root");
    Instant now = Instant.ofEpochMilli(dev.telltale.util.Clock.SYSTEM.epochMillis());
    X509Certificate rootCertificate =
        sign(
            new JcaX509v3CertificateBuilder(
                    rootName,
                    BigInteger.ONE,
                    Date.from(now.minus(Duration.ofDays(900))),
                    Date.from(now.plus(Duration.ofDays(900))),
                    rootName,
                    rootKeys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)),
            rootKeys);
    KeyPair keys = generator.generateKeyPair();
    X509Certificate certificate =
        sign(
            new JcaX509v3CertificateBuilder(
                    rootName,
                    BigInteger.TWO,
                    Date.from(now.plus(from)),
                    Date.from(now.plus(to)),
                    new X500Principal("CN=Test Time"),
                    keys.getPublic())
                .addExtension(
                    Extension.extendedKeyUsage,
                    true,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping)),
            rootKeys);
    pem(root, rootCertificate);
    pem(folder.resolve("tsa.pem"), certificate);
    pem(folder.resolve("tsa.key"), keys.getPrivate());
    Files.writeString(folder.resolve("serial"), "01\n");
    Files.writeString(
        folder.resolve("tsa.cnf"),
        """
        [tsa]
        default_tsa = here
        [here]
        serial = %1$s/serial
        crypto_device = builtin
        signer_cert = %1$s/tsa.pem
        signer_key = %1$s/tsa.key
        signer_digest = sha256
        default_policy = 1.2.3.4.1
        other_policies = 1.2.3.4.5
        digests = sha1, sha256, sha512
        ess_cert_id_alg = sha256
        """
            .formatted(folder));
  }

  private static X509Certificate sign(
      org.bouncycastle.cert.X509v3CertificateBuilder builder, KeyPair issuer) throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer.getPrivate())));
  }

  private static void pem(Path file, Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    Files.writeString(file, text.toString());
  }

  /** Its root certificate. */
  public Path root() {
    return root;
  }

  /** Its answer to a request. */
  public byte[] answer(byte[] request) throws IOException {
    Path query = Files.write(folder.resolve("q.tsq"), request);
    Path response = folder.resolve("r.tsr");
    openssl(
        "ts",
        "-reply",
        "-config",
        folder.resolve("tsa.cnf").toString(),
        "-queryfile",
        query.toString(),
        "-out",
        response.toString());
    return Files.readAllBytes(response);
  }

  /** A request that {@code openssl ts -query} makes with further options. */
  byte[] query(byte[] data, String... options) throws IOException {
    Path file = Files.write(folder.resolve("data"), data);
    Path query = folder.resolve("made.tsq");
    List<String> command =
        new ArrayList<>(List.of("ts", "-query", "-data", file.toString(), "-cert"));
    command.addAll(List.of(options));
    command.addAll(List.of("-out", query.toString()));
    openssl(command.toArray(String[]::new));
    return Files.readAllBytes(query);
  }

  private static void openssl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
