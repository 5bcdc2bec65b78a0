package dev.telltale.evidence.bundle;

import dev.telltale.evidence.JsonLines;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.Recordings;
import dev.telltale.record.StoreException;
import dev.telltale.record.Tombstone;
import dev.telltale.record.TreeHead;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Writes the evidence of a recording, or of one session of it, as a BagIt bag (RFC 8493) in a zip.
 * The format is {@code docs/evidence.md}.
 *
 * <p>What the bag holds is first written as files into a folder beside the target, so that memory
 * does not grow with the recording; then the files go into the zip in the order of their names. The
 * same recording gives the same octets.
 */
public final class BundleWriter {
  static final String FORMAT = "telltale-bundle/1";

  private final Recordings recordings;
  private final Identity identity;

  public BundleWriter(Recordings recordings, Identity identity) {
    this.recordings = recordings;
    this.identity = identity;
  }

  /**
   * What was written.
   *
   * @param exchanges exchanges in the bundle
   * @param count exchanges under the signed head
   * @param root root of the tree, lower-case hex
   * @param key fingerprint of the signing key
   */
  public record Written(long exchanges, long count, String root, String key) {}

  /**
   * Writes a bundle, whole or not at all.
   *
   * @param head the signed head that covers the recording
   * @param session only this session's exchanges are disclosed, null for all
   * @param program facts about the program, such as versions and checksums of its files
   * @param out the zip
   * @throws StoreException if the recording and the head do not agree: it was changed since it was
   *     signed
   */
  public Written write(TreeHead head, @Nullable Long session, Map<String, String> program, Path out)
      throws IOException {
    Path folder = out.toAbsolutePath().getParent();
    Path bag = Files.createTempDirectory(folder, ".bundle");
    try {
      Files.createDirectories(bag.resolve("data/bodies"));
      Files.createDirectories(bag.resolve("data/tree"));
      List<byte[]> hashes = tree(bag, head);
      long exchanges = exchanges(bag, hashes, session);
      derived(bag, session);
      Map<String, @Nullable Object> about = new LinkedHashMap<>();
      about.put("format", FORMAT);
      about.put("scope", session == null ? "all" : "session");
      about.put("session", session);
      about.put("exchanges", exchanges);
      about.put("acquisition", "live");
      about.put("program", program);
      Files.write(bag.resolve("data/about.json"), CanonicalJson.bytes(about));
      tags(bag, head, exchanges);
      zip(bag, out);
      return new Written(exchanges, head.count(), Hashes.hex(head.root()), identity.fingerprint());
    } finally {
      delete(bag);
    }
  }

  private List<byte[]> tree(Path bag, TreeHead head) throws IOException {
    MerkleTree tree = new MerkleTree();
    List<byte[]> hashes = new ArrayList<>();
    try (Lines leaves = new Lines(bag.resolve("data/tree/leaves.txt"))) {
      recordings.leaves(
          (sequence, leaf) -> {
            if (sequence > head.count()) {
              return;
            }
            if (leaf == null) {
              throw new StoreException(
                  "exchange "
                      + sequence
                      + " has no leaf (expected: one computed when it was stored); it was recorded without an identity and cannot be evidence");
            }
            tree.add(leaf);
            hashes.add(leaf);
            leaves.add(Hashes.hex(leaf));
          });
    }
    if (tree.count() != head.count() || !Arrays.equals(tree.root(), head.root())) {
      throw new StoreException(
          "the recording does not agree with its signed head of "
              + head.count()
              + " exchanges: it was changed after it was signed ("
              + tree.count()
              + " leaves now)");
    }
    Files.write(
        bag.resolve("data/tree/head.json"),
        SignedHead.bytes(head.count(), head.root(), head.signedAtMillis(), identity.fingerprint()));
    Files.write(bag.resolve("data/tree/head.sig"), head.signature());
    Files.writeString(bag.resolve("data/tree/key.pem"), identity.publicPem());
    try (Lines lines = new Lines(bag.resolve("data/tree/tombstones.jsonl"))) {
      for (Tombstone stone : recordings.tombstones()) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("sequence", stone.sequence());
        row.put("session", stone.session());
        row.put("deleted", Instant.ofEpochMilli(stone.deletedAtMillis()).toString());
        row.put("reason", stone.reason());
        lines.add(CanonicalJson.text(row));
      }
    }
    return hashes;
  }

  private long exchanges(Path bag, List<byte[]> hashes, @Nullable Long session) throws IOException {
    long[] written = {0};
    Set<String> bodies = new HashSet<>();
    try (Lines lines = new Lines(bag.resolve("data/exchanges.jsonl"))) {
      recordings.wholeExchanges(
          Query.of(null, session),
          recorded -> {
            if (recorded.sequence() <= hashes.size()) {
              String record = CanonicalJson.text(ExchangeRecord.of(recorded));
              byte[] hash = MerkleTree.leafHash(record.getBytes(StandardCharsets.UTF_8));
              if (!Arrays.equals(hash, hashes.get((int) recorded.sequence() - 1))) {
                throw new StoreException(
                    "exchange "
                        + recorded.observation().exchange().id()
                        + " is not what was stored: it was changed after it was recorded");
              }
              lines.add(record);
              bodies(bag, recorded, bodies);
              written[0]++;
            }
          });
    }
    return written[0];
  }

  private static void bodies(Path bag, RecordedExchange recorded, Set<String> done) {
    ExchangeRecord.octets(recorded.observation().exchange())
        .forEach(
            (sha256, content) -> {
              if (done.add(sha256)) {
                try {
                  Files.write(bag.resolve("data/bodies").resolve(sha256), content);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              }
            });
  }

  /**
   * What was concluded, and what could not be seen: apart from the evidence, and to be recomputed
   * from it.
   */
  private void derived(Path bag, @Nullable Long session) throws IOException {
    try (Lines lines = new Lines(bag.resolve("data/sessions.jsonl"))) {
      for (Session s : recordings.sessions()) {
        if (session == null || session == s.id()) {
          lines.add(CanonicalJson.text(session(s, recordings.marks(s.id()))));
        }
      }
    }
    Query query = Query.of(null, session);
    try (Lines lines = new Lines(bag.resolve("data/findings.jsonl"))) {
      recordings.findings(query, f -> lines.add(JsonLines.line(JsonLines.finding(f))));
    }
    try (Lines lines = new Lines(bag.resolve("data/gaps.jsonl"))) {
      recordings.gaps(query, g -> lines.add(JsonLines.line(JsonLines.gap(g))));
    }
    try (Lines lines = new Lines(bag.resolve("data/clock-jumps.jsonl"))) {
      recordings
          .clockJumps()
          .forEach(jump -> lines.add(CanonicalJson.text(Map.of("jump", jump.toString()))));
    }
  }

  private static Map<String, @Nullable Object> session(Session s, List<Mark> marks) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("session", s.id());
    row.put("device", s.device());
    row.put("app", s.app());
    row.put("appVersion", s.appVersion());
    row.put("source", s.source());
    row.put("tool", s.toolVersion());
    row.put("rules", s.rulesVersion());
    row.put("configurationSha256", s.configurationSha256());
    row.put("started", Instant.ofEpochMilli(s.startedAtMillis()).toString());
    row.put(
        "ended",
        s.endedAtMillis() == null ? null : Instant.ofEpochMilli(s.endedAtMillis()).toString());
    List<Object> list = new ArrayList<>();
    for (Mark mark : marks) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("time", Instant.ofEpochMilli(mark.atMillis()).toString());
      entry.put("phase", mark.phase());
      entry.put("note", mark.note());
      list.add(entry);
    }
    row.put("marks", list);
    return row;
  }

  /**
   * The tag files (RFC 8493 section 2.1 and 2.2), and the signature over the tag manifest that
   * binds every octet of the bag.
   */
  private void tags(Path bag, TreeHead head, long exchanges) throws IOException {
    TreeMap<String, String> payload = new TreeMap<>();
    long octets = 0;
    for (String name : names(bag)) {
      Path file = bag.resolve(name);
      payload.put(name, sha512(file));
      octets += Files.size(file);
    }
    Files.writeString(bag.resolve("manifest-sha512.txt"), manifest(payload));
    Files.writeString(
        bag.resolve("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    Files.writeString(
        bag.resolve("bag-info.txt"),
        "Bagging-Date: "
            + Instant.ofEpochMilli(head.signedAtMillis()).toString().substring(0, 10)
            + "\n"
            + "Payload-Oxum: "
            + octets
            + "."
            + payload.size()
            + "\n"
            + "Bag-Software-Agent: Telltale\n"
            + "Telltale-Format: "
            + FORMAT
            + "\n"
            + "Telltale-Exchanges: "
            + exchanges
            + "\n");
    TreeMap<String, String> tagFiles = new TreeMap<>();
    for (String tag : List.of("bag-info.txt", "bagit.txt", "manifest-sha512.txt")) {
      tagFiles.put(tag, sha512(bag.resolve(tag)));
    }
    String tagManifest = manifest(tagFiles);
    Files.writeString(bag.resolve("tagmanifest-sha512.txt"), tagManifest);
    Files.write(
        bag.resolve("tagmanifest-sha512.txt.sig"),
        identity.sign(tagManifest.getBytes(StandardCharsets.UTF_8)));
  }

  private static String manifest(Map<String, String> digests) {
    StringBuilder text = new StringBuilder();
    digests.forEach((name, digest) -> text.append(digest).append("  ").append(name).append('\n'));
    return text.toString();
  }

  private static String sha512(Path file) throws IOException {
    var digest = Hashes.digest("SHA-512");
    try (var in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return Hashes.hex(digest.digest());
  }

  /** All files below the bag, with forward slashes, in code unit order. */
  private static List<String> names(Path bag) throws IOException {
    try (var files = Files.walk(bag)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bag.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static void zip(Path bag, Path out) throws IOException {
    Path temporary = Files.createTempFile(out.toAbsolutePath().getParent(), ".bundle", ".zip");
    try {
      try (StoredZip zip = new StoredZip(Files.newOutputStream(temporary))) {
        for (String name : names(bag)) {
          Path file = bag.resolve(name);
          CRC32 crc = new CRC32();
          try (var in = new java.util.zip.CheckedInputStream(Files.newInputStream(file), crc)) {
            in.transferTo(OutputStream.nullOutputStream());
          }
          Files.copy(file, zip.add(name, Files.size(file), crc.getValue()));
          zip.end();
        }
      }
      try (var channel =
          java.nio.channels.FileChannel.open(temporary, java.nio.file.StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary,
          out,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
