package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class OriginalDestinationTest {
  private static ByteBuffer octets(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void readsTheKernelsAddresses() {
    assertThat(OriginalDestination.read(octets("0200 01bb c0000207 0000000000000000"), true))
        .isEqualTo(new InetSocketAddress("192.0.2.7", 443));
    assertThat(
            OriginalDestination.read(
                octets("0a00 1f90 00000000 20010db8000000000000000000000007 00000000"), false))
        .isEqualTo(new InetSocketAddress("2001:db8::7", 8080));
  }

  @Test
  void nothingIsNoAddress() {
    assertThat(OriginalDestination.read(octets(""), true)).isNull();
    assertThat(OriginalDestination.read(octets("0200 0000 c0000207 0000000000000000"), true))
        .isNull();
    assertThat(OriginalDestination.read(octets("0a00 1f90 00000000 2001"), false)).isNull();
  }
}
