package dev.telltale.report;

import dev.telltale.compare.Verdict;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How verdicts are shown: which one counts for most, and in which tone. */
final class Marks {
  /** What speaks most against a flow comes first. */
  private static final List<Verdict> GRAVITY =
      List.of(
          Verdict.CONTRARY,
          Verdict.LABEL_CONTRARY,
          Verdict.EXCEPTED,
          Verdict.AMBIGUOUS,
          Verdict.OMITTED,
          Verdict.BY_REFERENCE,
          Verdict.UNRESOLVED,
          Verdict.UNDECIDED,
          Verdict.VAGUE_BOTH,
          Verdict.VAGUE_DATA,
          Verdict.VAGUE_ENTITY,
          Verdict.CLEAR);

  private Marks() {}

  static Optional<Verdict> against(Collection<Verdict> verdicts) {
    return verdicts.stream().min(Comparator.comparing(GRAVITY::indexOf));
  }

  static String tone(Verdict verdict) {
    return switch (verdict) {
      case CONTRARY, LABEL_CONTRARY, EXCEPTED, OMITTED, AMBIGUOUS -> "bad";
      case CLEAR -> "good";
      case VAGUE_DATA, VAGUE_ENTITY, VAGUE_BOTH -> "fair";
      default -> "open";
    };
  }
}
