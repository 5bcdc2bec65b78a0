package dev.telltale.evidence.bundle;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of lines, each ended by a line feed. */
final class Lines implements AutoCloseable {
  private final BufferedWriter writer;

  Lines(Path file) throws IOException {
    writer = Files.newBufferedWriter(file);
  }

  void add(String line) {
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
