package dev.telltale.evidence.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip that has one form for one content: entries stored without compression, in the order they
 * are given, all dated 1980-02-01, no comments and no extra fields. So two exports are the same
 * octets on every machine, and a verifier can tell whether the container was made anew.
 */
final class StoredZip implements AutoCloseable {
  /**
   * Not the first instant that a zip can state: Java takes that for an earlier one and adds an
   * extra field that depends on the machine's time zone.
   */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ZipOutputStream zip;

  StoredZip(OutputStream out) {
    zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16), StandardCharsets.UTF_8);
    zip.setMethod(ZipOutputStream.STORED);
  }

  /** Adds an entry. */
  void add(String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    add(name, content.length, crc.getValue());
    zip.write(content);
    zip.closeEntry();
  }

  /** Begins an entry whose size and checksum are known, to be written to {@link #stream}. */
  OutputStream add(String name, long bytes, long crc) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(EPOCH);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes);
    entry.setCompressedSize(bytes);
    entry.setCrc(crc);
    zip.putNextEntry(entry);
    return zip;
  }

  void end() throws IOException {
    zip.closeEntry();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
