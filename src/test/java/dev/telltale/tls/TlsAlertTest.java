package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsAlertTest {
  @Test
  void f40_readsTheNameInAFailure() {
    assertThat(TlsAlert.in(new SSLHandshakeException("Received fatal alert: certificate_unknown")))
        .contains(TlsAlert.of(46));
    assertThat(
            TlsAlert.in(
                new IllegalStateException(
                    new SSLException(
                        "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA"))))
        .contains(TlsAlert.of(48));
    assertThat(
            TlsAlert.in(
                new SSLException(
                    "error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE")))
        .contains(TlsAlert.of(42));
    assertThat(TlsAlert.in(new SSLException("connection reset"))).isEmpty();
    assertThat(TlsAlert.in(new SSLException("ALERT_SOMETHING_NEW"))).isEmpty();
    assertThat(TlsAlert.in(null)).isEmpty();
  }

  @Test
  void unknownCodesHaveANameToo() {
    assertThat(TlsAlert.of(200).name()).isEqualTo("alert_200");
    assertThat(TlsAlert.of(200).meansDistrust()).isFalse();
    assertThat(TlsAlert.of(48).meansDistrust()).isTrue();
    assertThat(TlsAlert.of(0).meansDistrust()).isFalse();
  }
}
