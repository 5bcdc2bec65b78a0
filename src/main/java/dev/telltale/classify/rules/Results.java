package dev.telltale.classify.rules;

import dev.telltale.decode.Node;
import dev.telltale.model.Finding;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The findings of one message, and the values that are spoken for. Not safe for several threads.
 */
final class Results {
  private static final int MOST = 5_000;

  private final String exchange;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Node> taken = Collections.newSetFromMap(new IdentityHashMap<>());

  Results(String exchange) {
    this.exchange = exchange;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Marks a value as part of a finding that is about more than it. */
  void take(Node node) {
    taken.add(node);
  }

  boolean taken(Node node) {
    return findings.size() >= MOST || taken.contains(node);
  }

  /** Adds a finding about {@code node}, of which {@code observed} is part of what it says. */
  void add(
      Node node,
      String kind,
      String value,
      String observed,
      String rule,
      double confidence,
      String why) {
    if (findings.size() >= MOST) {
      return;
    }
    findings.add(
        new Finding(
            exchange,
            Taxonomy.shipped().typeOf(kind),
            kind,
            value,
            observed,
            node.where(),
            node.encoding(),
            node.start(),
            node.end(),
            "key-shape",
            rule,
            confidence,
            why,
            null));
  }

  /** Adds a finding about {@code node}, unless there are too many. */
  void add(
      Node node,
      String kind,
      String value,
      List<String> digests,
      String rule,
      double confidence,
      String why) {
    if (findings.size() >= MOST) {
      return;
    }
    List<String> encoding = node.encoding();
    if (!digests.isEmpty()) {
      encoding = new ArrayList<>(encoding);
      encoding.addAll(digests);
    }
    boolean literal = node.text().strip().equals(value);
    findings.add(
        new Finding(
            exchange,
            Taxonomy.shipped().typeOf(kind),
            kind,
            value,
            value,
            node.where(),
            encoding,
            literal ? node.start() : -1,
            literal ? node.end() : -1,
            "key-shape",
            rule,
            confidence,
            why,
            null));
  }
}
