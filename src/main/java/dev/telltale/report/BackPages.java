package dev.telltale.report;

import dev.telltale.model.Finding;
import dev.telltale.model.Recipient;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the front rests on: every finding, every gap, and how it was recorded. */
final class BackPages extends Part {
  private static final int MOST_ROWS = 500;

  BackPages(ReportData data, Words words) {
    super(data, words);
  }

  String findings() {
    html.element("h2", words.say("findings.title"));
    if (data.findings().isEmpty()) {
      html.element("p", words.say("findings.none"));
      return html.toString();
    }
    html.open("div class=\"wide\"").open("table class=\"findings\"");
    header("time", "phase", "data", "value", "recipient", "country", "where", "why");
    html.open("tbody");
    data.findings().stream().limit(MOST_ROWS).forEach(this::finding);
    html.close("tbody").close("table").close("div");
    if (data.findings().size() > MOST_ROWS) {
      html.element("p", words.say("more", data.findings().size() - MOST_ROWS));
    }
    return html.toString();
  }

  private void finding(RecordedFinding recorded) {
    Finding finding = recorded.finding();
    Recipient recipient = recorded.observation().recipient();
    html.open("tr");
    html.element("td class=\"time\"", time(recorded.observation().exchange().startedAtMillis()));
    html.element("td", phase(recorded.observation().context().phase()));
    html.element("td", label(finding.kind()));
    html.open("td").element("code", finding.value()).close("td");
    html.element("td", who(recipient) + " · " + party(recipient.party()));
    html.element("td", Objects.requireNonNullElse(recipient.country(), "–"));
    html.open("td")
        .element("code", finding.where())
        .text(
            " "
                + (finding.encoding().isEmpty()
                    ? words.say("plain")
                    : String.join(" › ", finding.encoding())))
        .close("td");
    html.element("td", finding.why());
    html.close("tr");
  }

  String gaps() {
    html.element("h2", words.say("gaps.title"));
    if (data.gaps().isEmpty()) {
      html.element("p", words.say("gaps.none"));
      return html.toString();
    }
    html.element("p", words.say("gaps.note"));
    Map<String, Long> counts = new TreeMap<>();
    for (RecordedGap g : data.gaps()) {
      counts.merge(
          g.gap().cause().id()
              + "\t"
              + Objects.requireNonNullElse(g.gap().host(), "–").replace('\t', ' ')
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
    return html.toString();
  }

  String method() {
    html.element("h2", words.say("method.title"))
        .element("p", words.say("method.note"))
        .open("table class=\"facts\"")
        .open("tbody");
    for (ReportData.Fact fact : data.facts()) {
      html.open("tr")
          .element("th scope=\"row\"", words.say("fact." + fact.name()))
          .open("td")
          .element("code", fact.value())
          .close("td")
          .close("tr");
    }
    html.close("tbody").close("table").element("p class=\"note\"", words.say("limits"));
    return html.toString();
  }
}
