package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows 77 and 78: a recording process is killed at random points, again and again on the same
 * store. Afterwards the file is sound, the sequence has no holes, each finding has its exchange,
 * and nothing is missing that had been reported durable, or handed over long enough before.
 */
class CrashTest {
  /** The promise is 250 ms; a machine that runs other tests beside gets more. */
  private static final long SLACK_MILLIS = 1_500;

  @TempDir Path folder;

  @Test
  void f77_killedTenTimesNothingDurableIsLost() throws Exception {
    killRepeatedly(10, SLACK_MILLIS);
  }

  @Test
  @Tag("slow")
  void f77_killedSixtyTimesNothingDurableIsLost() throws Exception {
    killRepeatedly(60, 250);
  }

  private void killRepeatedly(int rounds, long slackMillis) throws Exception {
    Random random = new Random(77);
    Set<Integer> promised = new HashSet<>();
    int next = 1;
    for (int round = 0; round < rounds; round++) {
      Process process = CrashingRecorder.launch(folder, next);
      long handedOver = 0;
      Set<Integer> all = new HashSet<>();
      Map<Integer, Long> times = new HashMap<>();
      int target = next + 1 + random.nextInt(1_200);
      try (BufferedReader out = process.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          String[] parts = line.split(" ", -1);
          int n = Integer.parseInt(parts[1]);
          if (parts[0].equals("d")) {
            all.stream().filter(m -> m <= n).forEach(promised::add);
            continue;
          }
          all.add(n);
          times.put(n, Long.parseLong(parts[2]));
          handedOver = Math.max(handedOver, n);
          if (n == target) {
            long killedAt = System.currentTimeMillis();
            // Through its handle, which leaves what it has said to be read.
            process.toHandle().destroyForcibly();
            times.forEach(
                (m, at) -> {
                  if (at < killedAt - slackMillis) {
                    promised.add(m);
                  }
                });
          }
        }
      }
      process.waitFor();
      assertThat(handedOver).as("round %d ran", round).isGreaterThanOrEqualTo(target);
      next = (int) handedOver + 1;
      verify(promised, round);
    }
    assertThat(promised).isNotEmpty();
  }

  private void verify(Set<Integer> promised, int round) throws Exception {
    try (Store store = Store.openReadOnly(folder)) {
      Set<Integer> stored = new HashSet<>();
      long[] last = new long[1];
      store.wholeExchanges(
          Query.ALL,
          e -> {
            assertThat(e.sequence()).as("round %d", round).isEqualTo(++last[0]);
            assertThat(e.observation().exchange().request().body().loaded()).isTrue();
            String id = e.observation().exchange().id();
            stored.add(Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)));
          });
      assertThat(stored).as("round %d", round).containsAll(promised);
      store.findings(Query.ALL, f -> assertThat(f.observation()).isNotNull());
    }
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:file:" + folder.resolve(StoreFile.NAME) + "?mode=ro");
        var rows = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
      assertThat(rows.getString(1)).as("round %d", round).isEqualTo("ok");
    }
  }
}
