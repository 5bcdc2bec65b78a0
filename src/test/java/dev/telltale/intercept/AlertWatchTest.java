package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertWatchTest {
  private static final byte[] HANDSHAKE = {0x16, 3, 1, 0, 3, 1, 0x15, 48};
  private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 48};

  private static AlertWatch watching(int step, byte[]... records) {
    AlertWatch watch = new AlertWatch();
    EmbeddedChannel channel = new EmbeddedChannel(watch);
    for (byte[] octets : records) {
      for (int at = 0; at < octets.length; at += step) {
        channel.writeInbound(Unpooled.copiedBuffer(octets, at, Math.min(step, octets.length - at)));
      }
    }
    channel.finishAndReleaseAll();
    return watch;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 100})
  void f40_anAlertInTheClearIsReadHoweverItIsCut(int step) {
    assertThat(watching(step, HANDSHAKE, HANDSHAKE, ALERT).plaintextAlert())
        .hasToString("TlsAlert[code=48, name=unknown_ca]");
  }

  @Test
  void f40_otherRecordsAreNoAlert() {
    assertThat(watching(100, HANDSHAKE).plaintextAlert()).isNull();
    assertThat(watching(100, new byte[] {0x15, 3, 3, 0, 2, 2}).plaintextAlert()).as("cut").isNull();
    byte[] encrypted = new byte[31];
    System.arraycopy(new byte[] {0x15, 3, 3, 0, 26}, 0, encrypted, 0, 5);
    assertThat(watching(100, encrypted).plaintextAlert()).isNull();
  }
}
