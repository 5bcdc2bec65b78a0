package dev.telltale.evidence.bundle;

import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.Recordings;
import dev.telltale.record.StoreException;
import dev.telltale.record.TreeHead;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  static final String FORMAT = "telltale-bundle/2";

  private final Recordings recordings;
  private final Identity identity;
  private final CaseKey key;

  public BundleWriter(Recordings recordings, Identity identity, CaseKey key) {
    this.recordings = recordings;
    this.identity = identity;
    this.key = key;
  }

  /**
   * What to write.
   *
   * @param session only this session's exchanges are disclosed, null for all
   * @param program facts about the program, such as versions and checksums of its files
   * @param redactor takes personal values out, null for the evidence as it is
   * @param timestamp token over the head's signature, empty if there is none
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Content(
      @Nullable Long session,
      Map<String, String> program,
      @Nullable Redactor redactor,
      byte[] timestamp) {
    public Content {
      program = Map.copyOf(program);
    }
  }

  /**
   * What was written.
   *
   * @param exchanges exchanges in the bundle
   * @param redacted how many of them do not show everything
   * @param count exchanges under the signed head
   * @param root root of the tree, lower-case hex
   * @param key fingerprint of the signing key
   */
  public record Written(long exchanges, long redacted, long count, String root, String key) {}

  /**
   * Writes a bundle, whole or not at all.
   *
   * @param head the signed head that covers the recording
   * @param out the zip
   * @throws StoreException if the recording and the head do not agree: it was changed since it was
   *     signed
   */
  public Written write(TreeHead head, Content content, Path out) throws IOException {
    if (!SignedHead.isBy(head, identity)) {
      throw new StoreException(
          "the signed head of "
              + head.count()
              + " exchanges is not by this identity (expected: "
              + identity.fingerprint()
              + "); it was signed by another key, or changed after it was signed");
    }
    try (BagFolder bag = new BagFolder(out)) {
      List<byte[]> hashes = tree(bag, head);
      Disclosure disclosure = new Disclosure(bag, hashes, content.redactor());
      disclosure.write(Query.of(null, content.session()));
      DerivedFiles derived = new DerivedFiles(recordings, content.session(), content.redactor());
      derived.write(bag, disclosure.urls, disclosure.unsigned);
      Map<String, @Nullable Object> about = new LinkedHashMap<>();
      about.put("format", FORMAT);
      about.put("scope", content.session() == null ? "all" : "session");
      about.put("session", content.session());
      about.put("exchanges", disclosure.written);
      about.put("redacted", content.redactor() != null);
      about.put("acquisition", derived.acquisition());
      about.put("program", content.program());
      bag.put("data/about.json", CanonicalJson.bytes(about));
      Map<String, Object> info = new TreeMap<>();
      info.put("Telltale-Exchanges", disclosure.written);
      info.put("Telltale-Format", FORMAT);
      bag.seal(head.signedAtMillis(), info, identity::sign);
      if (content.timestamp().length > 0) {
        bag.put(BundleStamp.FILE, content.timestamp());
      }
      bag.zip(out);
      return new Written(
          disclosure.written,
          disclosure.redacted,
          head.count(),
          Hashes.hex(head.root()),
          identity.fingerprint());
    }
  }

  private List<byte[]> tree(BagFolder bag, TreeHead head) throws IOException {
    MerkleTree tree = new MerkleTree();
    List<byte[]> hashes = new ArrayList<>();
    try (Lines leaves = bag.lines("data/tree/leaves.txt")) {
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
              + " leaves now); telltale verify --data names the place");
    }
    bag.put("data/tree/head.json", SignedHead.bytes(head, identity.fingerprint()));
    bag.put("data/tree/head.sig", head.signature());
    bag.put("data/tree/key.pem", identity.publicPem().getBytes(StandardCharsets.UTF_8));
    return hashes;
  }

  /** Writes records and bodies. */
  private final class Disclosure {
    private final BagFolder bag;
    private final List<byte[]> hashes;
    private final @Nullable Redactor redactor;
    private final Map<String, String> urls = new HashMap<>();
    private final Set<String> unsigned = new HashSet<>();
    private long written;
    private long redacted;

    Disclosure(BagFolder bag, List<byte[]> hashes, @Nullable Redactor redactor) {
      this.bag = bag;
      this.hashes = hashes;
      this.redactor = redactor;
    }

    void write(Query query) throws IOException {
      try (Lines lines = bag.lines("data/exchanges.jsonl")) {
        recordings.wholeExchanges(
            query,
            recorded -> {
              // What came after the head was signed is not evidence yet.
              if (recorded.sequence() <= hashes.size()) {
                one(lines, recorded);
              } else {
                unsigned.add(recorded.observation().exchange().id());
              }
            });
      }
    }

    private void one(Lines lines, RecordedExchange recorded) {
      DisclosedRecord record =
          redactor == null
              ? DisclosedRecord.whole(recorded, key)
              : DisclosedRecord.redacted(recorded, key, redactor);
      if (!Arrays.equals(record.leaf(), hashes.get((int) recorded.sequence() - 1))
          || ExchangeRecord.foreignBody(recorded.observation().exchange()) != null) {
        throw new StoreException(
            "exchange "
                + recorded.observation().exchange().id()
                + " is not what was stored: it was changed after it was recorded");
      }
      lines.add(record.line());
      bodies(record.shown());
      written++;
      if (record.withheld() > 0) {
        redacted++;
        urls.put(
            recorded.observation().exchange().id(),
            record.shown().observation().exchange().request().url());
      }
    }

    private void bodies(RecordedExchange shown) {
      ExchangeRecord.octets(shown.observation().exchange())
          .forEach(
              (sha256, octets) -> {
                try {
                  bag.body(sha256, octets);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
