package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.evidence.bundle.CaseKey;
import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Session;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of 10,000 exchanges in a heap of 256 MiB; the figures are in docs/evidence.md. What is
 * compared is processor time, for the time on the wall of a shared machine measures its other work.
 */
@Tag("slow")
class BundleScaleTest {
  private static final int EXCHANGES = 10_000;

  @TempDir Path folder;

  private static Body body(byte[] octets) {
    return new Body(Hashes.sha256Hex(octets), octets.length, octets.length, octets);
  }

  private static Observation observation(int i, long session, Random random) {
    String host = "t" + i % 40 + ".example";
    Connection connection =
        new Connection(
            "c" + i / 10,
            1_000 + i / 10,
            "proxy",
            "192.0.2.7",
            40_000,
            null,
            host,
            443,
            "203.0.113.9",
            null,
            null);
    List<Header> headers = new ArrayList<>();
    for (int h = 0; h < 10; h++) {
      headers.add(new Header("X-Field-" + h, "value " + random.nextInt(50)));
    }
    headers.add(new Header("Content-Type", "application/json"));
    String json =
        "{\"event\":"
            + i
            + ",\"android_id\":\"93c1f0a87be24d56\",\"padding\":\""
            + "lorem ipsum ".repeat(random.nextInt(100))
            + "\"}";
    byte[] answer = new byte[random.nextInt(4_000)];
    java.util.Arrays.fill(answer, (byte) ('a' + i % 26));
    String target = "/collect?n=" + i;
    return new Observation(
        new Exchange(
            "0193-%08d".formatted(i),
            connection,
            "HTTP/2",
            new Request(
                "POST",
                "https://" + host + target,
                target,
                headers,
                List.of(),
                body(json.getBytes(StandardCharsets.UTF_8))),
            new Response(
                200,
                "",
                List.of(new Header("Content-Type", "text/plain")),
                List.of(),
                answer.length == 0 ? Body.EMPTY : body(answer)),
            List.of(),
            Outcome.COMPLETE,
            null,
            1_700_000_000_000L + i,
            3),
        new Context(
            session,
            "pixel",
            new Attribution("com.fable", "session", "stated"),
            i < 100 ? "before-consent" : "after-consent"),
        new Recipient(host, host, null, null, null, "third", null, "203.0.113.9"));
  }

  private void record() throws IOException {
    Path data = folder.resolve("data");
    Random random = new Random(5);
    try (Store store = Store.open(data, Clock.SYSTEM, Limits.DEFAULT, CaseKey.openOrCreate(data))) {
      long session =
          store.startSession(
              new Session(0, "pixel", "com.fable", "1", "live", "1", "r", "h", 1_000, null));
      for (int i = 0; i < EXCHANGES; i++) {
        Observation observation = observation(i, session, random);
        store.append(observation);
        store.findings(
            observation,
            List.of(
                new Finding(
                    observation.exchange().id(),
                    "device.android_id",
                    "device.android_id",
                    "93c1f0a87be24d56",
                    "93c1f0a87be24d56",
                    "body:/android_id",
                    List.of("json"),
                    30,
                    46,
                    "key-shape",
                    "android_id",
                    0.9,
                    "key and shape",
                    null)),
            "r");
        if (store.saturated()) {
          store.flush();
        }
      }
      store.flush();
    }
  }

  private double seconds(int exit, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "TIMEFORMAT='cpu %U %S'; time \"$@\"",
                "time",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.telltale.cli.Main"));
    command.addAll(List.of(arguments));
    long start = Clock.SYSTEM.monotonicNanos();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    double wall = (Clock.SYSTEM.monotonicNanos() - start) / 1e9;
    String log = Files.readString(folder.resolve("log"));
    assertThat(process.exitValue()).as(log).isEqualTo(exit);
    String[] times = log.substring(log.lastIndexOf("cpu ")).strip().split(" ");
    double cpu = Double.parseDouble(times[1]) + Double.parseDouble(times[2]);
    System.out.printf(
        "%.1f s of processor, %.1f s of time: telltale %s %s%n",
        cpu, wall, arguments[0], arguments[1].replaceFirst("=.*", ""));
    return cpu;
  }

  @Test
  void bundledVerifiedAndReportedInTime() throws Exception {
    record();
    String data = folder.resolve("data").toString();
    String certs = folder.resolve("certs").toString();
    String whole = folder.resolve("whole.zip").toString();
    String twin = folder.resolve("twin.zip").toString();
    assertThat(seconds(0, "bundle", "--out=" + whole, "--data", data, "--certs", certs))
        .isLessThan(30);
    assertThat(seconds(0, "verify", whole)).isLessThan(20);
    assertThat(seconds(0, "verify", "--data=" + data, "--certs", certs)).isLessThan(20);
    assertThat(
            seconds(
                0,
                "report",
                "--app=com.fable",
                "--out",
                folder.resolve("report.html").toString(),
                "--data",
                data))
        .isLessThan(10);
    assertThat(seconds(0, "bundle", "--redact", "--out", twin, "--data", data, "--certs", certs))
        .isLessThan(60);
    assertThat(seconds(0, "verify", twin)).isLessThan(20);
  }
}
