package dev.telltale.report;

import dev.telltale.model.Mark;
import dev.telltale.model.Phase;
import dev.telltale.model.Recipient;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The pictures of a report, each with its figures in a table beside it. */
final class Charts extends Part {
  private static final int MOST_LANES = 10;
  private static final int MOST_RUNS = 4;
  private static final int MOST_DOTS = 1_500;

  Charts(ReportData data, Words words) {
    super(data, words);
  }

  /** Data by recipient; the darker, the more. */
  String matrix() {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    Map<String, Recipient> receivers = new TreeMap<>();
    int most = 1;
    for (RecordedFinding f : data.findings()) {
      Recipient recipient = f.observation().recipient();
      receivers.putIfAbsent(who(recipient), recipient);
      most =
          Math.max(
              most,
              counts
                  .computeIfAbsent(f.finding().kind(), k -> new LinkedHashMap<>())
                  .merge(who(recipient), 1, Integer::sum));
    }
    if (counts.isEmpty()) {
      return "";
    }
    html.element("h2", words.say("matrix.title"));
    html.element("p class=\"note\"", words.say("matrix.note"));
    html.open("div class=\"wide\"")
        .open("table class=\"matrix\"")
        .open("thead")
        .open("tr")
        .element("th scope=\"col\"", words.say("data"));
    receivers.forEach(
        (receiver, recipient) ->
            html.open("th scope=\"col\"")
                .text(receiver)
                .element("span class=\"tag " + recipient.party() + "\"", party(recipient.party()))
                .close("th"));
    html.close("tr").close("thead").open("tbody");
    int darkest = most;
    counts.forEach(
        (kind, row) -> {
          html.open("tr").element("th scope=\"row\"", label(kind));
          for (String receiver : receivers.keySet()) {
            Integer count = row.get(receiver);
            int shade =
                count == null
                    ? 0
                    : 1 + (int) (3.0 * Math.log1p(count) / Math.log1p(Math.max(9, darkest)));
            html.element(
                "td class=\"number s" + Math.min(4, shade) + "\"",
                count == null ? "·" : String.valueOf(count));
          }
          html.close("tr");
        });
    html.close("tbody").close("table").close("div");
    return html.toString();
  }

  private static final class Received {
    final Recipient recipient;
    final Set<String> kinds = new TreeSet<>();
    final Set<String> countries = new TreeSet<>();
    int findings;
    boolean clear;

    Received(Recipient recipient) {
      this.recipient = recipient;
    }
  }

  /** Who received how much, and where. */
  String recipients() {
    Map<String, Received> received = new TreeMap<>();
    for (RecordedFinding f : data.findings()) {
      Recipient r = f.observation().recipient();
      Received one = received.computeIfAbsent(r.domain() + r.party(), k -> new Received(r));
      one.kinds.add(f.finding().kind());
      one.findings++;
      one.clear |= !f.observation().exchange().encrypted();
      if (r.country() != null) {
        one.countries.add(r.country());
      }
    }
    if (received.isEmpty()) {
      return "";
    }
    List<Received> sorted = new ArrayList<>(received.values());
    sorted.sort(
        Comparator.comparingInt((Received r) -> -r.findings)
            .thenComparing(r -> r.recipient.domain()));
    html.element("h2", words.say("recipients.title"));
    bars(sorted);
    html.open("div class=\"wide\"").open("table");
    header("recipient", "party", "category", "country", "data", "count", "protection");
    html.open("tbody");
    for (Received r : sorted) {
      html.open("tr").element("th scope=\"row\"", who(r.recipient));
      html.open("td")
          .element("span class=\"tag " + r.recipient.party() + "\"", party(r.recipient.party()))
          .close("td");
      String category = r.recipient.category();
      html.element("td", category == null ? "–" : words.say("category." + category));
      html.element(
          "td",
          r.countries.isEmpty()
              ? words.say("country.unknown")
              : String.join(", ", r.countries.stream().map(this::country).toList()));
      html.element("td", String.join(", ", r.kinds.stream().map(this::label).toList()));
      html.element("td class=\"number\"", String.valueOf(r.findings));
      html.element("td", words.say(r.clear ? "clear" : "encrypted"));
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
    html.element("p class=\"note\"", words.say("country.note"));
    return html.toString();
  }

  private void bars(List<Received> sorted) {
    List<Received> shown = sorted.subList(0, Math.min(MOST_LANES, sorted.size()));
    int most = shown.get(0).findings;
    html.raw(
        "<svg role=\"img\" class=\"chart\" viewBox=\"0 0 800 " + (shown.size() * 26 + 6) + "\">");
    html.element("title", words.say("recipients.title"));
    int y = 4;
    for (Received r : shown) {
      int width = Math.max(3, 470 * r.findings / most);
      html.open("text x=\"0\" y=\"" + (y + 14) + "\"")
          .text(shorten(who(r.recipient)))
          .close("text");
      html.raw(
          "<rect x=\"280\" y=\""
              + y
              + "\" width=\""
              + width
              + "\" height=\"18\" rx=\"2\" class=\""
              + tone(r.recipient)
              + "\"></rect>");
      html.open("text class=\"figure\" x=\"" + (288 + width) + "\" y=\"" + (y + 14) + "\"")
          .text(String.valueOf(r.findings))
          .close("text");
      y += 26;
    }
    html.raw("</svg>\n");
  }

  private static String tone(Recipient recipient) {
    return recipient.party().equals("first") ? "first" : "third";
  }

  private static String shorten(String text) {
    return text.length() <= 38 ? text : text.substring(0, 37) + "…";
  }

  /** When it was sent: a picture for each run, and a table by phase. */
  String timeline() {
    if (data.findings().isEmpty()) {
      return "";
    }
    html.element("h2", words.say("timeline.title"));
    for (ReportData.Run run : data.runs().subList(0, Math.min(MOST_RUNS, data.runs().size()))) {
      picture(run);
    }
    if (data.runs().size() > MOST_RUNS) {
      html.element("p class=\"note\"", words.say("timeline.more", data.runs().size() - MOST_RUNS));
    }
    phases();
    return html.toString();
  }

  private void picture(ReportData.Run run) {
    List<RecordedFinding> own =
        data.findings().stream()
            .filter(f -> f.observation().context().session() == run.session().id())
            .toList();
    Set<String> lanes = new LinkedHashSet<>();
    Map<String, Integer> weight = new LinkedHashMap<>();
    own.forEach(f -> weight.merge(who(f.observation().recipient()), 1, Integer::sum));
    weight.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(MOST_LANES)
        .forEach(e -> lanes.add(e.getKey()));
    long first = own.stream().mapToLong(Charts::at).min().orElse(0);
    long last = own.stream().mapToLong(Charts::at).max().orElse(first);
    for (Mark mark : run.marks()) {
      first = Math.min(first, mark.atMillis());
      last = Math.max(last, mark.atMillis());
    }
    last = Math.max(last, first + 1);
    int bottom = 34 + lanes.size() * 26;
    html.raw("<svg role=\"img\" class=\"chart\" viewBox=\"0 0 800 " + (bottom + 24) + "\">");
    html.element("title", words.say("timeline.run", run.session().id()));
    bands(run, first, last, bottom);
    int y = 46;
    List<String> order = List.copyOf(lanes);
    for (String lane : order) {
      html.raw("<line x1=\"230\" x2=\"796\" y1=\"" + y + "\" y2=\"" + y + "\"></line>");
      html.open("text x=\"0\" y=\"" + (y + 5) + "\"").text(shorten32(lane)).close("text");
      y += 26;
    }
    int dots = 0;
    Set<String> drawn = new LinkedHashSet<>();
    for (RecordedFinding f : own) {
      int lane = order.indexOf(who(f.observation().recipient()));
      long x = x(at(f), first, last);
      if (lane < 0 || !drawn.add(lane + " " + x) || dots++ > MOST_DOTS) {
        continue;
      }
      html.raw(
          "<circle r=\"4.5\" cx=\""
              + x
              + "\" cy=\""
              + (46 + lane * 26)
              + "\" class=\""
              + tone(f.observation().recipient())
              + "\"></circle>");
    }
    html.open("text class=\"soft\" x=\"230\" y=\"" + (bottom + 18) + "\"")
        .text(time(first))
        .close("text");
    html.open("text class=\"soft\" text-anchor=\"end\" x=\"796\" y=\"" + (bottom + 18) + "\"")
        .text(time(last))
        .close("text");
    html.raw("</svg>\n");
  }

  private static String shorten32(String text) {
    return text.length() <= 32 ? text : text.substring(0, 31) + "…";
  }

  private static long at(RecordedFinding f) {
    return f.observation().exchange().startedAtMillis();
  }

  private static long x(long at, long first, long last) {
    return 236 + 554 * (at - first) / (last - first);
  }

  private void bands(ReportData.Run run, long first, long last, int bottom) {
    List<Mark> marks = new ArrayList<>(run.marks());
    marks.sort(Comparator.comparingLong(Mark::atMillis));
    long free = 0;
    for (int i = 0; i < marks.size(); i++) {
      Mark mark = marks.get(i);
      long from = x(mark.atMillis(), first, last);
      long to = i + 1 < marks.size() ? x(marks.get(i + 1).atMillis(), first, last) : 796;
      String tone =
          mark.phase().equals(Phase.BEFORE_CONSENT)
              ? "band early"
              : i % 2 == 0 ? "band" : "band other";
      html.raw(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%d\" y=\"22\" width=\"%d\" height=\"%d\"></rect>",
              tone,
              from,
              Math.max(2, to - from),
              bottom - 22));
      if (from >= free) {
        html.open("text class=\"soft\" x=\"" + from + "\" y=\"15\"")
            .text(phase(mark.phase()))
            .close("text");
        free = from + 12L * phase(mark.phase()).length();
      }
    }
  }

  private static final class Span {
    long first = Long.MAX_VALUE;
    int findings;
    final Set<String> kinds = new TreeSet<>();
    long gaps;
  }

  private void phases() {
    Map<String, Span> spans = new LinkedHashMap<>();
    for (String known : Phase.KNOWN) {
      if (data.subject().exchanges().containsKey(known)) {
        spans.put(known, new Span());
      }
    }
    for (RecordedFinding f : data.findings()) {
      Span span = spans.computeIfAbsent(f.observation().context().phase(), p -> new Span());
      span.first = Math.min(span.first, at(f));
      span.findings++;
      span.kinds.add(f.finding().kind());
    }
    for (RecordedGap g : data.gaps()) {
      spans.computeIfAbsent(g.context().phase(), p -> new Span()).gaps += g.gap().count();
    }
    html.open("div class=\"wide\"").open("table");
    header("phase", "first", "data", "count", "requests", "unseen");
    html.open("tbody");
    spans.forEach(
        (phase, span) -> {
          html.open("tr").element("th scope=\"row\"", phase(phase));
          html.element("td class=\"time\"", span.findings == 0 ? "–" : time(span.first));
          html.element("td", String.join(", ", span.kinds.stream().map(this::label).toList()));
          html.element("td class=\"number\"", String.valueOf(span.findings));
          html.element(
              "td class=\"number\"",
              String.valueOf(data.subject().exchanges().getOrDefault(phase, 0L)));
          html.element("td class=\"number\"", String.valueOf(span.gaps));
          html.close("tr");
        });
    html.close("tbody").close("table").close("div");
    html.element("p class=\"note\"", words.say("timeline.note"));
  }
}
