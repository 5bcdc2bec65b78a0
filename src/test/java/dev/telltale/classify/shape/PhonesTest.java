package dev.telltale.classify.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhonesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "13816207735",
        "+86 138 1620 7735",
        "8613816207735",
        "+49 151 12345678",
        "(650) 253-0000",
        "010-62785001"
      })
  void valid(String text) {
    assertThat(Phones.valid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "12345", "1.2.3.4.5", "+", "138162o7735", "99999999999999999"})
  void notValid(String text) {
    assertThat(Phones.valid(text)).isFalse();
  }
}
