package dev.telltale.record;

/**
 * A signed head of the evidence tree.
 *
 * @param count how many exchanges it covers: those of sequence 1 to {@code count}
 * @param root root of the tree
 * @param signature signature over the head, in the format of its maker
 * @param signedAtMillis UTC epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent")
public record TreeHead(long count, byte[] root, byte[] signature, long signedAtMillis) {}
