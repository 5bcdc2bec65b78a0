package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
  /** The ordering example of RFC 8785 section 3.2.3. */
  @Test
  void membersAreSortedByUtf16CodeUnits() {
    Map<String, Object> map = new HashMap<>();
    map.put("\u20ac", "Euro Sign");
    map.put("\r", "Carriage Return");
    map.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
    map.put("1", "One");
    map.put("\ud83d\ude00", "Emoji: Grinning Face");
    map.put("\u0080", "Control");
    map.put("\u00f6", "Latin Small Letter O With Diaeresis");
    assertThat(CanonicalJson.text(map))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  /** The string of RFC 8785 section 3.2.2. */
  @Test
  void stringsHaveTheShortestEscapes() {
    assertThat(CanonicalJson.text("\u20ac$\u000F\nA'B\"\\\\\"/"))
        .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  }

  @Test
  void otherValues() {
    assertThat(CanonicalJson.text(Arrays.asList(null, true, 0, -1L, List.of(), Map.of())))
        .isEqualTo("[null,true,0,-1,[],{}]");
    assertThat(CanonicalJson.text("\ud800x")).isEqualTo("\"\ufffdx\"");
    assertThatThrownBy(() -> CanonicalJson.text(1L << 53)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> CanonicalJson.text(0.5)).isInstanceOf(ArithmeticException.class);
  }
}
