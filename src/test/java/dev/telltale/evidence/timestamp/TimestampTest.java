package dev.telltale.evidence.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformationStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAULTS.md row 86, against {@code openssl ts}. */
class TimestampTest {
  private static final byte[] DATA = "signature of a head".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private TestAuthority authority;
  private TimestampTrust trust;

  @BeforeEach
  void makeAuthority() throws Exception {
    authority = new TestAuthority(folder.resolve("a"), Duration.ofDays(-1), Duration.ofDays(30));
    trust = TimestampTrust.of(authority.root(), null);
  }

  private byte[] token(byte[] request) throws Exception {
    return Timestamp.token(authority.answer(request), request);
  }

  @Test
  void aGoodTokenTellsTimeAuthorityAndPolicy() throws Exception {
    byte[] token = token(Timestamp.request(DATA));
    Timestamp stamp = Timestamp.check(token, DATA, trust);
    assertThat(stamp.trusted()).isTrue();
    assertThat(stamp.authority()).isEqualTo("CN=Test Time");
    assertThat(stamp.policy()).isEqualTo("1.2.3.4.1");
    assertThat(Math.abs(stamp.time().toEpochMilli() - dev.telltale.util.Clock.SYSTEM.epochMillis()))
        .isLessThan(60_000);
    assertThat(Timestamp.check(token, DATA, TimestampTrust.NONE).trusted()).isFalse();
    assertThat(
            Timestamp.check(token, DATA, TimestampTrust.of(authority.root(), "1.2.3.4.1")).policy())
        .isEqualTo("1.2.3.4.1");
  }

  private void refused(byte[] token, TimestampTrust asked, String reason) {
    assertThatThrownBy(() -> Timestamp.check(token, DATA, asked))
        .isInstanceOf(TimestampException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void f86_anImprintOfOtherDataIsRefused() throws Exception {
    refused(token(Timestamp.request(new byte[] {1})), trust, "its imprint is of other data");
  }

  @Test
  void f86_sha1IsRefused() throws Exception {
    refused(token(authority.query(DATA, "-sha1")), trust, "imprint by digest 1.3.14.3.2.26");
  }

  @Test
  void f86_anotherPolicyIsRefusedWhereOneIsAskedFor() throws Exception {
    byte[] token = token(authority.query(DATA, "-sha256", "-tspolicy", "1.2.3.4.5"));
    assertThat(Timestamp.check(token, DATA, trust).policy()).isEqualTo("1.2.3.4.5");
    refused(token, TimestampTrust.of(authority.root(), "1.2.3.4.1"), "policy 1.2.3.4.5 (expected");
  }

  @Test
  void f86_aTokenWithoutASignerIsRefused() throws Exception {
    CMSSignedData signed = new CMSSignedData(token(Timestamp.request(DATA)));
    byte[] unsigned =
        CMSSignedData.replaceSigners(signed, new SignerInformationStore(List.of())).getEncoded();
    refused(unsigned, trust, "0 signers (expected: exactly one)");
  }

  @Test
  void f86_aCertificateThatHadExpiredIsRefused() throws Exception {
    authority = new TestAuthority(folder.resolve("e"), Duration.ofDays(-60), Duration.ofDays(-2));
    TimestampTrust expired = TimestampTrust.of(authority.root(), null);
    refused(token(Timestamp.request(DATA)), expired, "the signature does not hold");
  }

  @Test
  void f86_anAuthorityThatNobodyNamedIsRefused() throws Exception {
    byte[] token = token(Timestamp.request(DATA));
    TestAuthority other =
        new TestAuthority(folder.resolve("b"), Duration.ofDays(-1), Duration.ofDays(30));
    refused(token, TimestampTrust.of(other.root(), null), "none of the given authorities");
  }

  @Test
  void f86_noFlippedBitOfATokenIsAccepted() throws Exception {
    byte[] token = token(Timestamp.request(DATA));
    List<Integer> accepted = new ArrayList<>();
    for (int at = 0; at < token.length; at++) {
      byte[] bad = token.clone();
      bad[at] ^= (byte) (1 << (at % 8));
      try {
        Timestamp.check(bad, DATA, trust);
        accepted.add(at);
      } catch (TimestampException e) {
        assertThat(e).hasMessageContaining("");
      }
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void anAnswerToAnotherRequestIsRefused() throws Exception {
    byte[] answer = authority.answer(Timestamp.request(DATA));
    assertThatThrownBy(() -> Timestamp.token(answer, Timestamp.request(DATA)))
        .isInstanceOf(TimestampException.class)
        .hasMessageContaining("not an answer to the request");
    assertThatThrownBy(() -> Timestamp.token(new byte[] {0x30, 3, 1, 2, 3}, new byte[0]))
        .isInstanceOf(TimestampException.class);
    refused("no token".getBytes(StandardCharsets.UTF_8), trust, "not a timestamp token");
  }
}
