package dev.telltale.record;

import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Finding;
import dev.telltale.model.Recipient;
import dev.telltale.model.Tls;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that many rows share (circumstances, recipients, connections, bodies, reasons of
 * findings), stored once and referred to by number. Which are stored is remembered for the latest
 * few thousand, so that the usual exchange costs one insert for itself and one for each new body.
 * Used by the writer thread alone, inside its transaction.
 */
final class SharedRows {
  private static final HexFormat HEX = HexFormat.of();
  private static final int REMEMBERED = 4096;
  private static final int REASONS_OF_A_KIND = 64;

  private record BodyKey(String sha256, long keptBytes) {}

  /** A value that was stored, and where. */
  private record Numbered<T>(T value, long sequence) {}

  private final Tables tables;
  private final Map<Object, Long> known = recent();

  // Records hash all that they are made of. Of these, the same objects come again and again, and
  // an id or a single text tells nearly all of them apart.
  private final Map<String, Numbered<Connection>> connections = recent();
  private final Map<String, Numbered<Recipient>> recipients = recent();
  private final Map<String, List<Reason>> reasons = recent();
  private @Nullable Numbered<Context> latestContext;
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
    connections.clear();
    recipients.clear();
    reasons.clear();
    latestContext = null;
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
    Numbered<Context> latest = latestContext;
    if (latest == null || !latest.value().equals(context)) {
      latest = new Numbered<>(context, sequence(context));
      latestContext = latest;
    }
    return latest.sequence();
  }

  private long sequence(Context context) throws SQLException {
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
    Numbered<Recipient> remembered = recipients.get(recipient.host());
    if (remembered != null && same(remembered.value(), recipient)) {
      return remembered.sequence();
    }
    Long before = known.get(recipient);
    if (before != null) {
      recipients.put(recipient.host(), new Numbered<>(recipient, before));
      return before;
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
    recipients.put(recipient.host(), new Numbered<>(recipient, sequence));
    return sequence;
  }

  long connection(Connection connection) throws SQLException {
    Numbered<Connection> remembered = connections.get(connection.id());
    if (remembered != null && same(remembered.value(), connection)) {
      return remembered.sequence();
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
    connections.put(connection.id(), new Numbered<>(connection, sequence));
    return sequence;
  }

  private static boolean same(Object one, Object other) {
    return one == other || one.equals(other);
  }

  /** What a finding shares with others. */
  private record Reason(Finding example, String rulesVersion, long sequence) {
    boolean of(Finding other, String version) {
      return example.confidence() == other.confidence()
          && example.why().equals(other.why())
          && example.rule().equals(other.rule())
          && example.encoding().equals(other.encoding())
          && example.type().equals(other.type())
          && example.method().equals(other.method())
          && rulesVersion.equals(version);
    }
  }

  long reason(Finding finding, String rulesVersion) throws SQLException {
    // The text of a kind is the same object each time and knows its hash; that of a reason is new.
    List<Reason> sameKind = reasons.computeIfAbsent(finding.kind(), kind -> new ArrayList<>(4));
    for (int i = 0; i < sameKind.size(); i++) {
      Reason reason = sameKind.get(i);
      if (reason.of(finding, rulesVersion)) {
        if (i > 0) {
          // What was said last is likely to be said next.
          sameKind.set(i, sameKind.get(i / 2));
          sameKind.set(i / 2, reason);
        }
        return reason.sequence();
      }
    }
    if (sameKind.size() == REASONS_OF_A_KIND) {
      sameKind.remove(REASONS_OF_A_KIND - 1);
    }
    tables
        .sql(
            "INSERT INTO finding_reasons (rules_version, type, kind, encoding, method, rule,"
                + " confidence, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .text(rulesVersion)
        .text(finding.type())
        .text(finding.kind())
        .text(String.join(",", finding.encoding()))
        .text(finding.method())
        .text(finding.rule())
        .real(finding.confidence())
        .text(finding.why())
        .change();
    long sequence = tables.lastRow();
    sameKind.add(new Reason(finding, rulesVersion, sequence));
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
