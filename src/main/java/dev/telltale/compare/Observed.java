package dev.telltale.compare;

import org.jspecify.annotations.Nullable;

/**
 * A finding as comparison needs it.
 *
 * @param app application id, null if unattributed
 * @param type leaf type
 * @param kind kind
 * @param host recipient's host
 * @param domain its registrable domain
 * @param organisation who runs it, null if unknown
 * @param sdk SDK that talks to it, null if unknown
 * @param category category of the recipient, null if unknown
 * @param party {@code first}, {@code third} or {@code unknown}
 * @param country ISO 3166-1 alpha-2, null if unknown
 * @param phase phase
 * @param atMillis when, UTC epoch milliseconds
 * @param encrypted whether it went through TLS
 * @param exchange id of its exchange
 * @param confidence of the finding, 0 to 1
 * @param attribution how surely it is the app's: {@code certain}, {@code stated} or {@code none}
 */
public record Observed(
    @Nullable String app,
    String type,
    String kind,
    String host,
    String domain,
    @Nullable String organisation,
    @Nullable String sdk,
    @Nullable String category,
    String party,
    @Nullable String country,
    String phase,
    long atMillis,
    boolean encrypted,
    String exchange,
    double confidence,
    String attribution) {

  /** A finding that is sure, of an app that is stated. */
  public Observed(
      @Nullable String app,
      String type,
      String kind,
      String host,
      String domain,
      @Nullable String organisation,
      @Nullable String sdk,
      @Nullable String category,
      String party,
      @Nullable String country,
      String phase,
      long atMillis,
      boolean encrypted,
      String exchange) {
    this(
        app,
        type,
        kind,
        host,
        domain,
        organisation,
        sdk,
        category,
        party,
        country,
        phase,
        atMillis,
        encrypted,
        exchange,
        1,
        "stated");
  }
}
