package dev.telltale.compare;

import dev.telltale.declare.Declaration;
import dev.telltale.declare.Entities;
import dev.telltale.declare.Statement.Layer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that was sent against everything that was declared.
 *
 * @param lines a line for each flow and declared layer, sorted by flow and layer
 * @param layers the layers that were declared in
 */
public record Comparison(List<Line> lines, List<Layer> layers) {

  /**
   * A judgement with what stands beside it.
   *
   * @param judgement the judgement
   * @param axes what is true of the flow beside it
   * @param codes what was found, in the words of the rules
   * @param bearsOn the clauses that it bears on
   * @param disagrees the other layers that say the opposite of the same flow
   */
  public record Line(
      Judgement judgement,
      Axes axes,
      Set<String> codes,
      List<Rule> bearsOn,
      List<Layer> disagrees) {}

  /**
   * Compares.
   *
   * @param findings the findings of one app
   * @param declared the app's declarations
   * @param ofOthers other companies' declarations, by name
   * @param circumstances what is known of the app and its user
   * @param pack the rules to bear on
   */
  public static Comparison of(
      Collection<Observed> findings,
      Collection<Declaration> declared,
      Map<String, List<Declaration>> ofOthers,
      Axes.Circumstances circumstances,
      List<Rule> pack) {
    Judge judge = new Judge(Entities.shipped(), declared, ofOthers);
    List<Line> lines = new ArrayList<>();
    for (Flow flow : Flow.of(findings)) {
      Axes axes = Axes.of(flow, circumstances);
      List<Judgement> judgements = judge.judge(flow);
      for (Judgement judgement : judgements) {
        Set<String> codes = Bearing.codes(judgement, axes);
        lines.add(
            new Line(
                judgement,
                axes,
                codes,
                Bearing.rules(codes, pack),
                disagreeing(judgement, judgements)));
      }
    }
    return new Comparison(List.copyOf(lines), judge.layers());
  }

  /** One layer covers the flow and another denies or omits it. */
  private static List<Layer> disagreeing(Judgement one, List<Judgement> all) {
    Set<Layer> layers = new TreeSet<>();
    for (Judgement other : all) {
      if ((one.verdict().covered() && opposes(other))
          || (opposes(one) && other.verdict().covered())) {
        layers.add(other.layer());
      }
    }
    return List.copyOf(new LinkedHashSet<>(layers));
  }

  private static boolean opposes(Judgement judgement) {
    Verdict verdict = judgement.verdict();
    return (verdict == Verdict.OMITTED && judgement.sayable())
        || verdict == Verdict.CONTRARY
        || verdict == Verdict.LABEL_CONTRARY
        || verdict == Verdict.EXCEPTED;
  }
}
