package dev.telltale.evidence.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Compares what is written to it with a file. */
final class Comparison extends OutputStream {
  private final InputStream file;
  private long position;
  private long difference = -1;
  private boolean closed;

  Comparison(Path file) throws IOException {
    this.file = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    byte[] there = file.readNBytes(length);
    int mismatch = Arrays.mismatch(bytes, offset, offset + length, there, 0, there.length);
    if (mismatch >= 0 && difference < 0) {
      difference = position + mismatch;
    }
    position += length;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (file.read() >= 0 && difference < 0) {
      difference = position;
    }
    file.close();
  }

  boolean same() {
    return difference < 0;
  }

  long firstDifference() {
    return difference;
  }
}
