package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @Test
  void readsWhatItWrites() {
    assertThat(Addresses.parse("--proxy", "127.0.0.1:8080"))
        .isEqualTo(new InetSocketAddress("127.0.0.1", 8080));
    assertThat(Addresses.format(Addresses.parse("--proxy", "[::1]:0")))
        .isEqualTo("[0:0:0:0:0:0:0:1]:0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8080",
        "127.0.0.1:70000",
        "127.0.0.1:",
        ":8080",
        "127.0.0.1:-1",
        "127.0.0.1:http",
        ""
      })
  void saysWhatWasExpected(String text) {
    assertThatThrownBy(() -> Addresses.parse("--proxy", text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--proxy")
        .hasMessageContaining("expected: HOST:PORT");
  }
}
