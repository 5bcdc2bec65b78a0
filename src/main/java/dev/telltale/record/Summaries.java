package dev.telltale.record;

import dev.telltale.model.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts for overviews: SQL groups by the shared rows, which are few, and the rest is added up
 * here.
 */
final class Summaries {
  private Summaries() {}

  /** What is added up for one app or recipient. */
  private static final class Sum {
    private long exchanges;
    private long findings;
    private long beforeConsent;
    private long unencrypted;
    private long gaps;
    private long first = Long.MAX_VALUE;
    private long last;
    private @Nullable String organisation;
    private @Nullable String sdk;
    private @Nullable String category;
    private final Set<String> types = new TreeSet<>();
    private final Set<String> recipients = new TreeSet<>();
    private final Set<String> thirdParties = new TreeSet<>();
    private final Set<String> hosts = new TreeSet<>();
    private final Set<String> countries = new TreeSet<>();
    private final Set<String> apps = new TreeSet<>();

    void exchanges(long count, long from, long to) {
      exchanges += count;
      first = Math.min(first, from);
      last = Math.max(last, to);
    }

    void findings(long count, String type, String phase, boolean encrypted) {
      findings += count;
      types.add(type);
      if (phase.equals(Phase.BEFORE_CONSENT)) {
        beforeConsent += count;
      }
      if (!encrypted) {
        unencrypted += count;
      }
    }

    AppSummary app(@Nullable String app) {
      return new AppSummary(
          app,
          exchanges,
          findings,
          List.copyOf(types),
          List.copyOf(recipients),
          List.copyOf(thirdParties),
          beforeConsent,
          unencrypted,
          gaps,
          exchanges == 0 ? 0 : first,
          last);
    }

    RecipientSummary recipient(String domain, String party) {
      return new RecipientSummary(
          domain,
          party,
          organisation,
          sdk,
          category,
          List.copyOf(hosts),
          List.copyOf(countries),
          List.copyOf(apps),
          exchanges,
          findings,
          List.copyOf(types),
          beforeConsent,
          unencrypted,
          first,
          last);
    }
  }

  private interface Each {
    void row(ResultSet row) throws SQLException;
  }

  private static void rows(Connection connection, Filter filter, String sql, Each each)
      throws SQLException {
    try (PreparedStatement statement = filter.prepare(connection, sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        each.row(rows);
      }
    }
  }

  static List<AppSummary> apps(Connection connection, @Nullable Long session) throws SQLException {
    Query query = Query.of(null, session);
    Map<String, Sum> sums = new LinkedHashMap<>();
    Filter exchanges = new Filter().context("e.context", query);
    rows(
        connection,
        exchanges,
        "SELECT c.app, count(*), min(e.started_at), max(e.started_at) FROM exchanges e"
            + " JOIN contexts c ON c.seq = e.context"
            + exchanges.where()
            + " GROUP BY c.app",
        row ->
            of(sums, row.getString(1)).exchanges(row.getLong(2), row.getLong(3), row.getLong(4)));
    Filter findings = new Filter().context("f.context", query);
    rows(
        connection,
        findings,
        "SELECT c.app, f.type, c.phase, e.encrypted, r.domain, r.party, count(*) FROM findings f"
            + " CROSS JOIN exchanges e ON e.seq = f.exchange"
            + " JOIN contexts c ON c.seq = f.context JOIN recipients r ON r.seq = f.recipient"
            + findings.where()
            + " GROUP BY 1, 2, 3, 4, 5, 6",
        row -> {
          Sum sum = of(sums, row.getString(1));
          sum.findings(row.getLong(7), row.getString(2), row.getString(3), row.getInt(4) == 1);
          sum.recipients.add(row.getString(5));
          if ("third".equals(row.getString(6))) {
            sum.thirdParties.add(row.getString(5));
          }
        });
    Filter gaps = new Filter().context("g.context", query);
    rows(
        connection,
        gaps,
        "SELECT c.app, sum(g.count) FROM gaps g JOIN contexts c ON c.seq = g.context"
            + gaps.where()
            + " GROUP BY c.app",
        row -> of(sums, row.getString(1)).gaps += row.getLong(2));
    return sums.entrySet().stream()
        .map(e -> e.getValue().app(e.getKey().isEmpty() ? null : e.getKey()))
        .sorted(
            Comparator.comparingLong(AppSummary::findings)
                .reversed()
                .thenComparing(a -> a.app() == null)
                .thenComparing(a -> String.valueOf(a.app())))
        .toList();
  }

  /** Sums by app; the empty key is for what is unattributed. */
  private static Sum of(Map<String, Sum> sums, @Nullable String app) {
    return sums.computeIfAbsent(app == null ? "" : app, k -> new Sum());
  }

  /** What tells one summary row of recipients from another. */
  private record Key(String domain, String party) {}

  static List<RecipientSummary> recipients(Connection connection, Query query) throws SQLException {
    Map<Key, Sum> sums = new LinkedHashMap<>();
    Filter exchanges = new Filter().context("e.context", query).recipient("e.recipient", query);
    Filter findings = new Filter().context("f.context", query).recipient("f.recipient", query);
    findings.type(query);
    if (query.type() != null) {
      exchanges.exists(
          "SELECT 1 FROM findings f", new Filter().and("f.exchange = e.seq").type(query));
    }
    if (query.exchange() != null) {
      exchanges.and("e.id = ?", query.exchange());
      findings.and("e.id = ?", query.exchange());
    }
    rows(
        connection,
        exchanges,
        "SELECT r.domain, r.party, r.host, r.country, c.app, r.organisation, r.sdk, r.category,"
            + " count(*), min(e.started_at), max(e.started_at) FROM exchanges e"
            + " JOIN recipients r ON r.seq = e.recipient JOIN contexts c ON c.seq = e.context"
            + exchanges.where()
            + " GROUP BY e.recipient, e.context",
        row -> {
          Sum sum =
              sums.computeIfAbsent(new Key(row.getString(1), row.getString(2)), k -> new Sum());
          sum.exchanges(row.getLong(9), row.getLong(10), row.getLong(11));
          sum.hosts.add(row.getString(3));
          add(sum.countries, row.getString(4));
          add(sum.apps, row.getString(5));
          sum.organisation = firstKnown(sum.organisation, row.getString(6));
          sum.sdk = firstKnown(sum.sdk, row.getString(7));
          sum.category = firstKnown(sum.category, row.getString(8));
        });
    rows(
        connection,
        findings,
        "SELECT r.domain, r.party, f.type, c.phase, e.encrypted, count(*) FROM findings f"
            + " CROSS JOIN exchanges e ON e.seq = f.exchange"
            + " JOIN recipients r ON r.seq = f.recipient JOIN contexts c ON c.seq = f.context"
            + findings.where()
            + " GROUP BY 1, 2, 3, 4, 5",
        row ->
            sums.computeIfAbsent(new Key(row.getString(1), row.getString(2)), k -> new Sum())
                .findings(row.getLong(6), row.getString(3), row.getString(4), row.getInt(5) == 1));
    var all =
        sums.entrySet().stream()
            .map(e -> e.getValue().recipient(e.getKey().domain(), e.getKey().party()))
            .sorted(
                Comparator.comparingLong(RecipientSummary::findings)
                    .reversed()
                    .thenComparing(RecipientSummary::domain)
                    .thenComparing(RecipientSummary::party));
    return (query.limit() > 0 ? all.limit(query.limit()) : all).toList();
  }

  private static void add(Set<String> set, @Nullable String value) {
    if (value != null) {
      set.add(value);
    }
  }

  private static @Nullable String firstKnown(@Nullable String known, @Nullable String other) {
    return known == null ? other : known;
  }
}
