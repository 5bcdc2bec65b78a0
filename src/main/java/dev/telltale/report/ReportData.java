package dev.telltale.report;

import dev.telltale.compare.Comparison;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Recordings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report is made of.
 *
 * @param app application id
 * @param findings its findings, in the order they were stored
 * @param gaps what could not be seen of it
 * @param exchanges how many exchanges it made
 * @param comparison against its declarations, null if there are none
 * @param facts how and with what it was recorded, for the last page
 */
public record ReportData(
    String app,
    List<RecordedFinding> findings,
    List<RecordedGap> gaps,
    long exchanges,
    @Nullable Comparison comparison,
    List<Fact> facts) {

  /**
   * Something that a reader may want to check.
   *
   * @param name key in the catalogue
   * @param value the fact
   */
  public record Fact(String name, String value) {}

  /** Reads what concerns an app, and a session if one is named. */
  public static ReportData of(
      Recordings recordings,
      String app,
      @Nullable Long session,
      @Nullable Comparison comparison,
      List<Fact> facts) {
    Query query = Query.of(app, session);
    List<RecordedFinding> findings = new ArrayList<>();
    recordings.findings(query, findings::add);
    List<RecordedGap> gaps = new ArrayList<>();
    recordings.gaps(query, gaps::add);
    long[] exchanges = {0};
    recordings.exchanges(query, e -> exchanges[0]++);
    return new ReportData(app, findings, gaps, exchanges[0], comparison, facts);
  }
}
