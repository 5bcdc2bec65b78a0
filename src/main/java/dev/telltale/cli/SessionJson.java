package dev.telltale.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session as one JSON object. */
final class SessionJson {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private SessionJson() {}

  static String of(Session s, List<Mark> marks) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("session", s.id());
    row.put("device", s.device());
    row.put("app", s.app());
    row.put("appVersion", s.appVersion());
    row.put("source", s.source());
    row.put("started", Instant.ofEpochMilli(s.startedAtMillis()).toString());
    row.put(
        "ended",
        s.endedAtMillis() == null ? null : Instant.ofEpochMilli(s.endedAtMillis()).toString());
    row.put("tool", s.toolVersion());
    row.put("rules", s.rulesVersion());
    row.put("configurationSha256", s.configurationSha256());
    row.put(
        "marks",
        marks.stream()
            .map(
                m -> {
                  Map<String, @Nullable Object> mark = new LinkedHashMap<>();
                  mark.put("time", Instant.ofEpochMilli(m.atMillis()).toString());
                  mark.put("phase", m.phase());
                  mark.put("note", m.note());
                  return mark;
                })
            .toList());
    return GSON.toJson(row);
  }
}
