package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.Lab;
import dev.telltale.demo.Origins;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a whole, from the outside: the command line, real sockets, real clients, and what
 * is left in the recording.
 */
class EndToEndTest {
  private static final String IMEI = "490154203237518";
  private static final String EMAIL = "lu.xun.probe@mail.example";

  @TempDir Path folder;
  private CertificateAuthority root;
  private Origins origins;

  @BeforeEach
  void startOrigins() throws IOException {
    root = CertificateAuthority.openOrCreate(folder.resolve("root"), Clock.SYSTEM);
    origins = new Origins(root, Clock.SYSTEM, List.of("api.shop.example", "t.metrics.example"));
    Files.writeString(
        folder.resolve("profile.json"),
        "{\"device\":\"pixel\",\"values\":{\"device.imei\":[\""
            + IMEI
            + "\"],\"contact.email\":[\""
            + EMAIL
            + "\"]}}");
  }

  @AfterEach
  void stopOrigins() {
    origins.close();
  }

  private TelltaleProcess start(String... more) throws IOException {
    List<String> options = new ArrayList<>();
    origins
        .ports()
        .forEach(
            (host, port) ->
                options.addAll(List.of("--connect-to", host + ":443:127.0.0.1:" + port)));
    options.addAll(
        List.of(
            "--trust-upstream",
            root.pemFile().toString(),
            "--allow-upstream",
            "127.0.0.0/8",
            "--profile",
            folder.resolve("profile.json").toString()));
    options.addAll(List.of(more));
    return TelltaleProcess.start(folder, List.of(), options.toArray(String[]::new));
  }

  private List<JsonObject> query(String command, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of(command, "--json", "--data", folder.resolve("data").toString()));
    arguments.addAll(List.of(more));
    TelltaleProcess.Result result = TelltaleProcess.run(arguments.toArray(String[]::new));
    assertThat(result.exit()).as(result.err()).isZero();
    return result.lines().stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theDemonstrationFindsWhatItPlants() throws Exception {
    TelltaleProcess.Result demo =
        TelltaleProcess.run("demo", "--data", folder.resolve("demo").toString());
    assertThat(demo.exit()).as(demo.out() + demo.err()).isZero();
    assertThat(demo.out())
        .containsPattern(
            "com\\.fable\\.weather +Google advertising id .* collect\\.brightads\\.example +third +before-consent +gzip › form › base64 › json › .*sha256")
        .containsPattern(
            "com\\.hearth\\.notes +E-mail address .* api\\.hearth\\.example +first +after-consent +json");
    TelltaleProcess.Result verify =
        TelltaleProcess.run("findings", "--json", "--data", folder.resolve("demo").toString());
    assertThat(verify.lines()).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void aSessionAndAMarkTakeEffectAtOnce() throws Exception {
    try (TelltaleProcess telltale = start()) {
      String data = folder.resolve("data").toString();
      TestPhone phone =
          new TestPhone(telltale.proxy(), telltale.ca(), "", HttpClient.Version.HTTP_1_1);
      assertThat(
              TelltaleProcess.run(
                      "session", "start", "--app", "com.shop", "--app-version", "2", "--data", data)
                  .exit())
          .isZero();
      assertThat(TelltaleProcess.run("mark", "before-consent", "--data", data).exit()).isZero();
      phone.post(
          "https://t.metrics.example/a", "application/json", bytes("{\"imei\":\"" + IMEI + "\"}"));
      assertThat(
              TelltaleProcess.run("mark", "after-consent", "--note", "tapped", "--data", data)
                  .exit())
          .isZero();
      phone.post(
          "https://t.metrics.example/b", "application/json", bytes("{\"imei\":\"" + IMEI + "\"}"));
      assertThat(telltale.stop()).isZero();
    }
    List<JsonObject> findings = query("findings");
    assertThat(findings)
        .extracting(f -> f.get("phase").getAsString())
        .containsExactly("before-consent", "after-consent");
    assertThat(findings)
        .allSatisfy(
            f -> {
              assertThat(f.get("app").getAsString()).isEqualTo("com.shop");
              assertThat(f.getAsJsonObject("attribution").get("confidence").getAsString())
                  .isEqualTo("stated");
              assertThat(f.get("device").getAsString()).isEqualTo("pixel");
            });
  }

  @Test
  void twoAppsAtOnceAreNeverMixed() throws Exception {
    int connections = 20;
    ExecutorService pool = Executors.newFixedThreadPool(2 * connections);
    try (TelltaleProcess telltale = start()) {
      List<Future<?>> done = new ArrayList<>();
      for (String app : List.of("com.one", "com.two")) {
        for (int c = 0; c < connections; c++) {
          HttpClient.Version version =
              c % 2 == 0 ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2;
          TestPhone phone =
              new TestPhone(telltale.proxy(), telltale.ca(), app + "@" + app + "-phone", version);
          done.add(
              pool.submit(
                  () -> {
                    for (int i = 0; i < 3; i++) {
                      assertThat(
                              phone
                                  .post(
                                      "https://api.shop.example/" + app + "/" + i,
                                      "application/json",
                                      bytes("{\"mail\":\"" + app + ".user@mail.example\"}"))
                                  .statusCode())
                          .isEqualTo(200);
                    }
                    return null;
                  }));
        }
      }
      for (Future<?> future : done) {
        future.get(60, TimeUnit.SECONDS);
      }
      assertThat(telltale.stop()).isZero();
    } finally {
      pool.shutdownNow();
    }
    List<JsonObject> exchanges = query("exchanges");
    assertThat(exchanges).hasSize(2 * connections * 3);
    List<JsonObject> findings = query("findings");
    assertThat(findings).hasSize(2 * connections * 3);
    assertThat(findings)
        .allSatisfy(
            f -> {
              String app = f.get("app").getAsString();
              assertThat(f.get("value").getAsString()).isEqualTo(app + ".user@mail.example");
              assertThat(f.getAsJsonObject("request").get("url").getAsString())
                  .contains("/" + app + "/");
              assertThat(f.get("device").getAsString()).isEqualTo(app + "-phone");
              assertThat(f.getAsJsonObject("attribution").get("confidence").getAsString())
                  .isEqualTo("certain");
            });
  }

  @Test
  void f77_whatWasAnsweredBeforeAKillIsThere() throws Exception {
    killAndCheck(4);
  }

  @Test
  @Tag("slow")
  void f77_whatWasAnsweredBeforeFiftyKillsIsThere() throws Exception {
    killAndCheck(50);
  }

  private void killAndCheck(int rounds) throws Exception {
    Random random = new Random(77);
    Set<String> answered = new HashSet<>();
    for (int round = 0; round < rounds; round++) {
      ConcurrentLinkedQueue<String[]> sent = new ConcurrentLinkedQueue<>();
      try (TelltaleProcess telltale = start()) {
        AtomicBoolean go = new AtomicBoolean(true);
        CountDownLatch ended = new CountDownLatch(4);
        for (int c = 0; c < 4; c++) {
          String path = "/r" + round + "c" + c + "n";
          TestPhone phone =
              new TestPhone(
                  telltale.proxy(), telltale.ca(), "com.kill", HttpClient.Version.HTTP_1_1);
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      for (int n = 0; go.get(); n++) {
                        phone.get("https://api.shop.example" + path + n);
                        sent.add(new String[] {path + n, Long.toString(System.nanoTime())});
                      }
                    } catch (IOException | InterruptedException e) {
                      // the kill ends the connection
                    } finally {
                      ended.countDown();
                    }
                  });
          thread.setDaemon(true);
          thread.start();
        }
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (sent.isEmpty() && System.nanoTime() < patience) {
          Thread.sleep(20);
        }
        Thread.sleep(300 + random.nextInt(900));
        long killedAt = System.nanoTime();
        telltale.kill();
        go.set(false);
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        for (String[] one : sent) {
          if (killedAt - Long.parseLong(one[1]) > TimeUnit.MILLISECONDS.toNanos(250)) {
            answered.add(one[0]);
          }
        }
      }
    }
    assertThat(answered).isNotEmpty();
    try (java.sql.Connection sql =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/telltale.db"));
        java.sql.Statement statement = sql.createStatement();
        java.sql.ResultSet check = statement.executeQuery("PRAGMA integrity_check")) {
      assertThat(check.getString(1)).isEqualTo("ok");
    }
    Set<String> recorded = new HashSet<>();
    for (JsonObject exchange : query("exchanges")) {
      String url = exchange.getAsJsonObject("request").get("url").getAsString();
      assertThat(recorded.add(url.substring("https://api.shop.example".length())))
          .as("once: " + url)
          .isTrue();
    }
    assertThat(recorded).containsAll(answered);
  }

  @Test
  void curlSpeaksBothProtocolsThroughIt() throws Exception {
    String curl = Lab.require("curl");
    try (TelltaleProcess telltale = start()) {
      for (String protocol : List.of("--http1.1", "--http2")) {
        Process process =
            new ProcessBuilder(
                    curl,
                    "-sS",
                    protocol,
                    "--cacert",
                    telltale.ca().toString(),
                    "-x",
                    "http://" + telltale.proxyText(),
                    "--proxy-user",
                    "com.curl:",
                    "--data-urlencode",
                    "m=" + EMAIL,
                    "-w",
                    "%{http_version}",
                    "https://api.shop.example/p")
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).isEqualTo("{\"ok\":true}" + (protocol.equals("--http2") ? "2" : "1.1"));
      }
      assertThat(telltale.stop()).isZero();
    }
    assertThat(query("exchanges"))
        .extracting(e -> e.getAsJsonObject("request").get("protocol").getAsString())
        .containsExactly("HTTP/1.1", "HTTP/2");
    assertThat(query("findings", "--app", "com.curl"))
        .hasSize(2)
        .allSatisfy(f -> assertThat(f.get("where").getAsString()).isEqualTo("form:m"));
  }

  @Test
  void aRecordingExportsBundlesAndComesBack() throws Exception {
    try (TelltaleProcess telltale = start()) {
      TestPhone phone =
          new TestPhone(telltale.proxy(), telltale.ca(), "com.shop", HttpClient.Version.HTTP_2);
      phone.post(
          "https://t.metrics.example/a", "application/json", bytes("{\"id\":\"" + IMEI + "\"}"));
      phone.get("https://api.shop.example/?e=" + EMAIL);
      assertThat(telltale.stop()).isZero();
    }
    String data = folder.resolve("data").toString();
    String har = folder.resolve("run.har").toString();
    assertThat(
            TelltaleProcess.run("export", "--format", "har", "--out", har, "--data", data).exit())
        .isZero();
    assertThat(
            TelltaleProcess.run(
                    "export",
                    "--format",
                    "csv",
                    "--out",
                    folder.resolve("f.csv").toString(),
                    "--data",
                    data)
                .exit())
        .isZero();
    TelltaleProcess.Result imported =
        TelltaleProcess.run(
            "import",
            har,
            "--data",
            folder.resolve("again").toString(),
            "--profile",
            folder.resolve("profile.json").toString());
    assertThat(imported.out()).contains("2 exchanges, 2 findings");
    String zip = folder.resolve("case.zip").toString();
    assertThat(
            TelltaleProcess.run(
                    "bundle",
                    "--out",
                    zip,
                    "--data",
                    data,
                    "--certs",
                    folder.resolve("certs").toString())
                .exit())
        .isZero();
    assertThat(TelltaleProcess.run("verify", zip).exit()).isZero();
    byte[] bad = Files.readAllBytes(Path.of(zip));
    bad[bad.length / 2] ^= 1;
    Files.write(Path.of(zip), bad);
    assertThat(TelltaleProcess.run("verify", zip).exit()).isEqualTo(3);
    Files.write(Path.of(zip), java.util.Arrays.copyOf(bad, bad.length / 2));
    assertThat(TelltaleProcess.run("verify", zip).exit()).isEqualTo(4);
    assertThat(TelltaleProcess.run("reclassify", "--data", data).out()).startsWith("2 exchanges, ");
  }

  @Test
  void f82_aUsedPortIsRefusedWithWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      TelltaleProcess.Result result =
          TelltaleProcess.run(
              "start",
              "--data",
              folder.resolve("d").toString(),
              "--certs",
              folder.resolve("c").toString(),
              "--proxy",
              "127.0.0.1:" + taken.getLocalPort(),
              "--web",
              "127.0.0.1:0");
      assertThat(result.exit()).isEqualTo(5);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void f79_aSecondInstanceOnTheSameDataIsRefused() throws Exception {
    try (TelltaleProcess first = start()) {
      TelltaleProcess.Result second =
          TelltaleProcess.run(
              "start",
              "--data",
              folder.resolve("data").toString(),
              "--certs",
              folder.resolve("certs").toString(),
              "--proxy",
              "127.0.0.1:0",
              "--web",
              "127.0.0.1:0");
      assertThat(second.exit()).as(second.err()).isEqualTo(6);
      assertThat(first.stop()).isZero();
    }
  }

  @Test
  void f84_mistakesAreRefusedBeforeAnythingStarts() throws Exception {
    Path config = Files.writeString(folder.resolve("c.json"), "{\"prxy\":\"127.0.0.1:0\"}");
    TelltaleProcess.Result unknown = TelltaleProcess.run("start", "--config", config.toString());
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("prxy: unknown key; did you mean \"proxy\"?");
    TelltaleProcess.Result profile =
        TelltaleProcess.run(
            "start",
            "--profile",
            folder.resolve("none.json").toString(),
            "--certs",
            folder.resolve("c").toString());
    assertThat(profile.exit()).isEqualTo(2);
    assertThat(profile.err()).contains("none.json: no such file");
    assertThat(
            TelltaleProcess.run("findings", "--data", folder.resolve("nothing").toString()).exit())
        .isEqualTo(6);
    assertThat(TelltaleProcess.run("frobnicate").exit()).isEqualTo(2);
    assertThat(
            TelltaleProcess.run(
                    "mark", "after-consent", "--data", folder.resolve("nothing").toString())
                .err())
        .contains("no running instance");
  }

  @Test
  void f48_theKeyIsInNothingThatLeaves() throws Exception {
    try (TelltaleProcess telltale = start()) {
      new TestPhone(telltale.proxy(), telltale.ca(), "com.shop", HttpClient.Version.HTTP_1_1)
          .get("https://api.shop.example/");
      assertThat(telltale.stop()).isZero();
      assertThat(Files.readString(telltale.log())).doesNotContain("PRIVATE KEY");
    }
    String token = Files.readString(folder.resolve("certs/proxy-token")).strip();
    try (var files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(text).as(file.toString()).doesNotContain("PRIVATE KEY").doesNotContain(token);
      }
    }
  }
}
