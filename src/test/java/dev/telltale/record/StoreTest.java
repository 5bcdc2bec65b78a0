package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.util.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir Path folder;

  @Test
  void whatGoesInComesOut() {
    try (Store store = Store.open(folder.resolve("new/data"), Clock.SYSTEM)) {
      long session = store.startSession(Samples.session("com.example.app"));
      Context context = Samples.context(session, "com.example.app", Phase.BEFORE_CONSENT);
      Observation plain = Samples.observation(1, context, "t.example", true);
      Observation odd = Samples.odd(2, Samples.context(session, null, "my own"));
      store.append(plain);
      store.findings(plain, List.of(Samples.finding(1, "device.ad_id", "device.ad_id.gaid")), "r1");
      store.append(odd);
      store.append(Samples.gap(Gap.Cause.TLS_REFUSED, "pinned.example"), context);
      store.flush();

      List<RecordedExchange> whole = new ArrayList<>();
      store.wholeExchanges(Query.ALL, whole::add);
      assertThat(whole).extracting(RecordedExchange::sequence).containsExactly(1L, 2L);
      assertThat(whole)
          .extracting(RecordedExchange::observation)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(plain, odd);
      List<RecordedFinding> findings = new ArrayList<>();
      store.findings(Query.ALL, findings::add);
      assertThat(findings)
          .singleElement()
          .satisfies(
              f -> {
                assertThat(f.finding())
                    .isEqualTo(Samples.finding(1, "device.ad_id", "device.ad_id.gaid"));
                assertThat(f.observation().context()).isEqualTo(context);
                assertThat(f.observation().exchange().request().body().loaded()).isFalse();
                assertThat(f.rulesVersion()).isEqualTo("r1");
              });
      List<RecordedGap> gaps = new ArrayList<>();
      store.gaps(Query.ALL, gaps::add);
      assertThat(gaps)
          .containsExactly(
              new RecordedGap(1, Samples.gap(Gap.Cause.TLS_REFUSED, "pinned.example"), context));
    }
  }

  @Test
  void aReaderSeesWhatALiveInstanceStores() {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      long session = store.startSession(Samples.session(null));
      Context context = Samples.context(session, null, Phase.UNMARKED);
      try (Store reader = Store.openReadOnly(folder)) {
        store.append(Samples.observation(1, context, "t.example", true));
        store.flush();
        assertThat(reader.exchange(Samples.id(1))).isPresent();
        assertThatThrownBy(reader::flush)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("reading only");
      }
    }
    try (Store reader = Store.openReadOnly(folder)) {
      assertThat(reader.exchange(Samples.id(1))).isPresent();
      assertThat(reader.exchange("none")).isEmpty();
    }
  }
}
