package dev.telltale.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void idsGrowEvenWhenTheClockGoesBack() {
    AtomicLong now = new AtomicLong(1_763_000_000_000L);
    Ids ids =
        new Ids(
            new Clock() {
              @Override
              public long epochMillis() {
                return now.get();
              }

              @Override
              public long monotonicNanos() {
                return 0;
              }
            });
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        now.addAndGet(-60_000);
      }
      made.add(ids.next());
    }
    assertThat(made).isSorted().doesNotHaveDuplicates();
    assertThat(made).allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(7));
  }
}
