package dev.telltale.record;

/**
 * Whether the store takes what it is given.
 *
 * @param paused whether nothing can be written at present, for instance on a full disk
 * @param reason what is wrong and what to do; empty when not paused
 * @param dropped observations that had to be dropped since the store was opened; each is counted in
 *     a gap of cause {@code recording-paused}
 */
public record RecordingState(boolean paused, String reason, long dropped) {}
