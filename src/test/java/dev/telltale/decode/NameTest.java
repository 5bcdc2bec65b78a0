package dev.telltale.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameTest {

  @Test
  void theSameOctetsGiveTheSameNameWithWhatItMeans() {
    Name first = json("device_id");
    first.mean("an id");
    byte[] elsewhere = "xx device_id yy".getBytes(StandardCharsets.UTF_8);
    Name second = Name.of(elsewhere, 3, 12, Value.Naming.JSON);
    assertThat(second).isSameAs(first);
    assertThat(second.meaning()).isEqualTo("an id");
    assertThat(second.text()).isEqualTo("device_id");
  }

  @Test
  void readsEscapesAsTheFormatHasThem() {
    assertThat(json("a\\u0062c").text()).isEqualTo("abc");
    assertThat(named("a%62+c", Value.Naming.FORM).text()).isEqualTo("ab c");
    assertThat(named("a%62+c", Value.Naming.PLAIN).text()).isEqualTo("a%62+c");
    assertThat(json("DeviceID").lower()).isEqualTo("deviceid");
    assertThat(json("")).isSameAs(Name.NONE);
  }

  /** Far more names than are remembered, so that each takes another's place. */
  @Test
  void aNameIsNeverTakenForAnother() {
    Random random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      String text = Integer.toString(random.nextInt(), 36) + "x".repeat(random.nextInt(70));
      assertThat(json(text).text()).isEqualTo(text);
      assertThat(Name.of(text).text()).isEqualTo(text);
    }
  }

  private static Name json(String text) {
    return named(text, Value.Naming.JSON);
  }

  private static Name named(String text, Value.Naming naming) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return Name.of(octets, 0, octets.length, naming);
  }
}
