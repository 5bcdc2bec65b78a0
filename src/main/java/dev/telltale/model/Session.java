package dev.telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * A run: one app (or none stated) on one device, from a start to an end.
 *
 * @param id number, 1 and up
 * @param device name of the device
 * @param app application id under test, null if not stated
 * @param appVersion its version, null if not stated
 * @param source {@code live}, or {@code import:} and a file name
 * @param toolVersion version of Telltale
 * @param rulesVersion version of the detection rules at the start
 * @param configurationSha256 SHA-256 of the effective configuration, lower-case hex
 * @param startedAtMillis UTC epoch milliseconds
 * @param endedAtMillis UTC epoch milliseconds, null while it runs
 */
public record Session(
    long id,
    String device,
    @Nullable String app,
    @Nullable String appVersion,
    String source,
    String toolVersion,
    String rulesVersion,
    String configurationSha256,
    long startedAtMillis,
    @Nullable Long endedAtMillis) {}
