package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsAlertTest {
  private static ByteBuf record(int... octets) {
    ByteBuf buffer = Unpooled.buffer();
    for (int octet : octets) {
      buffer.writeByte(octet);
    }
    return buffer;
  }

  @Test
  void f40_readsAnAlertInTheClear() {
    TlsAlert alert = TlsAlert.inClear(record(0x15, 3, 3, 0, 2, 2, 48)).orElseThrow();
    assertThat(alert.name()).isEqualTo("unknown_ca");
    assertThat(alert.meansDistrust()).isTrue();
    assertThat(TlsAlert.inClear(record(0x15, 3, 1, 0, 2, 1, 0)).orElseThrow().meansDistrust())
        .isFalse();
  }

  @Test
  void f40_otherRecordsAreNoAlert() {
    assertThat(TlsAlert.inClear(record(0x15, 3, 3, 0, 2, 2))).as("cut").isEmpty();
    assertThat(TlsAlert.inClear(record(0x16, 3, 3, 0, 2, 2, 48))).isEmpty();
    assertThat(TlsAlert.inClear(record(0x15, 3, 3, 0, 26, 2, 48))).as("encrypted").isEmpty();
    assertThat(TlsAlert.inClear(record(0x15, 3, 3, 0, 2, 9, 48))).isEmpty();
    assertThat(TlsAlert.inClear(record())).isEmpty();
  }

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
  }
}
