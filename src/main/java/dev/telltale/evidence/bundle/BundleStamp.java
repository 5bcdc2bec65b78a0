package dev.telltale.evidence.bundle;

import dev.telltale.util.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The timestamp of a bundle: a token over the signature of its head, in the tag file {@code
 * head.tsr}. It is outside the signed manifests, for it comes after them and is signed itself; so
 * everybody can have a bundle stamped, not only its maker.
 */
public final class BundleStamp {
  /** The tag file. */
  static final String FILE = "head.tsr";

  private static final String SIGNATURE = "data/tree/head.sig";
  private static final int MOST_BYTES = 1 << 20;

  private BundleStamp() {}

  /**
   * What a token for a bundle is made over: the signature of its head.
   *
   * @throws IOException if it is not a bundle
   */
  public static byte[] signature(Path bundle) throws IOException {
    try (ZipFile zip = new ZipFile(bundle.toFile(), StandardCharsets.UTF_8)) {
      ZipEntry entry = zip.getEntry(SIGNATURE);
      if (entry == null || entry.getSize() > MOST_BYTES) {
        throw new IOException(
            bundle + ": has no " + SIGNATURE + " (expected: a bundle made by telltale bundle)");
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return in.readAllBytes();
      }
    } catch (ZipException e) {
      throw new IOException(bundle + ": not a zip (expected: a bundle)", e);
    }
  }

  /** Puts a token into a bundle, in the place of one that is there; whole or not at all. */
  public static void put(Path bundle, byte[] token) throws IOException {
    try (ZipFile zip = new ZipFile(bundle.toFile(), StandardCharsets.UTF_8)) {
      TreeSet<String> names = new TreeSet<>();
      Collections.list(zip.entries()).forEach(entry -> names.add(entry.getName()));
      names.add(FILE);
      AtomicFile.write(
          bundle,
          out -> {
            try (StoredZip again = new StoredZip(out)) {
              for (String name : names) {
                if (name.equals(FILE)) {
                  again.add(name, token);
                } else {
                  copy(zip, name, again);
                }
              }
            }
          });
    }
  }

  private static void copy(ZipFile zip, String name, StoredZip again) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    CRC32 crc = new CRC32();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    try (InputStream in = zip.getInputStream(entry)) {
      in.transferTo(again.add(name, entry.getSize(), crc.getValue()));
    }
    again.end();
  }
}
