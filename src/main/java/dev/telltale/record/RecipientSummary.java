package dev.telltale.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one recipient was sent, in numbers.
 *
 * @param domain registrable domain, or the host if it has none
 * @param party {@code first}, {@code third} or {@code unknown}; one row for each that occurs
 * @param organisation who runs it, null if unknown
 * @param sdk SDK that talks to it, null if unknown
 * @param category category, null if unknown
 * @param hosts its hosts, sorted
 * @param countries countries of its addresses (ISO 3166-1 alpha-2), sorted
 * @param apps apps that contacted it, sorted; unattributed traffic is not among them
 * @param exchanges exchanges with it
 * @param findings findings in them
 * @param types data types found in them, sorted
 * @param beforeConsent findings in the phase {@code before-consent}
 * @param unencrypted findings sent without TLS
 * @param firstMillis start of the first exchange, UTC epoch milliseconds
 * @param lastMillis start of the last exchange
 */
public record RecipientSummary(
    String domain,
    String party,
    @Nullable String organisation,
    @Nullable String sdk,
    @Nullable String category,
    List<String> hosts,
    List<String> countries,
    List<String> apps,
    long exchanges,
    long findings,
    List<String> types,
    long beforeConsent,
    long unencrypted,
    long firstMillis,
    long lastMillis) {
  public RecipientSummary {
    hosts = List.copyOf(hosts);
    countries = List.copyOf(countries);
    apps = List.copyOf(apps);
    types = List.copyOf(types);
  }
}
