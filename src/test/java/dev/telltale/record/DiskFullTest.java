package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telltale.Lab;
import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.model.Session;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 76: the disk fills up while recording, and there is space again later. */
class DiskFullTest {
  private static final Limits LIMITS =
      new Limits(4 << 20, 1 << 20, 10, 1, 1, 1, 1, 1, 1, 1, 400_000);

  @TempDir Path folder;
  private Path mount;

  @BeforeEach
  void mount() throws Exception {
    Lab.requireRoot();
    mount = Files.createDirectory(folder.resolve("mount"));
    StoreFileTest.run(
        "mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "telltale-test", mount.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    if (mount != null) {
      StoreFileTest.run("umount", mount.toString());
    }
  }

  @Test
  void f76_recordingPausesAndGoesOnAndEveryLossIsCounted() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    List<RecordingState> states = new CopyOnWriteArrayList<>();
    try (Store store = Store.open(mount, Clock.SYSTEM, LIMITS, exchange -> new byte[32])) {
      store.onRecordingState(states::add);
      long session = store.startSession(Samples.session("com.example.app"));
      Context context = Samples.context(session, "com.example.app", Phase.UNMARKED);
      Path ballast = mount.resolve("ballast");

      // Until the disk is full, and on: nobody waits for a disk that does not come back.
      int n = 0;
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      boolean filled = false;
      while (refused.get() < 50 && System.nanoTime() < deadline) {
        Observation observation = Samples.observation(++n, context, "t.example", true);
        (store.append(observation) ? accepted : refused).incrementAndGet();
        if (n == 200 && !filled) {
          store.flush();
          fill(ballast);
          filled = true;
        }
      }
      assertThat(refused.get()).isEqualTo(50);
      assertThat(store.recordingState().paused()).isTrue();
      assertThat(store.recordingState().reason())
          .contains("the disk is full")
          .contains("make space");
      // The listener is told after the state has changed.
      await().atMost(Duration.ofSeconds(10)).until(() -> !states.isEmpty());
      assertThat(states).first().satisfies(s -> assertThat(s.paused()).isTrue());
      assertThat(store.saturated()).isFalse();
      // A phone that appears now is told apart, and its loss is counted as its own.
      long late = store.startSession(Samples.session("com.example.late"));
      assertThat(late).isEqualTo(session + 1);
      Context ofLate = Samples.context(late, "com.example.late", Phase.UNMARKED);
      assertThat(store.append(Samples.observation(++n, ofLate, "t.example", true))).isFalse();
      refused.incrementAndGet();
      assertThatThrownBy(store::flush).isInstanceOf(StoreException.class);

      Files.delete(ballast);
      await().atMost(Duration.ofSeconds(20)).until(() -> !store.recordingState().paused());
      store.flush();

      long[] stored = new long[1];
      store.wholeExchanges(Query.ALL, e -> assertThat(e.sequence()).isEqualTo(++stored[0]));
      assertThat(stored[0]).isEqualTo(accepted.get());
      List<RecordedGap> gaps = new ArrayList<>();
      store.gaps(Query.ALL, gaps::add);
      assertThat(gaps).allMatch(g -> g.gap().cause() == Gap.Cause.RECORDING_PAUSED);
      assertThat(gaps.stream().mapToLong(g -> g.gap().count()).sum()).isEqualTo(refused.get());
      assertThat(gaps).extracting(RecordedGap::context).containsExactlyInAnyOrder(context, ofLate);
      assertThat(store.sessions()).extracting(Session::id).containsExactly(session, late);
      assertThat(store.recordingState().dropped()).isEqualTo(refused.get());
      await().atMost(Duration.ofSeconds(10)).until(() -> !states.get(states.size() - 1).paused());
    }
    integrity();
  }

  @Test
  void f76_closingWhileTheDiskIsFullEndsAndSaysWhatIsLost() throws Exception {
    Store store = Store.open(mount, Clock.SYSTEM, LIMITS, exchange -> new byte[32]);
    long session = store.startSession(Samples.session(null));
    Context context = Samples.context(session, null, Phase.UNMARKED);
    store.append(Samples.observation(1, context, "t.example", true));
    store.flush();
    fill(mount.resolve("ballast"));
    for (int n = 2; n < 4_000 && !store.recordingState().paused(); n++) {
      store.append(Samples.observation(n, context, "t.example", true));
    }
    await().until(() -> store.recordingState().paused());

    assertThatThrownBy(store::close)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("observations lost")
        .hasMessageContaining("disk is full");
    Files.delete(mount.resolve("ballast"));
    try (Store again = Store.open(mount, Clock.SYSTEM)) {
      assertThat(again.exchange(Samples.id(1))).isPresent();
    }
    integrity();
  }

  private static void fill(Path ballast) throws Exception {
    try (var out = Files.newOutputStream(ballast)) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (java.io.IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private void integrity() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + mount.resolve(StoreFile.NAME));
        var rows = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
      assertThat(rows.getString(1)).isEqualTo("ok");
    }
  }
}
