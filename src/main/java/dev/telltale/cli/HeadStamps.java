package dev.telltale.cli;

import dev.telltale.record.TreeHead;
import dev.telltale.util.AtomicFile;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Timestamp tokens of a recording's signed heads: files in {@code timestamps} of its folder. */
final class HeadStamps {
  private final Path folder;

  HeadStamps(Path data) {
    folder = data.resolve("timestamps");
  }

  private Path file(TreeHead head) {
    return folder.resolve(Hashes.sha256Hex(head.signature()) + ".tsr");
  }

  /** The token of a head, empty if it has none. */
  byte[] of(TreeHead head) throws IOException {
    Path file = file(head);
    return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
  }

  /** Keeps the token of a head. */
  void put(TreeHead head, byte[] token) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    AtomicFile.write(file(head), out -> out.write(token));
  }
}
