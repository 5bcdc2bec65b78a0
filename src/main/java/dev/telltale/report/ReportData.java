package dev.telltale.report;

import dev.telltale.compare.Flow;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Recordings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a report is made of.
 *
 * @param subject the app, what it declares, and the one against the other
 * @param findings its findings, in the order they were stored
 * @param gaps what could not be seen of it
 * @param runs the sessions it was seen in, oldest first, with their marks
 * @param excerpts of each flow, the request that carried it first
 * @param leaves places in the recording, and so in its evidence tree, of the exchanges that the
 *     excerpts are from, by id
 * @param facts how and with what it was recorded, for the last page
 */
public record ReportData(
    AppCase subject,
    List<RecordedFinding> findings,
    List<RecordedGap> gaps,
    List<Run> runs,
    Map<Flow.Key, Cited> excerpts,
    Map<String, Long> leaves,
    List<Fact> facts) {
  /** Requests that are quoted; a page with more of them is read by nobody. */
  private static final int MOST_EXCERPTS = 300;

  /**
   * Something that a reader may want to check.
   *
   * @param name key in the catalogue
   * @param value the fact
   */
  public record Fact(String name, String value) {}

  /** A session with its marks, oldest first. */
  public record Run(Session session, List<Mark> marks) {}

  /** A finding with the part of the request in which it stands. */
  public record Cited(RecordedFinding finding, Excerpt excerpt) {}

  /** The app. */
  public String app() {
    return subject.app();
  }

  /** How many exchanges it made. */
  public long exchanges() {
    return subject.exchanges().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Reads what concerns an app, and a session if one is named. */
  public static ReportData of(
      Recordings recordings, AppCase subject, @Nullable Long session, List<Fact> facts) {
    Query query = Query.of(subject.app(), session);
    List<RecordedFinding> findings = new ArrayList<>();
    Map<Flow.Key, RecordedFinding> first = new LinkedHashMap<>();
    Set<Long> numbers = new LinkedHashSet<>();
    recordings.findings(
        query,
        f -> {
          findings.add(f);
          numbers.add(f.observation().context().session());
          first.putIfAbsent(key(f), f);
        });
    List<RecordedGap> gaps = new ArrayList<>();
    recordings.gaps(query, gaps::add);
    Map<Flow.Key, Cited> excerpts = new HashMap<>();
    Map<String, Long> leaves = new HashMap<>();
    first.entrySet().stream()
        .limit(MOST_EXCERPTS)
        .forEach(
            entry -> {
              String id = entry.getValue().finding().exchange();
              recordings
                  .exchange(id)
                  .ifPresent(
                      whole -> {
                        leaves.put(id, whole.sequence());
                        excerpts.put(
                            entry.getKey(),
                            new Cited(
                                entry.getValue(),
                                Excerpt.of(
                                    whole.observation().exchange(), entry.getValue().finding())));
                      });
            });
    List<Run> runs =
        recordings.sessions().stream()
            .filter(s -> numbers.contains(s.id()))
            .map(s -> new Run(s, recordings.marks(s.id())))
            .toList();
    return new ReportData(subject, findings, gaps, runs, excerpts, leaves, facts);
  }

  private static Flow.Key key(RecordedFinding f) {
    return new Flow.Key(
        Objects.requireNonNullElse(f.observation().context().attribution().app(), ""),
        f.finding().kind(),
        f.observation().recipient().domain(),
        f.observation().recipient().party());
  }
}
