package dev.telltale.record;

import dev.telltale.model.Finding;
import dev.telltale.model.Observation;
import java.sql.SQLException;
import java.util.List;

/**
 * New findings for exchanges that have some already. They are kept aside, so that recording goes on
 * in between, and take the place of the old ones of the same exchanges in one transaction. Used by
 * one thread, and one at a time for a store.
 */
public final class FindingsReplacement implements AutoCloseable {
  private final Writer writer;
  private final String rulesVersion;
  private boolean committed;

  FindingsReplacement(Writer writer, String rulesVersion) {
    this.writer = writer;
    this.rulesVersion = rulesVersion;
    discard();
  }

  /** Gives the findings of an exchange, which may be none. */
  public void put(Observation observation, List<Finding> findings) {
    String exchangeId = observation.exchange().id();
    List<Finding> kept = List.copyOf(findings);
    boolean taken =
        writer
            .queue()
            .append(
                Weight.ofFindings(kept),
                observation.context(),
                tables -> {
                  tables.stage(exchangeId);
                  tables.findings(Tables.STAGED_FINDINGS, exchangeId, kept, rulesVersion);
                  return true;
                });
    if (!taken) {
      throw new StoreException(writer.queue().state().reason());
    }
  }

  /** Puts the new findings in the place of the old; returns how many there are now. */
  public long commit() {
    long count =
        writer.call(
            false,
            tables -> {
              tables
                  .sql(
                      "DELETE FROM finding_rows WHERE exchange IN (SELECT exchange FROM"
                          + " staged_exchanges)")
                  .change();
              long inserted =
                  tables
                      .sql(
                          "INSERT INTO finding_rows ("
                              + Tables.FINDING_COLUMNS
                              + ") SELECT "
                              + Tables.FINDING_COLUMNS
                              + " FROM staged_findings ORDER BY exchange, seq")
                      .change();
              clear(tables);
              return inserted;
            });
    committed = true;
    return count;
  }

  private static boolean clear(Tables tables) throws SQLException {
    tables.sql("DELETE FROM staged_findings").change();
    tables.sql("DELETE FROM staged_exchanges").change();
    return true;
  }

  private void discard() {
    writer.call(false, FindingsReplacement::clear);
  }

  /** Discards what was put unless it was committed. */
  @Override
  public void close() {
    if (!committed) {
      discard();
    }
  }
}
