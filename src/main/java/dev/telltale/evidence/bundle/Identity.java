package dev.telltale.evidence.bundle;

import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The installation's signing key for evidence: Ed25519 (RFC 8032), apart from the CA's key, in
 * {@code telltale-identity.key} (PKCS#8, mode 0600). Its public half is in every bundle; its
 * fingerprint is what a reader compares with what the tester told him.
 */
public final class Identity {
  /** Name of the key's file in the folder of certificates. */
  public static final String FILE = "telltale-identity.key";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private Identity(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /**
   * Opens the key in {@code folder}, and makes it when there is none. Processes that start at once
   * agree on one.
   *
   * @throws IOException if it cannot be read, or others can read it; the message has the remedy
   */
  public static Identity openOrCreate(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(FILE);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".identity.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException(folder + ": cannot be locked (expected: a local folder)");
      }
      if (!Files.exists(file)) {
        write(file, generate());
      }
    }
    Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    open.removeAll(PosixFilePermissions.fromString("rw-------"));
    if (!open.isEmpty()) {
      throw new IOException(
          file + ": others can read it (expected: mode 0600); run: chmod 600 " + file);
    }
    return read(file);
  }

  /**
   * Replaces the key; the old one is kept aside for its date.
   *
   * @return where the old one is
   */
  public static Path rotate(Path folder, Clock clock) throws IOException {
    openOrCreate(folder);
    Path file = folder.resolve(FILE);
    String date = Instant.ofEpochMilli(clock.epochMillis()).toString().replaceAll("[:.]", "");
    Path kept = folder.resolve("telltale-identity-" + date + ".key");
    Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
    write(file, generate());
    return kept;
  }

  /**
   * The public keys in a folder, in PEM: the present one, then those kept aside by {@link #rotate},
   * which signed earlier heads.
   */
  public static List<String> known(Path folder) throws IOException {
    List<String> known = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "telltale-identity*.key")) {
      for (Path file : files) {
        known.add(
            file.getFileName().toString().equals(FILE) ? 0 : known.size(), read(file).publicPem());
      }
    }
    return known;
  }

  private static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is part of Java 15 and later", e);
    }
  }

  private static void write(Path file, KeyPair pair) throws IOException {
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "identity",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        temporary,
        pem("PRIVATE KEY", pair.getPrivate().getEncoded())
            + pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Identity read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      return new Identity(
          factory.generatePrivate(new PKCS8EncodedKeySpec(der(text, "PRIVATE KEY"))),
          factory.generatePublic(new X509EncodedKeySpec(der(text, "PUBLIC KEY"))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          file
              + ": not a key of this program (expected: PEM with an Ed25519 key pair); restore it from a copy, or move it away for a new one",
          e);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static byte[] der(String text, String label) {
    String begin = "-----BEGIN " + label + "-----";
    int start = text.indexOf(begin);
    int end = text.indexOf("-----END " + label + "-----");
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(label);
    }
    return Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
  }

  /** The public key as PEM (RFC 7468 section 13). */
  public String publicPem() {
    return pem("PUBLIC KEY", publicKey.getEncoded());
  }

  /** SHA-256 of the public key's DER form, in lower-case hex. */
  public String fingerprint() {
    return Hashes.sha256Hex(publicKey.getEncoded());
  }

  /** The detached signature of {@code data}: 64 octets. */
  public byte[] sign(byte[] data) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 signature", e);
    }
  }

  /** Whether {@code signature} is that of {@code data} by the key in {@code publicPem}. */
  static boolean verify(String publicPem, byte[] data, byte[] signature) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(der(publicPem, "PUBLIC KEY")));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(data);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** SHA-256 of a PEM public key's DER form, in lower-case hex. */
  static String fingerprintOf(String publicPem) {
    return Hashes.sha256Hex(der(publicPem, "PUBLIC KEY"));
  }

  @Override
  public String toString() {
    return "identity " + fingerprint();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identity identity
        && Arrays.equals(publicKey.getEncoded(), identity.publicKey.getEncoded());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(publicKey.getEncoded());
  }
}
