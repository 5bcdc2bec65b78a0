package dev.telltale.evidence.bundle;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.util.Hashes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a bundle that is being verified, read where they are: nothing is unpacked. */
final class Bag {
  private static final long MOST_SMALL_BYTES = 128L << 20;
  final ZipFile zip;
  final TreeMap<String, ZipEntry> entries = new TreeMap<>();

  Bag(ZipFile zip) {
    this.zip = zip;
  }

  /** Lines of {@code digest, two spaces, name}; anything else is a name that cannot be there. */
  Map<String, String> listed(String manifest) throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    for (String line : text(manifest).split("\n", -1)) {
      int gap = line.indexOf("  ");
      if (gap > 0) {
        listed.put(line.substring(gap + 2), line.substring(0, gap));
      } else if (!line.isEmpty()) {
        listed.put(line, "");
      }
    }
    return listed;
  }

  ZipEntry entry(String name) {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalStateException(name + ": missing");
    }
    return entry;
  }

  byte[] bytes(String name) throws IOException {
    ZipEntry entry = entry(name);
    if (entry.getSize() > MOST_SMALL_BYTES) {
      throw new IOException(
          name + ": " + entry.getSize() + " octets (expected: at most " + MOST_SMALL_BYTES + ")");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  JsonObject object(String name) throws IOException {
    return JsonParser.parseString(text(name)).getAsJsonObject();
  }

  BufferedReader reader(String name) throws IOException {
    return new BufferedReader(
        new InputStreamReader(zip.getInputStream(entry(name)), StandardCharsets.UTF_8));
  }

  String digest(String algorithm, ZipEntry entry) throws IOException {
    MessageDigest digest = Hashes.digest(algorithm);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return Hashes.hex(digest.digest());
  }
}
