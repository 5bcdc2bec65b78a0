package dev.telltale.evidence.bundle;

import dev.telltale.record.LeafFunction;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of one case, which is one data folder: 32 random octets in {@code telltale-case.key},
 * mode 0600, never in a bundle. Two things are made of it, each with HMAC-SHA-256 (RFC 2104) under
 * a label of its own:
 *
 * <ul>
 *   <li>the <em>seed</em> of an exchange, from which the salts of its leaf follow. Without salts, a
 *       reader of a leaf could guess what was redacted from it: of a telephone number there are
 *       only so many.
 *   <li><em>pseudonyms</em>, the same for one value throughout the case and unrelated to those of
 *       another case. Whoever has the key can try values, so it stays with who recorded.
 * </ul>
 *
 * <p>Immutable; safe for any thread.
 */
public final class CaseKey implements LeafFunction {
  private static final String FILE = "telltale-case.key";
  private static final int KEY_BYTES = 32;
  private static final int PSEUDONYM_BYTES = 10;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final Mac seeds;
  private final Mac pseudonyms;

  private CaseKey(byte[] key) {
    seeds = mac(hmac(key, "telltale seed 1"));
    pseudonyms = mac(hmac(key, "telltale pseudonym 1"));
  }

  /**
   * Opens the key of a data folder, and makes folder and key when there is none. Processes that
   * start at once agree on one.
   *
   * @throws StoreException if it cannot be read or written, or others can read it
   */
  public static CaseKey openOrCreate(Path data) {
    try {
      make(data);
    } catch (IOException e) {
      throw new StoreException(
          "data folder: "
              + data
              + " cannot be created or written ("
              + e
              + "); choose another with --data DIR, or change its owner or mode",
          e);
    }
    return open(data);
  }

  private static void make(Path data) throws IOException {
    if (!Files.isDirectory(data)) {
      Path above = data.toAbsolutePath().getParent();
      if (above != null) {
        Files.createDirectories(above);
      }
      try {
        Files.createDirectory(
            data,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // Another process was first.
      }
    }
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      try (FileChannel channel =
              FileChannel.open(
                  data.resolve(".case.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(file)) {
          create(file);
        }
      }
    }
  }

  /**
   * Opens the key of a data folder.
   *
   * @throws StoreException if there is none, it is not one, or others can read it
   */
  public static CaseKey open(Path data) {
    Path file = data.resolve(FILE);
    try {
      return new CaseKey(read(file));
    } catch (IOException e) {
      throw new StoreException(file + ": cannot be read (" + e + "); change its owner or mode", e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new StoreException(
          file
              + ": missing (expected: the secret that was made with the recording); copy it from where the recording was made: without it exchanges cannot be shown to be those that were signed");
    }
    Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    open.removeAll(PosixFilePermissions.fromString("rw-------"));
    if (!open.isEmpty()) {
      throw new StoreException(
          file + ": others can read it (expected: mode 0600); run: chmod 600 " + file);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    if (!text.matches("[0-9a-f]{64}")) {
      throw new StoreException(
          file + ": not a case key (expected: 64 hex digits); restore it from a copy");
    }
    return HexFormat.of().parseHex(text);
  }

  private static void create(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            ".case",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, HexFormat.of().formatHex(key) + "\n");
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every Java platform", e);
    }
  }

  private static byte[] hmac(byte[] key, String label) {
    return mac(key).doFinal(label.getBytes(StandardCharsets.UTF_8));
  }

  /** A keyed state to go on from: making one is dearer than copying it. */
  private static byte[] hmac(Mac keyed, String text) {
    try {
      return ((Mac) keyed.clone()).doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's HMAC can be copied", e);
    }
  }

  /** The 32 octets from which the salts of an exchange follow. */
  byte[] seed(String exchangeId) {
    return hmac(seeds, exchangeId);
  }

  /** What stands for a value in redacted copies of this case: 16 characters of base32, 80 bits. */
  public String pseudonym(String value) {
    byte[] mac = Arrays.copyOf(hmac(pseudonyms, value), PSEUDONYM_BYTES);
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int buffer = 0;
    for (byte b : mac) {
      buffer = (buffer << 8) | (b & 0xFF);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt((buffer >> bits) & 31));
      }
    }
    return text.toString();
  }

  /** The leaf hash of an exchange as it is stored. */
  @Override
  public byte[] leaf(RecordedExchange recorded) {
    byte[] seed = seed(recorded.observation().exchange().id());
    return Units.of(ExchangeRecord.of(recorded)).leaf(seed);
  }

  @Override
  public String toString() {
    return "case key";
  }
}
