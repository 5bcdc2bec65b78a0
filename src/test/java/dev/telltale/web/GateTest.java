package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final String BEARER = "Authorization: Bearer " + Scene.TOKEN;
  private Scene scene;
  private int port;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene();
    port = scene.port();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  private String cookie() throws IOException {
    String link = scene.server.link();
    Raw opened = Raw.get(port, link.substring(link.indexOf("/?")));
    assertThat(opened.status()).isEqualTo(303);
    return opened.field("Set-Cookie");
  }

  @Test
  void f54_withoutATokenNothingIsShown() throws IOException {
    for (String path : List.of("/", "/api/v1/status", "/api/v1/findings", "/api/v1/events")) {
      Raw answer = Raw.get(port, path);
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.body()).contains("remedy");
    }
    assertThat(Raw.get(port, "/api/v1/status", "Authorization: Bearer wrong-wrong-wrong").status())
        .isEqualTo(401);
    assertThat(Raw.get(port, "/api/v1/status?token=" + Scene.TOKEN).status()).isEqualTo(401);
    assertThat(Raw.get(port, "/api/v1/status", BEARER).status()).isEqualTo(200);
  }

  @Test
  void f54_theTokenMovesFromTheAddressIntoAStrictCookieAndWorksOnce() throws IOException {
    String link = scene.server.link();
    String path = link.substring(link.indexOf("/?"));
    Raw opened = Raw.get(port, path);
    assertThat(opened.status()).isEqualTo(303);
    assertThat(opened.field("Location")).doesNotContain("token").endsWith("/");
    assertThat(opened.field("Referrer-Policy")).isEqualTo("no-referrer");
    String cookie = opened.field("Set-Cookie");
    assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").doesNotContain("Domain");

    String pair = "Cookie: " + cookie.split(";", 2)[0];
    assertThat(Raw.get(port, "/", pair).status()).isEqualTo(200);
    assertThat(Raw.get(port, "/api/v1/status", pair).status()).isEqualTo(200);

    assertThat(Raw.get(port, path).status()).as("used before").isEqualTo(401);
    assertThat(Raw.get(port, path, pair).status()).as("reloaded by its browser").isEqualTo(303);
  }

  @Test
  void f54_aBrowserThatIsTurnedAwayReadsWhatToDo() throws IOException {
    Raw answer = Raw.get(port, "/?token=<b>x", "Accept: text/html");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.field("Content-Type")).startsWith("text/html");
    assertThat(answer.body()).contains("a new one").doesNotContain("<b>x");
  }

  @Test
  void f55_aReboundNameIsTurnedAway() throws IOException {
    for (String host :
        List.of(
            "evil.example:" + port,
            "127.0.0.1:" + (port == 80 ? 81 : port + 1),
            "127.0.0.1",
            "192.168.1.20:" + port,
            "127.0.0.1.evil.example:" + port,
            "localhost.:" + port)) {
      assertThat(Raw.get(port, "/api/v1/status", BEARER, "Host: " + host).status())
          .as(host)
          .isIn(400, 421);
    }
    assertThat(Raw.ask(port, "GET /api/v1/status HTTP/1.1", BEARER, "Connection: close").status())
        .isEqualTo(400);
    assertThat(Raw.ask(port, "GET /api/v1/status HTTP/1.0", BEARER).status()).isIn(400, 421);
    for (String host : List.of("localhost:" + port, "LOCALHOST:" + port, "[::1]:" + port)) {
      assertThat(Raw.get(port, "/api/v1/status", BEARER, "Host: " + host).status())
          .as(host)
          .isEqualTo(200);
    }
  }

  @Test
  void f56_otherSitesChangeNothing() throws IOException {
    String pair = "Cookie: " + cookie().split(";", 2)[0];
    String json = "{\"phase\":\"after-consent\"}";
    assertThat(Raw.post(port, "/api/v1/marks", json, pair, "Sec-Fetch-Site: cross-site").status())
        .isEqualTo(403);
    assertThat(Raw.post(port, "/api/v1/marks", json, pair, "Sec-Fetch-Site: same-site").status())
        .as("another port of this host shares our cookie")
        .isEqualTo(403);
    assertThat(Raw.post(port, "/api/v1/marks", json, pair, "Origin: https://evil.example").status())
        .isEqualTo(403);
    assertThat(Raw.post(port, "/api/v1/marks", json, pair, "Origin: null").status()).isEqualTo(403);
    assertThat(Raw.post(port, "/api/v1/marks", json, pair, "Origin: http://127.0.0.1:9").status())
        .isEqualTo(403);
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      assertThat(Raw.post(port, "/api/v1/marks", json, pair, "Content-Type: " + type).status())
          .as(type)
          .isEqualTo(403);
    }
    assertThat(scene.recordings.marks(1)).isEmpty();
    assertThat(
            Raw.post(
                    port,
                    "/api/v1/marks",
                    json,
                    pair,
                    "Sec-Fetch-Site: same-origin",
                    "Origin: http://127.0.0.1:" + port)
                .status())
        .isEqualTo(201);
    assertThat(scene.recordings.marks(1)).hasSize(1);
  }

  @Test
  void f57_otherSitesReadNothing() throws IOException {
    String pair = "Cookie: " + cookie().split(";", 2)[0];
    for (String site : List.of("cross-site", "same-site")) {
      for (String path : List.of("/api/v1/events", "/api/v1/findings", "/api/v1/status")) {
        Raw answer = Raw.get(port, path, pair, "Sec-Fetch-Site: " + site);
        assertThat(answer.status()).as(site + path).isEqualTo(403);
        assertThat(answer.head().toLowerCase(java.util.Locale.ROOT))
            .doesNotContain("access-control-");
      }
    }
    Raw preflight =
        Raw.ask(
            port,
            "OPTIONS /api/v1/marks HTTP/1.1",
            "Host: 127.0.0.1:" + port,
            "Origin: https://evil.example",
            "Access-Control-Request-Method: POST",
            "Connection: close");
    assertThat(preflight.status()).isEqualTo(403);
    assertThat(preflight.head()).doesNotContainIgnoringCase("access-control-allow");
  }

  @Test
  void f61_pathsLeadNowhereElse() throws IOException {
    for (String path :
        List.of(
            "/assets/../index.html",
            "/assets/%2e%2e/refused.html",
            "/assets/..%2f..%2fmodel/kinds.csv",
            "/api/v1/exchanges/..%2f..%2fstatus",
            "/api/v1/exchanges/%2e%2e/body/request",
            "/api/v1/exchanges/1/body/request",
            "//api/v1/status/../../..")) {
      assertThat(Raw.get(port, path, BEARER).status()).as(path).isIn(400, 404);
    }
  }

  @Test
  void f63_noFramesNoSniffingNoCache() throws IOException {
    String pair = "Cookie: " + cookie().split(";", 2)[0];
    for (String path : List.of("/", "/api/v1/status", "/api/v1/nothing", "/assets/app.css")) {
      Raw answer = Raw.get(port, path, pair);
      assertThat(answer.field("X-Frame-Options")).as(path).isEqualTo("DENY");
      assertThat(answer.field("Content-Security-Policy"))
          .as(path)
          .contains("frame-ancestors 'none'")
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.field("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(answer.field("Server")).as(path).isEmpty();
    }
    assertThat(Raw.get(port, "/api/v1/status", pair).field("Cache-Control")).isEqualTo("no-store");
    assertThat(Raw.get(port, "/", pair).field("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aShortTokenIsRefused() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Access("short"))
        .hasMessageContaining("16 or more");
  }
}
