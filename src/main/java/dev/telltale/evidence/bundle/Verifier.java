package dev.telltale.evidence.bundle;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.telltale.evidence.timestamp.Timestamp;
import dev.telltale.evidence.timestamp.TimestampException;
import dev.telltale.evidence.timestamp.TimestampTrust;
import dev.telltale.util.Hashes;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Checks a bundle from the outside in: the container, the bag's completeness and validity (RFC 8493
 * section 3), the signatures, the tree, each record, each body, and that what was concluded points
 * at evidence. Nothing is written, nothing is unpacked, and nothing in the bundle is trusted beyond
 * what its signature says of it; the reader compares the key's fingerprint with the one he was
 * told.
 */
public final class Verifier {
  private static final int MOST_ENTRIES = 5_000_000;

  /** Most exchanges of a recording; their leaves are held in memory, some 50 octets each. */
  private static final int MOST_LEAVES = 2_000_000;

  private static final String MANIFEST = "manifest-sha512.txt";
  private static final String TAG_MANIFEST = "tagmanifest-sha512.txt";
  private static final String TAG_SIGNATURE = "tagmanifest-sha512.txt.sig";
  private static final List<String> TAGS =
      List.of("bag-info.txt", "bagit.txt", MANIFEST, TAG_MANIFEST, TAG_SIGNATURE);
  private static final List<String> REQUIRED =
      List.of(
          "data/about.json",
          "data/exchanges.jsonl",
          "data/findings.jsonl",
          "data/gaps.jsonl",
          "data/sessions.jsonl",
          "data/tree/head.json",
          "data/tree/head.sig",
          "data/tree/key.pem",
          "data/tree/leaves.txt",
          "data/tree/tombstones.jsonl");

  private final Verification result = new Verification();
  private final Bag bag;
  private final TimestampTrust trust;
  private final List<byte[]> leaves = new ArrayList<>();

  private Verifier(ZipFile zip, TimestampTrust trust) {
    this.bag = new Bag(zip);
    this.trust = trust;
  }

  /** {@link #verify(Path, TimestampTrust)} by a reader who names no time-stamping authority. */
  public static Verification verify(Path file) throws IOException {
    return verify(file, TimestampTrust.NONE);
  }

  /**
   * Checks a bundle.
   *
   * @param trust what is asked of its timestamp
   * @throws IOException if the file cannot be read at all
   */
  public static Verification verify(Path file, TimestampTrust trust) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file (expected: a bundle made by telltale bundle)");
    }
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      Verifier verifier = new Verifier(zip, trust);
      verifier.run(file);
      return verifier.result;
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      Verification broken = new Verification();
      broken.incomplete(
          "container", file.getFileName() + ": not a readable zip: " + e.getMessage());
      return broken;
    }
  }

  private void run(Path file) throws IOException {
    try {
      if (!container(file) || !complete()) {
        return;
      }
    } catch (UnreadableException e) {
      result.incomplete("complete", e.getMessage() + "");
      return;
    }
    try {
      boolean manifests =
          manifest(MANIFEST, "payload") & manifest(TAG_MANIFEST, "tag files") & oxum();
      boolean signatures = signatures();
      if (manifests || signatures) {
        timestamp();
        if (tree()) {
          new RecordChecks(bag, leaves, result).run();
        }
      }
    } catch (UnreadableException e) {
      result.invalid("readable", e.getMessage() + "");
    } catch (JsonParseException
        | IllegalStateException
        | ArithmeticException
        | ClassCastException
        | IllegalArgumentException
        | NullPointerException
        | UnsupportedOperationException e) {
      // Whatever a stranger's JSON lacks, or has of another type.
      result.invalid("records", "not in the form of docs/evidence.md: " + e.getMessage());
    }
  }

  /** One zip has one form for one content; anything else was made by another hand. */
  private boolean container(Path file) throws IOException {
    if (bag.zip.size() > MOST_ENTRIES) {
      result.incomplete(
          "container", bag.zip.size() + " entries (expected: at most " + MOST_ENTRIES + ")");
      return false;
    }
    for (ZipEntry entry : Collections.list(bag.zip.entries())) {
      String name = entry.getName();
      if (entry.getMethod() != ZipEntry.STORED || entry.isDirectory() || !safe(name)) {
        result.invalid(
            "container",
            name
                + ": "
                + (safe(name) ? "compressed or a folder" : "unsafe name")
                + " (expected: a stored file below the bag)");
        return false;
      }
      if (bag.entries.put(name, entry) != null) {
        result.invalid("container", name + ": twice in the zip");
        return false;
      }
    }
    long octets = bag.entries.values().stream().mapToLong(ZipEntry::getSize).sum();
    if (octets > Files.size(file)) {
      result.invalid(
          "container", octets + " octets of entries in a file of " + Files.size(file) + " octets");
      return false;
    }
    Comparison comparison = new Comparison(file);
    try (comparison;
        StoredZip again = new StoredZip(comparison)) {
      for (Map.Entry<String, ZipEntry> entry : bag.entries.entrySet()) {
        try (InputStream in = bag.zip.getInputStream(entry.getValue())) {
          in.transferTo(
              again.add(entry.getKey(), entry.getValue().getSize(), entry.getValue().getCrc()));
        }
        again.end();
      }
    } catch (ZipException e) {
      result.invalid("container", e.getMessage() + "");
      return false;
    }
    if (!comparison.same()) {
      result.invalid(
          "container",
          "differs at octet "
              + comparison.firstDifference()
              + " from the one form that these entries have; it was packed anew or edited");
      return false;
    }
    result.passed("container", bag.entries.size() + " files in canonical order");
    return true;
  }

  private static boolean safe(String name) {
    return name.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
        && !("/" + name + "/").contains("/../")
        && !("/" + name + "/").contains("/./");
  }

  /**
   * RFC 8493 section 3: every file that a manifest lists is there, and every payload file is
   * listed.
   */
  private boolean complete() throws IOException {
    Set<String> needed = new TreeSet<>(TAGS);
    needed.addAll(REQUIRED);
    for (String name : needed) {
      if (!bag.entries.containsKey(name)) {
        result.incomplete("complete", name + ": missing");
        return false;
      }
    }
    Map<String, String> listed = bag.listed(MANIFEST);
    for (String name : listed.keySet()) {
      if (!bag.entries.containsKey(name)) {
        result.incomplete("complete", name + ": listed in " + MANIFEST + ", missing from the bag");
        return false;
      }
    }
    for (String name : bag.entries.keySet()) {
      if (!TAGS.contains(name) && !name.equals(BundleStamp.FILE) && !listed.containsKey(name)) {
        result.incomplete("complete", name + ": in the bag, not listed in " + MANIFEST);
        return false;
      }
    }
    result.passed("complete", listed.size() + " payload files");
    return true;
  }

  /** RFC 8493 section 2.2.2: the size of the payload, as a quick check of its own. */
  private boolean oxum() throws IOException {
    Map<String, String> listed = bag.listed(MANIFEST);
    long octets = listed.keySet().stream().mapToLong(name -> bag.entry(name).getSize()).sum();
    if (!bag.text("bag-info.txt")
        .contains("Payload-Oxum: " + octets + "." + listed.size() + "\n")) {
      result.invalid(
          "valid: size",
          "bag-info.txt: Payload-Oxum (expected: " + octets + "." + listed.size() + ")");
      return false;
    }
    result.passed("valid: size", octets + " octets in " + listed.size() + " payload files");
    return true;
  }

  private boolean manifest(String name, String what) throws IOException {
    for (Map.Entry<String, String> line : bag.listed(name).entrySet()) {
      ZipEntry entry = bag.entries.get(line.getKey());
      if (entry == null || !bag.digest("SHA-512", entry).equals(line.getValue())) {
        result.invalid("valid: " + what, line.getKey() + ": SHA-512 does not match " + name);
        return false;
      }
    }
    result.passed("valid: " + what, "SHA-512 of every file matches " + name);
    return true;
  }

  private boolean signatures() throws IOException {
    String key = bag.text("data/tree/key.pem");
    if (!Identity.verify(key, bag.bytes(TAG_MANIFEST), bag.bytes(TAG_SIGNATURE))) {
      result.invalid(
          "signature of the bag",
          TAG_SIGNATURE + ": not a signature of " + TAG_MANIFEST + " by data/tree/key.pem");
      return false;
    }
    result.passed("signature of the bag", "Ed25519 over " + TAG_MANIFEST);
    if (!Identity.verify(key, bag.bytes("data/tree/head.json"), bag.bytes("data/tree/head.sig"))) {
      result.invalid(
          "signature of the head",
          "data/tree/head.sig: not a signature of data/tree/head.json by data/tree/key.pem");
      return false;
    }
    result.key(Identity.fingerprintOf(key));
    result.passed("signature of the head", "Ed25519, key " + result.key());
    return true;
  }

  /** Trusted time: a token that proves nothing is a fault, none at all is none. */
  private void timestamp() throws IOException {
    if (!bag.entries.containsKey(BundleStamp.FILE)) {
      if (trust.authorities().isEmpty()) {
        result.open("timestamp", "no timestamp: when the head was signed is the maker's word");
      } else {
        result.invalid("timestamp", "no timestamp (expected: one by the given authority)");
      }
      return;
    }
    try {
      Timestamp stamp =
          Timestamp.check(bag.bytes(BundleStamp.FILE), bag.bytes("data/tree/head.sig"), trust);
      Instant signed = Instant.parse(bag.object("data/tree/head.json").get("signed").getAsString());
      String words =
          "the signed head existed at "
              + stamp.time()
              + " by "
              + stamp.authority()
              + ", policy "
              + stamp.policy()
              + "; the maker's clock said "
              + signed
              + " when it was signed";
      if (stamp.trusted()) {
        result.passed("timestamp", words);
      } else {
        result.open(
            "timestamp", words + "; nobody vouches for that authority here: give --tsa-ca PEM");
      }
    } catch (TimestampException | DateTimeException e) {
      result.invalid("timestamp", BundleStamp.FILE + ": " + e.getMessage());
    }
  }

  /** The leaves and their signed root; false if nothing can be held against them. */
  private boolean tree() throws IOException {
    MerkleTree tree = new MerkleTree();
    try (BufferedReader lines = bag.reader("data/tree/leaves.txt")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (leaves.size() == MOST_LEAVES) {
          throw new UnreadableException(
              "data/tree/leaves.txt: more than "
                  + MOST_LEAVES
                  + " lines (expected: at most so many)");
        }
        byte[] leaf = java.util.HexFormat.of().parseHex(line);
        leaves.add(leaf);
        tree.add(leaf);
      }
    } catch (IllegalArgumentException e) {
      result.invalid(
          "tree", "data/tree/leaves.txt line " + (leaves.size() + 1) + ": " + e.getMessage());
      return false;
    }
    JsonObject head = bag.object("data/tree/head.json");
    if (head.get("count").getAsLong() != tree.count()
        || !head.get("root").getAsString().equals(Hashes.hex(tree.root()))) {
      result.invalid(
          "tree",
          "data/tree/head.json: "
              + head.get("count")
              + " leaves with root "
              + head.get("root").getAsString()
              + "; data/tree/leaves.txt has "
              + tree.count()
              + " with root "
              + Hashes.hex(tree.root()));
      return true;
    }
    result.passed(
        "tree",
        tree.count()
            + " leaves, root "
            + Hashes.hex(tree.root())
            + ", signed "
            + head.get("signed").getAsString());
    return true;
  }
}
