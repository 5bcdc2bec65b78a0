package dev.telltale.report;

import dev.telltale.compare.Comparison;
import dev.telltale.compare.Judgement;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Statement;
import dev.telltale.model.Finding;
import dev.telltale.model.Recipient;
import dev.telltale.model.Taxonomy;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.util.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The report as one HTML file that needs no network and runs no script: the answer first, then what
 * it rests on, then what could not be seen. It states what was observed and which clause that bears
 * on; it judges nothing.
 */
public final class HtmlReport {
  private static final String BEFORE_CONSENT = "before-consent";
  private static final int MOST_ROWS = 500;

  private final ReportData data;
  private final Words words;
  private final Html html = new Html();

  private HtmlReport(ReportData data, Words words) {
    this.data = data;
    this.words = words;
  }

  /** The report in {@code en} or {@code zh}. */
  public static String of(ReportData data, String language) {
    return new HtmlReport(data, Words.of(language)).write();
  }

  private String write() {
    html.raw(
            "<!doctype html>\n<html lang=\""
                + words.language()
                + "\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.element("title", words.say("title", data.app()));
    html.raw(
        "<style>"
            + Resources.text(HtmlReport.class, "report.css")
            + "</style>\n</head>\n<body>\n<main>\n");
    answer();
    matrix();
    findings();
    verdicts();
    timeline();
    gaps();
    method();
    html.raw("</main>\n</body>\n</html>\n");
    return html.toString();
  }

  private String label(String kind) {
    return Taxonomy.shipped().label(kind, words.language());
  }

  private static String who(Recipient recipient) {
    return recipient.organisation() == null
        ? recipient.domain()
        : recipient.organisation() + " (" + recipient.domain() + ")";
  }

  /** First page: what was sent, to whom, before consent or not, and what could not be seen. */
  private void answer() {
    html.element("h1", words.say("title", data.app()));
    Map<String, Set<String>> before = new TreeMap<>();
    Set<String> kinds = new TreeSet<>();
    Set<String> thirds = new TreeSet<>();
    for (RecordedFinding f : data.findings()) {
      kinds.add(f.finding().kind());
      Recipient recipient = f.observation().recipient();
      if (recipient.party().equals("third")) {
        thirds.add(who(recipient));
      }
      if (f.observation().context().phase().equals(BEFORE_CONSENT)) {
        before.computeIfAbsent(f.finding().kind(), k -> new TreeSet<>()).add(who(recipient));
      }
    }
    html.open("section class=\"answer\"");
    html.element(
        "p class=\"lead\"",
        words.say(
            "summary", data.findings().size(), kinds.size(), data.exchanges(), thirds.size()));
    html.element("h2", words.say("before.title"));
    if (before.isEmpty()) {
      html.element("p", words.say("before.none"));
    } else {
      html.open("ul");
      before.forEach(
          (kind, receivers) ->
              html.open("li")
                  .element("strong", label(kind))
                  .text(" → " + String.join(", ", receivers))
                  .close("li"));
      html.close("ul");
    }
    long unseen = data.gaps().stream().mapToLong(g -> g.gap().count()).sum();
    html.element(
        "p class=\"" + (unseen == 0 ? "calm" : "warn") + "\"",
        unseen == 0 ? words.say("gaps.none") : words.say("gaps.some", unseen));
    html.close("section");
  }

  private void matrix() {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    Map<String, String> receivers = new TreeMap<>();
    for (RecordedFinding f : data.findings()) {
      Recipient recipient = f.observation().recipient();
      receivers.put(who(recipient), recipient.party());
      counts
          .computeIfAbsent(f.finding().kind(), k -> new LinkedHashMap<>())
          .merge(who(recipient), 1, Integer::sum);
    }
    if (counts.isEmpty()) {
      return;
    }
    html.element("h2", words.say("matrix.title"));
    html.open("div class=\"wide\"")
        .open("table")
        .open("thead")
        .open("tr")
        .element("th scope=\"col\"", words.say("data"));
    receivers.forEach(
        (receiver, party) ->
            html.element("th scope=\"col\"", receiver + " · " + words.say("party." + party)));
    html.close("tr").close("thead").open("tbody");
    counts.forEach(
        (kind, row) -> {
          html.open("tr").element("th scope=\"row\"", label(kind));
          receivers
              .keySet()
              .forEach(
                  receiver ->
                      html.element(
                          "td class=\"number\"",
                          row.containsKey(receiver) ? String.valueOf(row.get(receiver)) : "·"));
          html.close("tr");
        });
    html.close("tbody").close("table").close("div");
  }

  private void findings() {
    html.element("h2", words.say("findings.title"));
    if (data.findings().isEmpty()) {
      html.element("p", words.say("findings.none"));
      return;
    }
    html.open("div class=\"wide\"").open("table");
    header("time", "phase", "data", "value", "recipient", "country", "where", "encoding", "why");
    html.open("tbody");
    data.findings().stream().limit(MOST_ROWS).forEach(this::finding);
    html.close("tbody").close("table").close("div");
    if (data.findings().size() > MOST_ROWS) {
      html.element("p", words.say("more", data.findings().size() - MOST_ROWS));
    }
  }

  private void header(String... keys) {
    html.open("thead").open("tr");
    for (String key : keys) {
      html.element("th scope=\"col\"", words.say(key));
    }
    html.close("tr").close("thead");
  }

  private void finding(RecordedFinding recorded) {
    Finding finding = recorded.finding();
    Recipient recipient = recorded.observation().recipient();
    html.open("tr");
    html.element(
        "td class=\"time\"",
        Instant.ofEpochMilli(recorded.observation().exchange().startedAtMillis()).toString());
    html.element("td", phase(recorded.observation().context().phase()));
    html.element("td", label(finding.kind()));
    html.open("td").element("code", finding.value()).close("td");
    html.element("td", who(recipient) + " · " + words.say("party." + recipient.party()));
    html.element("td", Objects.requireNonNullElse(recipient.country(), "–"));
    html.open("td").element("code", finding.where()).close("td");
    html.element(
        "td",
        finding.encoding().isEmpty() ? words.say("plain") : String.join(" › ", finding.encoding()));
    html.element("td", finding.why());
    html.close("tr");
  }

  private String phase(String phase) {
    String key = "phase." + phase;
    return words.keys().contains(key) ? words.say(key) : phase;
  }

  private void verdicts() {
    html.element("h2", words.say("verdicts.title"));
    Comparison comparison = data.comparison();
    if (comparison == null || comparison.lines().isEmpty()) {
      html.element("p", words.say("verdicts.none"));
      return;
    }
    Set<Rule> rules = new LinkedHashSet<>();
    html.open("div class=\"wide\"").open("table");
    header("data", "recipient", "layer", "verdict", "sentence", "bearsOn");
    html.open("tbody");
    for (Comparison.Line line : comparison.lines()) {
      Judgement j = line.judgement();
      rules.addAll(line.bearsOn());
      Statement quoted = j.statements().isEmpty() ? j.nearest() : j.statements().get(0);
      html.open("tr");
      html.element("td", label(j.flow().key().kind()));
      html.element(
          "td", j.flow().key().domain() + " · " + words.say("party." + j.flow().key().party()));
      html.element("td", words.say("layer." + j.layer().text()));
      html.open("td")
          .element("strong", words.say("verdict." + j.verdict().name()))
          .open("br")
          .text(j.reason().say(words.language()))
          .close("td");
      html.open("td");
      if (quoted == null) {
        html.text("–");
      } else {
        html.element("q", quoted.quote())
            .text(" " + quoted.source() + ":" + quoted.start() + "–" + quoted.end());
      }
      html.close("td");
      html.element("td", String.join(" ", line.bearsOn().stream().map(Rule::id).toList()));
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
    clauses(rules);
  }

  private void clauses(Set<Rule> rules) {
    if (rules.isEmpty()) {
      return;
    }
    html.element("h3", words.say("clauses.title"))
        .element("p", words.say("clauses.note"))
        .open("ul class=\"clauses\"");
    for (Rule rule : rules) {
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
              + (rule.verified() ? "" : " [" + words.say("unverified") + "]"));
    }
    html.close("ul");
  }

  /** Findings over time, a line for each phase; the table above has the same figures. */
  private void timeline() {
    if (data.findings().size() < 2) {
      return;
    }
    List<String> phases = new ArrayList<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (RecordedFinding f : data.findings()) {
      long at = f.observation().exchange().startedAtMillis();
      first = Math.min(first, at);
      last = Math.max(last, at);
      String phase = f.observation().context().phase();
      if (!phases.contains(phase)) {
        phases.add(phase);
      }
    }
    int height = 30 + phases.size() * 28;
    html.element("h2", words.say("timeline.title"));
    html.raw("<svg role=\"img\" viewBox=\"0 0 800 " + height + "\" class=\"timeline\">");
    html.element("title", words.say("timeline.title"));
    for (int i = 0; i < phases.size(); i++) {
      int y = 20 + i * 28;
      html.raw("<line x1=\"190\" x2=\"790\" y1=\"" + y + "\" y2=\"" + y + "\"></line>");
      html.open("text x=\"0\" y=\"" + (y + 5) + "\"").text(phase(phases.get(i))).close("text");
    }
    for (RecordedFinding f : data.findings()) {
      long at = f.observation().exchange().startedAtMillis();
      long x = 195 + 590 * (at - first) / Math.max(1, last - first);
      int y = 20 + phases.indexOf(f.observation().context().phase()) * 28;
      html.raw(
          "<circle r=\"5\" cx=\""
              + x
              + "\" cy=\""
              + y
              + "\" class=\""
              + (f.observation().recipient().party().equals("third") ? "third" : "first")
              + "\"></circle>");
    }
    html.raw("</svg>\n");
    html.element(
        "p class=\"note\"",
        words.say("timeline.note", Instant.ofEpochMilli(first), Instant.ofEpochMilli(last)));
  }

  private void gaps() {
    html.element("h2", words.say("gaps.title"));
    if (data.gaps().isEmpty()) {
      html.element("p", words.say("gaps.none"));
      return;
    }
    html.element("p", words.say("gaps.note"));
    Map<String, Long> counts = new TreeMap<>();
    for (RecordedGap g : data.gaps()) {
      counts.merge(
          g.gap().cause().id()
              + "\t"
              + Objects.requireNonNullElse(g.gap().host(), "–")
              + "\t"
              + g.gap().detail(),
          g.gap().count(),
          Long::sum);
    }
    html.open("div class=\"wide\"").open("table");
    header("cause", "host", "detail", "count");
    html.open("tbody");
    counts.forEach(
        (row, count) -> {
          String[] cells = row.split("\t", 3);
          html.open("tr")
              .element("td", words.say("cause." + cells[0]))
              .element("td", cells[1])
              .element("td", cells[2])
              .element("td class=\"number\"", String.valueOf(count))
              .close("tr");
        });
    html.close("tbody").close("table").close("div");
  }

  private void method() {
    html.element("h2", words.say("method.title"))
        .element("p", words.say("method.note"))
        .open("table class=\"facts\"")
        .open("tbody");
    for (ReportData.Fact fact : data.facts()) {
      html.open("tr")
          .element("th scope=\"row\"", words.say("fact." + fact.name()))
          .element("td", fact.value())
          .close("tr");
    }
    html.close("tbody").close("table").element("p class=\"note\"", words.say("limits"));
  }
}
