package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/verify.md, run as they stand there, agree with the verifier. */
class PublicToolsTest {
  @TempDir Path folder;

  private int check(Path bundle) throws IOException, InterruptedException {
    List.of("bash", "unzip", "sha512sum", "openssl", "jq").forEach(Lab::require);
    String page = Files.readString(Path.of("docs", "verify.md"));
    int start = page.indexOf("```bash\n") + 8;
    String script = page.substring(start, page.indexOf("```", start));
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
    builder.environment().put("BUNDLE", bundle.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    if (process.exitValue() == 0) {
      assertThat(output).contains("complete and valid");
    }
    return process.exitValue();
  }

  @Test
  void agreeOnGoodAndBadBundles() throws Exception {
    BundleFixture fixture = new BundleFixture(folder);
    Path bundle = fixture.bundle();
    assertThat(check(bundle)).isZero();
    byte[] good = Files.readAllBytes(bundle);
    String text = new String(good, StandardCharsets.ISO_8859_1);
    for (String target :
        List.of("before-consent", "\"imei\":", "key-shape", "\"count\":7", "Bagging-Date")) {
      byte[] bad = good.clone();
      bad[text.indexOf(target) + 2] ^= 1;
      Path file = Files.write(folder.resolve("bad.zip"), bad);
      assertThat(check(file)).as(target).isNotZero();
      assertThat(Verifier.verify(file).status()).as(target).isNotEqualTo(Verification.Status.VALID);
    }
  }
}
