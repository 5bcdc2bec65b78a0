package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpServer;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Observation;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dashboard in a real browser. */
class DashboardTest {
  private static final String SHOUT = "window.stolen=(window.stolen||0)+1";

  /** Markup and script in the forms that sanitisers and templates have fallen for. */
  static List<String> payloads() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "<script>" + SHOUT + "</script>",
                "\"><script>" + SHOUT + "</script>",
                "'><img src=x onerror=" + SHOUT + ">",
                "<svg/onload=" + SHOUT + ">",
                "<svg><script>" + SHOUT + "</script></svg>",
                "<iframe srcdoc='<script>parent." + SHOUT + "</script>'></iframe>",
                "<iframe src=\"javascript:parent." + SHOUT + "\"></iframe>",
                "<a href=\"javascript:" + SHOUT + "\">x</a>",
                "javascript:" + SHOUT,
                "<math><mtext></table><img src=x onerror=" + SHOUT + ">",
                "<body onload=" + SHOUT + ">",
                "<details open ontoggle=" + SHOUT + ">",
                "<input autofocus onfocus=" + SHOUT + ">",
                "<template><img src=x onerror=" + SHOUT + "></template>",
                "</script><script>" + SHOUT + "</script>",
                "</textarea><script>" + SHOUT + "</script>",
                "</title><script>" + SHOUT + "</script>",
                "<!--><script>" + SHOUT + "</script>",
                "<style>@import 'javascript:" + SHOUT + "';</style>",
                "<link rel=stylesheet href=data:,*%7bx:expression(" + SHOUT + ")%7d>",
                "<meta http-equiv=refresh content=\"0;url=javascript:" + SHOUT + "\">",
                "<base href=\"https://evil.example/\">",
                "<object data=\"data:text/html,<script>parent." + SHOUT + "</script>\"></object>",
                "<embed src=\"data:image/svg+xml,<svg onload='" + SHOUT + "'/>\">",
                "${" + SHOUT + "}",
                "{{constructor.constructor('" + SHOUT + "')()}}",
                "\u202Egnp.eno=rorreno x=crs gmi<",
                "\u0000<script>" + SHOUT + "</script>",
                "%3Cscript%3E" + SHOUT + "%3C/script%3E",
                "&lt;script&gt;" + SHOUT + "&lt;/script&gt;",
                "\\u003cscript\\u003e" + SHOUT + "\\u003c/script\\u003e",
                "＜script＞" + SHOUT + "＜/script＞",
                "constructor",
                "__proto__",
                "-->" + "<img src=x onerror=" + SHOUT + ">"));
    for (String tag : List.of("img", "video", "audio", "image", "source", "marquee", "button")) {
      for (String event :
          List.of(
              "onerror",
              "onload",
              "onmouseover",
              "onclick",
              "onstart",
              "onfocus",
              "onanimationstart",
              "onpointerenter",
              "onbeforetoggle",
              "onresize")) {
        all.add("<" + tag + " src=x " + event + "=" + SHOUT + " tabindex=0 autofocus>");
      }
    }
    return all;
  }

  @Test
  void f58_capturedTextIsNeverMoreThanText() throws Exception {
    try (Scene scene = new Scene();
        Browser browser = new Browser()) {
      List<String> payloads = payloads();
      assertThat(payloads).hasSizeGreaterThan(100);
      scene.sessions.start("<b id=planted>pixel", payloads.get(2), payloads.get(3), "x");
      for (String payload : payloads) {
        record(scene, payload);
      }
      scene.recordings.flush();
      browser.open(scene.server.link());
      browser.until("document.querySelectorAll('.card').length > 100");
      List<String> plain =
          payloads.stream().filter(p -> p.chars().allMatch(c -> c > 31 && c < 127)).toList();
      assertThat(
              browser.evaluate(
                  new Gson().toJson(plain)
                      + ".filter(p => !document.body.textContent.includes(p)).join(' ')"))
          .as("every app is shown by its very name")
          .isEmpty();
      browser.evaluate(
          "(window.blocked = [], addEventListener('securitypolicyviolation',"
              + " e => blocked.push(e.violatedDirective + ' ' + e.blockedURI)))");
      List<String> pages =
          new ArrayList<>(
              List.of("apps", "findings", "exchanges", "recipients", "gaps", "sessions", "setup"));
      pages.add("compare/com.fable");
      for (String payload : payloads.subList(0, 20)) {
        pages.add("app/" + encoded(payload));
      }
      for (Observation seen : scene.exchanges.subList(0, 35)) {
        pages.add("exchange/" + seen.exchange().id());
      }
      for (String page : pages) {
        browser.evaluate("location.hash = '#/" + page + "'");
        browser.until(
            "document.querySelector('main h1, main .failure') !== null"
                + " && !document.querySelector('main .loading')"
                + " && location.hash === '#/"
                + page.replace("'", "\\'")
                + "'");
        assertClean(browser, page);
      }
      browser.evaluate(
          "document.querySelectorAll('button[aria-pressed], summary').forEach(b => b.click())");
      assertClean(browser, "after clicking");
      assertThat(browser.evaluate("blocked.join('; ')")).isEmpty();
      assertThat(browser.events)
          .noneMatch(event -> event.startsWith("Page.javascriptDialogOpening"))
          .noneMatch(event -> event.startsWith("Runtime.exceptionThrown"));
    }
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("'", "%27");
  }

  private static void record(Scene scene, String payload) {
    scene.clock.nowMillis += 10;
    Observation seen =
        scene.exchange(
            payload,
            "x",
            "https://t.example/" + payload + "?q=" + payload,
            List.of(
                new Header("Cookie", "id=" + payload),
                new Header(payload, payload),
                new Header("Content-Disposition", "attachment; filename=\"" + payload + "\"")),
            "{\"" + payload + "\":\"" + payload + "\"}");
    scene.finding(seen, "contact.email", payload, "body:/" + payload, List.of("json", payload));
    scene.gap(payload, Gap.Cause.OPAQUE, payload, payload);
    scene.layers.clear();
    scene.layers.add(
        new Layers.Layer("body:/" + payload, List.of(payload), Scene.bytes("[" + payload + "]")));
  }

  private static void assertClean(Browser browser, String where) throws Exception {
    assertThat(browser.evaluate("window.stolen")).as(where).isEqualTo("undefined");
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('script:not([src]), iframe, object, embed, base,"
                    + " math, style, template, video, audio, marquee, #planted, main img:not([src^=\"/api/v1/qr\"]),"
                    + " [onerror], [onload], [onclick], a[href^=\"javascript\" i]')]"
                    + ".map(e => e.outerHTML.slice(0, 80)).join(' ')"))
        .as(where)
        .isEmpty();
  }

  @Test
  void f60_charactersThatHideOrReorderAreShown() throws Exception {
    try (Scene scene = new Scene();
        Browser browser = new Browser()) {
      scene.sessions.start("pixel", "com.corvid.weather", null, null);
      Observation seen =
          scene.exchange("com.corvid.weather", "x", "https://t.example/", "a\u202Eb\u200Bc");
      scene.recordings.flush();
      browser.open(scene.server.link());
      browser.until("document.querySelector('.card') !== null");
      browser.evaluate("location.hash = '#/exchange/" + seen.exchange().id() + "'");
      browser.until("document.querySelector('pre.text') !== null");
      assertThat(browser.evaluate("document.querySelector('pre.text').textContent"))
          .isEqualTo("a⟨U+202E⟩b⟨U+200B⟩c");
    }
  }

  /** A page on another port of the same host, with which browsers share our cookie. */
  @Test
  void f56_f57_anotherPortOfThisHostReadsAndChangesNothing() throws Exception {
    HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] page = Scene.bytes("<!doctype html><title>other</title>");
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    other.start();
    try (Scene scene = new Scene();
        Browser browser = new Browser()) {
      browser.open(scene.server.link());
      browser.until("document.querySelector('.welcome') !== null");
      browser.open("http://127.0.0.1:" + other.getAddress().getPort() + "/");
      browser.until("document.title === 'other'");
      String api = "'" + scene.server.url() + "/api/v1";
      assertThat(
              browser.evaluate(
                  "await (async () => { const tried = async (path, options) => { try { const r ="
                      + " await fetch(path, {credentials: 'include', ...options}); return"
                      + " r.type + r.status + await r.text(); } catch { return 'blocked'; } };"
                      + " return [await tried("
                      + api
                      + "/status'), await tried("
                      + api
                      + "/status', {mode: 'no-cors'}), await tried("
                      + api
                      + "/marks', {mode: 'no-cors', method: 'POST', headers: {'Content-Type':"
                      + " 'text/plain'}, body: '{\"phase\":\"x\"}'}), await new Promise(done => {"
                      + " const s = new EventSource("
                      + api
                      + "/events', {withCredentials: true}); s.onopen = () => done('open');"
                      + " s.onerror = () => done('blocked'); })].join(); })()"))
          .isEqualTo("blocked,blocked,blocked,blocked");
      browser.evaluate(
          "(document.body.innerHTML = '<form method=post enctype=text/plain action=\""
              + scene.server.url()
              + "/api/v1/marks\"><input name=\\'{\"phase\":\"y\",\"note\":\"\\' value=\\'\"}\\'>"
              + "</form>', document.forms[0].submit())");
      browser.until("document.body.textContent.includes('error')");
      assertThat(scene.sessions.all()).isEmpty();
    } finally {
      other.stop(0);
    }
  }

  @Test
  void aTesterStartsMarksAndSeesAFindingLiveAtItsBytes() throws Exception {
    try (Scene scene = new Scene();
        Browser browser = new Browser()) {
      browser.open(scene.server.link());
      browser.until("document.querySelector('.welcome img')?.naturalWidth > 0");
      browser.evaluate("document.querySelector('.strip .button').click()");
      browser.until("document.querySelector('dialog input') !== null");
      browser.evaluate(
          "(document.querySelector('dialog input').value = 'com.corvid.weather',"
              + " document.querySelector('dialog form').requestSubmit())");
      browser.until("document.querySelector('.strip .app')?.textContent === 'com.corvid.weather'");
      assertThat(scene.sessions.running()).hasSize(1);
      assertThat(scene.recordings.marks(1).get(0).phase()).isEqualTo("before-consent");

      Observation seen =
          scene.exchange(
              "com.corvid.weather",
              "before-consent",
              "https://t.example/c",
              "imei=868404041973251");
      scene.finding(seen, "device.imei", "868404041973251", "body:imei", List.of("form"));
      scene.recordings.flush();
      browser.until("document.querySelector('.card .stat.warn .number')?.textContent === '1'");
      browser.evaluate("document.querySelector('a.row.finding').click()");
      browser.until("document.querySelector('mark')?.textContent === '868404041973251'");
      assertThat(browser.evaluate("document.querySelector('.breadcrumb').textContent"))
          .contains("form")
          .contains("body:imei");

      browser.evaluate(
          "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'm', bubbles: true}))");
      browser.until("document.querySelector('dialog .phases button') !== null");
      browser.evaluate("document.querySelectorAll('dialog .phases button')[1].click()");
      browser.until("document.querySelector('.strip .phase').textContent === 'After consent'");
      browser.evaluate("document.querySelector('[lang=zh-CN]').click()");
      browser.until("document.querySelector('.strip .phase').textContent === '同意之后'");
      assertThat(browser.evaluate("location.search")).isEmpty();
      assertThat(browser.evaluate("document.cookie")).isEmpty();
    }
  }
}
