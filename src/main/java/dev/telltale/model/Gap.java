package dev.telltale.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that could not be seen, and why. The absence of a finding means nothing while a gap of
 * the same app and host is open.
 *
 * @param atMillis when, UTC epoch milliseconds
 * @param cause why
 * @param connection the connection concerned, null if none is
 * @param exchange id of the exchange concerned, null if none is
 * @param host the host concerned, null if unknown
 * @param count how many times, at least 1
 * @param detail the circumstances in words
 */
public record Gap(
    long atMillis,
    Cause cause,
    @Nullable Connection connection,
    @Nullable String exchange,
    @Nullable String host,
    long count,
    String detail) {

  /** Why something was not seen. */
  public enum Cause {
    /** The app refused our certificate, or broke off the handshake. */
    TLS_REFUSED,
    /** The app finished the handshake, sent nothing and left: pinning above TLS is suspected. */
    TLS_UNUSED,
    /** Passed through unread, by a rule or after refusals. */
    PASSED_THROUGH,
    /** The origin's certificate did not verify. */
    UPSTREAM_UNTRUSTED,
    /** Not HTTP. */
    OPAQUE,
    /** An attempt over QUIC, which was rejected so that the app falls back to TCP. */
    QUIC,
    /** A body that no decoder opens, or a decoder's limit was reached. */
    UNDECODABLE,
    /** A body longer than the capture limit. */
    TRUNCATED,
    /** A detector failed. */
    DETECTOR_FAILED,
    /** The recorder could not store, for instance on a full disk. */
    RECORDING_PAUSED,
    /** The message broke the protocol's rules. */
    MALFORMED;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name outside: {@code tls-refused}. */
    public String id() {
      return id;
    }

    /**
     * The cause of an {@link #id}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Cause of(String id) {
      return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
