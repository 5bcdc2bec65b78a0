package dev.telltale.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.telltale.model.Mark;
import dev.telltale.model.Phase;
import dev.telltale.model.Recipient;
import dev.telltale.model.Session;
import dev.telltale.record.Recordings;
import dev.telltale.web.Overview.Cell;
import dev.telltale.web.Overview.Key;
import dev.telltale.web.Overview.Place;
import dev.telltale.web.Overview.Receipt;
import dev.telltale.web.Overview.Sums;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The overview's answers: apps, recipients, the matrix and the timeline. Safe for any thread. */
final class Summary {
  private static final int SLOTS = 120;
  private final Overview overview;
  private final Recordings recordings;

  Summary(Overview overview, Recordings recordings) {
    this.overview = overview;
    this.recordings = recordings;
  }

  /** A row for each app, the one with most findings before consent first. */
  JsonArray apps(@Nullable Long session) {
    synchronized (overview) {
      Map<String, List<Map.Entry<Key, Sums>>> byApp = new LinkedHashMap<>();
      for (Map.Entry<Key, Sums> entry : overview.of(null, session)) {
        String app = entry.getKey().app();
        byApp.computeIfAbsent(app == null ? "" : app, a -> new java.util.ArrayList<>()).add(entry);
      }
      return Json.array(
          byApp.entrySet().stream()
              .map(entry -> app(entry.getKey(), entry.getValue()))
              .sorted(
                  Comparator.comparingLong(
                          (JsonObject app) -> -app.get("beforeConsent").getAsLong())
                      .thenComparing(app -> -app.get("findings").getAsLong())
                      .thenComparing(app -> -app.get("exchanges").getAsLong()))
              .toList());
    }
  }

  private static JsonObject app(String app, List<Map.Entry<Key, Sums>> entries) {
    Map<String, Long> types = new TreeMap<>();
    Map<String, Receipt> receipts = new TreeMap<>();
    Set<String> receiving = new TreeSet<>();
    Set<String> before = new TreeSet<>();
    Map<String, Long> gaps = new TreeMap<>();
    Set<String> confidences = new TreeSet<>();
    JsonArray sessions = new JsonArray();
    long[] sum = new long[5];
    long first = Long.MAX_VALUE;
    long last = 0;
    for (Map.Entry<Key, Sums> entry : entries) {
      Sums each = entry.getValue();
      if (each.exchanges > 0) {
        sessions.add(entry.getKey().session());
      }
      sum[0] += each.exchanges;
      sum[1] += each.findings;
      sum[2] += each.beforeConsent;
      sum[3] += each.unencrypted;
      sum[4] += each.unencryptedExchanges;
      first = Math.min(first, each.firstMillis);
      last = Math.max(last, each.lastMillis);
      confidences.addAll(each.confidences);
      each.gaps.forEach((cause, count) -> gaps.merge(cause, count, Long::sum));
      each.cells.forEach(
          (place, cell) -> {
            types.merge(place.type(), cell.count, Long::sum);
            receiving.add(place.domain());
            if (cell.beforeConsent > 0) {
              before.add(place.type());
            }
          });
      each.receipts.forEach(receipts::putIfAbsent);
    }
    JsonObject json = new JsonObject();
    json.add("app", app.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(app));
    json.add("confidences", Json.texts(confidences));
    json.add("sessions", sessions);
    json.addProperty("exchanges", sum[0]);
    json.addProperty("findings", sum[1]);
    json.addProperty("beforeConsent", sum[2]);
    json.addProperty("unencrypted", sum[3]);
    json.addProperty("unencryptedExchanges", sum[4]);
    json.addProperty("contacted", receipts.size());
    receipts.keySet().retainAll(receiving);
    json.addProperty("recipients", receipts.size());
    json.addProperty("thirdParties", parties(receipts, "third"));
    json.addProperty("unknownParties", parties(receipts, "unknown"));
    json.add("types", counts(types));
    json.add("beforeConsentTypes", Json.texts(before));
    json.add("gaps", counts(gaps));
    json.add("first", Json.text(last == 0 ? null : Json.time(first)));
    json.add("last", Json.text(last == 0 ? null : Json.time(last)));
    return json;
  }

  private static long parties(Map<String, Receipt> receipts, String party) {
    return receipts.values().stream().filter(r -> r.recipient.party().equals(party)).count();
  }

  private static JsonObject counts(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> json.addProperty(entry.getKey(), entry.getValue()));
    return json;
  }

  /** A row for each recipient of an app, or of all. */
  JsonArray recipients(@Nullable String app, @Nullable Long session) {
    synchronized (overview) {
      Map<String, JsonObject> rows = new LinkedHashMap<>();
      for (Map.Entry<Key, Sums> entry : overview.of(app, session)) {
        Sums sums = entry.getValue();
        sums.receipts.forEach(
            (domain, receipt) -> {
              JsonObject row = rows.computeIfAbsent(domain, d -> recipient(receipt));
              add(row, "exchanges", receipt.exchanges);
              add(row, "unencrypted", receipt.unencrypted);
              add(row, "findings", receipt.findings);
              collect(row, "hosts", receipt.hosts);
              collect(row, "countries", receipt.countries);
              String id = entry.getKey().app();
              collect(row, "apps", Set.of(id == null ? "" : id));
            });
        sums.cells.forEach(
            (place, cell) -> {
              JsonObject row = rows.get(place.domain());
              if (row != null) {
                collect(row, "types", Set.of(place.type()));
                add(row, "beforeConsent", cell.beforeConsent);
              }
            });
      }
      return Json.array(
          rows.values().stream()
              .sorted(
                  Comparator.comparingLong((JsonObject row) -> -row.get("findings").getAsLong())
                      .thenComparing(row -> -row.get("exchanges").getAsLong()))
              .toList());
    }
  }

  private static JsonObject recipient(Receipt receipt) {
    Recipient recipient = receipt.recipient;
    JsonObject row = new JsonObject();
    row.addProperty("domain", recipient.domain());
    row.add("organisation", Json.text(recipient.organisation()));
    row.add("sdk", Json.text(recipient.sdk()));
    row.add("category", Json.text(recipient.category()));
    row.addProperty("party", recipient.party());
    for (String count : List.of("exchanges", "unencrypted", "findings", "beforeConsent")) {
      row.addProperty(count, 0);
    }
    for (String list : List.of("hosts", "countries", "apps", "types")) {
      row.add(list, new JsonArray());
    }
    return row;
  }

  private static void add(JsonObject row, String name, long count) {
    row.addProperty(name, row.get(name).getAsLong() + count);
  }

  private static void collect(JsonObject row, String name, Set<String> values) {
    JsonArray array = row.getAsJsonArray(name);
    for (String value : values) {
      JsonPrimitive element = new JsonPrimitive(value);
      if (!array.contains(element)) {
        array.add(element);
      }
    }
  }

  /** Who received what: a row for each data type and recipient with at least one finding. */
  JsonArray matrix(@Nullable String app, @Nullable Long session) {
    synchronized (overview) {
      Map<Place, JsonObject> rows = new LinkedHashMap<>();
      for (Map.Entry<Key, Sums> entry : overview.of(app, session)) {
        for (Map.Entry<Place, Cell> cell : entry.getValue().cells.entrySet()) {
          JsonObject row = rows.computeIfAbsent(cell.getKey(), Summary::place);
          add(row, "count", cell.getValue().count);
          add(row, "beforeConsent", cell.getValue().beforeConsent);
          add(row, "unencrypted", cell.getValue().unencrypted);
          collect(row, "kinds", cell.getValue().kinds);
          collect(row, "encodings", cell.getValue().encodings);
          JsonObject phases = row.getAsJsonObject("phases");
          cell.getValue()
              .phases
              .forEach(
                  (phase, count) ->
                      phases.addProperty(
                          phase, count + (phases.has(phase) ? phases.get(phase).getAsLong() : 0)));
          row.addProperty("exchange", cell.getValue().exchange);
        }
      }
      return Json.array(rows.values());
    }
  }

  private static JsonObject place(Place place) {
    JsonObject row = new JsonObject();
    row.addProperty("type", place.type());
    row.addProperty("domain", place.domain());
    for (String count : List.of("count", "beforeConsent", "unencrypted")) {
      row.addProperty(count, 0);
    }
    row.add("kinds", new JsonArray());
    row.add("encodings", new JsonArray());
    row.add("phases", new JsonObject());
    return row;
  }

  /** Exchanges and findings of a session over time, with its phases. */
  JsonObject timeline(Session session, @Nullable String app, long nowMillis) {
    Long ended = session.endedAtMillis();
    long from = session.startedAtMillis();
    long to = ended == null ? nowMillis : ended;
    long[] exchanges = new long[SLOTS];
    long[] findings = new long[SLOTS];
    synchronized (overview) {
      List<Map.Entry<Key, Sums>> selected = overview.of(app, session.id());
      for (Map.Entry<Key, Sums> entry : selected) {
        from = Math.min(from, entry.getValue().firstMillis);
        to = Math.max(to, entry.getValue().lastMillis);
      }
      to = Math.max(to, from + 1000);
      long slotMillis = Math.max(1, (to - from + SLOTS - 1) / SLOTS);
      for (Map.Entry<Key, Sums> entry : selected) {
        entry.getValue().timeline.addTo(from, slotMillis, exchanges, findings);
      }
      JsonObject json = new JsonObject();
      json.addProperty("session", session.id());
      json.addProperty("from", Json.time(from));
      json.addProperty("to", Json.time(to));
      json.addProperty("slotMillis", slotMillis);
      json.add("exchanges", slots(exchanges));
      json.add("findings", slots(findings));
      json.add("phases", phases(recordings.marks(session.id()), from, to));
      return json;
    }
  }

  private static JsonArray slots(long[] slots) {
    JsonArray array = new JsonArray();
    for (long slot : slots) {
      array.add(slot);
    }
    return array;
  }

  private static JsonArray phases(List<Mark> marks, long from, long to) {
    JsonArray phases = new JsonArray();
    if (marks.isEmpty() || marks.get(0).atMillis() > from) {
      long until = marks.isEmpty() ? to : marks.get(0).atMillis();
      phases.add(phase(Phase.UNMARKED, null, from, until));
    }
    for (int i = 0; i < marks.size(); i++) {
      Mark mark = marks.get(i);
      long until = i + 1 < marks.size() ? marks.get(i + 1).atMillis() : to;
      phases.add(phase(mark.phase(), mark.note(), mark.atMillis(), until));
    }
    return phases;
  }

  private static JsonObject phase(String name, @Nullable String note, long from, long to) {
    JsonObject json = new JsonObject();
    json.addProperty("phase", name);
    json.add("note", Json.text(note));
    json.addProperty("from", Json.time(from));
    json.addProperty("to", Json.time(to));
    return json;
  }
}
