package dev.telltale.evidence.bundle;

import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.Recordings;
import dev.telltale.record.TreeHead;
import dev.telltale.util.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a recording where it lies against the heads that were signed while it was made: an edited,
 * deleted, inserted or exchanged row shows, and is named. What was concluded (findings,
 * recipients), marks and gaps are not under the heads; they are signed with a bundle.
 */
public final class StoreCheck {
  private final Recordings recordings;
  private final CaseKey key;
  private final List<String> identities;
  private final Verification result = new Verification();
  private final MerkleTree tree = new MerkleTree();
  private final Map<Long, byte[]> leaves = new HashMap<>();
  private final Map<Long, byte[]> roots = new HashMap<>();

  private StoreCheck(Recordings recordings, CaseKey key, List<String> identities) {
    this.recordings = recordings;
    this.key = key;
    this.identities = identities;
  }

  /**
   * Checks a recording.
   *
   * @param identities public keys in PEM that may have signed its heads: the present one, and those
   *     that were kept when it was replaced
   */
  public static Verification check(Recordings recordings, CaseKey key, List<String> identities) {
    StoreCheck check = new StoreCheck(recordings, key, List.copyOf(identities));
    List<TreeHead> heads = recordings.heads();
    check.places(heads);
    check.exchanges();
    check.heads(heads);
    return check.result;
  }

  /** Every place in the recording has one leaf: of an exchange, or of what was deleted. */
  private void places(List<TreeHead> heads) {
    Set<Long> counts = new HashSet<>();
    heads.forEach(head -> counts.add(head.count()));
    long[] expected = {1};
    recordings.leaves(
        (sequence, leaf) -> {
          if (sequence > expected[0]) {
            result.incomplete(
                "places",
                "exchange "
                    + expected[0]
                    + (sequence - 1 > expected[0] ? " to " + (sequence - 1) : "")
                    + ": missing from the recording, without a tombstone");
          } else if (sequence < expected[0]) {
            result.invalid(
                "places", "exchange " + sequence + ": both an exchange and a tombstone, or twice");
            return;
          }
          expected[0] = sequence + 1;
          if (leaf == null || leaf.length != MerkleTree.HASH_BYTES) {
            result.invalid("places", "exchange " + sequence + ": has no leaf");
            return;
          }
          leaves.put(sequence, leaf);
          tree.add(leaf);
          if (counts.contains(sequence)) {
            roots.put(sequence, tree.root());
          }
        });
    if (result.firstFailure().isEmpty()) {
      result.passed("places", (expected[0] - 1) + " places, each with a leaf");
    }
  }

  /** Every exchange is what its leaf was made of when it was stored. */
  private void exchanges() {
    long[] count = {0};
    List<String> bad = new ArrayList<>();
    try {
      recordings.wholeExchanges(
          Query.ALL,
          recorded -> {
            count[0]++;
            String fault = fault(recorded);
            if (fault != null) {
              bad.add("exchange " + recorded.sequence() + ", " + fault);
            }
          });
    } catch (RuntimeException e) {
      // Whatever stands in an edited row, it is a row to be named.
      bad.add("the exchange behind the first " + count[0] + " is not readable: " + e.getMessage());
    }
    if (bad.isEmpty()) {
      result.passed("exchanges", count[0] + " exchanges match their leaves");
    } else {
      result.invalid(
          "exchanges", bad.get(0) + (bad.size() == 1 ? "" : "; and " + (bad.size() - 1) + " more"));
    }
  }

  private @Nullable String fault(RecordedExchange recorded) {
    String id = recorded.observation().exchange().id();
    String digest = ExchangeRecord.foreignBody(recorded.observation().exchange());
    if (digest != null) {
      return id + ": the octets of its " + digest + " are not those of its digest";
    }
    byte[] leaf = leaves.get(recorded.sequence());
    try {
      if (leaf != null && Arrays.equals(leaf, key.leaf(recorded))) {
        return null;
      }
    } catch (RuntimeException e) {
      return id + ": is not readable as a record: " + e.getMessage();
    }
    return id + ": is not what was stored: it was changed after it was recorded";
  }

  /** Every signed head is signed by a known key, and is the head of the tree as it was then. */
  private void heads(List<TreeHead> heads) {
    long agreed = 0;
    long signedAt = 0;
    for (TreeHead head : heads) {
      String name =
          "head of " + head.count() + " exchanges, signed " + Times.iso(head.signedAtMillis());
      if (identities.stream().noneMatch(pem -> SignedHead.isBy(head, pem))) {
        result.invalid(
            "heads", name + ": not signed by a key of this installation, or changed afterwards");
        return;
      }
      byte[] root = roots.get(head.count());
      if (root == null) {
        result.incomplete(
            "heads",
            name + ": the recording ends before, at exchange " + tree.count() + ": it was cut");
        return;
      }
      if (!Arrays.equals(root, head.root())) {
        result.invalid(
            "heads",
            name
                + ": the tree has another root now: a leaf between exchange "
                + (agreed + 1)
                + " and "
                + head.count()
                + " was changed after it was signed");
        return;
      }
      agreed = Math.max(agreed, head.count());
      signedAt = Math.max(signedAt, head.signedAtMillis());
    }
    long open = tree.count() - agreed;
    result.passed(
        "heads",
        heads.size()
            + " signed heads agree"
            + (heads.isEmpty() ? "" : ", the last of " + Times.iso(signedAt))
            + (open == 0 ? "" : "; the last " + open + " exchanges are not signed yet"));
  }
}
