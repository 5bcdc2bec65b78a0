package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.model.Mark;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 91: what is deleted is gone from the disk, and leaves its place in the tree. */
class DeletionTest {
  private static final LeafFunction LEAVES =
      exchange -> {
        byte[] leaf = new byte[32];
        leaf[31] = (byte) exchange.sequence();
        return leaf;
      };

  @TempDir Path folder;

  private Observation observation(int n, long session, String word) {
    return Samples.observation(
        n,
        Samples.context(session, "com." + word + ".app", Phase.UNMARKED),
        word + ".example",
        true);
  }

  @Test
  void f91_nothingOfADeletedSessionIsOnTheDisk() throws IOException {
    try (Store store = Store.open(folder, Clock.SYSTEM, Limits.DEFAULT, LEAVES)) {
      long secret = store.startSession(Samples.session("com.zebra.app"));
      long kept = store.startSession(Samples.session("com.keeper.app"));
      for (int n = 1; n <= 400; n++) {
        Observation o =
            n % 2 == 0 ? observation(n, kept, "keeper") : observation(n, secret, "zebra");
        store.append(o);
        store.findings(o, List.of(Samples.finding(n, "device.ad_id", "device.ad_id.gaid")), "r");
      }
      Context context = Samples.context(secret, "com.zebra.app", Phase.UNMARKED);
      store.append(Samples.gap(Gap.Cause.QUIC, "gap.zebra.example"), context);
      store.append(Samples.odd(500, context));
      store.mark(new Mark(secret, 1, "zebra-phase", "zebra note"));
      store.flush();
      assertThat(holding("zebra")).isNotEmpty();

      assertThat(store.deleteSession(secret, "asked for by the tester")).isEqualTo(201);

      assertThat(holding("zebra")).isEmpty();
      assertThat(holding("websocket-text")).isEmpty();
      assertThat(holding("{\"n\":199,")).isEmpty();
      assertThat(holding("keeper.example")).isNotEmpty();
      assertThat(holding("{\"n\":200,")).isNotEmpty();
      List<Integer> leaves = new ArrayList<>();
      store.leaves((sequence, leaf) -> leaves.add((int) sequence * 1_000 + (leaf[31] & 0xFF)));
      assertThat(leaves).hasSize(401).startsWith(1_001, 2_002, 3_003);
      assertThat(store.tombstones())
          .hasSize(201)
          .allSatisfy(
              t -> {
                assertThat(t.session()).isEqualTo(secret);
                assertThat(t.reason()).isEqualTo("asked for by the tester");
              });
      assertThat(store.sessions()).hasSize(1);
      assertThat(store.apps(null)).extracting(AppSummary::app).containsExactly("com.keeper.app");
      List<RecordedExchange> rest = new ArrayList<>();
      store.wholeExchanges(Query.ALL, rest::add);
      assertThat(rest).hasSize(200);

      store.append(observation(600, kept, "keeper"));
      store.flush();
      assertThat(store.exchange(Samples.id(600)).orElseThrow().sequence()).isEqualTo(402);
    }
    try (Store store = Store.open(folder, Clock.SYSTEM, Limits.DEFAULT, LEAVES)) {
      assertThat(store.startSession(Samples.session(null))).isEqualTo(3);
      store.append(observation(601, 3, "keeper"));
      store.flush();
      assertThat(store.exchange(Samples.id(601)).orElseThrow().sequence()).isEqualTo(403);
    }
  }

  @Test
  void theLastExchangesPlaceIsNotGivenAwayAgain() {
    try (Store store = Store.open(folder, Clock.SYSTEM, Limits.DEFAULT, LEAVES)) {
      long session = store.startSession(Samples.session(null));
      store.append(observation(1, session, "zebra"));
      store.flush();
      store.deleteSession(session, "retention");
    }
    try (Store store = Store.open(folder, Clock.SYSTEM, Limits.DEFAULT, LEAVES)) {
      long session = store.startSession(Samples.session(null));
      store.append(observation(2, session, "keeper"));
      store.flush();
      assertThat(store.exchange(Samples.id(2)).orElseThrow().sequence()).isEqualTo(2);
    }
  }

  @Test
  void aSessionThatDoesNotExistCannotBeDeleted() {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      assertThatThrownBy(() -> store.deleteSession(9, "x"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("session: 9 does not exist");
      assertThat(store.startSession(Samples.session(null))).isEqualTo(1);
    }
  }

  @Test
  void headsAreKeptInOrder() {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      TreeHead head = new TreeHead(5, new byte[] {1}, new byte[] {2}, 3);
      store.appendHead(head);
      store.appendHead(new TreeHead(9, new byte[] {4}, new byte[] {5}, 6));
      assertThat(store.heads()).hasSize(2);
      assertThat(store.heads().get(0)).usingRecursiveComparison().isEqualTo(head);
    }
  }

  /** The store's files in which a word stands. */
  private List<Path> holding(String word) throws IOException {
    List<Path> found = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(word)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
