package dev.telltale.cli;

import dev.telltale.util.Hashes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The program's own file, so that a reader knows which one made his evidence. */
final class ProgramFiles {
  private ProgramFiles() {}

  /** SHA-256 of the jar in lower-case hex; {@code development} when it runs from classes. */
  static String sha256() throws IOException {
    try {
      Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        return "development";
      }
      MessageDigest digest = Hashes.digest("SHA-256");
      digest.update(Files.readAllBytes(jar));
      return Hashes.hex(digest.digest());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
