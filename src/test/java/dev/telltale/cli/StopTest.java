package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.demo.Origins;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAULTS.md 81: a person who presses Ctrl-C twice, and an export that is ended in its middle. */
class StopTest {
  private static final String HOST = "api.shop.example";

  @TempDir Path folder;

  @Test
  void f81_interruptedTwiceItEndsAtOnceAndKeepsWhatWasAnswered() throws Exception {
    record20Exchanges(2);
    TelltaleProcess.Result exchanges =
        TelltaleProcess.run("exchanges", "--json", "--data", folder.resolve("data").toString());
    assertThat(exchanges.lines()).hasSize(20);
  }

  private void record20Exchanges(int signals) throws Exception {
    CertificateAuthority root =
        CertificateAuthority.openOrCreate(folder.resolve("root"), Clock.SYSTEM);
    try (Origins origins = new Origins(root, Clock.SYSTEM, List.of(HOST));
        TelltaleProcess telltale = TelltaleProcess.startBefore(folder, root, origins, HOST)) {
      TestPhone phone =
          new TestPhone(telltale.proxy(), telltale.ca(), "com.shop", HttpClient.Version.HTTP_1_1);
      byte[] body = "{\"n\":1}".repeat(2_000).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 20; i++) {
        phone.post("https://" + HOST + "/" + i, "application/json", body);
      }
      // An exchange is durable within a quarter of a second of its end.
      TimeUnit.MILLISECONDS.sleep(1_000);
      for (int i = 0; i < signals; i++) {
        telltale.process().destroy();
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(telltale.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      // The second one may come too late to matter.
      assertThat(telltale.process().exitValue())
          .as(Files.readString(telltale.log()))
          .isIn(signals == 1 ? List.of(0) : List.of(0, 130));
    }
  }

  @Test
  void f81_anExportThatIsEndedLeavesNothingUnderItsName() throws Exception {
    record20Exchanges(1);
    for (int millis = 300; millis < 1_500; millis += 350) {
      Path out = folder.resolve("out-" + millis + ".har");
      Process export =
          TelltaleProcess.launch(
              "export",
              "--format",
              "har",
              "--out",
              out.toString(),
              "--data",
              folder.resolve("data").toString());
      boolean ended = export.waitFor(millis, TimeUnit.MILLISECONDS);
      export.destroy();
      export.waitFor();
      if (Files.exists(out)) {
        assertThat(Files.readString(out)).as("ended after %d ms", millis).endsWith("}\n");
      } else {
        assertThat(ended).as("it ended by itself and wrote nothing").isFalse();
      }
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(f -> f.getFileName().toString()))
          .allMatch(name -> !name.startsWith("out-") || name.endsWith(".har"));
    }
  }
}
