package dev.telltale.report;

import dev.telltale.compare.Comparison;
import dev.telltale.compare.Flow;
import dev.telltale.compare.Verdict;
import dev.telltale.model.Phase;
import dev.telltale.model.Recipient;
import dev.telltale.record.RecordedFinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The first page, for somebody who reads only this one: what was sent before anybody agreed, to
 * whom, what the app declares of it, and what could not be seen.
 */
final class FrontPage extends Part {
  FrontPage(ReportData data, Words words) {
    super(data, words);
  }

  /** What went to one recipient. */
  private record Sent(String who, String party, String domain) {}

  String write() {
    html.open("header");
    html.element("p class=\"kicker\"", words.say("kicker"));
    html.element("h1", words.say("title", data.app()));
    String versions = String.join(", ", versions());
    html.element(
        "p class=\"note\"",
        words.say(
            "recorded",
            data.runs().isEmpty() ? "–" : time(data.runs().get(0).session().startedAtMillis()),
            versions.isEmpty() ? words.say("version.unknown") : versions));
    html.close("header");
    html.open("section class=\"answer\"");
    before();
    refused();
    html.close("section");
    tiles();
    declared();
    unseen();
    return html.toString();
  }

  private Set<String> versions() {
    Set<String> versions = new LinkedHashSet<>();
    for (ReportData.Run run : data.runs()) {
      if (run.session().appVersion() != null) {
        versions.add(run.session().appVersion());
      }
    }
    return versions;
  }

  private Map<String, Map<Sent, Integer>> sentIn(String phase) {
    Map<String, Map<Sent, Integer>> sent = new TreeMap<>();
    for (RecordedFinding f : data.findings()) {
      if (f.observation().context().phase().equals(phase)) {
        Recipient r = f.observation().recipient();
        sent.computeIfAbsent(f.finding().kind(), k -> new LinkedHashMap<>())
            .merge(new Sent(who(r), r.party(), r.domain()), 1, Integer::sum);
      }
    }
    return sent;
  }

  private void before() {
    html.element("h2", words.say("before.title"));
    Map<String, Map<Sent, Integer>> sent = sentIn(Phase.BEFORE_CONSENT);
    if (sent.isEmpty()) {
      long exchanges = data.subject().exchanges().getOrDefault(Phase.BEFORE_CONSENT, 0L);
      html.element(
          "p class=\"lead\"",
          exchanges > 0 ? words.say("before.none", exchanges) : words.say("before.unrecorded"));
      return;
    }
    Set<Sent> receivers = new LinkedHashSet<>();
    sent.values().forEach(r -> receivers.addAll(r.keySet()));
    long thirds = receivers.stream().filter(r -> r.party().equals("third")).count();
    html.element(
        "p class=\"lead\"", words.say("before.lead", sent.size(), receivers.size(), thirds));
    list(sent);
  }

  private void refused() {
    Map<String, Map<Sent, Integer>> sent = sentIn(Phase.AFTER_REFUSAL);
    if (!sent.isEmpty()) {
      html.element("h2", words.say("refused.title"));
      list(sent);
    }
  }

  private void list(Map<String, Map<Sent, Integer>> sent) {
    html.open("div class=\"wide\"").open("table class=\"sent\"").open("tbody");
    sent.forEach(
        (kind, receivers) ->
            receivers.forEach(
                (receiver, times) -> {
                  html.open("tr").element("th scope=\"row\"", label(kind));
                  html.open("td")
                      .text("→ " + receiver.who() + " ")
                      .element(
                          "span class=\"tag " + receiver.party() + "\"", party(receiver.party()))
                      .close("td");
                  html.element("td class=\"number\"", words.say("times", times));
                  html.open("td");
                  worst(kind, receiver);
                  html.close("td").close("tr");
                }));
    html.close("tbody").close("table").close("div");
  }

  /** What the declarations say of a flow, the layer that speaks most against it first. */
  private void worst(String kind, Sent receiver) {
    Comparison comparison = data.subject().comparison();
    if (comparison == null) {
      return;
    }
    Flow.Key key = new Flow.Key(data.app(), kind, receiver.domain(), receiver.party());
    List<Verdict> verdicts = new ArrayList<>();
    for (Comparison.Line line : comparison.lines()) {
      if (line.judgement().flow().key().equals(key) && line.judgement().sayable()) {
        verdicts.add(line.judgement().verdict());
      }
    }
    Marks.against(verdicts)
        .ifPresent(
            verdict ->
                html.element(
                    "span class=\"mark " + Marks.tone(verdict) + "\"",
                    words.say("verdict." + verdict.name())));
  }

  private void tiles() {
    Set<String> kinds = new LinkedHashSet<>();
    Set<String> receivers = new LinkedHashSet<>();
    Set<String> thirds = new LinkedHashSet<>();
    long clear = 0;
    for (RecordedFinding f : data.findings()) {
      kinds.add(f.finding().kind());
      Recipient r = f.observation().recipient();
      receivers.add(r.domain());
      if (r.party().equals("third")) {
        thirds.add(r.domain());
      }
      clear += f.observation().exchange().encrypted() ? 0 : 1;
    }
    html.open("ul class=\"tiles\"");
    tile(kinds.size(), "tile.kinds", "");
    tile(receivers.size(), "tile.recipients", "");
    tile(thirds.size(), "tile.thirds", thirds.isEmpty() ? "" : "warn");
    tile(clear, "tile.clear", clear == 0 ? "" : "warn");
    tile(data.exchanges(), "tile.requests", "");
    html.close("ul");
  }

  private void tile(long figure, String key, String tone) {
    html.open("li" + (tone.isEmpty() ? "" : " class=\"" + tone + "\""))
        .element("b", String.valueOf(figure))
        .element("span", words.say(key))
        .close("li");
  }

  private void declared() {
    html.element("h2", words.say("declared.title"));
    Comparison comparison = data.subject().comparison();
    if (comparison == null) {
      html.element("p", words.say("verdicts.none"));
      return;
    }
    Map<Verdict, Set<Flow.Key>> counts = new TreeMap<>();
    Set<Flow.Key> flows = new LinkedHashSet<>();
    for (Comparison.Line line : comparison.lines()) {
      flows.add(line.judgement().flow().key());
      if (line.judgement().sayable()) {
        counts
            .computeIfAbsent(line.judgement().verdict(), v -> new LinkedHashSet<>())
            .add(line.judgement().flow().key());
      }
    }
    html.element(
        "p",
        words.say(
            "declared.lead",
            flows.size(),
            String.join(
                words.say("and"),
                comparison.layers().stream().map(l -> words.say("layer." + l.text())).toList())));
    html.open("ul class=\"verdicts\"");
    counts.forEach(
        (verdict, keys) ->
            html.open("li")
                .element(
                    "span class=\"mark " + Marks.tone(verdict) + "\"",
                    words.say("verdict." + verdict.name()))
                .text(" " + words.say("flows", keys.size()))
                .close("li"));
    html.close("ul");
  }

  private void unseen() {
    html.element("h2", words.say("gaps.title"));
    long unseen = data.gaps().stream().mapToLong(g -> g.gap().count()).sum();
    if (unseen == 0) {
      html.element("p class=\"calm\"", words.say("gaps.none"));
      return;
    }
    html.element("p class=\"warn\"", words.say("gaps.some", unseen));
    Map<String, Long> causes = new TreeMap<>();
    data.gaps().forEach(g -> causes.merge(g.gap().cause().id(), g.gap().count(), Long::sum));
    html.element(
        "p class=\"note\"",
        String.join(
            "; ",
            causes.entrySet().stream()
                .map(e -> words.say("cause." + e.getKey()) + " (" + e.getValue() + ")")
                .toList()));
  }
}
