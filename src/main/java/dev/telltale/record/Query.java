package dev.telltale.record;

import org.jspecify.annotations.Nullable;

/**
 * Which rows to read. Null means any.
 *
 * @param app application id; the empty string asks for what is unattributed
 * @param session number of the session
 * @param type taxonomy id or kind, also a parent such as {@code device}
 * @param domain registrable domain of the recipient, or its host
 * @param phase phase
 * @param exchange id of an exchange
 * @param after only rows whose sequence number is greater; 0 for all
 * @param before only rows whose sequence number is smaller; 0 for all
 * @param newestFirst rows in descending order of sequence number, as pages for people want them
 * @param limit at most so many rows, the first in that order; 0 for all
 */
public record Query(
    @Nullable String app,
    @Nullable Long session,
    @Nullable String type,
    @Nullable String domain,
    @Nullable String phase,
    @Nullable String exchange,
    long after,
    long before,
    boolean newestFirst,
    int limit) {

  /** Rows in the order they were stored. */
  public Query(
      @Nullable String app,
      @Nullable Long session,
      @Nullable String type,
      @Nullable String domain,
      @Nullable String phase,
      @Nullable String exchange,
      long after,
      int limit) {
    this(app, session, type, domain, phase, exchange, after, 0, false, limit);
  }

  /** Everything. */
  public static final Query ALL = new Query(null, null, null, null, null, null, 0, 0);

  /** Everything of an app and a session, either of which may be null. */
  public static Query of(@Nullable String app, @Nullable Long session) {
    return new Query(app, session, null, null, null, null, 0, 0);
  }
}
