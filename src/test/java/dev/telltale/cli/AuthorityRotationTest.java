package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.demo.Origins;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAULTS.md 47: the authority is replaced while phones are being served. */
class AuthorityRotationTest {
  private static final String HOST = "api.shop.example";

  @TempDir Path folder;

  @Test
  void f47_aRunningInstanceShowsTheNewAuthority() throws Exception {
    CertificateAuthority root =
        CertificateAuthority.openOrCreate(folder.resolve("root"), Clock.SYSTEM);
    try (Origins origins = new Origins(root, Clock.SYSTEM, List.of(HOST));
        TelltaleProcess telltale = TelltaleProcess.startBefore(folder, root, origins, HOST)) {
      Path old = Files.copy(telltale.ca(), folder.resolve("old.pem"));
      assertThat(asks(telltale, old)).isTrue();
      TelltaleProcess.Result rotated =
          TelltaleProcess.run("ca", "rotate", "--certs", folder.resolve("certs").toString());
      assertThat(rotated.exit()).as(rotated.err()).isZero();
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(asks(telltale, telltale.ca())).isTrue());
      assertThat(asks(telltale, old)).as("trusting the old one").isFalse();
      assertThat(telltale.stop()).isZero();
    }
  }

  private static boolean asks(TelltaleProcess telltale, Path trusted) throws Exception {
    try {
      return new TestPhone(telltale.proxy(), trusted, "com.shop", HttpClient.Version.HTTP_1_1)
              .get("https://" + HOST + "/")
              .statusCode()
          == 200;
    } catch (SSLException e) {
      return false;
    }
  }
}
