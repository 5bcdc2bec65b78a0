package dev.telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * A change of phase, or a note, in a session.
 *
 * @param session number of the session
 * @param atMillis UTC epoch milliseconds
 * @param phase the phase that begins
 * @param note the tester's words, null if none
 */
public record Mark(long session, long atMillis, String phase, @Nullable String note) {}
