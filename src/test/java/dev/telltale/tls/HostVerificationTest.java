package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class HostVerificationTest {
  private static X509Certificate certificate(String... names) {
    HeldCertificate.Builder builder = new HeldCertificate.Builder().commonName("cn.example");
    for (String name : names) {
      builder.addSubjectAlternativeName(name);
    }
    return builder.build().certificate();
  }

  @Test
  void namesMatchExactlyWhateverTheCase() {
    X509Certificate certificate = certificate("a.example", "B.Example");
    assertThat(HostVerification.matches(certificate, "a.example")).isTrue();
    assertThat(HostVerification.matches(certificate, "A.EXAMPLE.")).isTrue();
    assertThat(HostVerification.matches(certificate, "b.example")).isTrue();
    assertThat(HostVerification.matches(certificate, "xa.example")).isFalse();
    assertThat(HostVerification.matches(certificate, "a.example.test")).isFalse();
  }

  @Test
  void theCommonNameDoesNotCount() {
    assertThat(HostVerification.matches(certificate(), "cn.example")).isFalse();
    assertThat(HostVerification.matches(certificate("a.example"), "cn.example")).isFalse();
  }

  @Test
  void aWildcardIsOneWholeLabel() {
    assertThat(HostVerification.sameName("*.shop.example", "a.shop.example")).isTrue();
    assertThat(HostVerification.sameName("*.shop.example", "shop.example")).isFalse();
    assertThat(HostVerification.sameName("*.shop.example", "a.b.shop.example")).isFalse();
    assertThat(HostVerification.sameName("*.shop.example", ".shop.example")).isFalse();
    assertThat(HostVerification.sameName("a*.shop.example", "ab.shop.example")).isFalse();
    assertThat(HostVerification.sameName("*.*.example", "a.b.example")).isFalse();
    assertThat(HostVerification.sameName("*.example", "a.example")).as("a whole suffix").isFalse();
    assertThat(HostVerification.sameName("*", "a")).isFalse();
  }

  @Test
  void addressesMatchByOctets() {
    X509Certificate certificate = certificate("192.0.2.7", "2001:db8::7", "a.example");
    assertThat(HostVerification.matches(certificate, "192.0.2.7")).isTrue();
    assertThat(HostVerification.matches(certificate, "[2001:0DB8:0::7]")).isTrue();
    assertThat(HostVerification.matches(certificate, "192.0.2.8")).isFalse();
    assertThat(HostVerification.matches(certificate, "2001:db8::8")).isFalse();
    assertThat(HostVerification.matches(certificate("a.example"), "192.0.2.7")).isFalse();
  }

  @Test
  void sayWhatItIsFor() {
    assertThat(HostVerification.names(certificate("a.example", "b.example")))
        .isEqualTo("a.example, b.example");
    assertThat(HostVerification.names(certificate())).isEqualTo("no names");
  }
}
