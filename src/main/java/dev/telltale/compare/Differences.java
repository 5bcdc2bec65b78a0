package dev.telltale.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two runs: flows that are new, gone, or differ in phase, protection or
 * number.
 */
public final class Differences {
  private Differences() {}

  /** How a flow changed. */
  public enum Change {
    /** Only in the second run. */
    NEW,
    /** Only in the first run. */
    GONE,
    /** In both, in other circumstances. */
    CHANGED
  }

  /**
   * A flow that is not the same in both.
   *
   * @param change how
   * @param before the flow of the first run, null when new
   * @param after the flow of the second run, null when gone
   * @param what what changed, in words
   */
  public record Difference(
      Change change, @Nullable Flow before, @Nullable Flow after, List<String> what) {

    /** The flow that is there, the later one first. */
    public Flow flow() {
      return after != null ? after : java.util.Objects.requireNonNull(before);
    }
  }

  /** Flows of two runs, matched by kind, recipient and party, whatever the app's version. */
  public static List<Difference> between(Collection<Observed> first, Collection<Observed> second) {
    Map<Flow.Key, Flow> before = index(first);
    Map<Flow.Key, Flow> after = index(second);
    List<Difference> differences = new ArrayList<>();
    after.forEach(
        (key, flow) -> {
          Flow was = before.get(key);
          if (was == null) {
            differences.add(new Difference(Change.NEW, null, flow, List.of()));
          } else {
            List<String> what = changes(was, flow);
            if (!what.isEmpty()) {
              differences.add(new Difference(Change.CHANGED, was, flow, what));
            }
          }
        });
    before.forEach(
        (key, flow) -> {
          if (!after.containsKey(key)) {
            differences.add(new Difference(Change.GONE, flow, null, List.of()));
          }
        });
    return differences;
  }

  private static List<String> changes(Flow before, Flow after) {
    List<String> what = new ArrayList<>();
    if (!before.phases().equals(after.phases())) {
      what.add("phases: " + before.phases() + " → " + after.phases());
    }
    if (before.cleartext() != after.cleartext()) {
      what.add(after.cleartext() ? "now without TLS" : "now with TLS only");
    }
    return what;
  }

  private static Map<Flow.Key, Flow> index(Collection<Observed> findings) {
    Map<Flow.Key, Flow> index = new TreeMap<>();
    Flow.of(findings).forEach(flow -> index.put(flow.key(), flow));
    return index;
  }
}
