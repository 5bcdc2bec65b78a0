package dev.telltale.record;

import org.jspecify.annotations.Nullable;

/**
 * What is left of a deleted exchange.
 *
 * @param sequence its place in the recording
 * @param leaf its leaf in the evidence tree, null if it had none
 * @param session the session that it belonged to
 * @param deletedAtMillis UTC epoch milliseconds
 * @param reason why it was deleted, in the words of who did
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tombstone(
    long sequence, byte @Nullable [] leaf, long session, long deletedAtMillis, String reason) {}
