package dev.telltale.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.telltale.compare.Checklist;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.Disagreement;
import dev.telltale.compare.Flow;
import dev.telltale.compare.Judgement;
import dev.telltale.compare.Reason;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Declaration;
import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.model.TesterEvidence;
import java.time.Instant;
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
 * An app against what it declares, as the dashboard shows it: the sentences in the reader's
 * language, the ids of exchanges to open, everything else as in the report.
 */
public final class CaseJson {
  private static final int MOST_EXCHANGES = 20;
  private static final int MOST_FLOWS = 300;
  private static final int MOST_DISAGREEMENTS = 100;

  private final ReportData data;
  private final Words words;

  private CaseJson(ReportData data, Words words) {
    this.data = data;
    this.words = words;
  }

  /**
   * One object.
   *
   * @param language {@code en} or {@code zh}
   */
  public static JsonObject of(ReportData data, String language) {
    return new CaseJson(data, Words.of(language)).write();
  }

  private String label(String id) {
    return Reason.label(id, words.language());
  }

  private static JsonArray texts(Collection<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private JsonObject write() {
    JsonObject json = new JsonObject();
    json.addProperty("app", data.app());
    JsonArray declarations = new JsonArray();
    for (Declaration d : data.subject().declarations()) {
      JsonObject one = new JsonObject();
      one.addProperty("source", d.source());
      one.addProperty("format", d.format());
      one.addProperty("statements", d.statements().size());
      one.add("warnings", texts(d.warnings()));
      declarations.add(one);
    }
    json.add("declarations", declarations);
    Comparison comparison = data.subject().comparison();
    JsonArray layers = new JsonArray();
    JsonArray flows = new JsonArray();
    JsonArray rules = new JsonArray();
    if (comparison != null) {
      comparison.layers().forEach(l -> layers.add(layer(l)));
      Set<Rule> clauses = new LinkedHashSet<>();
      Map<Flow.Key, List<Comparison.Line>> grouped = new TreeMap<>();
      for (Comparison.Line line : comparison.lines()) {
        clauses.addAll(line.bearsOn());
        grouped.computeIfAbsent(line.judgement().flow().key(), k -> new ArrayList<>()).add(line);
      }
      grouped.values().stream().limit(MOST_FLOWS).forEach(lines -> flows.add(flow(lines)));
      clauses.stream().sorted(Comparator.comparing(Rule::id)).forEach(r -> rules.add(rule(r)));
    }
    json.add("layers", layers);
    json.add("flows", flows);
    json.add("disagreements", disagreements());
    json.add("checklist", checklist());
    json.add("rules", rules);
    return json;
  }

  private JsonObject layer(Layer layer) {
    JsonObject json = new JsonObject();
    json.addProperty("id", layer.text());
    json.addProperty("label", words.say("layer." + layer.text()));
    return json;
  }

  private JsonObject rule(Rule rule) {
    JsonObject json = new JsonObject();
    json.addProperty("id", rule.id());
    json.addProperty("jurisdiction", rule.jurisdiction());
    json.addProperty("clause", rule.instrument() + " " + rule.clause());
    json.addProperty("gist", rule.gist());
    json.addProperty("note", rule.verified() ? "" : words.say("unverified"));
    return json;
  }

  private JsonObject flow(List<Comparison.Line> lines) {
    Flow flow = lines.get(0).judgement().flow();
    Set<Rule> common = VerdictPages.ofTheFlow(lines);
    JsonObject json = new JsonObject();
    json.addProperty("label", label(flow.key().kind()));
    json.addProperty("kind", flow.key().kind());
    json.addProperty("domain", flow.key().domain());
    json.addProperty("organisation", flow.organisation());
    json.addProperty("party", flow.key().party());
    json.addProperty("count", flow.count());
    json.add("phases", texts(flow.phases()));
    json.add("exchanges", texts(flow.exchanges().stream().limit(MOST_EXCHANGES).toList()));
    json.add("beside", texts(VerdictPages.beside(lines.get(0).axes(), words)));
    json.add("bearsOn", texts(common.stream().map(Rule::id).toList()));
    ReportData.Cited cited = data.excerpts().get(flow.key());
    if (cited != null) {
      JsonObject excerpt = new JsonObject();
      excerpt.addProperty("exchange", cited.finding().finding().exchange());
      excerpt.addProperty("finding", cited.finding().sequence());
      excerpt.addProperty("head", cited.excerpt().head());
      excerpt.addProperty("place", words.say(cited.excerpt().key()));
      excerpt.addProperty("before", cited.excerpt().before());
      excerpt.addProperty("match", cited.excerpt().match());
      excerpt.addProperty("after", cited.excerpt().after());
      excerpt.addProperty("value", cited.finding().finding().value());
      excerpt.addProperty("where", cited.finding().finding().where());
      excerpt.add("encoding", texts(cited.finding().finding().encoding()));
      json.add("excerpt", excerpt);
    }
    JsonArray judged = new JsonArray();
    lines.forEach(line -> judged.add(line(line, common)));
    json.add("lines", judged);
    return json;
  }

  private JsonObject line(Comparison.Line line, Set<Rule> common) {
    Judgement j = line.judgement();
    JsonObject json = new JsonObject();
    json.addProperty("layer", words.say("layer." + j.layer().text()));
    json.addProperty("verdict", j.verdict().name());
    json.addProperty("tone", j.sayable() ? Marks.tone(j.verdict()) : "open");
    json.addProperty(
        "label", words.say(j.sayable() ? "verdict." + j.verdict().name() : "unsayable"));
    json.addProperty("reason", j.reason().say(words.language()));
    JsonArray quotes = new JsonArray();
    Statement quoted = j.quoted();
    quote(quotes, j.statements().isEmpty() ? "quote.nearest" : "quote.deciding", quoted);
    if (j.competing() != null && !j.competing().equals(quoted)) {
      quote(quotes, "quote.competing", j.competing());
    }
    json.add("quotes", quotes);
    Judgement.Way way = j.way();
    if (way != null && way.data().size() + way.entity().size() > 2) {
      json.addProperty(
          "way",
          words.say(
              "way",
              String.join(" → ", way.data().stream().map(this::label).toList()),
              String.join(" → ", way.entity().stream().map(this::label).toList())));
    }
    json.add("notes", texts(j.notes().stream().map(n -> n.say(words.language())).toList()));
    json.add(
        "disagrees",
        texts(line.disagrees().stream().map(l -> words.say("layer." + l.text())).toList()));
    json.add(
        "bearsOn",
        texts(line.bearsOn().stream().filter(r -> !common.contains(r)).map(Rule::id).toList()));
    return json;
  }

  private void quote(JsonArray quotes, String role, @Nullable Statement statement) {
    if (statement != null) {
      JsonObject json = new JsonObject();
      json.addProperty("role", words.say(role));
      json.addProperty("text", statement.quote().replaceAll("\\s+", " ").strip());
      json.addProperty("source", statement.source());
      json.addProperty("start", statement.start());
      json.addProperty("end", statement.end());
      quotes.add(json);
    }
  }

  private JsonArray disagreements() {
    JsonArray array = new JsonArray();
    Disagreement.between(data.subject().declarations(), data.subject().findings()).stream()
        .limit(MOST_DISAGREEMENTS)
        .forEach(
            d -> {
              JsonObject json = new JsonObject();
              json.addProperty("data", label(d.type()));
              json.addProperty("recipient", label(d.recipient()));
              json.addProperty("says", words.say("layer." + d.says().layer().text()));
              json.addProperty("saying", d.says().quote().replaceAll("\\s+", " ").strip());
              json.addProperty("denies", words.say("layer." + d.denies().layer().text()));
              json.addProperty(
                  "denying",
                  d.denies().statements().isEmpty()
                      ? d.denies().reason().say(words.language())
                      : d.denies().statements().get(0).quote().replaceAll("\\s+", " ").strip());
              json.addProperty("observed", d.observed());
              array.add(json);
            });
    return array;
  }

  private JsonArray checklist() {
    JsonArray array = new JsonArray();
    for (Checklist.Row row : data.subject().checklist().rows()) {
      JsonObject json = new JsonObject();
      json.addProperty("number", row.issue().number());
      json.addProperty("label", label("issue." + row.issue().id()));
      json.addProperty("name", row.issue().chinese());
      json.addProperty("state", row.state().name());
      json.addProperty("stateLabel", label("state." + row.state().name()));
      json.addProperty("gaps", row.gaps());
      JsonArray basis = new JsonArray();
      for (Checklist.Basis each : row.basis()) {
        JsonObject one = new JsonObject();
        one.addProperty("what", each.what().say(words.language()));
        one.addProperty("exchange", each.exchanges().isEmpty() ? null : each.exchanges().get(0));
        basis.add(one);
      }
      json.add("basis", basis);
      json.add("needed", texts(row.needed().stream().map(n -> n.say(words.language())).toList()));
      JsonArray evidence = new JsonArray();
      for (TesterEvidence e : row.evidence()) {
        JsonObject one = new JsonObject();
        one.addProperty("text", e.text());
        one.addProperty("time", Instant.ofEpochMilli(e.atMillis()).toString());
        one.addProperty("file", e.name());
        one.addProperty("sha256", e.sha256());
        evidence.add(one);
      }
      json.add("evidence", evidence);
      array.add(json);
    }
    return array;
  }
}
