package dev.telltale.record;

import dev.telltale.model.ClosedConnection;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Mark;
import dev.telltale.model.Observation;
import dev.telltale.model.Session;
import dev.telltale.model.TesterEvidence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The read port in SQL. Safe for any thread. */
abstract sealed class Queries implements Recordings permits Store {
  private final Readers readers;

  Queries(Readers readers) {
    this.readers = readers;
  }

  private interface Each {
    void row(ResultSet row) throws SQLException;
  }

  /** Runs a query and hands over its rows. */
  private static void rows(Connection connection, Filter filter, String sql, Each each)
      throws SQLException {
    try (PreparedStatement statement = filter.prepare(connection, sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        each.row(rows);
      }
    }
  }

  private interface Maker<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> list(Filter filter, String sql, Maker<T> maker) {
    return readers.read(
        connection -> {
          List<T> all = new ArrayList<>();
          rows(connection, filter, sql, row -> all.add(maker.of(row)));
          return all;
        });
  }

  @Override
  public List<Session> sessions() {
    return list(
        new Filter(),
        "SELECT id, device, app, app_version, source, tool_version, rules_version,"
            + " configuration_sha256, started_at, ended_at FROM sessions ORDER BY id",
        row -> {
          long ended = row.getLong(10);
          Long endedAt = row.wasNull() ? null : Long.valueOf(ended);
          return new Session(
              row.getLong(1),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              row.getString(5),
              row.getString(6),
              row.getString(7),
              row.getString(8),
              row.getLong(9),
              endedAt);
        });
  }

  @Override
  public List<Mark> marks(long session) {
    return list(
        new Filter().and("session = ?", session),
        "SELECT session, at, phase, note FROM marks WHERE session = ? ORDER BY at, seq",
        row -> new Mark(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)));
  }

  @Override
  public void exchanges(Query query, Consumer<RecordedExchange> each) {
    exchanges(query, false, each);
  }

  @Override
  public void wholeExchanges(Query query, Consumer<RecordedExchange> each) {
    exchanges(query, true, each);
  }

  @Override
  public Optional<RecordedExchange> exchange(String id) {
    List<RecordedExchange> found = new ArrayList<>();
    wholeExchanges(new Query(null, null, null, null, null, id, 0, 1), found::add);
    return found.stream().findFirst();
  }

  @Override
  public void exchangesWithFindings(
      Query query, BiConsumer<RecordedExchange, List<RecordedFinding>> each) {
    Filter filter = exchangeFilter(query);
    String sql = exchangeSql(query, filter, true);
    readers.read(
        connection -> {
          Rows rows = new Rows(connection);
          try (PreparedStatement findings =
              connection.prepareStatement(
                  "SELECT "
                      + Rows.FINDING_COLUMNS
                      + " FROM findings f WHERE f.exchange = ? ORDER BY f.seq")) {
            rows(
                connection,
                filter,
                sql,
                row -> {
                  RecordedExchange exchange = rows.exchange(row, 1, true);
                  each.accept(exchange, findings(findings, exchange));
                });
          }
          return filter;
        });
  }

  private static List<RecordedFinding> findings(
      PreparedStatement statement, RecordedExchange exchange) throws SQLException {
    List<RecordedFinding> found = new ArrayList<>();
    statement.setLong(1, exchange.sequence());
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(Rows.finding(rows, exchange.observation()));
      }
    }
    return found;
  }

  private void exchanges(Query query, boolean whole, Consumer<RecordedExchange> each) {
    Filter filter = exchangeFilter(query);
    String sql = exchangeSql(query, filter, whole);
    readers.read(
        connection -> {
          Rows rows = new Rows(connection);
          rows(connection, filter, sql, row -> each.accept(rows.exchange(row, 1, whole)));
          return filter;
        });
  }

  private static Filter exchangeFilter(Query query) {
    Filter filter = new Filter().context("e.context", query).recipient("e.recipient", query);
    if (query.exchange() != null) {
      filter.and("e.id = ?", query.exchange());
    }
    if (query.type() != null) {
      Filter type = new Filter().and("f.exchange = e.seq").type(query);
      filter.exists("SELECT 1 FROM findings f", type);
    }
    return filter.page("e.seq", query);
  }

  private static String exchangeSql(Query query, Filter filter, boolean whole) {
    return "SELECT "
        + (whole ? Rows.WHOLE_EXCHANGE_COLUMNS : Rows.EXCHANGE_COLUMNS)
        + " FROM exchanges e"
        + Rows.EXCHANGE_BODIES
        + filter.where()
        + Filter.order("e.seq", query);
  }

  @Override
  public void findings(Query query, Consumer<RecordedFinding> each) {
    Filter filter =
        new Filter().context("f.context", query).recipient("f.recipient", query).type(query);
    if (query.exchange() != null) {
      filter.and("f.exchange = (SELECT seq FROM exchanges WHERE id = ?)", query.exchange());
    }
    filter.page("f.seq", query);
    String sql =
        "SELECT "
            + Rows.FINDING_COLUMNS
            + ", "
            + Rows.EXCHANGE_COLUMNS
            + " FROM findings f CROSS JOIN exchanges e ON e.seq = f.exchange"
            + Rows.EXCHANGE_BODIES
            + filter.where()
            + Filter.order("f.seq", query);
    readers.read(
        connection -> {
          Rows rows = new Rows(connection);
          rows(
              connection,
              filter,
              sql,
              row -> {
                Observation observation =
                    rows.exchange(row, 1 + Rows.FINDING_WIDTH, false).observation();
                each.accept(Rows.finding(row, observation));
              });
          return filter;
        });
  }

  @Override
  public void gaps(Query query, Consumer<RecordedGap> each) {
    Filter filter = new Filter().context("g.context", query);
    if (query.exchange() != null) {
      filter.and("g.exchange = ?", query.exchange());
    }
    if (query.domain() != null) {
      filter.and(
          "(g.host = ? OR substr(g.host, -length(?) - 1) = '.' || ?)",
          query.domain(),
          query.domain(),
          query.domain());
    }
    filter.page("g.seq", query);
    String sql =
        "SELECT "
            + Rows.GAP_COLUMNS
            + " FROM gaps g"
            + filter.where()
            + Filter.order("g.seq", query);
    readers.read(
        connection -> {
          Rows rows = new Rows(connection);
          rows(connection, filter, sql, row -> each.accept(rows.gap(row)));
          return filter;
        });
  }

  @Override
  public void connections(Query query, Consumer<RecordedConnection> each) {
    Filter filter = new Filter().context("c.context", query);
    if (query.domain() != null) {
      filter.and(
          "c.connection IN (SELECT seq FROM connections WHERE host = ?"
              + " OR substr(host, -length(?) - 1) = '.' || ?)",
          query.domain(),
          query.domain(),
          query.domain());
    }
    filter.page("c.seq", query);
    String sql =
        "SELECT c.seq, c.connection, c.closed_at, c.sent, c.received, c.first_sent,"
            + " c.first_received, c.context FROM closed_connections c"
            + filter.where()
            + Filter.order("c.seq", query);
    readers.read(
        connection -> {
          Rows rows = new Rows(connection);
          rows(
              connection,
              filter,
              sql,
              row ->
                  each.accept(
                      new RecordedConnection(
                          row.getLong(1),
                          new ClosedConnection(
                              rows.connection(row.getLong(2)),
                              row.getLong(3),
                              row.getLong(4),
                              row.getLong(5),
                              Rows.octets(row, 6),
                              Rows.octets(row, 7)),
                          rows.context(row.getLong(8)))));
          return filter;
        });
  }

  @Override
  public List<AppSummary> apps(@Nullable Long session) {
    return readers.read(connection -> Summaries.apps(connection, session));
  }

  @Override
  public List<RecipientSummary> recipients(Query query) {
    return readers.read(connection -> Summaries.recipients(connection, query));
  }

  @Override
  public List<DeviceProfile> devices() {
    return list(
        new Filter(),
        "SELECT name, profile_json FROM devices ORDER BY name",
        row -> Profiles.parse(row.getString(1), row.getString(2)));
  }

  @Override
  public Optional<DeviceProfile> device(String name) {
    return list(
            new Filter().and("name = ?", name),
            "SELECT name, profile_json FROM devices WHERE name = ?",
            row -> Profiles.parse(row.getString(1), row.getString(2)))
        .stream()
        .findFirst();
  }

  @Override
  public List<RecordedDeclaration> declarations(@Nullable String app) {
    Filter filter = new Filter();
    if (app != null) {
      filter.and("app = ?", app);
    }
    return list(
        filter,
        "SELECT id, app, app_version, name, layer, sha256, fetched_at, content FROM declarations"
            + filter.where()
            + " ORDER BY id",
        row ->
            new RecordedDeclaration(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                Rows.octets(row, 8)));
  }

  @Override
  public List<TesterEvidence> testerEvidence(@Nullable String app) {
    Filter filter = new Filter();
    if (app != null) {
      filter.and("app = ?", app);
    }
    return list(
        filter,
        "SELECT id, app, session, issue, text, at, added_at, name, sha256, content FROM"
            + " tester_evidence"
            + filter.where()
            + " ORDER BY id",
        row -> {
          long session = row.getLong(3);
          boolean none = row.wasNull();
          return new TesterEvidence(
              row.getLong(1),
              row.getString(2),
              none ? null : session,
              row.getString(4),
              row.getString(5),
              row.getLong(6),
              row.getLong(7),
              row.getString(8),
              row.getString(9),
              Rows.octets(row, 10));
        });
  }

  @Override
  public void leaves(LeafConsumer each) {
    readers.read(
        connection -> {
          rows(
              connection,
              new Filter(),
              "SELECT seq, leaf FROM exchanges UNION ALL SELECT seq, leaf FROM tombstones"
                  + " ORDER BY seq",
              row -> each.leaf(row.getLong(1), row.getBytes(2)));
          return each;
        });
  }

  @Override
  public List<TreeHead> heads() {
    return list(
        new Filter(),
        "SELECT count, root, signature, signed_at FROM heads ORDER BY seq",
        row ->
            new TreeHead(row.getLong(1), Rows.octets(row, 2), Rows.octets(row, 3), row.getLong(4)));
  }

  @Override
  public List<Tombstone> tombstones() {
    return list(
        new Filter(),
        "SELECT seq, leaf, session, deleted_at, reason FROM tombstones ORDER BY seq",
        row ->
            new Tombstone(
                row.getLong(1), row.getBytes(2), row.getLong(3), row.getLong(4), row.getString(5)));
  }

  @Override
  public List<ClockJump> clockJumps() {
    return list(
        new Filter(),
        "SELECT before_seq, at, jump FROM clock_jumps ORDER BY seq",
        row -> new ClockJump(row.getLong(1), row.getLong(2), row.getLong(3)));
  }
}
