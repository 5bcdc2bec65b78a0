package dev.telltale.evidence.bundle;

import dev.telltale.record.TreeHead;
import dev.telltale.util.Hashes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree head as it is signed: count, root, time and key in canonical JSON, with a detached Ed25519
 * signature over exactly those octets.
 */
public final class SignedHead {
  static final String FORMAT = "telltale-head/1";

  private SignedHead() {}

  /**
   * Signs the state of a tree.
   *
   * @param atMillis the time to state, UTC epoch milliseconds
   */
  public static TreeHead sign(MerkleTree tree, Identity identity, long atMillis) {
    byte[] root = tree.root();
    byte[] signature = identity.sign(bytes(tree.count(), root, atMillis, identity.fingerprint()));
    return new TreeHead(tree.count(), root, signature, atMillis);
  }

  /** Whether a head was signed by an identity, and is as it was signed. */
  public static boolean isBy(TreeHead head, Identity identity) {
    return isBy(head, identity.publicPem());
  }

  static boolean isBy(TreeHead head, String publicPem) {
    return Identity.verify(
        publicPem, bytes(head, Identity.fingerprintOf(publicPem)), head.signature());
  }

  /** The octets that were signed. */
  static byte[] bytes(TreeHead head, String keyFingerprint) {
    return bytes(head.count(), head.root(), head.signedAtMillis(), keyFingerprint);
  }

  /** The octets that are signed. */
  private static byte[] bytes(long count, byte[] root, long atMillis, String keyFingerprint) {
    Map<String, @Nullable Object> head = new LinkedHashMap<>();
    head.put("format", FORMAT);
    head.put("algorithm", "Ed25519");
    head.put("count", count);
    head.put("root", Hashes.hex(root));
    head.put("signed", Instant.ofEpochMilli(atMillis).toString());
    head.put("key", keyFingerprint);
    return CanonicalJson.bytes(head);
  }
}
