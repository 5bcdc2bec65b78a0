package dev.telltale.record;

/**
 * A step of the wall clock that the monotonic clock contradicts. Times around it are not
 * comparable; the order of sequence numbers is.
 *
 * @param beforeSequence the first exchange stored after it
 * @param atMillis wall-clock time after the step, UTC epoch milliseconds
 * @param jumpMillis how far it stepped, negative if back
 */
public record ClockJump(long beforeSequence, long atMillis, long jumpMillis) {}
