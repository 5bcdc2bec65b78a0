package dev.telltale.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.telltale.model.Body;
import dev.telltale.model.Exchange;
import dev.telltale.model.Mark;
import dev.telltale.model.Phase;
import dev.telltale.model.Session;
import dev.telltale.model.Taxonomy;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.record.Recordings;
import dev.telltale.record.StoreException;
import dev.telltale.session.Devices;
import dev.telltale.session.Sessions;
import dev.telltale.util.Clock;
import dev.telltale.web.Pages.Kind;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API under {@code /api/v1}: what the dashboard reads, and the sessions and marks that the
 * commands set. Lists are paged newest first with {@code q} (the search line), {@code before} and
 * {@code limit}.
 */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final String ROOT = "/api/v1";
  private static final int MOST_ROWS = 200;

  private final Instance instance;
  private final Recordings recordings;
  private final Sessions sessions;
  private final Devices devices;
  private final Rows rows;
  private final Layers layers;
  private final Verdicts verdicts;
  private final LiveEvents live;
  private final Access access;
  private final Clock clock;
  private final Overview overview;
  private final Summary summary;

  Api(
      Instance instance,
      Recordings recordings,
      Sessions sessions,
      Devices devices,
      Rows rows,
      Layers layers,
      Verdicts verdicts,
      LiveEvents live,
      Access access,
      Clock clock) {
    this.instance = instance;
    this.recordings = recordings;
    this.sessions = sessions;
    this.devices = devices;
    this.rows = rows;
    this.layers = layers;
    this.verdicts = verdicts;
    this.live = live;
    this.access = access;
    this.clock = clock;
    this.overview = new Overview(recordings);
    this.summary = new Summary(overview, recordings);
  }

  void register(RoutesConfig routes) {
    routes.get(ROOT + "/status", this::status);
    routes.get(ROOT + "/taxonomy", Api::taxonomy);
    String code = new QrCode(instance.onboarding()).svg(instance.onboarding());
    routes.get(ROOT + "/qr.svg", ctx -> ctx.contentType("image/svg+xml").result(code));
    routes.get(ROOT + "/apps", ctx -> list(ctx, "apps", summary.apps(number(ctx, "session"))));
    routes.get(
        ROOT + "/recipients",
        ctx ->
            list(
                ctx,
                "recipients",
                summary.recipients(ctx.queryParam("app"), number(ctx, "session"))));
    routes.get(
        ROOT + "/matrix",
        ctx -> list(ctx, "cells", summary.matrix(ctx.queryParam("app"), number(ctx, "session"))));
    routes.get(ROOT + "/timeline", this::timeline);
    routes.get(ROOT + "/comparison", this::comparison);
    routes.get(ROOT + "/findings", this::findings);
    routes.get(ROOT + "/exchanges", this::exchanges);
    routes.get(ROOT + "/gaps", this::gaps);
    routes.get(ROOT + "/exchanges/{id}", this::exchange);
    routes.get(ROOT + "/exchanges/{id}/body/{side}", this::body);
    routes.get(ROOT + "/sessions", this::listSessions);
    routes.post(ROOT + "/sessions", this::startSession);
    routes.post(ROOT + "/sessions/stop", this::stopSession);
    routes.post(ROOT + "/marks", this::mark);
    routes.post(ROOT + "/links", this::link);
    EventStream events = new EventStream(live, rows, sessions, clock);
    routes.get(ROOT + "/events", events::serve);
  }

  /**
   * Reads a recording that is there already, so that the first page does not wait for it, on a
   * thread of its own, which ends with the store.
   */
  void warmUp() {
    Thread thread =
        new Thread(
            () -> {
              try {
                overview.totals();
              } catch (StoreException e) {
                LOG.debug("the recording was closed before it was read: {}", e.getMessage());
              }
            },
            "telltale-overview");
    thread.setDaemon(true);
    thread.start();
  }

  static void answer(Context ctx, int status, JsonElement json) {
    ctx.status(status).contentType("application/json; charset=utf-8").result(json.toString());
  }

  private static void list(Context ctx, String name, JsonArray array) {
    JsonObject json = new JsonObject();
    json.add(name, array);
    answer(ctx, 200, json);
  }

  private void status(Context ctx) {
    JsonObject json = new JsonObject();
    json.addProperty("version", instance.version());
    json.addProperty("time", Json.time(clock.epochMillis()));
    json.add("proxies", Json.texts(instance.proxies()));
    json.addProperty("onboarding", instance.onboarding());
    json.addProperty("certificate", instance.certificateFile());
    json.addProperty("data", instance.dataFolder());
    json.add("trouble", Json.text(instance.trouble().get()));
    long[] totals = overview.totals();
    json.addProperty("exchanges", totals[0]);
    json.addProperty("findings", totals[1]);
    json.addProperty("gaps", totals[2]);
    json.addProperty("listening", live.listening());
    json.add("devices", Json.texts(devices.all().stream().map(d -> d.device()).toList()));
    json.addProperty("defaultDevice", devices.byDefault());
    json.add("phases", Json.texts(Phase.KNOWN));
    List<Session> running = sessions.running();
    JsonArray now = new JsonArray();
    for (Session session : running) {
      JsonObject each = Json.session(session, running);
      List<Mark> marks = recordings.marks(session.id());
      each.addProperty(
          "phase", marks.isEmpty() ? Phase.UNMARKED : marks.get(marks.size() - 1).phase());
      now.add(each);
    }
    json.add("running", now);
    answer(ctx, 200, json);
  }

  private static void taxonomy(Context ctx) {
    JsonObject json = new JsonObject();
    JsonObject types = new JsonObject();
    Taxonomy.shipped()
        .types()
        .forEach((id, type) -> types.add(id, labels(type.labelEn(), type.labelZh())));
    JsonObject kinds = new JsonObject();
    Taxonomy.shipped()
        .kinds()
        .forEach((id, kind) -> kinds.add(id, labels(kind.labelEn(), kind.labelZh())));
    json.add("types", types);
    json.add("kinds", kinds);
    answer(ctx, 200, json);
  }

  private static JsonObject labels(String english, String chinese) {
    JsonObject labels = new JsonObject();
    labels.addProperty("en", english);
    labels.addProperty("zh", chinese);
    return labels;
  }

  private void comparison(Context ctx) {
    String app = ctx.queryParam("app");
    if (app == null || app.isEmpty()) {
      throw Problem.badValue("app", "", "an application id", "Take it from /apps.");
    }
    String language = "zh".equals(ctx.queryParam("lang")) ? "zh" : "en";
    answer(ctx, 200, verdicts.of(app, number(ctx, "session"), language));
  }

  private void timeline(Context ctx) {
    Long number = number(ctx, "session");
    Session session =
        recordings.sessions().stream()
            .filter(each -> number == null || each.id() == number)
            .reduce((earlier, later) -> later)
            .orElseThrow(
                () ->
                    new Problem(
                        404,
                        "session: " + (number == null ? "none recorded" : number),
                        "the number of a recorded session",
                        "Start one, or send traffic through the proxy."));
    answer(ctx, 200, summary.timeline(session, ctx.queryParam("app"), clock.epochMillis()));
  }

  private void findings(Context ctx) {
    Search search = Search.parse(ctx.queryParam("q"));
    page(
        ctx,
        search,
        new Kind<RecordedFinding>(
            recordings::findings,
            RecordedFinding::sequence,
            search::matches,
            row -> Json.finding(rows, row)));
  }

  private void exchanges(Context ctx) {
    Search search = Search.parse(ctx.queryParam("q"));
    search.requireKnownTypes();
    page(
        ctx,
        search,
        new Kind<RecordedExchange>(
            recordings::exchanges,
            RecordedExchange::sequence,
            search::matches,
            row -> Json.exchange(rows, row)));
  }

  private void gaps(Context ctx) {
    Search search = Search.parse(ctx.queryParam("q"));
    page(
        ctx,
        search,
        new Kind<RecordedGap>(
            recordings::gaps, RecordedGap::sequence, search::matches, row -> Json.gap(rows, row)));
  }

  private <R> void page(Context ctx, Search search, Kind<R> kind) {
    Long before = number(ctx, "before");
    Long limit = number(ctx, "limit");
    if (limit != null && (limit < 1 || limit > MOST_ROWS)) {
      throw Problem.badValue("limit", "" + limit, "1-" + MOST_ROWS, "Read page by page.");
    }
    answer(
        ctx,
        200,
        Pages.read(
            kind,
            search,
            overview,
            before == null ? 0 : before,
            limit == null ? 50 : limit.intValue()));
  }

  private void exchange(Context ctx) {
    RecordedExchange recorded = recorded(ctx.pathParam("id"));
    Exchange exchange = recorded.observation().exchange();
    List<RecordedFinding> findings = new ArrayList<>();
    recordings.findings(
        new Query(null, null, null, null, null, exchange.id(), 0, 0), findings::add);
    answer(ctx, 200, new Inspection(exchange, layers.of(exchange)).json(rows, recorded, findings));
  }

  private RecordedExchange recorded(String id) {
    if (!id.matches("[0-9a-fA-F-]{36}")) {
      throw Problem.badValue("exchange", id, "a UUID", "Take the id from a list of exchanges.");
    }
    return recordings
        .exchange(id)
        .orElseThrow(
            () ->
                new Problem(
                    404,
                    "exchange: " + id,
                    "an id of this recording",
                    "Take the id from a list of exchanges."));
  }

  /** The kept octets, only ever as a download: captured content is never rendered. */
  private void body(Context ctx) {
    Exchange exchange = recorded(ctx.pathParam("id")).observation().exchange();
    String side = ctx.pathParam("side");
    Body body =
        switch (side) {
          case "request" -> exchange.request().body();
          case "response" -> exchange.response() == null ? Body.EMPTY : exchange.response().body();
          default -> throw Problem.badValue("side", side, "request or response", "Correct it.");
        };
    ctx.header("Content-Security-Policy", "default-src 'none'; sandbox");
    ctx.header(
        "Content-Disposition", "attachment; filename=\"" + exchange.id() + "-" + side + ".bin\"");
    ctx.contentType("application/octet-stream").result(body.content());
  }

  private void listSessions(Context ctx) {
    List<Session> running = sessions.running();
    List<JsonObject> all = new ArrayList<>();
    for (Session session : recordings.sessions()) {
      JsonObject json = Json.session(session, running);
      json.add(
          "marks", Json.array(recordings.marks(session.id()).stream().map(Json::mark).toList()));
      all.add(0, json);
    }
    list(ctx, "sessions", Json.array(all));
  }

  private void startSession(Context ctx) {
    JsonObject fields = Json.fields(ctx.body());
    Session session =
        sessions.start(
            device(fields),
            Json.field(fields, "app", 256),
            Json.field(fields, "appVersion", 100),
            phase(fields));
    answer(ctx, 201, Json.session(session, sessions.running()));
  }

  private void stopSession(Context ctx) {
    String device = device(Json.fields(ctx.body()));
    Optional<Session> stopped = sessions.stop(device);
    if (stopped.isEmpty()) {
      throw new Problem(
          409, "no session runs on " + device, "a running session", "Start one first.");
    }
    answer(ctx, 200, Json.session(stopped.get(), sessions.running()));
  }

  private void mark(Context ctx) {
    JsonObject fields = Json.fields(ctx.body());
    String phase = phase(fields);
    if (phase == null) {
      throw Problem.badValue(
          "phase", "missing", String.join(", ", Phase.KNOWN) + " or a word", "Name the phase.");
    }
    answer(
        ctx,
        201,
        Json.mark(sessions.mark(device(fields), phase, Json.field(fields, "note", 2000))));
  }

  private static @Nullable String phase(JsonObject fields) {
    String phase = Json.field(fields, "phase", 64);
    if (phase != null && !phase.matches("[\\p{L}\\p{N}._-]+")) {
      throw Problem.badValue(
          "phase", phase, "letters, digits, dot, dash, underscore", "Use a single word.");
    }
    return phase;
  }

  /** The device that is meant: the one named, else the one with the only session, else default. */
  private String device(JsonObject fields) {
    String named = Json.field(fields, "device", 100);
    if (named != null) {
      return named;
    }
    List<Session> running = sessions.running();
    return running.size() == 1 ? running.get(0).device() : devices.byDefault();
  }

  private void link(Context ctx) {
    JsonObject json = new JsonObject();
    json.addProperty("path", "/?token=" + access.ticket());
    answer(ctx, 201, json);
  }

  private static @Nullable Long number(Context ctx, String name) {
    String text = ctx.queryParam(name);
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (!text.matches("\\d{1,15}")) {
      throw Problem.badValue(name, text, "a number from 0", "Correct the address.");
    }
    return Long.valueOf(text);
  }
}
