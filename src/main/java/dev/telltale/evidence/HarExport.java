package dev.telltale.evidence;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.telltale.model.Gap;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedConnection;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Recordings;
import dev.telltale.util.AtomicFile;
import dev.telltale.util.Times;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a recording as an HTTP Archive (HAR 1.2), entry by entry, so that memory does not grow
 * with it. Header order and duplicates are kept. Beside the entries the log has {@code _telltale}
 * (sessions with their marks), {@code _gaps} (what could not be seen and belongs to no exchange)
 * and {@code _tunnels} (opaque and passed-through connections).
 */
public final class HarExport {
  private final Recordings recordings;
  private final Query query;
  private final String toolVersion;
  private final HarEntry entries;

  private HarExport(
      Recordings recordings, Query query, String toolVersion, ContentDecoder decoder) {
    this.recordings = recordings;
    this.query = query;
    this.toolVersion = toolVersion;
    entries = new HarEntry(decoder);
  }

  /**
   * Writes what a query selects to a file, as {@link AtomicFile} does.
   *
   * @param decoder takes off content codings for readers; {@link ContentDecoder#GZIP}, or one that
   *     knows more
   * @return how many entries
   */
  public static long export(
      Recordings recordings, Query query, String toolVersion, ContentDecoder decoder, Path file)
      throws IOException {
    HarExport export = new HarExport(recordings, query, toolVersion, decoder);
    long[] count = new long[1];
    AtomicFile.write(
        file,
        out -> {
          Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          count[0] = export.write(writer);
          writer.flush();
        });
    return count[0];
  }

  private long write(Writer out) throws IOException {
    Map<String, List<Gap>> gapsByExchange = new HashMap<>();
    JsonArray otherGaps = new JsonArray();
    recordings.gaps(
        selection(),
        recorded -> {
          String exchange = recorded.gap().exchange();
          if (exchange == null) {
            otherGaps.add(gap(recorded));
          } else {
            gapsByExchange.computeIfAbsent(exchange, k -> new ArrayList<>()).add(recorded.gap());
          }
        });
    JsonArray tunnels = new JsonArray();
    recordings.connections(selection(), recorded -> tunnels.add(tunnel(recorded)));

    JsonObject creator = new JsonObject();
    creator.addProperty("name", "Telltale");
    creator.addProperty("version", toolVersion);
    out.append("{\"log\":{\"version\":\"1.2\",\n\"creator\":").append(JsonLines.line(creator));
    out.append(",\n\"pages\":[],\n\"_telltale\":").append(JsonLines.line(about()));
    out.append(",\n\"_gaps\":").append(JsonLines.line(otherGaps));
    out.append(",\n\"_tunnels\":").append(JsonLines.line(tunnels));
    out.append(",\n\"entries\":[");
    long[] count = new long[1];
    recordings.exchangesWithFindings(
        query,
        (recorded, findings) -> {
          String id = recorded.observation().exchange().id();
          List<Gap> gaps = gapsByExchange.getOrDefault(id, List.of());
          try {
            out.append(count[0]++ == 0 ? "\n" : ",\n");
            out.append(JsonLines.line(entries.of(recorded, findings, gaps)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    out.append("\n]}}\n");
    return count[0];
  }

  /** The query's app, session and so on; its page applies to the entries alone. */
  private Query selection() {
    return new Query(
        query.app(), query.session(), null, query.domain(), query.phase(), query.exchange(), 0, 0);
  }

  private static JsonObject gap(RecordedGap recorded) {
    JsonObject object = HarEntry.gap(recorded.gap());
    HarEntry.addContext(object, recorded.context());
    return object;
  }

  private static JsonObject tunnel(RecordedConnection recorded) {
    JsonObject object = new JsonObject();
    object.add("connection", HarEntry.connection(recorded.closed().connection()));
    object.addProperty("closed", Times.iso(recorded.closed().closedAtMillis()));
    object.addProperty("sentBytes", recorded.closed().sentBytes());
    object.addProperty("receivedBytes", recorded.closed().receivedBytes());
    object.addProperty("firstSent", HarEntry.base64(recorded.closed().firstSent()));
    object.addProperty("firstReceived", HarEntry.base64(recorded.closed().firstReceived()));
    HarEntry.addContext(object, recorded.context());
    return object;
  }

  private JsonObject about() {
    JsonArray sessions = new JsonArray();
    for (Session session : recordings.sessions()) {
      Long only = query.session();
      if (only == null || session.id() == only) {
        sessions.add(session(session));
      }
    }
    JsonObject about = new JsonObject();
    about.add("sessions", sessions);
    return about;
  }

  private JsonObject session(Session session) {
    JsonObject object = new JsonObject();
    object.addProperty("session", session.id());
    object.addProperty("device", session.device());
    object.addProperty("app", session.app());
    object.addProperty("appVersion", session.appVersion());
    object.addProperty("source", session.source());
    object.addProperty("toolVersion", session.toolVersion());
    object.addProperty("rulesVersion", session.rulesVersion());
    object.addProperty("configurationSha256", session.configurationSha256());
    object.addProperty("started", Times.iso(session.startedAtMillis()));
    Long ended = session.endedAtMillis();
    object.addProperty("ended", ended == null ? null : Times.iso(ended));
    JsonArray marks = new JsonArray();
    for (Mark mark : recordings.marks(session.id())) {
      JsonObject one = new JsonObject();
      one.addProperty("time", Times.iso(mark.atMillis()));
      one.addProperty("phase", mark.phase());
      one.addProperty("note", mark.note());
      marks.add(one);
    }
    object.add("marks", marks);
    return object;
  }
}
