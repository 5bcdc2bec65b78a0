package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.record.FindingsReplacement;
import dev.telltale.record.Query;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
  private static final String BEARER = "Authorization: Bearer " + Scene.TOKEN;
  private static final String APP = "com.corvid.weather";
  private Scene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  private JsonObject get(String path) throws IOException {
    scene.recordings.flush();
    Raw answer = Raw.get(scene.port(), "/api/v1" + path, BEARER);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  private Raw post(String path, String json) throws IOException {
    return Raw.post(scene.port(), "/api/v1" + path, json, BEARER);
  }

  private static String q(String search) {
    return URLEncoder.encode(search, StandardCharsets.UTF_8);
  }

  private void record() {
    scene.sessions.start("pixel", APP, "1.2", "before-consent");
    Observation first =
        scene.exchange(
            APP, "before-consent", "https://t.metrico.example/c?a=1", "id=868404041973251");
    scene.finding(first, "device.imei", "868404041973251", "body:id", List.of("form"));
    scene.clock.nowMillis += 5000;
    scene.sessions.mark("pixel", "after-consent", "tapped agree");
    Observation second =
        scene.exchange(
            APP, "after-consent", "http://api.corvid.example/w", "{\"mail\":\"a@b.example\"}");
    scene.finding(second, "contact.email", "a@b.example", "body:/mail", List.of("json"));
    scene.exchange(null, "after-consent", "https://cdn.example/logo.png", "");
    scene.gap(APP, Gap.Cause.TLS_REFUSED, "pin.example", "the app closed with bad_certificate");
  }

  @Test
  void appsAreSummedUp() throws IOException {
    record();
    JsonArray apps = get("/apps").getAsJsonArray("apps");
    assertThat(apps).hasSize(2);
    JsonObject app = apps.get(0).getAsJsonObject();
    assertThat(app.get("app").getAsString()).isEqualTo(APP);
    assertThat(app.get("exchanges").getAsLong()).isEqualTo(2);
    assertThat(app.get("findings").getAsLong()).isEqualTo(2);
    assertThat(app.get("beforeConsent").getAsLong()).isEqualTo(1);
    assertThat(app.get("unencrypted").getAsLong()).isEqualTo(1);
    assertThat(app.get("recipients").getAsLong()).isEqualTo(2);
    assertThat(app.get("thirdParties").getAsLong()).isEqualTo(1);
    assertThat(app.getAsJsonObject("types").keySet())
        .containsExactlyInAnyOrder("device.imei", "contact.email");
    assertThat(app.getAsJsonObject("gaps").get("tls-refused").getAsLong()).isEqualTo(1);
    assertThat(apps.get(1).getAsJsonObject().get("app").isJsonNull()).isTrue();
    assertThat(get("/apps?session=7").getAsJsonArray("apps")).isEmpty();
  }

  @Test
  void whatIsStoredLaterIsAddedAndWhatWasMadeAnewIsCountedOnce() throws IOException {
    record();
    get("/apps");
    Observation third = scene.exchange(APP, "after-consent", "https://t.metrico.example/d", "x");
    scene.finding(third, "device.imei", "868404041973251", "body:", List.of());
    JsonObject app = get("/apps").getAsJsonArray("apps").get(0).getAsJsonObject();
    assertThat(app.get("exchanges").getAsLong()).isEqualTo(3);
    assertThat(app.get("findings").getAsLong()).isEqualTo(3);

    List<Finding> kept = new ArrayList<>();
    scene.recordings.findings(Query.ALL, row -> kept.add(row.finding()));
    try (FindingsReplacement anew = scene.recordings.replaceFindings("2026.12")) {
      anew.put(scene.exchanges.get(0), kept.subList(0, 1));
      anew.put(scene.exchanges.get(1), kept.subList(1, 2));
      anew.put(third, List.of());
      anew.commit();
    }
    app = get("/apps").getAsJsonArray("apps").get(0).getAsJsonObject();
    assertThat(app.get("findings").getAsLong()).isEqualTo(2);
    assertThat(app.get("beforeConsent").getAsLong()).isEqualTo(1);
    assertThat(app.get("exchanges").getAsLong()).isEqualTo(3);
  }

  @Test
  void recipientsMatrixAndTimelineAgree() throws IOException {
    record();
    JsonArray recipients = get("/recipients?app=" + APP).getAsJsonArray("recipients");
    assertThat(recipients).hasSize(2);
    assertThat(get("/recipients").getAsJsonArray("recipients")).hasSize(3);
    JsonArray cells = get("/matrix?app=" + APP).getAsJsonArray("cells");
    assertThat(cells).hasSize(2);
    JsonObject imei = cells.get(0).getAsJsonObject();
    assertThat(imei.get("domain").getAsString()).isEqualTo("metrico.example");
    assertThat(imei.getAsJsonObject("phases").get("before-consent").getAsLong()).isEqualTo(1);
    JsonObject timeline = get("/timeline?session=1&app=" + APP);
    long findings = 0;
    for (var slot : timeline.getAsJsonArray("findings")) {
      findings += slot.getAsLong();
    }
    assertThat(findings).isEqualTo(2);
    assertThat(timeline.getAsJsonArray("phases")).hasSize(2);
    assertThat(timeline.getAsJsonArray("phases").get(1).getAsJsonObject().get("note").getAsString())
        .isEqualTo("tapped agree");
  }

  @Test
  void anExchangeIsShownWholeWithTheFindingsPlace() throws IOException {
    record();
    String id = scene.exchanges.get(0).exchange().id();
    JsonObject whole = get("/exchanges/" + id);
    JsonObject mark =
        whole.getAsJsonArray("findings").get(0).getAsJsonObject().getAsJsonObject("mark");
    String body =
        whole.getAsJsonObject("request").getAsJsonObject("body").get("text").getAsString();
    assertThat(mark.get("part").getAsString()).isEqualTo("body");
    assertThat(body.substring(mark.get("start").getAsInt(), mark.get("end").getAsInt()))
        .isEqualTo("868404041973251");
    Raw missing =
        Raw.get(scene.port(), "/api/v1/exchanges/00000000-0000-7000-8000-000000000000", BEARER);
    assertThat(missing.status()).isEqualTo(404);
  }

  @Test
  void f59_capturedContentIsOnlyEverADownload() throws IOException {
    record();
    String id = scene.exchanges.get(0).exchange().id();
    Raw raw = Raw.get(scene.port(), "/api/v1/exchanges/" + id + "/body/response", BEARER);
    assertThat(raw.status()).isEqualTo(200);
    assertThat(raw.field("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(raw.field("Content-Disposition")).startsWith("attachment; filename=\"" + id);
    assertThat(raw.field("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(raw.field("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
    assertThat(raw.body()).isEqualTo("<script>window.stolen=1</script>");
    assertThat(Raw.get(scene.port(), "/api/v1/exchanges/" + id + "/body/x", BEARER).status())
        .isEqualTo(400);
  }

  @Test
  void listsArePagedFromTheNewest() throws IOException {
    scene.sessions.start("pixel", APP, null, null);
    for (int i = 1; i <= 120; i++) {
      scene.exchange(APP, "unmarked", "https://api.corvid.example/" + i, "");
    }
    List<Long> seen = new ArrayList<>();
    String next = "";
    do {
      JsonObject page = get("/exchanges?limit=50&before=" + next);
      page.getAsJsonArray("rows")
          .forEach(row -> seen.add(row.getAsJsonObject().get("sequence").getAsLong()));
      next = page.get("next").isJsonNull() ? "" : page.get("next").getAsString();
    } while (!next.isEmpty());
    assertThat(seen).hasSize(120).doesNotHaveDuplicates();
    assertThat(seen.get(0)).isEqualTo(120);
    assertThat(seen.get(119)).isEqualTo(1);
    assertThat(Raw.get(scene.port(), "/api/v1/exchanges?limit=100000", BEARER).status())
        .isEqualTo(400);
    assertThat(Raw.get(scene.port(), "/api/v1/exchanges?before=-1", BEARER).status())
        .isEqualTo(400);
  }

  @Test
  void aRareRowIsFoundPortionByPortion() throws IOException {
    scene.sessions.start("pixel", APP, null, null);
    scene.exchange(APP, "unmarked", "https://needle.example/", "");
    for (int i = 0; i < 1200; i++) {
      scene.exchange(APP, "unmarked", "https://api.corvid.example/" + i, "");
    }
    JsonObject page = get("/exchanges?q=needle");
    assertThat(page.getAsJsonArray("rows")).hasSize(1);
    assertThat(page.get("looked").getAsInt()).isEqualTo(1201);
    assertThat(page.get("next").isJsonNull()).isTrue();
  }

  @Test
  void theSearchLineNarrows() throws IOException {
    record();
    assertThat(get("/findings?q=" + q("app:" + APP)).getAsJsonArray("rows")).hasSize(2);
    assertThat(get("/findings?q=" + q("type:device.imei")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/findings?q=" + q("type:IMEI")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/findings?q=" + q("to:metrico.example")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/findings?q=" + q("to:metrico")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/findings?q=" + q("-to:metrico")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/findings?q=" + q("phase:before-consent")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/findings?q=" + q("is:unencrypted")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/findings?q=" + q("a@b.example")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/exchanges?q=" + q("app:none")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/exchanges?q=" + q("type:device.imei")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/exchanges?q=" + q("type:device")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/exchanges?q=" + q("type:邮箱")).getAsJsonArray("rows")).hasSize(1);
    assertThat(get("/exchanges?q=" + q("status:2xx")).getAsJsonArray("rows")).hasSize(3);
    assertThat(get("/exchanges?q=" + q("status:404")).getAsJsonArray("rows")).isEmpty();
    assertThat(get("/exchanges?q=" + q("https://cdn.example/logo")).getAsJsonArray("rows"))
        .hasSize(1);
    assertThat(get("/exchanges?q=" + q("\"https://cdn.example\"")).getAsJsonArray("rows"))
        .hasSize(1);
    assertThat(get("/exchanges?q=" + q("-\"colour:red\"")).getAsJsonArray("rows")).hasSize(3);
    assertThat(get("/gaps?q=" + q("cause:tls-refused to:pin")).getAsJsonArray("rows")).hasSize(1);
  }

  @Test
  void f62_searchesThatCannotBeAreRefusedAtOnce() throws IOException {
    record();
    for (String search :
        List.of("x".repeat(5000), "colour:red", "is:purple", "session:one", "a ".repeat(200))) {
      long before = System.nanoTime();
      Raw answer = Raw.get(scene.port(), "/api/v1/findings?q=" + q(search), BEARER);
      assertThat(answer.status()).as(search).isEqualTo(400);
      assertThat(answer.body()).contains("expected");
      assertThat(System.nanoTime() - before).isLessThan(1_000_000_000L);
    }
    for (String search : List.of("(a+)+$", "\"unclosed", "%' OR 1=1 --", "*:*", "-", "::", "[")) {
      assertThat(Raw.get(scene.port(), "/api/v1/findings?q=" + q(search), BEARER).status())
          .as(search)
          .isEqualTo(200);
    }
  }

  @Test
  void sessionsAndMarksAreSetThroughTheApi() throws IOException {
    Raw started =
        post(
            "/sessions",
            "{\"app\":\"" + APP + "\",\"appVersion\":\"1.2\",\"phase\":\"before-consent\"}");
    assertThat(started.status()).isEqualTo(201);
    JsonObject session = JsonParser.parseString(started.body()).getAsJsonObject();
    assertThat(session.get("device").getAsString()).isEqualTo("pixel");
    assertThat(session.get("running").getAsBoolean()).isTrue();
    JsonObject status = get("/status");
    assertThat(status.getAsJsonArray("running").get(0).getAsJsonObject().get("phase").getAsString())
        .isEqualTo("before-consent");
    Raw marked = post("/marks", "{\"phase\":\"after-refusal\",\"note\":\"tapped “no”\"}");
    assertThat(marked.status()).isEqualTo(201);
    assertThat(post("/sessions/stop", "{}").status()).isEqualTo(200);
    assertThat(post("/sessions/stop", "{}").status()).isEqualTo(409);
    JsonArray all = get("/sessions").getAsJsonArray("sessions");
    assertThat(all).hasSize(1);
    assertThat(all.get(0).getAsJsonObject().getAsJsonArray("marks")).hasSize(2);
  }

  @Test
  void badChangesSayWhatWasExpected() throws IOException {
    for (String json :
        List.of(
            "{\"phase\":\"two words\"}",
            "{\"phase\":7}",
            "{}",
            "[]",
            "{",
            "[".repeat(30_000),
            "{\"phase\":\"" + "x".repeat(65) + "\"}",
            "{\"phase\":\"foreground\",\"note\":\"a\\u001bb\"}")) {
      Raw answer = post("/marks", json);
      assertThat(answer.status()).as(json.substring(0, Math.min(40, json.length()))).isEqualTo(400);
      assertThat(answer.body()).contains("\"expected\"");
    }
    assertThat(post("/marks", "x".repeat(70_000)).status()).isIn(400, 413);
    assertThat(scene.recordings.marks(1)).isEmpty();
  }

  @Test
  void aFreshLinkOpensTheDashboard() throws IOException {
    Raw link = post("/links", "{}");
    assertThat(link.status()).isEqualTo(201);
    String path = JsonParser.parseString(link.body()).getAsJsonObject().get("path").getAsString();
    assertThat(Raw.get(scene.port(), path).status()).isEqualTo(303);
  }

  @Test
  void troubleIsShown() throws IOException {
    scene.trouble = "recording is paused: the disk is full";
    assertThat(get("/status").get("trouble").getAsString()).contains("disk is full");
  }

  @Test
  void anAppIsHeldAgainstWhatItDeclares() throws IOException {
    JsonObject comparison = get("/comparison?app=" + APP + "&lang=zh");
    assertThat(comparison.get("app").getAsString()).isEqualTo(APP);
    assertThat(comparison.getAsJsonArray("flows")).hasSize(1);
    Raw answer = Raw.get(scene.port(), "/api/v1/comparison", BEARER);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("an application id");
  }
}
