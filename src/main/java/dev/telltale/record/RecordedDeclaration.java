package dev.telltale.record;

import org.jspecify.annotations.Nullable;

/**
 * A document in which an app, or a company, declares what it collects, as it was read.
 *
 * @param id number, 1 and up; 0 before it is stored
 * @param app application id, or the company's name for the policy of a recipient
 * @param appVersion the version that it was declared for, null if not stated
 * @param name file name or address
 * @param layer {@code label}, {@code manifest}, {@code list}, {@code sdk-table} or {@code prose}
 * @param sha256 SHA-256 of the content, lower-case hex
 * @param fetchedAtMillis when it was read, UTC epoch milliseconds
 * @param content its octets
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordedDeclaration(
    long id,
    String app,
    @Nullable String appVersion,
    String name,
    String layer,
    String sha256,
    long fetchedAtMillis,
    byte[] content) {}
