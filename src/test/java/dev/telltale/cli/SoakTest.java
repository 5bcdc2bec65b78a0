package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.demo.Origins;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAULTS.md 75: the program under an even load of every kind of traffic, for {@code
 * -Dtelltale.soak.minutes} (default 1) in a heap of 128 MB. Memory stays flat, every answered
 * exchange is in the recording, and no descriptor or thread is left behind. The samples go to
 * {@code target/soak.csv}.
 *
 * <p>A second holds twenty requests: HTTP/1.1 and HTTP/2, small ones on kept connections with
 * values of the phone in them, 64 KiB ones, one on a connection of its own; and now and then a
 * client that refuses the certificate, one that goes away in its request, and a protocol that is
 * not HTTP.
 */
@Tag("slow")
class SoakTest {
  private static final int REQUESTS_PER_SECOND = 20;
  private static final String HOST = "api.shop.example";

  static {
    // So that the descriptors counted are not those of clients that nobody uses any more.
    System.setProperty("jdk.httpclient.keepalive.timeout", "5");
  }

  @TempDir Path folder;
  private final Random random = new Random(75);
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

  /** What the system says about the process at one time. */
  private record Sample(
      long second, long residentKib, int descriptors, int threads, long heapKib, int answered) {
    String line() {
      return String.format(
          Locale.ROOT,
          "%d,%d,%d,%d,%d,%d",
          second,
          residentKib,
          descriptors,
          threads,
          heapKib,
          answered);
    }
  }

  @Test
  void f75_memoryStaysFlatAndNothingIsLost() throws Exception {
    int minutes = Integer.getInteger("telltale.soak.minutes", 1);
    CertificateAuthority root =
        CertificateAuthority.openOrCreate(folder.resolve("root"), Clock.SYSTEM);
    Files.writeString(
        folder.resolve("profile.json"),
        "{\"device\":\"pixel\",\"values\":{\"device.imei\":[\"490154203237518\"]}}");
    List<Sample> samples = new ArrayList<>();
    try (Origins origins = new Origins(root, Clock.SYSTEM, List.of(HOST))) {
      TelltaleProcess telltale =
          TelltaleProcess.start(
              folder,
              List.of("-Xmx128m"),
              "--connect-to",
              HOST + ":443:127.0.0.1:" + origins.ports().get(HOST),
              "--trust-upstream",
              root.pemFile().toString(),
              "--allow-upstream",
              "127.0.0.0/8",
              "--profile",
              folder.resolve("profile.json").toString());
      try (telltale) {
        load(telltale, root.pemFile(), minutes, samples);
        assertThat(telltale.stop()).isZero();
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.write(
        Path.of("target", "soak.csv"),
        Stream.concat(
                Stream.of("second,residentKib,descriptors,threads,heapAfterGcKib,answered"),
                samples.stream().map(Sample::line))
            .toList());
    assertThat(failures).isEmpty();
    assertThat(recorded()).as("answered and recorded as complete").isEqualTo(answered.get());

    // The first quarter is for code to be compiled and caches to fill.
    Sample early = samples.get(samples.size() / 4);
    Sample last = samples.get(samples.size() - 1);
    assertThat(last.descriptors()).isLessThanOrEqualTo(early.descriptors() + 16);
    assertThat(last.threads()).isLessThanOrEqualTo(early.threads() + 4);
    assertThat(last.heapKib()).isLessThan(early.heapKib() + 16_384);
    assertThat(last.residentKib()).isLessThan(early.residentKib() + 65_536);
  }

  private void load(TelltaleProcess telltale, Path originRoot, int minutes, List<Sample> samples)
      throws Exception {
    TestPhone one =
        new TestPhone(telltale.proxy(), telltale.ca(), "com.one", HttpClient.Version.HTTP_1_1);
    TestPhone two =
        new TestPhone(telltale.proxy(), telltale.ca(), "com.two", HttpClient.Version.HTTP_2);
    byte[] small = "{\"imei\":\"490154203237518\"}".getBytes(StandardCharsets.US_ASCII);
    ExecutorService clients = Executors.newFixedThreadPool(8);
    Semaphore room = new Semaphore(64);
    long begin = System.nanoTime();
    int seconds = minutes * 60;
    int sent = 0;
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < REQUESTS_PER_SECOND; i++) {
        int number = sent++;
        TestPhone phone =
            i == 0
                ? new TestPhone(
                    telltale.proxy(), telltale.ca(), "com.new", HttpClient.Version.HTTP_1_1)
                : i % 2 == 0 ? one : two;
        byte[] body = i % 10 == 9 ? randomBody() : small;
        room.acquire();
        clients.execute(() -> ask(phone, number, body, room));
        pause(begin + TimeUnit.SECONDS.toNanos(1) * number / REQUESTS_PER_SECOND);
      }
      if (second % 5 == 2) {
        refuse(telltale, originRoot);
        leaveEarly(telltale);
        speakOtherwise(telltale);
      }
      if (second % 30 == 29) {
        System.gc();
        samples.add(sample(telltale, second + 1));
      }
    }
    clients.shutdown();
    assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  private static void pause(long untilNanos) throws InterruptedException {
    long left = untilNanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private byte[] randomBody() {
    byte[] body = new byte[64 << 10];
    random.nextBytes(body);
    return body;
  }

  private void ask(TestPhone phone, int number, byte[] body, Semaphore room) {
    try {
      HttpResponse<byte[]> response =
          phone.post("https://" + HOST + "/soak/" + number, "application/json", body);
      if (response.statusCode() == 200) {
        answered.incrementAndGet();
      } else {
        failures.add(number + ": " + response.statusCode());
      }
    } catch (IOException e) {
      failures.add(number + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  private void refuse(TelltaleProcess telltale, Path otherRoot) throws Exception {
    try {
      new TestPhone(telltale.proxy(), otherRoot, "com.pins", HttpClient.Version.HTTP_1_1)
          .get("https://" + HOST + "/refused");
      failures.add("a certificate was trusted that should not be");
    } catch (SSLException e) {
      left.incrementAndGet();
    }
  }

  private void leaveEarly(TelltaleProcess telltale) throws IOException {
    try (Socket socket = tunnel(telltale, HOST + ":443")) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
      left.incrementAndGet();
    }
  }

  private void speakOtherwise(TelltaleProcess telltale) throws IOException {
    try (Socket socket = tunnel(telltale, HOST + ":443")) {
      socket.getOutputStream().write(new byte[] {0x10, 0x0c, 0, 4, 'M', 'Q', 'T', 'T'});
      left.incrementAndGet();
    }
  }

  private static Socket tunnel(TelltaleProcess telltale, String target) throws IOException {
    Socket socket = new Socket();
    socket.connect(telltale.proxy(), 5_000);
    socket
        .getOutputStream()
        .write(
            ("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  private Sample sample(TelltaleProcess telltale, long second) throws Exception {
    Path process = Path.of("/proc", Long.toString(telltale.process().pid()));
    long resident = 0;
    int threads = 0;
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        resident = Long.parseLong(line.replaceAll("\\D", ""));
      } else if (line.startsWith("Threads:")) {
        threads = Integer.parseInt(line.replaceAll("\\D", ""));
      }
    }
    int descriptors;
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      descriptors = (int) open.count();
    }
    return new Sample(
        second, resident, descriptors, threads, heapAfterGcKib(telltale), answered.get());
  }

  private static long heapAfterGcKib(TelltaleProcess telltale) throws Exception {
    jcmd(telltale, "GC.run");
    long used = 0;
    // "def new generation   total 9216K, used 3013K" and "tenured generation … used …K"
    for (String line : jcmd(telltale, "GC.heap_info").lines().toList()) {
      if (line.contains("generation") && line.contains("used ")) {
        used += Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1"));
      }
    }
    return used;
  }

  private static String jcmd(TelltaleProcess telltale, String command) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(telltale.process().pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private int recorded() throws Exception {
    try (Connection sql =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/telltale.db"));
        Statement statement = sql.createStatement()) {
      try (ResultSet check = statement.executeQuery("PRAGMA integrity_check")) {
        assertThat(check.getString(1)).isEqualTo("ok");
      }
      try (ResultSet count =
          statement.executeQuery(
              "SELECT count(DISTINCT url) FROM exchanges WHERE outcome = 'complete' AND url LIKE"
                  + " '%/soak/%'")) {
        return count.getInt(1);
      }
    }
  }
}
