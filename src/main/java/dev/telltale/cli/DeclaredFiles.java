package dev.telltale.cli;

import dev.telltale.declare.Declarations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the files in which something is declared. */
final class DeclaredFiles {
  private DeclaredFiles() {}

  /**
   * The octets of a file, at most one more than a declaration may have, so that its reader can say
   * that it is too long.
   */
  static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          file
              + ": no such file (expected: a declaration: a store label, a manifest, a table or a policy as text or HTML)");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Declarations.MOST_OCTETS + 1);
    }
  }
}
