package dev.telltale.compare;

import dev.telltale.declare.Declaration;
import dev.telltale.declare.Entities;
import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Sign;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two declared layers that contradict each other: one says that a type goes to a recipient, the
 * other denies it, in writing or as a closed list that does not have it. A finding of its own,
 * whether or not anything was sent.
 *
 * @param type leaf type
 * @param recipient whom the saying layer names: a party, category or company
 * @param says the statement that says it
 * @param denies the judgement of the layer that denies it
 * @param observed whether the recording has such a flow
 */
public record Disagreement(
    String type, String recipient, Statement says, Judgement denies, boolean observed) {

  /** All contradictions between the layers of an app's declarations, by type and recipient. */
  public static List<Disagreement> between(
      Collection<Declaration> declared, Collection<Observed> findings) {
    Judge judge = new Judge(Entities.shipped(), declared, Map.of());
    Map<String, Statement> said = new LinkedHashMap<>();
    declared.stream()
        .flatMap(d -> d.statements().stream())
        .filter(s -> s.sign() == Sign.POSITIVE && s.covers().contains(s.data()))
        .sorted(LayerIndex.ORDER)
        .forEach(s -> said.putIfAbsent(s.layer() + " " + s.data() + " " + s.recipient(), s));
    List<Disagreement> found = new ArrayList<>();
    for (Statement statement : said.values()) {
      Flow flow = flow(statement);
      for (Judgement other : judge.judge(flow)) {
        if (other.layer() != statement.layer()
            && (other.verdict() == Verdict.CONTRARY || other.verdict() == Verdict.LABEL_CONTRARY)) {
          found.add(
              new Disagreement(
                  statement.data(),
                  statement.recipient(),
                  statement,
                  other,
                  findings.stream().anyMatch(f -> sent(f, statement))));
        }
      }
    }
    found.sort(
        java.util.Comparator.comparing(Disagreement::type)
            .thenComparing(Disagreement::recipient)
            .thenComparing(d -> d.says().layer())
            .thenComparing(d -> d.denies().layer()));
    return found;
  }

  private static boolean first(Statement statement) {
    return statement.recipient().equals(Statement.FIRST_PARTY);
  }

  private static boolean sent(Observed finding, Statement statement) {
    return finding.type().equals(statement.data())
        && finding.party().equals("first") == first(statement);
  }

  /** What is said, as if it had been sent. */
  private static Flow flow(Statement statement) {
    Entities.Entity entity = Entities.shipped().find(statement.recipient());
    boolean named = entity == null || entity.company();
    String name = first(statement) ? null : named ? statement.recipient() : null;
    return Flow.of(
            List.of(
                new Observed(
                    "",
                    statement.data(),
                    statement.data(),
                    statement.recipient(),
                    statement.recipient(),
                    name,
                    null,
                    null,
                    first(statement) ? "first" : "third",
                    null,
                    "declared",
                    0,
                    true,
                    "")))
        .get(0);
  }
}
