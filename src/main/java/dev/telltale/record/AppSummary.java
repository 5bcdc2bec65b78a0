package dev.telltale.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one app sent, in numbers.
 *
 * @param app application id, null for what is unattributed
 * @param exchanges its exchanges
 * @param findings its findings
 * @param types data types found, sorted
 * @param recipients registrable domains that received personal data, sorted
 * @param thirdParties those of them that are third parties, sorted
 * @param beforeConsent findings in the phase {@code before-consent}
 * @param unencrypted findings sent without TLS
 * @param gaps how often something of the app could not be seen (the sum of the gaps' counts)
 * @param firstMillis start of its first exchange, UTC epoch milliseconds; 0 without exchanges
 * @param lastMillis start of its last exchange, or 0
 */
public record AppSummary(
    @Nullable String app,
    long exchanges,
    long findings,
    List<String> types,
    List<String> recipients,
    List<String> thirdParties,
    long beforeConsent,
    long unencrypted,
    long gaps,
    long firstMillis,
    long lastMillis) {
  public AppSummary {
    types = List.copyOf(types);
    recipients = List.copyOf(recipients);
    thirdParties = List.copyOf(thirdParties);
  }
}
