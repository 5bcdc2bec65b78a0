package dev.telltale.compare;

import dev.telltale.compare.Judge.Near;
import dev.telltale.declare.Entities;
import java.util.List;
import java.util.Set;

/**
 * Whether a denial is an exception carved out of a broader permission: the cells N1 to N4 of
 * PolicyLint's table of sixteen. The negative is about less data, of a recipient that is not
 * broader or that lies below the permission's; or about the same data, of a narrower recipient.
 * Everything else is a contradiction (C1 to C12).
 */
final class Narrowing {
  private final Entities entities;

  Narrowing(Entities entities) {
    this.entities = entities;
  }

  private enum Relation {
    SAME,
    NARROWER,
    BROADER,
    CROSSING
  }

  /** Whether every negative narrows every positive. */
  boolean carvedOut(List<Near> negatives, List<Near> positives) {
    return negatives.stream().allMatch(n -> positives.stream().allMatch(p -> narrows(n, p)));
  }

  private boolean narrows(Near negative, Near positive) {
    Relation data =
        data(LayerIndex.covers(negative.statement()), LayerIndex.covers(positive.statement()));
    Relation entity = entity(negative, positive);
    return switch (data) {
      // N1, N2, N4
      case NARROWER -> entity != Relation.CROSSING;
      // N3
      case SAME -> entity == Relation.NARROWER;
      default -> false;
    };
  }

  private static Relation data(Set<String> of, Set<String> to) {
    if (of.equals(to)) {
      return Relation.SAME;
    }
    return to.containsAll(of)
        ? Relation.NARROWER
        : of.containsAll(to) ? Relation.BROADER : Relation.CROSSING;
  }

  private Relation entity(Near of, Near to) {
    if (of.party().equals(to.party()) || of.entity() == 0 && to.entity() == 0) {
      return Relation.SAME;
    }
    if (of.entity() == 0 || entities.ancestors(of.party()).contains(to.party())) {
      return Relation.NARROWER;
    }
    return to.entity() == 0 || entities.ancestors(to.party()).contains(of.party())
        ? Relation.BROADER
        : Relation.CROSSING;
  }
}
