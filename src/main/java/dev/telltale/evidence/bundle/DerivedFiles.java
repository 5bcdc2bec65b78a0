package dev.telltale.evidence.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.telltale.evidence.JsonLines;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Finding;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.model.TesterEvidence;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.Recordings;
import dev.telltale.record.Tombstone;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a bundle beside the evidence: the log of the sessions, what was concluded, and
 * what could not be seen. To be recomputed from the evidence where it can be. With a redactor, no
 * text passes that it has not seen.
 */
final class DerivedFiles {
  private final Recordings recordings;
  private final @Nullable Long session;
  private final @Nullable Redactor redactor;

  DerivedFiles(Recordings recordings, @Nullable Long session, @Nullable Redactor redactor) {
    this.recordings = recordings;
    this.session = session;
    this.redactor = redactor;
  }

  /**
   * Writes them.
   *
   * @param urls the URLs of redacted exchanges by exchange, as their records show them
   * @param unsigned exchanges that came after the head was signed, and are not in the bundle
   */
  void write(BagFolder bag, Map<String, String> urls, Set<String> unsigned) throws IOException {
    try (Lines lines = bag.lines("data/sessions.jsonl")) {
      for (Session s : recordings.sessions()) {
        if (session == null || session == s.id()) {
          add(lines, session(s));
        }
      }
    }
    Query query = Query.of(null, session);
    try (Lines lines = bag.lines("data/findings.jsonl")) {
      recordings.findings(
          query,
          found -> {
            if (!unsigned.contains(found.finding().exchange())) {
              lines.add(finding(found, urls));
            }
          });
    }
    try (Lines lines = bag.lines("data/gaps.jsonl")) {
      recordings.gaps(query, gap -> add(lines, JsonLines.gap(gap)));
    }
    testers(bag);
    try (Lines lines = bag.lines("data/clock-jumps.jsonl")) {
      recordings
          .clockJumps()
          .forEach(
              jump -> {
                JsonObject row = new JsonObject();
                row.addProperty("beforeSequence", jump.beforeSequence());
                row.addProperty("time", Instant.ofEpochMilli(jump.atMillis()).toString());
                row.addProperty("jumpMillis", jump.jumpMillis());
                add(lines, row);
              });
    }
    try (Lines lines = bag.lines("data/tree/tombstones.jsonl")) {
      for (Tombstone stone : recordings.tombstones()) {
        JsonObject row = new JsonObject();
        row.addProperty("sequence", stone.sequence());
        row.addProperty("session", stone.session());
        row.addProperty("deleted", Instant.ofEpochMilli(stone.deletedAtMillis()).toString());
        row.addProperty("reason", stone.reason());
        add(lines, row);
      }
    }
  }

  /** How the sessions came about: {@code live}, {@code import}, or {@code live and import}. */
  String acquisition() {
    TreeSet<String> ways = new TreeSet<>(Comparator.reverseOrder());
    for (Session s : recordings.sessions()) {
      if (session == null || session == s.id()) {
        ways.add(s.source().startsWith("import:") ? "import" : "live");
      }
    }
    return ways.isEmpty() ? "live" : String.join(" and ", ways);
  }

  /** What testers saw beside the traffic; their files only where nothing is redacted. */
  private void testers(BagFolder bag) throws IOException {
    try (Lines lines = bag.lines("data/tester-evidence.jsonl")) {
      for (TesterEvidence evidence : recordings.testerEvidence(null)) {
        if (session != null && !session.equals(evidence.session())) {
          continue;
        }
        JsonObject row = new JsonObject();
        row.addProperty("app", evidence.app());
        row.addProperty("session", evidence.session());
        row.addProperty("issue", evidence.issue());
        row.addProperty("text", evidence.text());
        row.addProperty("time", Instant.ofEpochMilli(evidence.atMillis()).toString());
        row.addProperty("added", Instant.ofEpochMilli(evidence.addedAtMillis()).toString());
        row.addProperty("name", evidence.name());
        row.addProperty("sha256", redactor == null ? evidence.sha256() : null);
        add(lines, row);
        if (redactor == null && evidence.content().length > 0) {
          bag.octets("data/tester-evidence/" + evidence.sha256(), evidence.content());
        }
      }
    }
  }

  private void add(Lines lines, JsonObject row) {
    lines.add(JsonLines.line(redactor == null ? row : clean(row, redactor)));
  }

  private JsonObject session(Session s) {
    JsonObject row = new JsonObject();
    row.addProperty("session", s.id());
    row.addProperty("device", s.device());
    row.addProperty(
        "platform", recordings.device(s.device()).map(DeviceProfile::platform).orElse(null));
    row.addProperty("app", s.app());
    row.addProperty("appVersion", s.appVersion());
    row.addProperty("source", s.source());
    row.addProperty("tool", s.toolVersion());
    row.addProperty("rules", s.rulesVersion());
    row.addProperty("configurationSha256", s.configurationSha256());
    row.addProperty("started", Instant.ofEpochMilli(s.startedAtMillis()).toString());
    row.addProperty(
        "ended",
        s.endedAtMillis() == null ? null : Instant.ofEpochMilli(s.endedAtMillis()).toString());
    JsonArray marks = new JsonArray();
    for (Mark mark : recordings.marks(s.id())) {
      JsonObject entry = new JsonObject();
      entry.addProperty("time", Instant.ofEpochMilli(mark.atMillis()).toString());
      entry.addProperty("phase", mark.phase());
      entry.addProperty("note", mark.note());
      marks.add(entry);
    }
    row.add("marks", marks);
    return row;
  }

  private String finding(RecordedFinding recorded, Map<String, String> urls) {
    JsonObject row = JsonLines.finding(recorded);
    if (redactor == null) {
      return JsonLines.line(row);
    }
    Finding finding = recorded.finding();
    String pseudonym = redactor.pseudonym(finding.kind(), finding.value());
    String why =
        finding.why().replace(finding.value(), pseudonym).replace(finding.observed(), pseudonym);
    row.addProperty("why", why);
    row.addProperty("value", "");
    row.addProperty("observed", "");
    JsonObject clean = clean(row, redactor);
    clean.addProperty("value", pseudonym);
    clean.addProperty("observed", pseudonym);
    // Where it stood in what is not shown.
    clean.add("start", JsonNull.INSTANCE);
    clean.add("end", JsonNull.INSTANCE);
    String url = urls.get(finding.exchange());
    if (url != null) {
      clean.getAsJsonObject("request").addProperty("url", url);
    }
    return JsonLines.line(clean);
  }

  /** The same with every text, names of members excepted, redacted. */
  private static JsonObject clean(JsonObject object, Redactor redactor) {
    JsonObject clean = new JsonObject();
    object.entrySet().forEach(e -> clean.add(e.getKey(), clean(e.getValue(), redactor)));
    return clean;
  }

  private static JsonElement clean(JsonElement element, Redactor redactor) {
    if (element instanceof JsonObject object) {
      return clean(object, redactor);
    }
    if (element instanceof JsonArray array) {
      JsonArray clean = new JsonArray();
      array.forEach(item -> clean.add(clean(item, redactor)));
      return clean;
    }
    return element instanceof JsonPrimitive primitive && primitive.isString()
        ? new JsonPrimitive(redactor.text(primitive.getAsString()))
        : element;
  }
}
