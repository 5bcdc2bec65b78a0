package dev.telltale.classify.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a4:50:46:1f:9c:d2",
        "A4-50-46-1F-9C-D2",
        "a450461f9cd2",
        "a450.461f.9cd2",
        "4:50:46:1f:9c:2"
      })
  void macAddresses(String text) {
    assertThat(Hex.mac(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456789012",
        "10:20:30",
        "a4:50:46:1f:9c:d2:11",
        "a4:50:46:1f:9c",
        "2024-03-01",
        "a4:50-46:1f:9c:d2"
      })
  void notMacAddresses(String text) {
    assertThat(Hex.mac(text)).isFalse();
  }

  @Test
  void digestsAreToldByLengthAndMixture() {
    assertThat(Hex.digest("d41d8cd98f00b204e9800998ecf8427e")).isEqualTo("md5");
    assertThat(Hex.digest("1".repeat(32))).isEmpty();
    assertThat(Hex.digest("a1".repeat(20))).isEqualTo("sha1");
    assertThat(Hex.digest("a1".repeat(32))).isEqualTo("sha256");
    assertThat(Hex.digest("a1".repeat(31))).isEmpty();
  }

  @Test
  void androidIdsMayLackLeadingZeros() {
    assertThat(Hex.androidId("4fd80b6c12a97e35")).isTrue();
    assertThat(Hex.androidId("fd80b6c12a97e3")).isTrue();
    assertThat(Hex.androidId("12345678901234")).isFalse();
    assertThat(Hex.androidId("4fd80b6c12a97e351")).isFalse();
  }
}
