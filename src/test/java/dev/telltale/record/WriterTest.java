package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telltale.model.Body;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.model.Request;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {
  private static final LeafFunction LEAVES =
      exchange -> {
        byte[] leaf = new byte[32];
        leaf[0] = (byte) exchange.sequence();
        return leaf;
      };

  @TempDir Path folder;

  private static Limits limits(long queuedBytes) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        d.captureBytes(),
        d.messageBytes(),
        d.messages(),
        d.requestLineBytes(),
        d.headerBytes(),
        d.headerFields(),
        d.decodeDepth(),
        d.decodeBytes(),
        d.decodeRatio(),
        d.decodeNodes(),
        queuedBytes);
  }

  @Test
  void aRowIsDurableWithin250MillisecondsWithoutAsking() {
    try (Store store = Store.open(folder, Clock.SYSTEM);
        Store reader = Store.openReadOnly(folder)) {
      long session = store.startSession(Samples.session(null));
      Context context = Samples.context(session, null, Phase.UNMARKED);
      long best = Long.MAX_VALUE;
      // The best of ten: the machine that runs the tests may be busy with others.
      for (int n = 1; n <= 10 && best > 250; n++) {
        long start = System.nanoTime();
        store.append(Samples.observation(n, context, "t.example", true));
        String id = Samples.id(n);
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> reader.exchange(id).isPresent());
        best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      }
      assertThat(best).isLessThanOrEqualTo(250);
    }
  }

  @Test
  void manyThreadsAppendAndEachKeepsItsOrder() throws InterruptedException {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      long session = store.startSession(Samples.session(null));
      Context context = Samples.context(session, null, Phase.UNMARKED);
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int base = t * 1_000;
        Thread thread =
            new Thread(
                () -> {
                  for (int n = 1; n <= 500; n++) {
                    Observation o = Samples.observation(base + n, context, "t.example", true);
                    store.append(o);
                    store.findings(o, List.of(Samples.finding(base + n, "device.ad_id", "x")), "r");
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      store.flush();

      List<RecordedExchange> stored = new ArrayList<>();
      store.exchanges(Query.ALL, stored::add);
      assertThat(stored).hasSize(2_000);
      for (int t = 0; t < 4; t++) {
        String mark = "%09d".formatted(t);
        assertThat(
                stored.stream()
                    .map(e -> e.observation().exchange().id())
                    .filter(id -> id.substring(24, 33).equals(mark)))
            .isSorted();
      }
      long[] findings = new long[1];
      store.findings(Query.ALL, f -> findings[0]++);
      assertThat(findings[0]).isEqualTo(2_000);
      assertThat(store.pendingBytes()).isZero();
    }
  }

  /** Row 73: the writer is slower than the network. */
  @Test
  void f73_aFullQueueHoldsTheCallerBackAndLosesNothing() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    LeafFunction slow =
        exchange -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new byte[32];
        };
    try (Store store = Store.open(folder, Clock.SYSTEM, limits(20_000), slow)) {
      long session = store.startSession(Samples.session(null));
      Context context = Samples.context(session, null, Phase.UNMARKED);
      AtomicLong appended = new AtomicLong();
      Thread feeder =
          new Thread(
              () -> {
                for (int n = 1; n <= 100; n++) {
                  assertThat(store.append(Samples.observation(n, context, "t.example", true)))
                      .isTrue();
                  appended.incrementAndGet();
                }
              });
      feeder.start();
      await().until(() -> feeder.getState() == Thread.State.WAITING);
      CountDownLatch drained = new CountDownLatch(1);
      assertThat(store.saturated()).isTrue();
      store.whenDrained(drained::countDown);

      assertThat(appended.get()).isBetween(1L, 30L);
      assertThat(store.pendingBytes()).isLessThanOrEqualTo(20_000);
      assertThat(drained.getCount()).isEqualTo(1);
      go.countDown();
      feeder.join();
      store.flush();

      assertThat(drained.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(store.saturated()).isFalse();
      long[] count = new long[1];
      store.exchanges(Query.ALL, e -> count[0]++);
      assertThat(count[0]).isEqualTo(100);
    }
  }

  @Test
  void anObservationLargerThanTheQueueIsTakenAlone() {
    try (Store store = Store.open(folder, Clock.SYSTEM, limits(1_000), LEAVES)) {
      long session = store.startSession(Samples.session(null));
      Context context = Samples.context(session, null, Phase.UNMARKED);
      for (int n = 1; n <= 3; n++) {
        store.append(Samples.observation(n, context, "t.example", true));
      }
      store.flush();
      List<Integer> leaves = new ArrayList<>();
      store.leaves((sequence, leaf) -> leaves.add((int) leaf[0]));
      assertThat(leaves).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aSecondExchangeOfTheSameIdDoesNotReplaceTheFirst() {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      long session = store.startSession(Samples.session(null));
      Context context = Samples.context(session, null, Phase.UNMARKED);
      store.append(Samples.observation(1, context, "t.example", true));
      store.append(Samples.observation(1, context, "other.example", true));
      store.append(Samples.observation(2, context, "t.example", true));
      store.flush();
      List<String> stored = new ArrayList<>();
      store.exchanges(
          Query.ALL, e -> stored.add(e.sequence() + e.observation().recipient().host()));
      assertThat(stored).containsExactly("1t.example", "2t.example");
    }
  }

  @Test
  void aBodyWithoutDigestOrContentIsRefusedAtOnce() {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      Context context = Samples.context(1, null, Phase.UNMARKED);
      Observation good = Samples.observation(1, context, "t.example", true);
      Observation bad =
          new Observation(
              withBody(good.exchange(), new Body("abc", 1, 1, new byte[1])),
              context,
              good.recipient());
      Observation notLoaded =
          new Observation(
              withBody(
                  good.exchange(),
                  new Body(good.exchange().request().body().sha256(), 9, 9, new byte[0])),
              context,
              good.recipient());

      assertThatThrownBy(() -> store.append(bad)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.append(notLoaded))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Exchange withBody(Exchange exchange, Body body) {
    Request request = exchange.request();
    return new Exchange(
        exchange.id(),
        exchange.connection(),
        exchange.protocol(),
        new Request(
            request.method(),
            request.url(),
            request.target(),
            request.headers(),
            request.trailers(),
            body),
        exchange.response(),
        List.of(),
        exchange.outcome(),
        null,
        exchange.startedAtMillis(),
        exchange.durationMillis());
  }

  @Test
  void aRowThatCannotBeStoredTakesNoOtherWithIt() {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      long session = store.startSession(Samples.session(null));
      Context context = Samples.context(session, null, Phase.UNMARKED);
      Observation good = Samples.observation(1, context, "t.example", true);
      String notHex = "z".repeat(64);
      store.append(good);
      store.append(
          new Observation(
              withBody(
                  Samples.observation(2, context, "t.example", true).exchange(),
                  new Body(notHex, 1, 1, new byte[1])),
              context,
              good.recipient()));
      store.append(Samples.observation(3, context, "t.example", true));
      store.flush();
      store.append(Samples.observation(4, context, "t.example", true));
      store.flush();

      List<String> ids = new ArrayList<>();
      store.exchanges(Query.ALL, e -> ids.add(e.observation().exchange().id()));
      assertThat(ids).containsExactly(Samples.id(1), Samples.id(3), Samples.id(4));
      List<RecordedGap> gaps = new ArrayList<>();
      store.gaps(Query.ALL, gaps::add);
      assertThat(gaps)
          .singleElement()
          .satisfies(
              g -> {
                assertThat(g.gap().cause().id()).isEqualTo("recording-paused");
                assertThat(g.gap().count()).isEqualTo(1);
                assertThat(g.context()).isEqualTo(context);
              });
    }
  }

  @Test
  void aLeafThatCannotBeMadeDoesNotCostTheExchange() {
    LeafFunction failing =
        exchange -> {
          throw new IllegalStateException("no key");
        };
    try (Store store = Store.open(folder, Clock.SYSTEM, Limits.DEFAULT, failing)) {
      Context context = Samples.context(1, null, Phase.UNMARKED);
      store.append(Samples.observation(1, context, "t.example", true));
      store.flush();
      List<Boolean> none = new ArrayList<>();
      store.leaves((sequence, leaf) -> none.add(leaf == null));
      assertThat(none).containsExactly(true);
    }
  }

  @Test
  void f80_orderIsThatOfSequenceAndAJumpOfTheClockIsNoted() {
    AtomicLong wall = new AtomicLong(Samples.START);
    AtomicLong monotonic = new AtomicLong();
    Clock clock =
        new Clock() {
          @Override
          public long epochMillis() {
            return wall.get();
          }

          @Override
          public long monotonicNanos() {
            return monotonic.get();
          }
        };
    try (Store store = Store.open(folder, clock)) {
      Context context = Samples.context(1, null, Phase.UNMARKED);
      store.append(Samples.observation(1, context, "t.example", true));
      store.flush();
      wall.addAndGet(60_000);
      monotonic.addAndGet(60_000_000_000L);
      store.append(Samples.observation(2, context, "t.example", true));
      store.flush();
      wall.addAndGet(-3_600_000);
      monotonic.addAndGet(1_000_000_000L);
      store.append(Samples.observation(3, context, "t.example", true));
      store.flush();

      List<Long> order = new ArrayList<>();
      store.exchanges(Query.ALL, e -> order.add(e.sequence()));
      assertThat(order).containsExactly(1L, 2L, 3L);
      assertThat(store.clockJumps()).containsExactly(new ClockJump(3, wall.get(), -3_601_000));
    }
  }

  @Test
  void aClosedStoreSaysSo() {
    Store store = Store.open(folder, Clock.SYSTEM);
    Observation observation =
        Samples.observation(1, Samples.context(1, null, "p"), "t.example", true);
    store.append(observation);
    store.close();

    assertThatThrownBy(() -> store.append(observation)).hasMessageContaining("closed");
    assertThatThrownBy(store::flush).hasMessageContaining("closed");
    assertThatThrownBy(store::sessions).hasMessageContaining("closed");
    try (Store again = Store.openReadOnly(folder)) {
      assertThat(again.exchange(Samples.id(1))).isPresent();
    }
  }

  @Test
  void aHeaderSectionOfAnySizeIsExact() {
    HeaderCoding coding = new HeaderCoding();
    var headers =
        List.of(
            new Header("a".repeat(70_000), "\u00ff".repeat(200)),
            new Header("", "\u4e2d".repeat(3_000)),
            new Header("\u0000\r\n:", ""));
    byte[] column = coding.encode(headers);

    assertThat(HeaderCoding.decode(column)).isEqualTo(headers);
    assertThat(HeaderCoding.decode(null)).isEmpty();
    byte[] cut = Arrays.copyOf(column, column.length - 1);
    assertThatThrownBy(() -> HeaderCoding.decode(cut)).isInstanceOf(StoreException.class);
  }
}
