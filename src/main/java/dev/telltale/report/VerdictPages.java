package dev.telltale.report;

import dev.telltale.compare.Axes;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.Disagreement;
import dev.telltale.compare.Flow;
import dev.telltale.compare.IdentifierUse;
import dev.telltale.compare.Judgement;
import dev.telltale.compare.Reason;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was sent beside what is declared: for each flow the request that carried it, the verdict of
 * each layer with its sentence, and what stands beside the verdict.
 */
final class VerdictPages extends Part {
  private static final int MOST_FLOWS = 200;
  private static final int MOST_DISAGREEMENTS = 60;

  VerdictPages(ReportData data, Words words) {
    super(data, words);
  }

  String write() {
    html.element("h2", words.say("verdicts.title"));
    Comparison comparison = data.subject().comparison();
    if (comparison == null || comparison.lines().isEmpty()) {
      html.element("p", words.say("verdicts.none"));
      return html.toString();
    }
    Map<Flow.Key, List<Comparison.Line>> flows = new TreeMap<>();
    Set<Rule> rules = new LinkedHashSet<>();
    for (Comparison.Line line : comparison.lines()) {
      flows.computeIfAbsent(line.judgement().flow().key(), k -> new ArrayList<>()).add(line);
      rules.addAll(line.bearsOn());
    }
    overview(comparison, flows);
    flows.values().stream().limit(MOST_FLOWS).forEach(this::flow);
    if (flows.size() > MOST_FLOWS) {
      html.element("p", words.say("more", flows.size() - MOST_FLOWS));
    }
    disagreements();
    clauses(rules);
    return html.toString();
  }

  private void overview(Comparison comparison, Map<Flow.Key, List<Comparison.Line>> flows) {
    html.open("div class=\"wide\"").open("table").open("thead").open("tr");
    html.element("th scope=\"col\"", words.say("data"));
    html.element("th scope=\"col\"", words.say("recipient"));
    comparison
        .layers()
        .forEach(l -> html.element("th scope=\"col\"", words.say("layer." + l.text())));
    html.close("tr").close("thead").open("tbody");
    flows.values().stream()
        .limit(MOST_FLOWS)
        .forEach(
            lines -> {
              Flow flow = lines.get(0).judgement().flow();
              html.open("tr").open("th scope=\"row\"");
              html.raw("<a href=\"#" + anchor(flow) + "\">").text(label(flow.key().kind()));
              html.raw("</a>").close("th");
              html.element("td", who(flow));
              for (Comparison.Line line : lines) {
                html.open("td");
                mark(line.judgement());
                html.close("td");
              }
              html.close("tr");
            });
    html.close("tbody").close("table").close("div");
  }

  private void mark(Judgement j) {
    if (j.sayable()) {
      html.element(
          "span class=\"mark " + Marks.tone(j.verdict()) + "\"",
          words.say("verdict." + j.verdict().name()));
    } else {
      html.element("span class=\"mark open\"", words.say("unsayable"));
    }
  }

  private static String anchor(Flow flow) {
    return "f" + Integer.toHexString(flow.key().hashCode());
  }

  private static String who(Flow flow) {
    return flow.organisation() == null
        ? flow.key().domain()
        : flow.organisation() + " (" + flow.key().domain() + ")";
  }

  private void flow(List<Comparison.Line> lines) {
    Flow flow = lines.get(0).judgement().flow();
    html.open("article class=\"flow\" id=\"" + anchor(flow) + "\"");
    html.open("h3")
        .text(label(flow.key().kind()) + " → " + who(flow) + " ")
        .element("span class=\"tag " + flow.key().party() + "\"", party(flow.key().party()))
        .close("h3");
    html.open("div class=\"beside\"").open("div class=\"sent-side\"");
    html.element("h4", words.say("side.sent"));
    request(flow);
    beside(lines.get(0).axes());
    Set<Rule> common = ofTheFlow(lines);
    bears(common);
    html.close("div").open("div class=\"said-side\"");
    html.element("h4", words.say("side.said"));
    lines.forEach(line -> judgement(line, common));
    html.close("div").close("div").close("article");
  }

  private void request(Flow flow) {
    html.element(
        "p",
        words.say(
            "flow.lead",
            flow.count(),
            String.join(", ", flow.phases().stream().map(this::phase).toList())));
    ReportData.Cited cited = data.excerpts().get(flow.key());
    if (cited == null) {
      return;
    }
    Excerpt excerpt = cited.excerpt();
    html.element("p class=\"head\"", excerpt.head());
    html.open("pre")
        .text(excerpt.before())
        .open("mark")
        .text(excerpt.match())
        .close("mark")
        .text(excerpt.after())
        .close("pre");
    var finding = cited.finding().finding();
    List<String> chain = finding.encoding();
    html.element(
        "p class=\"note\"",
        words.say(excerpt.key())
            + " · "
            + (chain.isEmpty() ? words.say("plain") : String.join(" › ", chain))
            + " · "
            + finding.where());
    if (!finding.value().equals(excerpt.match())) {
      html.element("p class=\"note\"", words.say("stands.for", finding.value()));
    }
    Long leaf = data.leaves().get(finding.exchange());
    html.element(
        "p class=\"note\"",
        words.say("exchange", finding.exchange(), leaf == null ? "–" : String.valueOf(leaf))
            + (flow.exchanges().size() > 1
                ? " " + words.say("exchanges.more", flow.exchanges().size() - 1)
                : ""));
  }

  private void beside(Axes axes) {
    List<String> beside = beside(axes, words);
    if (!beside.isEmpty()) {
      html.open("ul class=\"axes\"");
      beside.forEach(b -> html.element("li", b));
      html.close("ul");
    }
  }

  /** What stands beside a verdict, in words. */
  static List<String> beside(Axes axes, Words words) {
    List<String> beside = new ArrayList<>();
    if (axes.cleartext()) {
      beside.add(words.say("axis.cleartext"));
    }
    if (axes.sensitive()) {
      beside.add(words.say("axis.sensitive"));
    }
    if (axes.immutable()) {
      beside.add(words.say("axis.immutable"));
    }
    IdentifierUse use = axes.identifier();
    if (use != null && !use.standing().equals("basic")) {
      beside.add(
          words.say("axis.identifier." + use.standing(), words.say("scenario." + use.scenario())));
    }
    if (axes.overReference() && axes.reference() != null) {
      beside.add(
          words.say(
              "axis.frequency",
              axes.perMinuteMax(),
              axes.reference().perMinute(),
              Reason.label(axes.reference().occasion(), words.language())));
    }
    if (Boolean.FALSE.equals(axes.necessary())) {
      beside.add(words.say("axis.unnecessary"));
    }
    if (Boolean.TRUE.equals(axes.crossBorder())) {
      beside.add(words.say("axis.border"));
    }
    return beside;
  }

  /** The clauses that every layer's line bears on: they come from the flow, not from a verdict. */
  static Set<Rule> ofTheFlow(List<Comparison.Line> lines) {
    Set<Rule> common = new LinkedHashSet<>(lines.get(0).bearsOn());
    lines.forEach(line -> common.retainAll(Set.copyOf(line.bearsOn())));
    return lines.size() > 1 ? common : Set.of();
  }

  private void judgement(Comparison.Line line, Set<Rule> common) {
    Judgement j = line.judgement();
    html.open("div class=\"layer\"").open("p");
    html.element("strong", words.say("layer." + j.layer().text())).text(" ");
    mark(j);
    html.close("p").element("p", j.reason().say(words.language()));
    Statement quoted = j.quoted();
    if (quoted != null) {
      quote(j.statements().isEmpty() ? "quote.nearest" : "quote.deciding", quoted);
    }
    Statement competing = j.competing();
    if (competing != null && !competing.equals(quoted)) {
      quote("quote.competing", competing);
    }
    way(j.way());
    j.notes().forEach(n -> html.element("p class=\"note\"", n.say(words.language())));
    if (!line.disagrees().isEmpty()) {
      html.element(
          "p class=\"note\"",
          words.say(
              "disagrees",
              String.join(
                  words.say("and"),
                  line.disagrees().stream().map(l -> words.say("layer." + l.text())).toList())));
    }
    bears(line.bearsOn().stream().filter(r -> !common.contains(r)).toList());
    html.close("div");
  }

  private void bears(Collection<Rule> rules) {
    if (!rules.isEmpty()) {
      html.element(
          "p class=\"note\"",
          words.say("bearsOn") + ": " + String.join(" ", rules.stream().map(Rule::id).toList()));
    }
  }

  private void quote(String role, Statement statement) {
    html.open("blockquote")
        .element("q", statement.quote().replaceAll("\\s+", " ").strip())
        .open("footer")
        .text(
            words.say(role)
                + " · "
                + statement.source()
                + ":"
                + statement.start()
                + "–"
                + statement.end())
        .close("footer")
        .close("blockquote");
  }

  private void way(Judgement.@Nullable Way way) {
    if (way != null && way.data().size() + way.entity().size() > 2) {
      html.element(
          "p class=\"note\"",
          words.say(
              "way",
              String.join(" → ", way.data().stream().map(this::label).toList()),
              String.join(" → ", way.entity().stream().map(this::label).toList())));
    }
  }

  private void disagreements() {
    List<Disagreement> found =
        Disagreement.between(data.subject().declarations(), data.subject().findings());
    if (found.isEmpty()) {
      return;
    }
    html.element("h3", words.say("disagreements.title"));
    html.element("p class=\"note\"", words.say("disagreements.note"));
    html.open("div class=\"wide\"").open("table");
    header("data", "recipient", "says", "denies", "sent");
    html.open("tbody");
    found.stream()
        .sorted(Comparator.comparing(d -> !d.observed()))
        .limit(MOST_DISAGREEMENTS)
        .forEach(
            d -> {
              html.open("tr").element("th scope=\"row\"", label(d.type()));
              html.element("td", label(d.recipient()));
              html.open("td")
                  .text(words.say("layer." + d.says().layer().text()) + ": ")
                  .element("q", d.says().quote().replaceAll("\\s+", " ").strip())
                  .close("td");
              html.open("td").text(words.say("layer." + d.denies().layer().text()) + ": ");
              if (d.denies().statements().isEmpty()) {
                html.text(d.denies().reason().say(words.language()));
              } else {
                html.element("q", d.denies().statements().get(0).quote().replaceAll("\\s+", " "));
              }
              html.close("td");
              html.element("td", words.say(d.observed() ? "yes" : "unobserved")).close("tr");
            });
    html.close("tbody").close("table").close("div");
    if (found.size() > MOST_DISAGREEMENTS) {
      html.element("p", words.say("more", found.size() - MOST_DISAGREEMENTS));
    }
  }

  private void clauses(Set<Rule> rules) {
    if (rules.isEmpty()) {
      return;
    }
    html.element("h3", words.say("clauses.title"))
        .element("p", words.say("clauses.note"))
        .open("ul class=\"clauses\"");
    rules.stream()
        .sorted(Comparator.comparing(Rule::id))
        .forEach(
            rule ->
                html.element(
                    "li",
                    rule.id()
                        + " "
                        + rule.jurisdiction()
                        + " · "
                        + rule.instrument()
                        + " "
                        + rule.clause()
                        + ": "
                        + rule.gist()
                        + (rule.verified() ? "" : " [" + words.say("unverified") + "]")));
    html.close("ul");
  }
}
