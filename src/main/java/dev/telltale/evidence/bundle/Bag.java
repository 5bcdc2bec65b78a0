package dev.telltale.evidence.bundle;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.util.Hashes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of a bundle that is being verified, read where they are: nothing is unpacked. A bundle
 * is hostile until proven otherwise, so what is held in memory is bounded, and what is beyond is an
 * {@link UnreadableException} that names the file.
 */
final class Bag {
  /** Longest signature, key, head or description; they have some hundred octets. */
  static final int MOST_SMALL_BYTES = 1 << 20;

  /** Longest body; more than any capture limit keeps. */
  private static final int MOST_BODY_BYTES = 128 << 20;

  final ZipFile zip;
  final TreeMap<String, ZipEntry> entries = new TreeMap<>();

  Bag(ZipFile zip) {
    this.zip = zip;
  }

  /**
   * Lines of {@code digest, two spaces, name}; anything else is a name that cannot be there.
   *
   * @throws UnreadableException if there are more of them than files in the bag
   */
  Map<String, String> listed(String manifest) throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    try (BufferedReader lines = reader(manifest)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int gap = line.indexOf("  ");
        if (gap > 0) {
          listed.put(line.substring(gap + 2), line.substring(0, gap));
        } else if (!line.isEmpty()) {
          listed.put(line, "");
        }
        if (listed.size() > entries.size()) {
          String absent =
              listed.keySet().stream().filter(n -> !entries.containsKey(n)).findFirst().orElse("");
          throw new UnreadableException(
              absent + ": listed in " + manifest + ", missing from the bag");
        }
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
    return bytes(name, MOST_SMALL_BYTES);
  }

  byte[] body(String sha256) throws IOException {
    return bytes("data/bodies/" + sha256, MOST_BODY_BYTES);
  }

  private byte[] bytes(String name, int most) throws IOException {
    try (InputStream in = zip.getInputStream(entry(name))) {
      byte[] octets = in.readNBytes(most + 1);
      if (octets.length > most) {
        throw new UnreadableException(
            name + ": longer than " + most + " octets (expected: at most so many)");
      }
      return octets;
    }
  }

  String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  JsonObject object(String name) throws IOException {
    return JsonParser.parseString(text(name)).getAsJsonObject();
  }

  BufferedReader reader(String name) throws IOException {
    return new BoundedLines(name, zip.getInputStream(entry(name)));
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
