package dev.telltale.classify.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NullsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "Unknown",
        "00000000-0000-0000-0000-000000000000",
        "02:00:00:00:00:00",
        "000000000000000",
        "__IMEI__",
        "{gaid}",
        "${ifa}",
        "%%ADID%%",
        "[IDFA]",
        "$UID",
        "d41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      })
  void sayNothing(String text) {
    assertThat(Nulls.is(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4fd80b6c12a97e35", "Ada", "13816207735", "[2001:db8::1]", "林晓雨"})
  void saySomething(String text) {
    assertThat(Nulls.is(text)).isFalse();
  }
}
