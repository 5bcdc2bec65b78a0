package dev.telltale.record;

import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Recipient;
import dev.telltale.model.Tls;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that many rows share (circumstances, recipients, connections, bodies), stored once and
 * referred to by number. Which are stored is remembered for the latest few thousand, so that the
 * usual exchange costs one insert for itself and one for each new body. Used by the writer thread
 * alone, inside its transaction.
 */
final class SharedRows {
  private static final HexFormat HEX = HexFormat.of();
  private static final int REMEMBERED = 4096;

  private record BodyKey(String sha256, long keptBytes) {}

  private final Tables tables;
  private final Map<Object, Long> known = recent();
  private long lastBody;

  SharedRows(Tables tables) {
    this.tables = tables;
  }

  /** A map that keeps what was used last. */
  static <K, V> Map<K, V> recent() {
    return new LinkedHashMap<>(256, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** Starts from what the file says: what is remembered may have been rolled back. */
  void forget() throws SQLException {
    known.clear();
    lastBody = tables.sql("SELECT ifnull(max(seq), 0) FROM bodies").single(0);
  }

  @Nullable Long body(Body body) throws SQLException {
    if (body.sizeBytes() == 0) {
      return null;
    }
    BodyKey key = new BodyKey(body.sha256(), body.keptBytes());
    Long sequence = known.get(key);
    if (sequence == null) {
      sequence = store(body, HEX.parseHex(body.sha256()));
      known.put(key, sequence);
    }
    return sequence;
  }

  private long store(Body body, byte[] sha256) throws SQLException {
    int stored =
        tables
            .sql(
                "INSERT INTO bodies (seq, sha256, kept, content) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (sha256, kept) DO NOTHING")
            .number(lastBody + 1)
            .octets(sha256)
            .number(body.keptBytes())
            .octets(body.content())
            .change();
    if (stored == 1) {
      return ++lastBody;
    }
    return tables
        .sql("SELECT seq FROM bodies WHERE sha256 = ? AND kept = ?")
        .octets(sha256)
        .number(body.keptBytes())
        .single(0);
  }

  long context(Context context) throws SQLException {
    Long remembered = known.get(context);
    if (remembered != null) {
      return remembered;
    }
    long sequence =
        bind(
                tables.sql(
                    "SELECT seq FROM contexts WHERE session = ? AND device = ? AND app IS ? AND"
                        + " method = ? AND confidence = ? AND phase = ?"),
                context)
            .single(0);
    if (sequence == 0) {
      bind(
              tables.sql(
                  "INSERT INTO contexts (session, device, app, method, confidence, phase)"
                      + " VALUES (?, ?, ?, ?, ?, ?)"),
              context)
          .change();
      sequence = tables.lastRow();
    }
    known.put(context, sequence);
    return sequence;
  }

  private static Binding bind(Binding statement, Context context) throws SQLException {
    return statement
        .number(context.session())
        .text(context.device())
        .text(context.attribution().app())
        .text(context.attribution().method())
        .text(context.attribution().confidence())
        .text(context.phase());
  }

  long recipient(Recipient recipient) throws SQLException {
    Long remembered = known.get(recipient);
    if (remembered != null) {
      return remembered;
    }
    tables
        .sql(
            "INSERT INTO recipients (host, domain, organisation, sdk, category, party, country,"
                + " address) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .text(recipient.host())
        .text(recipient.domain())
        .text(recipient.organisation())
        .text(recipient.sdk())
        .text(recipient.category())
        .text(recipient.party())
        .text(recipient.country())
        .text(recipient.address())
        .change();
    long sequence = tables.lastRow();
    known.put(recipient, sequence);
    return sequence;
  }

  long connection(Connection connection) throws SQLException {
    Long remembered = known.get(connection);
    if (remembered != null) {
      return remembered;
    }
    Binding insert =
        tables
            .sql(
                "INSERT INTO connections (id, opened_at, entry, client_address, client_port,"
                    + " credential, host, port, upstream_address, client_tls, client_version,"
                    + " client_cipher, client_alpn, client_sni, client_ja4, upstream_tls,"
                    + " upstream_version, upstream_cipher, upstream_alpn, upstream_sni,"
                    + " upstream_ja4)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .text(connection.id())
            .number(connection.openedAtMillis())
            .text(connection.entry())
            .text(connection.clientAddress())
            .number(connection.clientPort())
            .text(connection.credential())
            .text(connection.host())
            .number(connection.port())
            .text(connection.upstreamAddress());
    tls(insert, connection.client());
    tls(insert, connection.upstream());
    insert.change();
    long sequence = tables.lastRow();
    known.put(connection, sequence);
    return sequence;
  }

  private static void tls(Binding insert, @Nullable Tls tls) throws SQLException {
    insert
        .number(tls == null ? 0 : 1)
        .text(tls == null ? null : tls.version())
        .text(tls == null ? null : tls.cipher())
        .text(tls == null ? null : tls.alpn())
        .text(tls == null ? null : tls.sni())
        .text(tls == null ? null : tls.ja4());
  }
}
