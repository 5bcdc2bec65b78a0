package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.evidence.timestamp.TestAuthority;
import dev.telltale.evidence.timestamp.Timestamp;
import dev.telltale.evidence.timestamp.TimestampTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleStampTest {
  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void makeBundle() throws IOException {
    bundle = new BundleFixture(folder).bundle();
  }

  private static Verification.Check timestamp(Verification verification) {
    return java.util.stream.Stream.concat(
            verification.checks().stream(), verification.open().stream())
        .filter(check -> check.name().equals("timestamp"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void f86_noTimestampIsSaidAndNotOk() throws Exception {
    Verification verification = Verifier.verify(bundle);
    assertThat(verification.status()).isEqualTo(Verification.Status.VALID);
    assertThat(timestamp(verification).passed()).isFalse();
    assertThat(timestamp(verification).detail()).startsWith("no timestamp");
    TestAuthority authority =
        new TestAuthority(folder.resolve("tsa"), Duration.ofDays(-1), Duration.ofDays(1));
    assertThat(Verifier.verify(bundle, TimestampTrust.of(authority.root(), null)).status())
        .isEqualTo(Verification.Status.NOT_VALID);
  }

  @Test
  void aStampedBundleIsStillTheSameBundleAndItsTimestampIsChecked() throws Exception {
    TestAuthority authority =
        new TestAuthority(folder.resolve("tsa"), Duration.ofDays(-1), Duration.ofDays(1));
    byte[] request = Timestamp.request(BundleStamp.signature(bundle));
    BundleStamp.put(bundle, Timestamp.token(authority.answer(request), request));
    TimestampTrust trust = TimestampTrust.of(authority.root(), null);
    Verification verification = Verifier.verify(bundle, trust);
    assertThat(verification.checks()).allMatch(Verification.Check::passed);
    assertThat(timestamp(verification).detail()).contains("CN=Test Time");
    // Whoever names no authority relies on none.
    assertThat(timestamp(Verifier.verify(bundle)).passed()).isFalse();
    assertThat(timestamp(Verifier.verify(bundle)).detail()).contains("give --tsa-ca");

    byte[] other = Timestamp.request(new byte[] {7});
    BundleStamp.put(bundle, Timestamp.token(authority.answer(other), other));
    for (TimestampTrust asked : java.util.List.of(trust, TimestampTrust.NONE)) {
      assertThat(Verifier.verify(bundle, asked).status()).isEqualTo(Verification.Status.NOT_VALID);
    }
    assertThat(timestamp(Verifier.verify(bundle)).detail()).contains("imprint is of other data");
    assertThat(Files.size(bundle)).isPositive();
  }
}
