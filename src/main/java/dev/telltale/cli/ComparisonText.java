package dev.telltale.cli;

import dev.telltale.compare.Axes;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.Disagreement;
import dev.telltale.compare.Flow;
import dev.telltale.compare.IdentifierUse;
import dev.telltale.compare.Judgement;
import dev.telltale.compare.Reason;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A comparison for people at a terminal: first every flow with its verdicts in one table, then for
 * each flow why, with the sentence, the ways through both ontologies, what stands beside the
 * verdict, and the exchanges that carried it.
 */
final class ComparisonText {
  private static final int MOST_EXCHANGES = 3;

  private final String language;

  ComparisonText(String language) {
    this.language = language;
  }

  List<String> lines(Comparison comparison) {
    List<String> out = new ArrayList<>();
    if (comparison.lines().isEmpty()) {
      return out;
    }
    Map<Flow.Key, List<Comparison.Line>> flows = new TreeMap<>();
    comparison
        .lines()
        .forEach(
            l -> flows.computeIfAbsent(l.judgement().flow().key(), k -> new ArrayList<>()).add(l));
    out.addAll(overview(comparison.layers(), flows));
    Set<Rule> rules = new LinkedHashSet<>();
    for (List<Comparison.Line> lines : flows.values()) {
      out.add("");
      flow(lines, out);
      lines.forEach(l -> rules.addAll(l.bearsOn()));
    }
    clauses(rules, out);
    return out;
  }

  private static List<String> overview(
      List<Layer> layers, Map<Flow.Key, List<Comparison.Line>> flows) {
    List<String> header = new ArrayList<>(List.of("DATA", "TO", "PARTY", "TIMES", "PHASES"));
    layers.forEach(l -> header.add(l.text().toUpperCase(Locale.ROOT)));
    Table table = new Table(header.toArray(String[]::new));
    flows.forEach(
        (key, lines) -> {
          Flow flow = lines.get(0).judgement().flow();
          List<Object> cells =
              new ArrayList<>(
                  List.of(
                      key.kind(),
                      key.domain(),
                      key.party(),
                      flow.count(),
                      String.join(", ", flow.phases())));
          lines.forEach(l -> cells.add(l.judgement().verdict()));
          table.row(cells.toArray());
        });
    return table.lines();
  }

  private void flow(List<Comparison.Line> lines, List<String> out) {
    Flow flow = lines.get(0).judgement().flow();
    out.add(
        Terminal.plain(
            Reason.label(flow.key().kind(), language)
                + " → "
                + (flow.organisation() == null
                    ? flow.key().domain()
                    : flow.organisation() + " (" + flow.key().domain() + ")")));
    for (Comparison.Line line : lines) {
      judgement(line, out);
    }
    String beside = beside(lines.get(0).axes());
    if (!beside.isEmpty()) {
      out.add("  beside it: " + beside);
    }
    List<String> exchanges = flow.exchanges();
    out.add(
        "  exchanges: "
            + String.join(", ", exchanges.stream().limit(MOST_EXCHANGES).toList())
            + (exchanges.size() > MOST_EXCHANGES
                ? " and " + (exchanges.size() - MOST_EXCHANGES) + " more"
                : ""));
  }

  private void judgement(Comparison.Line line, List<String> out) {
    Judgement j = line.judgement();
    out.add(
        "  "
            + j.layer().text()
            + ": "
            + j.verdict()
            + ", "
            + Terminal.plain(j.reason().say(language)));
    Judgement.Way way = j.way();
    if (way != null && way.data().size() + way.entity().size() > 2) {
      out.add(
          Terminal.plain(
              "    way: "
                  + String.join(" → ", way.data())
                  + " ("
                  + way.dataDistance()
                  + "); "
                  + String.join(" → ", way.entity())
                  + String.format(Locale.ROOT, " (%.2f)", way.entityDistance())));
    }
    if (!j.statements().isEmpty()) {
      quote("said", j.statements().get(0), out);
    }
    quote("nearest", j.nearest(), out);
    if (!Objects.equals(j.competing(), j.nearest())) {
      quote("against", j.competing(), out);
    }
    j.notes().forEach(note -> out.add("    note: " + Terminal.plain(note.say(language))));
    if (!line.disagrees().isEmpty()) {
      out.add(
          "    disagrees with: "
              + String.join(", ", line.disagrees().stream().map(Layer::text).toList()));
    }
    if (!line.bearsOn().isEmpty()) {
      out.add("    bears on: " + String.join(" ", line.bearsOn().stream().map(Rule::id).toList()));
    }
  }

  private static void quote(String role, @Nullable Statement statement, List<String> out) {
    if (statement != null) {
      out.add(
          Terminal.plain(
              "    "
                  + role
                  + ": "
                  + statement.source()
                  + ":"
                  + statement.start()
                  + "-"
                  + statement.end()
                  + " “"
                  + statement.quote().replaceAll("\\s+", " ")
                  + "”"));
    }
  }

  /** What stands beside a verdict, in words; empty if nothing does. */
  String beside(Axes axes) {
    List<String> words = new ArrayList<>();
    if (axes.cleartext()) {
      words.add("without TLS");
    }
    if (axes.sensitive()) {
      words.add("sensitive (GB/T 35273 B.1 or PIPL 28)");
    }
    if (axes.immutable()) {
      words.add("identifier that the user cannot change");
    }
    IdentifierUse use = axes.identifier();
    if (use != null && !use.standing().equals("basic")) {
      words.add(
          use.standing().equals("extended")
              ? "for " + use.scenario() + " only with explicit consent (T/TAF 077.5 table 2)"
              : "not among the identifiers for " + use.scenario() + " (T/TAF 077.5 table 2)");
    }
    if (axes.overReference() && axes.reference() != null) {
      words.add(
          axes.perMinuteMax()
              + " a minute, reference "
              + axes.reference().perMinute()
              + " for "
              + Reason.label(axes.reference().occasion(), language)
              + " (GB/T 42582 D.1, draft)");
    }
    if (Boolean.FALSE.equals(axes.necessary())) {
      words.add("not necessary for the app's category");
    }
    if (Boolean.TRUE.equals(axes.crossBorder())) {
      words.add("crosses the border, by the address (a CDN may mislead)");
    }
    return String.join("; ", words);
  }

  /** A contradiction between two declared layers. */
  List<String> disagreement(Disagreement d) {
    List<String> out = new ArrayList<>();
    out.add(
        Terminal.plain(
            Reason.label(d.type(), language)
                + " → "
                + Reason.label(d.recipient(), language)
                + ": "
                + d.says().layer().text()
                + " says so, "
                + d.denies().layer().text()
                + " denies it ("
                + d.denies().verdict()
                + ")"
                + (d.observed() ? "; it was sent" : "")));
    quote("says", d.says(), out);
    if (d.denies().statements().isEmpty()) {
      out.add("    denies: " + Terminal.plain(d.denies().reason().say(language)));
    } else {
      quote("denies", d.denies().statements().get(0), out);
    }
    return out;
  }

  private static void clauses(Set<Rule> rules, List<String> out) {
    if (rules.isEmpty()) {
      return;
    }
    Map<String, Rule> sorted = new LinkedHashMap<>();
    rules.stream().sorted(Comparator.comparing(Rule::id)).forEach(r -> sorted.put(r.id(), r));
    out.add("");
    out.add(
        "What was observed bears on these clauses; whether one was broken is for people to say:");
    for (Rule rule : sorted.values()) {
      out.add(
          "  "
              + rule.id()
              + " "
              + rule.jurisdiction()
              + "  "
              + rule.instrument()
              + " "
              + rule.clause()
              + ": "
              + rule.gist()
              + (rule.verified() ? "" : "  [unverified: not read in the source]"));
    }
  }
}
