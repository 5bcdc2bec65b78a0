package dev.telltale.classify.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CoordinatesTest {

  @Test
  void shiftsInsideChinaByHundredsOfMetresAndNotOutside() {
    Coordinates wgs = new Coordinates(39.908823, 116.397470);
    Coordinates gcj = wgs.gcj02();
    // The published approximation's value for Tiananmen.
    assertThat(gcj.latitude()).isCloseTo(39.910226, within(2e-4));
    assertThat(gcj.longitude()).isCloseTo(116.403714, within(2e-4));
    Coordinates berlin = new Coordinates(52.520008, 13.404954);
    assertThat(berlin.gcj02()).isEqualTo(berlin);
  }

  @Test
  void baidusDatumLiesAHundredthOfADegreeFurther() {
    Coordinates bd = new Coordinates(39.910226, 116.403714).bd09FromGcj02();
    assertThat(bd.latitude() - 39.910226).isBetween(0.005, 0.0075);
    assertThat(bd.longitude() - 116.403714).isBetween(0.005, 0.0075);
  }

  @Test
  void readsLatitudeFirstInDegrees() {
    assertThat(Coordinates.parse("52.5, 13.4")).isEqualTo(new Coordinates(52.5, 13.4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Coordinates.parse("113.4,52.5"))
        .withMessageContaining("expected: latitude -90 to 90");
    assertThatIllegalArgumentException().isThrownBy(() -> Coordinates.parse("52.5"));
  }
}
