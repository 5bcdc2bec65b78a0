package dev.telltale.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Taking things out of the store for good. SQLite overwrites what is deleted ({@code
 * secure_delete}), {@code VACUUM} rewrites the file without gaps, and a truncating checkpoint
 * empties the log that still held the old pages.
 */
final class Deletions {
  private static final String OF_SESSION =
      "context IN (SELECT seq FROM contexts WHERE session = ?)";

  private static final List<String> SESSION =
      List.of(
          "DELETE FROM messages WHERE exchange IN (SELECT seq FROM exchanges WHERE "
              + OF_SESSION
              + ")",
          "DELETE FROM finding_rows WHERE " + OF_SESSION,
          "DELETE FROM gaps WHERE " + OF_SESSION,
          "DELETE FROM closed_connections WHERE " + OF_SESSION,
          "DELETE FROM exchanges WHERE " + OF_SESSION,
          "DELETE FROM contexts WHERE session = ?",
          "DELETE FROM marks WHERE session = ?",
          "DELETE FROM tester_evidence WHERE session = ?",
          "DELETE FROM sessions WHERE id = ?");

  private static final List<String> UNREFERRED =
      List.of(
          "DELETE FROM bodies WHERE seq NOT IN (SELECT request_body FROM exchanges WHERE"
              + " request_body IS NOT NULL UNION SELECT response_body FROM exchanges WHERE"
              + " response_body IS NOT NULL)",
          "DELETE FROM recipients WHERE seq NOT IN (SELECT recipient FROM exchanges)",
          "DELETE FROM connections WHERE seq NOT IN (SELECT connection FROM exchanges UNION SELECT"
              + " connection FROM closed_connections UNION SELECT connection FROM gaps WHERE"
              + " connection IS NOT NULL)",
          // A phone's profile holds what was planted on it.
          "DELETE FROM devices WHERE name NOT IN (SELECT device FROM sessions UNION SELECT device"
              + " FROM contexts)",
          "DELETE FROM staged_findings",
          "DELETE FROM staged_exchanges",
          "DELETE FROM finding_reasons WHERE seq NOT IN (SELECT reason FROM finding_rows)");

  private Deletions() {}

  /** Deletes a session, in transactions of its own. Returns how many exchanges it had. */
  static long session(Tables tables, long session, String reason, long nowMillis)
      throws SQLException {
    if (tables.sql("SELECT count(*) FROM sessions WHERE id = ?").number(session).single(0) == 0) {
      throw new StoreException(
          "session: " + session + " does not exist; see telltale session list");
    }
    long exchanges =
        tables
            .sql(
                "INSERT INTO tombstones (seq, leaf, session, deleted_at, reason)"
                    + " SELECT seq, leaf, ?, ?, ? FROM exchanges WHERE "
                    + OF_SESSION)
            .number(session)
            .number(nowMillis)
            .text(reason)
            .number(session)
            .change();
    for (String sql : SESSION) {
      tables.sql(sql).number(session).change();
    }
    for (String sql : UNREFERRED) {
      tables.sql(sql).change();
    }
    tables.commit();
    tables.outsideTransactions(all -> all.sql("VACUUM").change());
    tables.outsideTransactions(all -> emptyLog(all, session));
    return exchanges;
  }

  private static boolean emptyLog(Tables tables, long session) throws SQLException {
    try (ResultSet row = tables.sql("PRAGMA wal_checkpoint(TRUNCATE)").rows()) {
      if (row.next() && row.getInt(1) != 0) {
        throw new StoreException(
            "session: "
                + session
                + " is deleted, but another program reads the store and keeps the old log; close it,"
                + " then start telltale once on this folder");
      }
    }
    return true;
  }

  /** Ends sessions that a crash left open, and discards an unfinished reclassification. */
  static boolean afterCrash(Tables tables) throws SQLException {
    tables
        .sql(
            "UPDATE sessions SET ended_at = max(started_at, ifnull((SELECT max(e.started_at +"
                + " e.duration) FROM exchanges e JOIN contexts c ON c.seq = e.context WHERE"
                + " c.session = sessions.id), 0), ifnull((SELECT max(at) FROM marks WHERE session ="
                + " sessions.id), 0)) WHERE ended_at IS NULL")
        .change();
    tables.sql("DELETE FROM staged_findings").change();
    tables.sql("DELETE FROM staged_exchanges").change();
    return true;
  }
}
