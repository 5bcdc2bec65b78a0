package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {

  @Test
  void nothingIsLostHoweverLongTheRunAndHoweverTheClockSteps() {
    Timeline timeline = new Timeline();
    Random random = new Random(7);
    long from = 1_795_543_200_000L;
    long to = from;
    for (int i = 0; i < 5000; i++) {
      long at = from + random.nextInt(90_000_000) - (i % 50 == 0 ? 3_600_000 : 0);
      timeline.add(at, i % 4 == 0);
      to = Math.max(to, at);
    }
    long[] exchanges = new long[120];
    long[] findings = new long[120];
    timeline.addTo(from - 3_600_000, (to - from + 3_600_000) / 119, exchanges, findings);
    assertThat(Arrays.stream(exchanges).sum()).isEqualTo(3750);
    assertThat(Arrays.stream(findings).sum()).isEqualTo(1250);
  }

  @Test
  void shortRunsKeepTheirSeconds() {
    Timeline timeline = new Timeline();
    timeline.add(10_000, false);
    timeline.add(12_500, true);
    long[] exchanges = new long[10];
    long[] findings = new long[10];
    timeline.addTo(10_000, 1000, exchanges, findings);
    assertThat(exchanges[0]).isEqualTo(1);
    assertThat(findings[2]).isEqualTo(1);
  }

  @Test
  void whatCameEarlierThanTheFirstIsKept() {
    Timeline timeline = new Timeline();
    timeline.add(100_000, false);
    timeline.add(40_000, false);
    timeline.add(1, false);
    long[] exchanges = new long[101];
    timeline.addTo(0, 1000, exchanges, new long[101]);
    assertThat(Arrays.stream(exchanges).sum()).isEqualTo(3);
    assertThat(exchanges[0]).isEqualTo(1);
  }
}
