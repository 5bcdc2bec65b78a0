package dev.telltale.web;

import dev.telltale.model.Attribution;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Phase;
import dev.telltale.model.Recipient;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Recordings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The recording in sums: for each app and session who received which data types, how often, in
 * which phases. It reads only what was stored since it was last asked, and grows with the number of
 * different apps, recipients and types, not with the number of exchanges. Findings that were made
 * anew are noticed because the first one has another number, and counted anew.
 *
 * <p>Safe for any thread.
 */
final class Overview {
  private static final int MOST_NAMES = 50;

  private final Recordings recordings;
  private final Map<Key, Sums> sums = new LinkedHashMap<>();
  private final Set<String> apps = new HashSet<>();
  private final Set<String> domains = new HashSet<>();
  private long lastExchange;
  private long firstFinding;
  private long lastFinding;
  private long lastGap;

  /**
   * An app in a session.
   *
   * @param app null if unattributed
   */
  record Key(@Nullable String app, long session) {}

  /** What one recipient got. */
  static final class Receipt {
    Recipient recipient;
    final Set<String> hosts = new TreeSet<>();
    final Set<String> countries = new TreeSet<>();
    long exchanges;
    long unencrypted;
    long findings;

    Receipt(Recipient recipient) {
      this.recipient = recipient;
    }
  }

  /** What one recipient got of one data type. */
  static final class Cell {
    long count;
    long beforeConsent;
    long unencrypted;
    final Set<String> kinds = new TreeSet<>();
    final Map<String, Long> phases = new TreeMap<>();
    final Set<String> encodings = new TreeSet<>();
    String exchange = "";
  }

  /**
   * A place in the matrix.
   *
   * @param type id of a leaf type
   * @param domain registrable domain of the recipient
   */
  record Place(String type, String domain) {}

  /** The sums of one app in one session. */
  static final class Sums {
    long exchanges;
    long unencryptedExchanges;
    long findings;
    long beforeConsent;
    long unencrypted;
    long firstMillis = Long.MAX_VALUE;
    long lastMillis;
    final Set<String> confidences = new TreeSet<>();
    final Map<Place, Cell> cells = new LinkedHashMap<>();
    final Map<String, Receipt> receipts = new LinkedHashMap<>();
    final Map<String, Long> gaps = new TreeMap<>();
    final Timeline timeline = new Timeline();
  }

  Overview(Recordings recordings) {
    this.recordings = recordings;
  }

  /**
   * The sums up to now, for reading while the lock on this object is held.
   *
   * @param app null for all apps, empty for what is unattributed
   * @param session null for all sessions
   */
  synchronized List<Map.Entry<Key, Sums>> of(@Nullable String app, @Nullable Long session) {
    refresh();
    List<Map.Entry<Key, Sums>> selected = new ArrayList<>();
    for (Map.Entry<Key, Sums> entry : sums.entrySet()) {
      String of = entry.getKey().app();
      if ((app == null || app.equals(of == null ? "" : of))
          && (session == null || session == entry.getKey().session())) {
        selected.add(entry);
      }
    }
    return selected;
  }

  /** How many exchanges, findings and gaps there are. */
  synchronized long[] totals() {
    refresh();
    long exchanges = 0;
    long findings = 0;
    long gaps = 0;
    for (Sums each : sums.values()) {
      exchanges += each.exchanges;
      findings += each.findings;
      gaps += each.gaps.values().stream().mapToLong(Long::longValue).sum();
    }
    return new long[] {exchanges, findings, gaps};
  }

  /** The value if it is exactly an app's id, else null. */
  synchronized @Nullable String app(String value) {
    return apps.contains(value) ? value : null;
  }

  /** The value if it is exactly a recipient's domain or host, else null. */
  synchronized @Nullable String domain(String value) {
    return domains.contains(value) ? value : null;
  }

  private void refresh() {
    recordings.exchanges(since(lastExchange), this::add);
    if (lastFinding > 0 && firstFindingNow() != firstFinding) {
      forgetFindings();
    }
    recordings.findings(since(lastFinding), this::add);
    recordings.gaps(since(lastGap), this::add);
  }

  private static Query since(long sequence) {
    return new Query(null, null, null, null, null, null, sequence, 0);
  }

  private long firstFindingNow() {
    long[] first = {0};
    recordings.findings(
        new Query(null, null, null, null, null, null, 0, 1), row -> first[0] = row.sequence());
    return first[0];
  }

  private void forgetFindings() {
    lastFinding = 0;
    firstFinding = 0;
    for (Sums each : sums.values()) {
      each.findings = 0;
      each.beforeConsent = 0;
      each.unencrypted = 0;
      each.cells.clear();
      each.receipts.values().forEach(receipt -> receipt.findings = 0);
      each.timeline.forgetFindings();
    }
  }

  private Sums sums(Context context) {
    Attribution attribution = context.attribution();
    if (attribution.app() != null) {
      apps.add(attribution.app());
    }
    Sums found =
        sums.computeIfAbsent(new Key(attribution.app(), context.session()), key -> new Sums());
    found.confidences.add(attribution.confidence());
    return found;
  }

  private void add(RecordedExchange recorded) {
    lastExchange = recorded.sequence();
    Exchange exchange = recorded.observation().exchange();
    Sums app = sums(recorded.observation().context());
    app.exchanges++;
    app.firstMillis = Math.min(app.firstMillis, exchange.startedAtMillis());
    app.lastMillis = Math.max(app.lastMillis, exchange.startedAtMillis());
    app.timeline.add(exchange.startedAtMillis(), false);
    Receipt receipt = receipt(app, recorded.observation().recipient());
    receipt.exchanges++;
    if (!exchange.encrypted()) {
      app.unencryptedExchanges++;
      receipt.unencrypted++;
    }
  }

  private Receipt receipt(Sums app, Recipient recipient) {
    Receipt receipt = app.receipts.computeIfAbsent(recipient.domain(), d -> new Receipt(recipient));
    receipt.recipient = recipient;
    domains.add(recipient.domain());
    domains.add(recipient.host());
    if (receipt.hosts.size() < MOST_NAMES) {
      receipt.hosts.add(recipient.host());
    }
    if (recipient.country() != null) {
      receipt.countries.add(recipient.country());
    }
    return receipt;
  }

  private void add(RecordedFinding recorded) {
    if (lastFinding == 0) {
      firstFinding = recorded.sequence();
    }
    lastFinding = recorded.sequence();
    Exchange exchange = recorded.observation().exchange();
    Context context = recorded.observation().context();
    Sums app = sums(context);
    Recipient recipient = recorded.observation().recipient();
    Cell cell =
        app.cells.computeIfAbsent(
            new Place(recorded.finding().type(), recipient.domain()), place -> new Cell());
    app.findings++;
    cell.count++;
    cell.kinds.add(recorded.finding().kind());
    cell.phases.merge(context.phase(), 1L, Long::sum);
    if (cell.encodings.size() < MOST_NAMES) {
      cell.encodings.add(String.join(" › ", recorded.finding().encoding()));
    }
    cell.exchange = exchange.id();
    if (context.phase().equals(Phase.BEFORE_CONSENT)) {
      app.beforeConsent++;
      cell.beforeConsent++;
    }
    if (!exchange.encrypted()) {
      app.unencrypted++;
      cell.unencrypted++;
    }
    receipt(app, recipient).findings++;
    app.timeline.add(exchange.startedAtMillis(), true);
  }

  private void add(RecordedGap recorded) {
    lastGap = recorded.sequence();
    sums(recorded.context())
        .gaps
        .merge(recorded.gap().cause().id(), recorded.gap().count(), Long::sum);
  }
}
