package dev.telltale.record;

import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Response;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records into the tables. Used by the writer thread alone, inside its transaction.
 *
 * <p>After a transaction was rolled back everything remembered of it is forgotten ({@link
 * #rollback}), for it may refer to rows that are gone.
 */
final class Tables {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

  /** What has been stored under an exchange's id. */
  private record Stored(long sequence, long context, long recipient) {}

  private final java.sql.Connection connection;
  private final LeafFunction leaves;
  private final HeaderCoding headers = new HeaderCoding();
  private final SharedRows shared = new SharedRows(this);
  private final Map<String, Stored> exchanges = SharedRows.recent();
  private final Map<String, Binding> statements = new LinkedHashMap<>();
  private long lastExchange;

  Tables(java.sql.Connection connection, LeafFunction leaves) throws SQLException {
    this.connection = connection;
    this.leaves = leaves;
    connection.setAutoCommit(false);
    forget();
  }

  /** Starts from what the file says. */
  void forget() throws SQLException {
    shared.forget();
    exchanges.clear();
    lastExchange =
        sql("SELECT max(ifnull((SELECT max(seq) FROM exchanges), 0),"
                + " ifnull((SELECT max(seq) FROM tombstones), 0))")
            .single(0);
    connection.commit(); // Reading has begun a transaction, which would hold the log.
  }

  /** Makes what was written since the last commit durable. */
  void commit() throws SQLException {
    connection.commit();
  }

  /**
   * Undoes what was written since the last commit, and starts anew. The driver closes a statement
   * that failed, so none is kept.
   */
  void rollback() throws SQLException {
    closeStatements();
    try {
      connection.rollback();
    } catch (SQLException e) {
      // SQLite has rolled back by itself, as it does when the disk is full; the driver, which does
      // not know, is led through a change of mode that begins the next transaction.
      LOG.debug("no transaction to undo: {}", e.getMessage());
      try {
        connection.setAutoCommit(true);
      } catch (SQLException alsoNone) {
        LOG.debug("no transaction to end: {}", alsoNone.getMessage());
      }
      connection.setAutoCommit(false);
    }
    forget();
  }

  private void closeStatements() {
    for (Binding statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }

  /** Runs {@code task} outside any transaction, where some commands of SQLite have to be. */
  void outsideTransactions(WriteQueue.Work<?> task) throws SQLException {
    closeStatements();
    connection.setAutoCommit(true);
    try {
      task.on(this);
    } finally {
      closeStatements();
      connection.setAutoCommit(false);
    }
  }

  /** Sequence number of the latest exchange, 0 before the first. */
  long lastExchange() {
    return lastExchange;
  }

  /** The kept statement for {@code sql}. */
  Binding sql(String sql) throws SQLException {
    Binding known = statements.get(sql);
    if (known == null) {
      known = new Binding(connection, sql);
      statements.put(sql, known);
    }
    return known.start();
  }

  private static final String INSERT_EXCHANGE =
      "INSERT INTO exchanges (seq, id, leaf, connection, context, recipient, started_at, duration,"
          + " outcome, encrypted, messages, protocol, method, request_body, request_size, status,"
          + " response_body, response_size, reason, failure, url, target, request_headers,"
          + " request_trailers, response_headers, response_trailers)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (id) DO NOTHING";

  /** Stores an exchange; one whose id is stored already stays as it is. */
  void exchange(Observation observation) throws SQLException {
    Exchange exchange = observation.exchange();
    long sequence = lastExchange + 1;
    long context = shared.context(observation.context());
    long recipient = shared.recipient(observation.recipient());
    Response response = exchange.response();
    int stored =
        sql(INSERT_EXCHANGE)
            .number(sequence)
            .text(exchange.id())
            .octets(leaf(new RecordedExchange(sequence, observation)))
            .number(shared.connection(exchange.connection()))
            .number(context)
            .number(recipient)
            .number(exchange.startedAtMillis())
            .number(exchange.durationMillis())
            .text(exchange.outcome().id())
            .number(exchange.encrypted() ? 1 : 0)
            .number(exchange.messages().size())
            .text(exchange.protocol())
            .text(exchange.request().method())
            .number(shared.body(exchange.request().body()))
            .number(exchange.request().body().sizeBytes())
            .number(response == null ? null : Long.valueOf(response.status()))
            .number(response == null ? null : shared.body(response.body()))
            .number(response == null ? null : Long.valueOf(response.body().sizeBytes()))
            .text(response == null ? null : response.reason())
            .text(exchange.failure())
            .text(exchange.request().url())
            .text(exchange.request().target())
            .octets(headers.encode(exchange.request().headers()))
            .octets(headers.encode(exchange.request().trailers()))
            .octets(response == null ? null : headers.encode(response.headers()))
            .octets(response == null ? null : headers.encode(response.trailers()))
            .change();
    if (stored == 0) {
      LOG.warn("exchange {} is stored already; the second one was left out", exchange.id());
      return;
    }
    lastExchange = sequence;
    exchanges.put(exchange.id(), new Stored(sequence, context, recipient));
    for (Message message : exchange.messages()) {
      message(sequence, message);
    }
  }

  private byte @Nullable [] leaf(RecordedExchange recorded) {
    try {
      byte[] leaf = leaves.leaf(recorded);
      return leaf.length == 0 ? null : leaf;
    } catch (RuntimeException e) {
      LOG.error("no leaf for exchange {}", recorded.observation().exchange().id(), e);
      return null;
    }
  }

  private void message(long exchange, Message message) throws SQLException {
    sql("INSERT INTO messages (exchange, sent, at, kind, size, content) VALUES (?, ?, ?, ?, ?, ?)")
        .number(exchange)
        .number(message.direction() == Message.Direction.SENT ? 1 : 0)
        .number(message.atMillis())
        .text(message.kind())
        .number(message.sizeBytes())
        .octets(message.content())
        .change();
  }

  static final String FINDING_COLUMNS =
      "exchange, context, recipient, reason, value, observed, place, span_start, span_end, message";

  /** Where findings are stored. */
  static final MultiInsert FINDINGS = new MultiInsert("finding_rows", FINDING_COLUMNS);

  /** Where a reclassification keeps them aside. */
  static final MultiInsert STAGED_FINDINGS = new MultiInsert("staged_findings", FINDING_COLUMNS);

  /**
   * Stores findings behind those of their exchange; does nothing when the exchange is not stored.
   *
   * @param table {@link #FINDINGS} or {@link #STAGED_FINDINGS}
   */
  void findings(MultiInsert table, String exchangeId, List<Finding> findings, String rulesVersion)
      throws SQLException {
    Stored exchange = stored(exchangeId);
    if (exchange == null) {
      return;
    }
    int done = 0;
    while (done < findings.size()) {
      int rows = MultiInsert.rows(findings.size() - done);
      // Numbers first: to give one, another statement may have to run.
      long[] reasons = new long[rows];
      for (int i = 0; i < rows; i++) {
        reasons[i] = shared.reason(findings.get(done + i), rulesVersion);
      }
      Binding insert = sql(table.sql(rows));
      for (int i = 0; i < rows; i++) {
        Finding finding = findings.get(done + i);
        Integer message = finding.message();
        insert
            .number(exchange.sequence())
            .number(exchange.context())
            .number(exchange.recipient())
            .number(reasons[i])
            .text(finding.value())
            .text(finding.observed().equals(finding.value()) ? null : finding.observed())
            .text(finding.where())
            .number(finding.start())
            .number(finding.end())
            .number(message == null ? null : Long.valueOf(message));
      }
      insert.change();
      done += rows;
    }
  }

  /** Notes that a reclassification has looked at an exchange. */
  void stage(String exchangeId) throws SQLException {
    Stored exchange = stored(exchangeId);
    if (exchange != null) {
      sql("INSERT OR IGNORE INTO staged_exchanges (exchange) VALUES (?)")
          .number(exchange.sequence())
          .change();
    }
  }

  private @Nullable Stored stored(String exchangeId) throws SQLException {
    Stored known = exchanges.get(exchangeId);
    if (known == null) {
      try (ResultSet rows =
          sql("SELECT seq, context, recipient FROM exchanges WHERE id = ?")
              .text(exchangeId)
              .rows()) {
        if (rows.next()) {
          known = new Stored(rows.getLong(1), rows.getLong(2), rows.getLong(3));
          exchanges.put(exchangeId, known);
        }
      }
    }
    return known;
  }

  void gap(Gap gap, Context context) throws SQLException {
    Connection of = gap.connection();
    sql("INSERT INTO gaps (context, at, cause, connection, exchange, host, count, detail)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .number(shared.context(context))
        .number(gap.atMillis())
        .text(gap.cause().id())
        .number(of == null ? null : Long.valueOf(shared.connection(of)))
        .text(gap.exchange())
        .text(gap.host())
        .number(gap.count())
        .text(gap.detail())
        .change();
  }

  void closed(ClosedConnection closed, Context context) throws SQLException {
    sql("INSERT INTO closed_connections (connection, context, closed_at, sent, received,"
            + " first_sent, first_received) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .number(shared.connection(closed.connection()))
        .number(shared.context(context))
        .number(closed.closedAtMillis())
        .number(closed.sentBytes())
        .number(closed.receivedBytes())
        .octets(closed.firstSent())
        .octets(closed.firstReceived())
        .change();
  }

  /** Row id of the latest insert. */
  long lastRow() throws SQLException {
    return sql("SELECT last_insert_rowid()").single(0);
  }
}
