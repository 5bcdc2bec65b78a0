package dev.telltale.compare;

import dev.telltale.declare.Statement.Layer;
import dev.telltale.model.Phase;
import dev.telltale.model.TesterEvidence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The eight issues for one app: what the recording shows of each, what it cannot show, and what
 * would be needed.
 *
 * <p>A row is <em>proven</em> only where the recording itself holds the whole of what the issue
 * describes and no reading of a text comes in between: data that tells a person or device apart,
 * found with high confidence, sent by this app while the marked phase says that nobody had agreed.
 * What rests on how a declaration was read, on the app's category, or on a tester's words is
 * <em>supported</em>. None of this says that a law was broken.
 *
 * @param rows the eight rows, in the order of the notice
 */
public record Checklist(List<Row> rows) {
  private static final double SURE = 0.9;
  private static final int MOST_SHOWN = 20;

  /** Data about the device at large; what it proves by itself is too little. */
  private static final Set<String> BASIC =
      Set.of(
          "device.basic",
          "device.settings",
          "network.carrier",
          "network.ip",
          "diag.logs",
          "activity.interaction",
          "sensor.motion");

  /** Account data that has no reason to be sent once the account is gone. */
  private static final Set<String> ACCOUNT =
      Set.of("account.user_id", "account.nickname", "contact.phone", "contact.email");

  /** How far the recording carries a row. */
  public enum State {
    /** The recording holds all that the issue describes. */
    PROVEN,
    /** Something speaks for it; a person has to judge. */
    SUPPORTED,
    /** This recording cannot show it. */
    NOT_TESTABLE,
    /** It could have shown it, and did not. */
    NOT_SEEN
  }

  /**
   * A row.
   *
   * @param issue the issue
   * @param state its state
   * @param basis what speaks for it
   * @param needed what would have to be recorded or added to say more
   * @param gaps how much could not be seen where the issue would show
   * @param evidence what testers added
   */
  public record Row(
      Issue issue,
      State state,
      List<Basis> basis,
      List<Reason> needed,
      long gaps,
      List<TesterEvidence> evidence) {}

  /**
   * One thing that speaks for an issue.
   *
   * @param state how far it carries
   * @param what in words
   * @param exchanges the exchanges that show it, by id, at most twenty
   */
  public record Basis(State state, Reason what, List<String> exchanges) {}

  /**
   * What is known of a recording.
   *
   * @param findings the app's findings
   * @param comparison against its declarations; null if nothing is declared
   * @param exchanges how many exchanges it made, by phase
   * @param gaps what could not be seen of it, by phase
   * @param categoryKnown whether the app's category was stated
   * @param evidence what testers added
   */
  public record Inputs(
      Collection<Observed> findings,
      @Nullable Comparison comparison,
      Map<String, Long> exchanges,
      Map<String, Long> gaps,
      boolean categoryKnown,
      List<TesterEvidence> evidence) {

    private boolean recorded(String phase) {
      return exchanges.getOrDefault(phase, 0L) > 0 || gaps.getOrDefault(phase, 0L) > 0;
    }

    private long unseen(String... phases) {
      return phases.length == 0
          ? gaps.values().stream().mapToLong(Long::longValue).sum()
          : Set.of(phases).stream().mapToLong(p -> gaps.getOrDefault(p, 0L)).sum();
    }
  }

  /** Fills the list in. */
  public static Checklist of(Inputs in) {
    List<Row> rows = new ArrayList<>();
    for (Issue issue : Issue.values()) {
      rows.add(
          switch (issue) {
            case COLLECT_WITHOUT_CONSENT -> collecting(in);
            case EXCESSIVE_COLLECTION -> excess(in);
            case SHARE_WITHOUT_CONSENT -> sharing(in);
            case FORCED_TARGETING -> targeting(in);
            case HARD_DELETION -> deletion(in);
            default -> row(issue, in, List.of(), false, List.of(Reason.of("need.tester")), 0);
          });
    }
    return new Checklist(List.copyOf(rows));
  }

  private static Row row(
      Issue issue, Inputs in, List<Basis> found, boolean testable, List<Reason> needed, long gaps) {
    List<TesterEvidence> own =
        in.evidence().stream().filter(e -> e.issue().equals(issue.id())).toList();
    List<Basis> basis = found.stream().sorted(Comparator.comparing(Basis::state)).toList();
    State state =
        !basis.isEmpty()
            ? basis.get(0).state()
            : !own.isEmpty() ? State.SUPPORTED : testable ? State.NOT_SEEN : State.NOT_TESTABLE;
    return new Row(issue, state, basis, state == State.PROVEN ? List.of() : needed, gaps, own);
  }

  private static Row collecting(Inputs in) {
    List<Basis> basis = withoutConsent(in, f -> true, "basis.sent");
    boolean testable = in.recorded(Phase.BEFORE_CONSENT) || in.recorded(Phase.AFTER_REFUSAL);
    return row(
        Issue.COLLECT_WITHOUT_CONSENT,
        in,
        basis,
        testable,
        testable ? List.of() : List.of(Reason.of("need.before-consent")),
        in.unseen(Phase.BEFORE_CONSENT, Phase.AFTER_REFUSAL));
  }

  private static Row sharing(Inputs in) {
    List<Basis> basis = withoutConsent(in, f -> f.party().equals("third"), "basis.shared");
    if (in.comparison() != null) {
      for (Comparison.Line line : in.comparison().lines()) {
        Judgement j = line.judgement();
        if (j.flow().key().party().equals("third") && undeclared(j)) {
          basis.add(basis("basis.undeclared", j));
        }
      }
    }
    List<Reason> needed = new ArrayList<>();
    if (!in.recorded(Phase.BEFORE_CONSENT)) {
      needed.add(Reason.of("need.before-consent"));
    }
    if (in.comparison() == null) {
      needed.add(Reason.of("need.declared"));
    }
    return row(
        Issue.SHARE_WITHOUT_CONSENT,
        in,
        basis,
        in.comparison() != null || in.recorded(Phase.BEFORE_CONSENT),
        needed,
        in.unseen());
  }

  /** What was sent while nobody had agreed, or somebody had refused. */
  private static List<Basis> withoutConsent(Inputs in, Predicate<Observed> which, String key) {
    List<Basis> basis = new ArrayList<>();
    for (String phase : List.of(Phase.BEFORE_CONSENT, Phase.AFTER_REFUSAL)) {
      for (Flow flow :
          Flow.of(in.findings().stream().filter(f -> f.phase().equals(phase)).toList())) {
        if (!which.test(flow.first()) || flow.type().equals("auth.token")) {
          continue;
        }
        boolean proves =
            !BASIC.contains(flow.type())
                && in.findings().stream()
                    .anyMatch(
                        f ->
                            f.phase().equals(phase)
                                && f.kind().equals(flow.key().kind())
                                && f.domain().equals(flow.key().domain())
                                && f.confidence() >= SURE
                                && !f.attribution().equals("none"));
        basis.add(
            new Basis(
                proves ? State.PROVEN : State.SUPPORTED,
                Reason.of(key + '.' + phase, flow.key().kind(), who(flow)),
                shown(flow.exchanges())));
      }
    }
    return basis;
  }

  private static Row excess(Inputs in) {
    List<Basis> basis = new ArrayList<>();
    Set<Flow.Key> seen = new LinkedHashSet<>();
    if (in.comparison() != null) {
      for (Comparison.Line line : in.comparison().lines()) {
        Judgement j = line.judgement();
        if (j.flow().key().party().equals("first")
            && !j.flow().type().equals("auth.token")
            && undeclared(j)) {
          basis.add(basis("basis.undeclared", j));
        }
        if (!seen.add(j.flow().key())) {
          continue;
        }
        if (Boolean.FALSE.equals(line.axes().necessary()) && !BASIC.contains(j.flow().type())) {
          basis.add(basis("basis.unnecessary", j));
        }
        if (line.axes().overReference()) {
          basis.add(basis("basis.frequent", j));
        }
      }
    }
    for (Flow flow :
        Flow.of(in.findings().stream().filter(f -> f.phase().equals(Phase.BACKGROUND)).toList())) {
      if (!BASIC.contains(flow.type()) && !flow.type().equals("auth.token")) {
        basis.add(
            new Basis(
                State.SUPPORTED,
                Reason.of("basis.background", flow.key().kind(), who(flow)),
                shown(flow.exchanges())));
      }
    }
    List<Reason> needed = new ArrayList<>();
    if (in.comparison() == null) {
      needed.add(Reason.of("need.declared"));
    }
    if (!in.categoryKnown()) {
      needed.add(Reason.of("need.category"));
    }
    if (!in.recorded(Phase.BACKGROUND)) {
      needed.add(Reason.of("need.background"));
    }
    return row(
        Issue.EXCESSIVE_COLLECTION,
        in,
        basis,
        in.comparison() != null || in.recorded(Phase.BACKGROUND),
        needed,
        in.unseen());
  }

  private static Row targeting(Inputs in) {
    List<Basis> basis = new ArrayList<>();
    for (Flow flow : in(Phase.AFTER_OPT_OUT, in)) {
      boolean identifies =
          flow.type().startsWith("device.") && !BASIC.contains(flow.type())
              || flow.type().equals("activity.profile")
              || flow.type().equals("activity.ad_events");
      if (identifies) {
        basis.add(
            new Basis(
                State.SUPPORTED,
                Reason.of("basis.after-opt-out", flow.key().kind(), who(flow)),
                shown(flow.exchanges())));
      }
    }
    boolean testable = in.recorded(Phase.AFTER_OPT_OUT);
    return row(
        Issue.FORCED_TARGETING,
        in,
        basis,
        testable,
        List.of(testable ? Reason.of("need.tester") : Reason.of("need.after-opt-out")),
        in.unseen(Phase.AFTER_OPT_OUT));
  }

  private static Row deletion(Inputs in) {
    List<Basis> basis = new ArrayList<>();
    for (Flow flow : in(Phase.AFTER_DELETION, in)) {
      if (ACCOUNT.contains(flow.type())) {
        basis.add(
            new Basis(
                State.SUPPORTED,
                Reason.of("basis.after-deletion", flow.key().kind(), who(flow)),
                shown(flow.exchanges())));
      }
    }
    boolean testable = in.recorded(Phase.AFTER_DELETION);
    return row(
        Issue.HARD_DELETION,
        in,
        basis,
        testable,
        List.of(testable ? Reason.of("need.tester") : Reason.of("need.after-deletion")),
        in.unseen(Phase.AFTER_DELETION));
  }

  private static List<Flow> in(String phase, Inputs in) {
    return Flow.of(in.findings().stream().filter(f -> f.phase().equals(phase)).toList());
  }

  private static boolean undeclared(Judgement j) {
    return j.verdict() == Verdict.CONTRARY
        || (j.verdict() == Verdict.OMITTED && j.sayable())
        || (j.verdict() == Verdict.LABEL_CONTRARY
            && (j.layer() == Layer.LIST || j.layer() == Layer.SDK_TABLE));
  }

  private static Basis basis(String key, Judgement j) {
    return new Basis(
        State.SUPPORTED,
        Reason.of(
            key,
            j.flow().key().kind(),
            who(j.flow()),
            "layer." + j.layer().text(),
            j.verdict().name()),
        shown(j.flow().exchanges()));
  }

  private static String who(Flow flow) {
    return flow.organisation() == null ? flow.key().domain() : flow.organisation();
  }

  private static List<String> shown(List<String> exchanges) {
    return exchanges.stream().limit(MOST_SHOWN).toList();
  }
}
