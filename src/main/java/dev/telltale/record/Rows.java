package dev.telltale.record;

import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows, on one connection and for one call. Shared values are read once each and
 * kept for the call, so that listings need no wide joins.
 */
final class Rows {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] NOT_LOADED = new byte[0];

  /**
   * Columns of an exchange {@code e} with its bodies {@code q} and {@code r}, for {@link
   * #exchange}.
   */
  private static final String EXCHANGE =
      "e.seq, e.id, e.connection, e.context, e.recipient, e.started_at, e.duration, e.outcome,"
          + " e.messages, e.protocol, e.method, e.request_size, e.status, e.response_size,"
          + " e.reason, e.failure, e.url, e.target, e.request_headers, e.request_trailers,"
          + " e.response_headers, e.response_trailers, q.sha256, q.kept, r.sha256, r.kept";

  static final String EXCHANGE_COLUMNS = EXCHANGE;
  static final String WHOLE_EXCHANGE_COLUMNS = EXCHANGE + ", q.content, r.content";
  static final int EXCHANGE_WIDTH = 26;
  static final String EXCHANGE_BODIES =
      " LEFT JOIN bodies q ON q.seq = e.request_body LEFT JOIN bodies r ON r.seq = e.response_body";

  private final java.sql.Connection connection;
  private final Map<Long, Context> contexts = new HashMap<>();
  private final Map<Long, Recipient> recipients = new HashMap<>();
  private final Map<Long, Connection> connections = new HashMap<>();

  Rows(java.sql.Connection connection) {
    this.connection = connection;
  }

  private interface Maker<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> T shared(Map<Long, T> known, long sequence, String sql, Maker<T> maker)
      throws SQLException {
    T value = known.get(sequence);
    if (value == null) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setLong(1, sequence);
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            throw new StoreException(
                "store: a row refers to one that is missing ("
                    + sql
                    + ", "
                    + sequence
                    + ");"
                    + " it was changed by another program, restore it from a copy");
          }
          value = maker.of(row);
        }
      }
      if (known.size() > 10_000) {
        known.clear();
      }
      known.put(sequence, value);
    }
    return value;
  }

  Context context(long sequence) throws SQLException {
    return shared(
        contexts,
        sequence,
        "SELECT session, device, app, method, confidence, phase FROM contexts WHERE seq = ?",
        row ->
            new Context(
                row.getLong(1),
                row.getString(2),
                new Attribution(row.getString(3), row.getString(4), row.getString(5)),
                row.getString(6)));
  }

  Recipient recipient(long sequence) throws SQLException {
    return shared(
        recipients,
        sequence,
        "SELECT host, domain, organisation, sdk, category, party, country, address"
            + " FROM recipients WHERE seq = ?",
        row ->
            new Recipient(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8)));
  }

  Connection connection(long sequence) throws SQLException {
    return shared(
        connections,
        sequence,
        "SELECT id, opened_at, entry, client_address, client_port, credential, host, port,"
            + " upstream_address, client_tls, client_version, client_cipher, client_alpn,"
            + " client_sni, client_ja4, upstream_tls, upstream_version, upstream_cipher,"
            + " upstream_alpn, upstream_sni, upstream_ja4 FROM connections WHERE seq = ?",
        row ->
            new Connection(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                row.getString(9),
                tls(row, 10),
                tls(row, 16)));
  }

  private static @Nullable Tls tls(ResultSet row, int at) throws SQLException {
    return row.getInt(at) == 0
        ? null
        : new Tls(
            row.getString(at + 1),
            row.getString(at + 2),
            row.getString(at + 3),
            row.getString(at + 4),
            row.getString(at + 5));
  }

  /** The exchange of a row that begins, at column {@code at}, with the columns above. */
  RecordedExchange exchange(ResultSet row, int at, boolean whole) throws SQLException {
    long sequence = row.getLong(at);
    Request request =
        new Request(
            row.getString(at + 10),
            row.getString(at + 16),
            row.getString(at + 17),
            HeaderCoding.decode(row.getBytes(at + 18)),
            HeaderCoding.decode(row.getBytes(at + 19)),
            body(row, row.getLong(at + 11), at + 22, whole ? at + 26 : 0));
    int status = row.getInt(at + 12);
    Response response =
        row.wasNull()
            ? null
            : new Response(
                status,
                row.getString(at + 14),
                HeaderCoding.decode(row.getBytes(at + 20)),
                HeaderCoding.decode(row.getBytes(at + 21)),
                body(row, row.getLong(at + 13), at + 24, whole ? at + 27 : 0));
    boolean withMessages = whole && row.getInt(at + 8) > 0;
    Exchange exchange =
        new Exchange(
            row.getString(at + 1),
            connection(row.getLong(at + 2)),
            row.getString(at + 9),
            request,
            response,
            withMessages ? messages(sequence) : List.of(),
            Outcome.of(row.getString(at + 7)),
            row.getString(at + 15),
            row.getLong(at + 5),
            row.getLong(at + 6));
    return new RecordedExchange(
        sequence,
        new Observation(exchange, context(row.getLong(at + 3)), recipient(row.getLong(at + 4))));
  }

  private static Body body(ResultSet row, long size, int digestAt, int contentAt)
      throws SQLException {
    byte[] digest = row.getBytes(digestAt);
    if (digest == null) {
      return Body.EMPTY;
    }
    return new Body(
        HEX.formatHex(digest),
        size,
        row.getLong(digestAt + 1),
        contentAt == 0 ? NOT_LOADED : octets(row, contentAt));
  }

  private List<Message> messages(long exchange) throws SQLException {
    List<Message> messages = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT sent, at, kind, size, content FROM messages WHERE exchange = ? ORDER BY seq")) {
      statement.setLong(1, exchange);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          messages.add(
              new Message(
                  row.getInt(1) == 1 ? Message.Direction.SENT : Message.Direction.RECEIVED,
                  row.getLong(2),
                  row.getString(3),
                  row.getLong(4),
                  octets(row, 5)));
        }
      }
    }
    return messages;
  }

  /** A column that is never null; the driver gives null for an empty one. */
  static byte[] octets(ResultSet row, int at) throws SQLException {
    byte[] octets = row.getBytes(at);
    return octets == null ? NOT_LOADED : octets;
  }

  static final String FINDING_COLUMNS =
      "f.seq, f.rules_version, f.type, f.kind, f.value, f.observed, f.place, f.encoding,"
          + " f.span_start, f.span_end, f.method, f.rule, f.confidence, f.why, f.message";
  static final int FINDING_WIDTH = 15;

  /** The finding of a row that begins with the columns above. */
  static RecordedFinding finding(ResultSet row, Observation observation) throws SQLException {
    String encoding = row.getString(8);
    int number = row.getInt(15);
    Integer message = row.wasNull() ? null : Integer.valueOf(number);
    Finding finding =
        new Finding(
            observation.exchange().id(),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            encoding.isEmpty() ? List.of() : List.of(encoding.split(",", -1)),
            row.getInt(9),
            row.getInt(10),
            row.getString(11),
            row.getString(12),
            row.getDouble(13),
            row.getString(14),
            message);
    return new RecordedFinding(row.getLong(1), finding, observation, row.getString(2));
  }

  static final String GAP_COLUMNS =
      "g.seq, g.at, g.cause, g.connection, g.exchange, g.host, g.count, g.detail, g.context";

  /** The gap of a row with the columns above. */
  RecordedGap gap(ResultSet row) throws SQLException {
    long of = row.getLong(4);
    Connection concerned = row.wasNull() ? null : connection(of);
    return new RecordedGap(
        row.getLong(1),
        new Gap(
            row.getLong(2),
            Gap.Cause.of(row.getString(3)),
            concerned,
            row.getString(5),
            row.getString(6),
            row.getLong(7),
            row.getString(8)),
        context(row.getLong(9)));
  }
}
