package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.telltale.model.Gap;
import dev.telltale.util.Clock;
import dev.telltale.util.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuicAttemptsTest {
  private final List<Gap> gaps = new ArrayList<>();
  private @Nullable String four = set("quic4", "");
  private @Nullable String six = set("quic6", "");
  private final QuicAttempts attempts =
      new QuicAttempts(
          set -> set.equals(Gateway.QUIC4) ? four : six,
          gaps::add,
          Clock.SYSTEM,
          new Ids(Clock.SYSTEM));

  /** As nft 1.0.6 prints a set, which has no {@code elem} while it is empty. */
  private static String set(String name, String elements) {
    return "{\"nftables\": [{\"metainfo\": {\"version\": \"1.0.6\", \"json_schema_version\": 1}},"
        + " {\"set\": {\"family\": \"inet\", \"name\": \""
        + name
        + "\", \"table\": \"telltale\", \"type\": [\"ipv4_addr\", \"ipv4_addr\"], \"handle\": 2,"
        + (elements.isEmpty() ? "" : " \"elem\": [" + elements + "],")
        + " \"stmt\": [{\"counter\": null}]}}]}";
  }

  private static String element(String phone, String destination, long packets) {
    return "{\"elem\": {\"val\": {\"concat\": [\""
        + phone
        + "\", \""
        + destination
        + "\"]}, \"counter\": {\"packets\": "
        + packets
        + ", \"bytes\": 58}}}";
  }

  @Test
  void f36_eachDestinationsAttemptsAreAGap() {
    attempts.poll();
    four = set("quic4", element("10.0.0.2", "192.0.2.7", 3));
    six = set("quic6", element("fd00::2", "2001:db8::7", 1));
    attempts.poll();
    assertThat(gaps)
        .extracting(Gap::host, Gap::count, Gap::cause)
        .containsExactlyInAnyOrder(
            tuple("192.0.2.7", 3L, Gap.Cause.QUIC), tuple("2001:db8::7", 1L, Gap.Cause.QUIC));
    assertThat(gaps.get(0).connection()).isNotNull();
    assertThat(gaps.get(0).connection().entry()).isEqualTo("transparent");
  }

  @Test
  void onlyWhatIsNewIsReported() {
    four = set("quic4", element("10.0.0.2", "192.0.2.7", 100));
    attempts.poll();
    assertThat(gaps).as("counted before we started").isEmpty();
    four = set("quic4", element("10.0.0.2", "192.0.2.7", 102));
    attempts.poll();
    attempts.poll();
    assertThat(gaps).extracting(Gap::count).containsExactly(2L);
  }

  @Test
  void rulesThatWereSetAnewStartAtZero() {
    four = set("quic4", element("10.0.0.2", "192.0.2.7", 100));
    attempts.poll();
    four = set("quic4", element("10.0.0.2", "192.0.2.7", 4));
    attempts.poll();
    assertThat(gaps).extracting(Gap::count).containsExactly(4L);
  }

  @Test
  void rulesThatComeLaterAreCountedFromTheirFirstPacket() {
    four = null;
    attempts.poll();
    four = set("quic4", element("10.0.0.2", "192.0.2.7", 2));
    attempts.poll();
    assertThat(gaps).extracting(Gap::count).containsExactly(2L);
  }

  @Test
  void outputThatCannotBeReadIsNoHarm() {
    for (String odd : List.of("", "[]", "{}", "{\"nftables\": [1]}", "{\"nftables\": 1}", "x")) {
      four = odd;
      attempts.poll();
      assertThatThrownBy(() -> QuicAttempts.parse(odd)).isInstanceOf(RuntimeException.class);
    }
    assertThat(gaps).isEmpty();
    assertThat(QuicAttempts.parse(set("quic4", ""))).isEqualTo(Map.of());
  }
}
