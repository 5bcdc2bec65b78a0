package dev.telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * What a tester saw and no traffic shows: an observation in words, with a file such as a
 * screenshot.
 *
 * @param id number, 1 and up; 0 before it is stored
 * @param app application id
 * @param session number of the session it belongs to, null if none was named
 * @param issue what it is evidence for, such as {@code repeated-permission}
 * @param text the tester's words
 * @param atMillis when it was seen, UTC epoch milliseconds
 * @param addedAtMillis when it was put into the store, UTC epoch milliseconds
 * @param name the file's name, null if there is no file
 * @param sha256 SHA-256 of the file, lower-case hex, null if there is no file
 * @param content the file's octets, empty if there is no file
 */
@SuppressWarnings("ArrayRecordComponent")
public record TesterEvidence(
    long id,
    String app,
    @Nullable Long session,
    String issue,
    String text,
    long atMillis,
    long addedAtMillis,
    @Nullable String name,
    @Nullable String sha256,
    byte[] content) {}
