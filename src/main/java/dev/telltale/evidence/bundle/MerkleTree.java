package dev.telltale.evidence.bundle;

import dev.telltale.util.Hashes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree as Certificate Transparency builds it (RFC 9162 section 2.1): leaves and nodes are
 * hashed under different prefixes, so that neither passes for the other.
 *
 * <p>Leaves are added at the end; only the roots of the complete subtrees are kept, one for each
 * bit of the count, so that a recording of a million exchanges costs twenty hashes of memory.
 */
public final class MerkleTree {
  /** Octets of a hash. */
  public static final int HASH_BYTES = 32;

  private final List<byte[]> subtrees = new ArrayList<>();
  private long count;

  /** The hash of a leaf: {@code SHA-256(0x00 || data)} (section 2.1.1). */
  public static byte[] leafHash(byte[] data) {
    MessageDigest digest = Hashes.digest("SHA-256");
    digest.update((byte) 0);
    return digest.digest(data);
  }

  /** The hash of a node: {@code SHA-256(0x01 || left || right)} (section 2.1.1). */
  static byte[] nodeHash(byte[] left, byte[] right) {
    MessageDigest digest = Hashes.digest("SHA-256");
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  /** Adds a leaf by its hash. */
  public void add(byte[] leafHash) {
    if (leafHash.length != HASH_BYTES) {
      throw new IllegalArgumentException(
          "leaf hash: " + leafHash.length + " octets (expected: 32)");
    }
    byte[] hash = leafHash;
    // The low bits that are set are complete subtrees on the right, which merge as in a binary
    // counter.
    for (long bits = count; (bits & 1) == 1; bits >>= 1) {
      hash = nodeHash(subtrees.remove(subtrees.size() - 1), hash);
    }
    subtrees.add(hash);
    count++;
  }

  /** How many leaves it has. */
  public long count() {
    return count;
  }

  /** The root; of no leaves, the hash of nothing (section 2.1.1). */
  public byte[] root() {
    if (subtrees.isEmpty()) {
      return Hashes.digest("SHA-256").digest();
    }
    byte[] hash = subtrees.get(subtrees.size() - 1);
    for (int i = subtrees.size() - 2; i >= 0; i--) {
      hash = nodeHash(subtrees.get(i), hash);
    }
    return hash;
  }

  /**
   * The inclusion proof of a leaf (section 2.1.3.1): with it and the root, one exchange can be
   * shown without the rest.
   *
   * @param leaves all leaf hashes in order
   * @param index which one, from 0
   */
  public static List<byte[]> proof(List<byte[]> leaves, int index) {
    if (index < 0 || index >= leaves.size()) {
      throw new IndexOutOfBoundsException("leaf " + index + " of " + leaves.size());
    }
    List<byte[]> path = new ArrayList<>();
    prove(leaves, index, path);
    return path;
  }

  private static void prove(List<byte[]> leaves, int index, List<byte[]> path) {
    if (leaves.size() == 1) {
      return;
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    List<byte[]> left = leaves.subList(0, split);
    List<byte[]> right = leaves.subList(split, leaves.size());
    if (index < split) {
      prove(left, index, path);
      path.add(rootOf(right));
    } else {
      prove(right, index - split, path);
      path.add(rootOf(left));
    }
  }

  private static byte[] rootOf(List<byte[]> leaves) {
    MerkleTree tree = new MerkleTree();
    leaves.forEach(tree::add);
    return tree.root();
  }

  /**
   * The root that an inclusion proof leads to (section 2.1.3.2), to be compared with the signed
   * one.
   */
  public static byte[] rootFromProof(byte[] leafHash, long index, long count, List<byte[]> path) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException("leaf " + index + " of " + count);
    }
    long node = index;
    long last = count - 1;
    byte[] hash = leafHash;
    for (byte[] sibling : path) {
      if (last == 0) {
        throw new IllegalArgumentException("the proof is longer than the tree is high");
      }
      if ((node & 1) == 1 || node == last) {
        hash = nodeHash(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = nodeHash(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new IllegalArgumentException("the proof is shorter than the tree is high");
    }
    return hash;
  }
}
