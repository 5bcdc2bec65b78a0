package dev.telltale.evidence.bundle;

import dev.telltale.util.Hashes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A bag that is being made: a folder beside the target that only its owner can enter, gone when it
 * is closed. Bodies, of which there are many and small ones, are gathered in one file, and digested
 * as they come. Used by one thread.
 */
final class BagFolder implements AutoCloseable {
  private static final String GATHERED = ".bodies";

  private final Path folder;
  private final Map<String, Long> checksums = new HashMap<>();
  private final Map<String, Gathered> gathered = new TreeMap<>();
  private final RandomAccessFile bodies;
  private final OutputStream bodiesOut;
  private long gatheredBytes;

  /** Where a body stands in the file of bodies. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Gathered(long at, int bytes, long crc, byte[] sha512) {}

  BagFolder(Path target) throws IOException {
    folder = Files.createTempDirectory(target.toAbsolutePath().getParent(), ".bundle");
    Files.createDirectories(folder.resolve("data/tree"));
    bodies = new RandomAccessFile(folder.resolve(GATHERED).toFile(), "rw");
    bodiesOut = new BufferedOutputStream(Channels.newOutputStream(bodies.getChannel()), 1 << 20);
  }

  /** Adds a body under its SHA-256, if it is not there yet. */
  void body(String sha256, byte[] octets) throws IOException {
    octets("data/bodies/" + sha256, octets);
  }

  /** Adds a file that nobody writes to again, if it is not there yet. */
  void octets(String name, byte[] octets) throws IOException {
    if (gathered.containsKey(name)) {
      return;
    }
    CRC32 crc = new CRC32();
    crc.update(octets);
    gathered.put(
        name,
        new Gathered(
            gatheredBytes, octets.length, crc.getValue(), Hashes.digest("SHA-512").digest(octets)));
    bodiesOut.write(octets);
    gatheredBytes += octets.length;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Lines lines(String name) throws IOException {
    return new Lines(file(name));
  }

  void put(String name, byte[] content) throws IOException {
    Files.write(file(name), content);
  }

  /**
   * Adds the tag files (RFC 8493 section 2.1 and 2.2), and the signature over the tag manifest that
   * binds every octet of the bag.
   */
  void seal(long atMillis, Map<String, Object> info, UnaryOperator<byte[]> signer)
      throws IOException {
    TreeMap<String, String> payload = new TreeMap<>();
    long octets = 0;
    for (String name : names()) {
      payload.put(name, sha512(name));
      octets += size(name);
    }
    text("manifest-sha512.txt", manifest(payload));
    text("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    StringBuilder lines = new StringBuilder();
    lines.append("Bagging-Date: ").append(Instant.ofEpochMilli(atMillis).toString(), 0, 10);
    lines.append("\nPayload-Oxum: ").append(octets).append('.').append(payload.size());
    lines.append("\nBag-Software-Agent: Telltale\n");
    info.forEach((name, value) -> lines.append(name).append(": ").append(value).append('\n'));
    text("bag-info.txt", lines.toString());
    TreeMap<String, String> tags = new TreeMap<>();
    for (String tag : List.of("bag-info.txt", "bagit.txt", "manifest-sha512.txt")) {
      tags.put(tag, sha512(tag));
    }
    String tagManifest = manifest(tags);
    text("tagmanifest-sha512.txt", tagManifest);
    put("tagmanifest-sha512.txt.sig", signer.apply(tagManifest.getBytes(StandardCharsets.UTF_8)));
  }

  private void text(String name, String text) throws IOException {
    put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String manifest(Map<String, String> digests) {
    StringBuilder text = new StringBuilder();
    digests.forEach((name, digest) -> text.append(digest).append("  ").append(name).append('\n'));
    return text.toString();
  }

  /** The digest of a file; its CRC-32 is noted on the way. */
  private String sha512(String name) throws IOException {
    Gathered body = gathered.get(name);
    if (body != null) {
      return Hashes.hex(body.sha512());
    }
    var digest = Hashes.digest("SHA-512");
    CRC32 crc = new CRC32();
    try (var in = Files.newInputStream(file(name))) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        crc.update(buffer, 0, n);
      }
    }
    checksums.put(name, crc.getValue());
    return Hashes.hex(digest.digest());
  }

  private long size(String name) throws IOException {
    Gathered body = gathered.get(name);
    return body == null ? Files.size(file(name)) : body.bytes();
  }

  private long crc(String name) throws IOException {
    Gathered body = gathered.get(name);
    if (body != null) {
      return body.crc();
    }
    Long known = checksums.get(name);
    if (known != null) {
      return known;
    }
    CRC32 crc = new CRC32();
    try (var in = new CheckedInputStream(Files.newInputStream(file(name)), crc)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return crc.getValue();
  }

  /** All files, with forward slashes, in code unit order. */
  private List<String> names() throws IOException {
    TreeSet<String> names = new TreeSet<>(gathered.keySet());
    try (var files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(name -> !name.equals(GATHERED))
          .forEach(names::add);
    }
    return List.copyOf(names);
  }

  private void copy(String name, OutputStream to) throws IOException {
    Gathered body = gathered.get(name);
    if (body == null) {
      Files.copy(file(name), to);
      return;
    }
    byte[] octets = new byte[body.bytes()];
    bodies.seek(body.at());
    bodies.readFully(octets);
    to.write(octets);
  }

  /** Puts the files into a zip, whole or not at all. */
  void zip(Path out) throws IOException {
    Path temporary = Files.createTempFile(out.toAbsolutePath().getParent(), ".bundle", ".zip");
    bodiesOut.flush();
    try {
      try (StoredZip zip = new StoredZip(Files.newOutputStream(temporary))) {
        for (String name : names()) {
          copy(name, zip.add(name, size(name), crc(name)));
          zip.end();
        }
      }
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public void close() throws IOException {
    bodies.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
