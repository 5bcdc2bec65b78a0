package dev.telltale.declare;

import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Closure;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.declare.Statement.Sign;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the statements of one document, each (layer, act, sign, data, recipient) once: the first
 * quote stays, purposes are united. Rows of a table and ticks of a label stay apart by their name.
 * Not thread-safe.
 */
final class StatementList {
  /** More statements than any real policy has; what is beyond is counted in a warning. */
  static final int MOST = 20_000;

  private static final Map<String, Set<String>> LEAVES = leaves();

  private final String source;
  private final String language;
  private final Map<String, Statement> statements = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final List<Declaration.ClosedScope> closed = new ArrayList<>();
  private final Set<String> looked = new java.util.HashSet<>();
  private int dropped;

  StatementList(String source, String language) {
    this.source = source;
    this.language = language;
  }

  private static Map<String, Set<String>> leaves() {
    Map<String, Set<String>> leaves = new TreeMap<>();
    for (Taxonomy.DataType type : Taxonomy.shipped().types().values()) {
      leaves.put(type.id(), Set.of(type.id()));
      leaves.computeIfAbsent(type.parent(), k -> new LinkedHashSet<>()).add(type.id());
    }
    return leaves;
  }

  /** Whether an id is a leaf type of the taxonomy or a parent of one. */
  static boolean isData(String id) {
    return LEAVES.containsKey(id);
  }

  /** The leaf types at or under an id; empty if it is unknown. */
  static Set<String> leavesOf(String id) {
    return LEAVES.getOrDefault(id, Set.of());
  }

  String language() {
    return language;
  }

  /** Whether nothing was found yet. */
  boolean isEmpty() {
    return statements.isEmpty() && closed.isEmpty();
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  void close(Declaration.ClosedScope scope) {
    closed.add(scope);
  }

  void add(Draft draft, String data, String term, Set<String> covers, double confidence) {
    Statement statement =
        new Statement(
            source,
            draft.layer,
            draft.closure,
            language,
            draft.actor,
            draft.act,
            draft.sign,
            data,
            covers.isEmpty() ? leavesOf(data) : covers,
            term,
            draft.recipient,
            draft.recipientTerm,
            List.copyOf(new LinkedHashSet<>(draft.purposes)),
            draft.condition,
            draft.quote,
            draft.start,
            draft.end,
            Math.round(confidence * 100) / 100.0);
    add(statement);
  }

  /**
   * Takes back what was said of data only looked at, where the text goes on to say that it does not
   * leave the device.
   */
  void retract(String data, int after) {
    statements
        .entrySet()
        .removeIf(
            e ->
                e.getValue().data().equals(data)
                    && e.getValue().sign() == Sign.POSITIVE
                    && e.getValue().act() == Act.COLLECT
                    && e.getValue().start() >= after
                    && looked.contains(e.getKey()));
  }

  void add(Draft draft, String data, String term, boolean looked, double confidence) {
    int before = statements.size();
    add(draft, data, term, Set.of(), confidence);
    if (looked && statements.size() > before) {
      String last = "";
      for (String key : statements.keySet()) {
        last = key;
      }
      this.looked.add(last);
    }
  }

  void add(Statement statement) {
    String key =
        String.join(
            "\u0000",
            statement.layer().text(),
            statement.act().text(),
            statement.sign().text(),
            statement.data(),
            statement.recipient(),
            switch (statement.layer()) {
              case SDK_TABLE -> String.valueOf(statement.recipientTerm());
              case LABEL, MANIFEST -> statement.term();
              case LIST, PROSE ->
                  statement.sign() == Sign.NEGATIVE ? String.valueOf(statement.condition()) : "";
            });
    Statement known = statements.get(key);
    if (known == null) {
      if (statements.size() >= MOST) {
        dropped++;
        return;
      }
      statements.put(key, statement);
    } else {
      Set<String> purposes = new LinkedHashSet<>(known.purposes());
      purposes.addAll(statement.purposes());
      statements.put(key, with(known, purposes, statement));
    }
  }

  private static Statement with(Statement s, Set<String> purposes, Statement other) {
    return new Statement(
        s.source(),
        s.layer(),
        s.closure(),
        s.language(),
        s.actor(),
        s.act(),
        s.sign(),
        s.data(),
        s.covers(),
        s.term(),
        s.recipient(),
        s.recipientTerm(),
        List.copyOf(purposes),
        other.condition() == null ? null : s.condition(),
        s.quote(),
        s.start(),
        s.end(),
        Math.max(s.confidence(), other.confidence()));
  }

  Declaration declaration(String sha256, String format, @Nullable String company) {
    if (dropped > 0) {
      warn(dropped + " statements beyond the first " + MOST + " were left out");
    }
    return new Declaration(
        source,
        sha256,
        format,
        language,
        company,
        List.copyOf(statements.values()),
        List.copyOf(closed),
        List.copyOf(warnings));
  }

  /** What the statements of one sentence, row or tick have in common. */
  static final class Draft {
    Layer layer = Layer.PROSE;
    Closure closure = Closure.OPEN;
    String actor = Statement.FIRST_PARTY;
    Act act = Act.COLLECT;
    Sign sign = Sign.POSITIVE;
    String recipient = Statement.FIRST_PARTY;
    @Nullable String recipientTerm;
    List<String> purposes = List.of();
    @Nullable String condition;
    String quote = "";
    int start;
    int end;

    Draft at(String quote, int start, int end) {
      this.quote = quote;
      this.start = start;
      this.end = end;
      return this;
    }
  }
}
