package dev.telltale.report;

import dev.telltale.compare.Axes;
import dev.telltale.compare.Checklist;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.Observed;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declarations;
import dev.telltale.model.Recipient;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedDeclaration;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.Recordings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One app as recorded, held against what it declares: what the commands, the report, the letters
 * and the dashboard have in common.
 *
 * @param app application id
 * @param findings what was found, as comparison needs it
 * @param declarations what it declares
 * @param comparison one against the other; null if nothing is declared
 * @param checklist the eight issues
 * @param exchanges how many exchanges it made, by phase in order of first occurrence
 * @param gaps what could not be seen of it, by phase
 */
public record AppCase(
    String app,
    List<Observed> findings,
    List<Declaration> declarations,
    @Nullable Comparison comparison,
    Checklist checklist,
    Map<String, Long> exchanges,
    Map<String, Long> gaps) {

  /**
   * What to hold it against.
   *
   * @param declared the app's declarations; empty takes those kept in the recording
   * @param ofOthers other companies' declarations, by name
   * @param language the kept declarations' language, null to find it out
   * @param circumstances what is known of the app and its user
   * @param pack the clauses to bear on
   */
  public record Against(
      List<Declaration> declared,
      Map<String, List<Declaration>> ofOthers,
      @Nullable String language,
      Axes.Circumstances circumstances,
      List<Rule> pack) {
    /** What the recording keeps, all clauses. */
    public static final Against KEPT =
        new Against(List.of(), Map.of(), null, Axes.Circumstances.UNKNOWN, Rule.shipped());
  }

  /** Reads what a recording has of an app, and of a session if one is named. */
  public static AppCase of(
      Recordings recordings, String app, @Nullable Long session, Against against) {
    List<Observed> findings = observed(recordings, app, session);
    List<Declaration> declarations = new ArrayList<>(against.declared());
    if (declarations.isEmpty()) {
      for (RecordedDeclaration kept :
          RecordedDeclaration.inForce(
              recordings.declarations(app), version(recordings, app, session))) {
        declarations.add(
            Declarations.read(
                kept.name(), kept.content(), new Declarations.Options(against.language(), null)));
      }
    }
    Comparison comparison =
        declarations.isEmpty()
            ? null
            : Comparison.of(
                findings,
                declarations,
                against.ofOthers(),
                against.circumstances(),
                against.pack());
    Query query = Query.of(app, session);
    Map<String, Long> exchanges = new LinkedHashMap<>();
    recordings.exchanges(
        query, e -> exchanges.merge(e.observation().context().phase(), 1L, Long::sum));
    Map<String, Long> gaps = new LinkedHashMap<>();
    recordings.gaps(query, g -> gaps.merge(g.context().phase(), g.gap().count(), Long::sum));
    Checklist checklist =
        Checklist.of(
            new Checklist.Inputs(
                findings,
                comparison,
                exchanges,
                gaps,
                against.circumstances().category() != null,
                recordings.testerEvidence(app)));
    return new AppCase(
        app, findings, List.copyOf(declarations), comparison, checklist, exchanges, gaps);
  }

  /** The app's version in a session, or in the last one that states it; null if none does. */
  private static @Nullable String version(
      Recordings recordings, String app, @Nullable Long session) {
    String version = null;
    for (Session one : recordings.sessions()) {
      boolean wanted = session == null ? app.equals(one.app()) : session == one.id();
      if (wanted && one.appVersion() != null) {
        version = one.appVersion();
      }
    }
    return version;
  }

  /** The findings of an app and a session, either of which may be null for all. */
  public static List<Observed> observed(
      Recordings recordings, @Nullable String app, @Nullable Long session) {
    List<Observed> observed = new ArrayList<>();
    recordings.findings(Query.of(app, session), f -> observed.add(observed(f)));
    return observed;
  }

  private static Observed observed(RecordedFinding f) {
    Recipient r = f.observation().recipient();
    return new Observed(
        f.observation().context().attribution().app(),
        f.finding().type(),
        f.finding().kind(),
        r.host(),
        r.domain(),
        r.organisation(),
        r.sdk(),
        r.category(),
        r.party(),
        r.country(),
        f.observation().context().phase(),
        f.observation().exchange().startedAtMillis(),
        f.observation().exchange().encrypted(),
        f.observation().exchange().id(),
        f.finding().confidence(),
        f.observation().context().attribution().confidence());
  }
}
