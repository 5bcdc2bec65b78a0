package dev.telltale.web;

import com.google.gson.JsonObject;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.session.Sessions;
import dev.telltale.util.Clock;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events (HTML Living Standard section 9.2): {@code finding}, {@code gap}, {@code
 * session}, {@code mark} as they happen, {@code exchanges} with their number at most twice a
 * second, {@code missed} when a reader was too slow, and a comment every ten seconds that keeps the
 * connection open and finds out when it is gone. One thread serves one reader.
 */
final class EventStream {
  private static final long HEARTBEAT_NANOS = 10_000_000_000L;
  private static final long COUNT_NANOS = 500_000_000L;

  private final LiveEvents live;
  private final Rows rows;
  private final Sessions sessions;
  private final Clock clock;

  EventStream(LiveEvents live, Rows rows, Sessions sessions, Clock clock) {
    this.live = live;
    this.rows = rows;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Serves until the reader leaves or the server stops. */
  void serve(Context ctx) throws IOException, InterruptedException {
    try (LiveEvents.Reader reader = live.open()) {
      if (reader == null) {
        throw new Problem(
            503, "too many open dashboards", "at most 16", "Close one and reload this one.");
      }
      ctx.contentType("text/event-stream; charset=utf-8");
      pump(reader, ctx.res().getOutputStream());
    }
  }

  private void pump(LiveEvents.Reader reader, OutputStream out)
      throws IOException, InterruptedException {
    long beat = clock.monotonicNanos();
    long counted = beat;
    long count = -1;
    send(out, "retry: 2000\n\n");
    while (!reader.ended()) {
      LiveEvents.Event event = reader.next(250);
      long now = clock.monotonicNanos();
      StringBuilder text = new StringBuilder();
      if (event != null) {
        append(text, event.name(), json(event));
      }
      long missed = reader.missed();
      if (missed > 0) {
        append(text, "missed", "{\"count\":" + missed + "}");
      }
      if (live.exchanges() != count && now - counted >= COUNT_NANOS) {
        count = live.exchanges();
        counted = now;
        append(text, "exchanges", "{\"count\":" + count + "}");
      }
      if (text.isEmpty() && now - beat >= HEARTBEAT_NANOS) {
        text.append(": here\n\n");
      }
      if (!text.isEmpty()) {
        beat = now;
        send(out, text.toString());
      }
    }
  }

  private static void append(StringBuilder text, String event, String json) {
    text.append("event: ").append(event).append("\ndata: ").append(json).append("\n\n");
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String json(LiveEvents.Event event) {
    Object subject = event.subject();
    JsonObject json;
    if (subject instanceof RecordedFinding finding) {
      json = Json.finding(rows, finding);
    } else if (subject instanceof RecordedGap gap) {
      json = Json.gap(rows, gap);
    } else if (subject instanceof Session session) {
      json = Json.session(session, sessions.running());
    } else {
      json = Json.mark((Mark) subject);
    }
    return json.toString();
  }
}
