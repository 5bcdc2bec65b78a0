package dev.telltale.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.telltale.compare.Comparison.Line;
import dev.telltale.declare.Statement;
import dev.telltale.model.TesterEvidence;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of {@code compare --json}. */
public final class ComparisonJson {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private ComparisonJson() {}

  /** One line as one JSON object. */
  public static String line(Line line) {
    Judgement judgement = line.judgement();
    Flow flow = judgement.flow();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("app", flow.key().app().isEmpty() ? null : flow.key().app());
    row.put("type", flow.type());
    row.put("kind", flow.key().kind());
    row.put("recipient", flow.key().domain());
    row.put("organisation", flow.organisation());
    row.put("party", flow.key().party());
    row.put("layer", judgement.layer().text());
    row.put("verdict", judgement.verdict().name());
    Map<String, @Nullable Object> distance = new LinkedHashMap<>();
    Judgement.Way way = judgement.way();
    distance.put("data", way == null ? null : way.dataDistance());
    distance.put("entity", way == null ? null : way.entityDistance());
    row.put("distance", distance);
    Map<String, @Nullable Object> paths = new LinkedHashMap<>();
    paths.put("data", way == null ? null : way.data());
    paths.put("entity", way == null ? null : way.entity());
    row.put("path", paths);
    row.put("reason", judgement.reason().say("en"));
    row.put("notes", judgement.notes().stream().map(note -> note.say("en")).toList());
    row.put("sayable", judgement.sayable());
    row.put("statements", judgement.statements().stream().map(ComparisonJson::statement).toList());
    row.put("nearest", judgement.nearest() == null ? null : statement(judgement.nearest()));
    row.put("competing", judgement.competing() == null ? null : statement(judgement.competing()));
    row.put("disagrees", line.disagrees().stream().map(Statement.Layer::text).toList());
    row.put("exchanges", flow.exchanges());
    row.put("count", flow.count());
    Map<String, @Nullable Object> axes = new LinkedHashMap<>();
    axes.put("phases", line.axes().phases());
    axes.put("cleartext", line.axes().cleartext());
    axes.put("crossBorder", line.axes().crossBorder());
    axes.put("necessary", line.axes().necessary());
    axes.put("immutable", line.axes().immutable());
    axes.put("identifier", line.axes().identifier());
    axes.put("sensitive", line.axes().sensitive());
    axes.put("perMinuteMax", (double) line.axes().perMinuteMax());
    axes.put("reference", line.axes().reference());
    axes.put("overReference", line.axes().overReference());
    row.put("axes", axes);
    row.put("codes", line.codes());
    row.put("bearsOn", line.bearsOn().stream().map(Rule::id).toList());
    return GSON.toJson(row);
  }

  /** One contradiction between declared layers as one JSON object. */
  public static String line(Disagreement d) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("type", d.type());
    row.put("recipient", d.recipient());
    row.put("says", d.says().layer().text());
    row.put("denies", d.denies().layer().text());
    row.put("verdict", d.denies().verdict().name());
    row.put("reason", d.denies().reason().say("en"));
    row.put("observed", d.observed());
    row.put("statement", statement(d.says()));
    row.put(
        "denial",
        d.denies().statements().isEmpty() ? null : statement(d.denies().statements().get(0)));
    return GSON.toJson(row);
  }

  /** The checklist's rows, each as one JSON object. */
  public static String line(String app, Checklist.Row row) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("app", app);
    json.put("number", row.issue().number());
    json.put("issue", row.issue().id());
    json.put("name", row.issue().chinese());
    json.put("state", row.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("basis", row.basis().stream().map(ComparisonJson::basis).toList());
    json.put("needed", row.needed().stream().map(n -> n.say("en")).toList());
    json.put("gaps", row.gaps());
    json.put("evidence", row.evidence().stream().map(ComparisonJson::evidence).toList());
    json.put("bearsOn", row.issue().rules().stream().map(Rule::id).toList());
    return GSON.toJson(json);
  }

  private static Map<String, @Nullable Object> basis(Checklist.Basis basis) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("state", basis.state().name().toLowerCase(Locale.ROOT));
    json.put("what", basis.what().say("en"));
    json.put("exchanges", basis.exchanges());
    return json;
  }

  private static Map<String, @Nullable Object> evidence(TesterEvidence evidence) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", evidence.id());
    json.put("text", evidence.text());
    json.put("time", Instant.ofEpochMilli(evidence.atMillis()).toString());
    json.put("session", evidence.session());
    json.put("file", evidence.name());
    json.put("sha256", evidence.sha256());
    return json;
  }

  private static Map<String, @Nullable Object> statement(Statement statement) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("quote", statement.quote());
    row.put("source", statement.source());
    row.put("start", statement.start());
    row.put("end", statement.end());
    row.put("sign", statement.sign().text());
    row.put("act", statement.act().text());
    row.put("data", statement.data());
    row.put("recipient", statement.recipient());
    row.put("condition", statement.condition());
    row.put("confidence", statement.confidence());
    return row;
  }
}
