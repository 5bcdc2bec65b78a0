package dev.telltale.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The password of proxy credentials, one for each installation, beside the CA: {@code proxy-token},
 * mode 0600.
 */
public final class ProxyToken {
  private static final SecureRandom RANDOM = new SecureRandom();

  private ProxyToken() {}

  /**
   * Reads the token, and makes it when there is none. Processes that start at the same time agree
   * on one.
   */
  public static String openOrCreate(Path certs) throws IOException {
    Path file = certs.resolve("proxy-token");
    if (!Files.exists(file)) {
      Files.createDirectories(certs);
      Path temporary =
          Files.createTempFile(
              certs,
              "proxy-token",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(temporary, fresh(), StandardOpenOption.WRITE);
        Files.createLink(file, temporary);
      } catch (FileAlreadyExistsException e) {
        // another process was first: its token counts
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
    Set<?> permissions = Files.getPosixFilePermissions(file);
    if (!PosixFilePermissions.fromString("rw-------").containsAll(permissions)) {
      throw new UsageException(
          file + ": others can read it (expected: mode 0600); run: chmod 600 " + file);
    }
    return Files.readString(file).strip();
  }

  /** 128 random bits in base64url: a secret for URLs and passwords. */
  public static String fresh() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
