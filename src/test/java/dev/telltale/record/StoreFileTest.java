package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.telltale.Lab;
import dev.telltale.model.Context;
import dev.telltale.model.Phase;
import dev.telltale.util.Clock;
import dev.telltale.util.Resources;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 79 of FAULTS.md, and what opening promises. */
class StoreFileTest {
  @TempDir Path folder;

  private Path database() {
    return folder.resolve(StoreFile.NAME);
  }

  private void record(int from, int count) {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      Context context =
          Samples.context(store.startSession(Samples.session(null)), null, Phase.UNMARKED);
      for (int n = from; n < from + count; n++) {
        store.append(Samples.observation(n, context, "t.example", true));
      }
    }
  }

  private static long count(Store store) {
    long[] count = new long[1];
    store.wholeExchanges(Query.ALL, e -> count[0]++);
    return count[0];
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      for (String statement : statements) {
        connection.createStatement().execute(statement);
      }
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void everythingIsForItsOwnerOnly() throws IOException {
    Path data = folder.resolve("a/data");
    try (Store store = Store.open(data, Clock.SYSTEM)) {
      store.startSession(Samples.session(null));
      assertThat(mode(data)).isEqualTo("rwx------");
      try (var files = Files.list(data)) {
        assertThat(files)
            .hasSize(4)
            .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void theFileSaysWhatItIs() throws SQLException {
    record(1, 1);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      assertThat(statement.executeQuery("PRAGMA application_id").getInt(1))
          .isEqualTo(StoreFile.APPLICATION_ID);
      assertThat(statement.executeQuery("PRAGMA user_version").getInt(1))
          .isEqualTo(StoreFile.VERSION);
      assertThat(statement.executeQuery("PRAGMA journal_mode").getString(1)).isEqualTo("wal");
      assertThat(statement.executeQuery("PRAGMA integrity_check").getString(1)).isEqualTo("ok");
    }
  }

  @Test
  void f79_aSecondInstanceIsRefusedAndTheFirstGoesOn() {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      assertThatThrownBy(() -> Store.open(folder, Clock.SYSTEM))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("another instance")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("--data DIR");
      assertThat(store.startSession(Samples.session(null))).isEqualTo(1);
    }
    Store.open(folder, Clock.SYSTEM).close();
  }

  @Test
  void f79_aSecondProcessIsRefused() throws Exception {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      store.startSession(Samples.session(null));
      Process second = CrashingRecorder.launch(folder, 1);
      String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(second.waitFor()).isNotZero();
      assertThat(output).contains("another instance");
    }
  }

  @Test
  void f79_anOlderStoreIsBroughtUpToDateWithItsFindings() throws SQLException {
    String finding =
        "INSERT INTO findings (exchange, context, recipient, rules_version, type, kind, value,"
            + " observed, place, encoding, span_start, span_end, method, rule, confidence, why)"
            + " VALUES (1, 1, 1, 'r1', 'device.ad_id', 'device.ad_id.gaid', ";
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      connection.createStatement().executeUpdate(Resources.text(StoreFile.class, "schema-1.sql"));
    }
    sql(
        "PRAGMA application_id = " + StoreFile.APPLICATION_ID,
        "PRAGMA user_version = 1",
        "INSERT INTO sessions VALUES (1, 'pixel', null, null, 'live', 't', 'r1', 'c', 1, 2)",
        "INSERT INTO contexts VALUES (1, 1, 'pixel', 'com.fable', 'm', 'c', 'unmarked')",
        "INSERT INTO recipients VALUES (1, 't.example', 't.example', null, null, null, 'third',"
            + " null, null)",
        "INSERT INTO connections (id, opened_at, entry, client_address, client_port, host, port,"
            + " client_tls, upstream_tls) VALUES ('c', 1, 'proxy', '192.0.2.1', 1, 't.example',"
            + " 443, 0, 0)",
        "INSERT INTO exchanges (id, connection, context, recipient, started_at, duration, outcome,"
            + " encrypted, messages, protocol, method, request_size, url, target) VALUES ('e', 1,"
            + " 1, 1, 1, 1, 'complete', 0, 0, 'HTTP/1.1', 'GET', 0, 'http://t.example/', '/')",
        finding + "'a', 'digest of a', 'body:/a', 'json,sha256', 0, 11, 'known', 'rule', 0.9, 'w')",
        finding + "'b', 'b', 'body:/b', 'json', 1, 2, 'known', 'rule', 0.9, 'w')",
        finding + "'c', 'c', 'body:/c', 'json', 2, 3, 'known', 'rule', 0.9, 'w')",
        "DELETE FROM findings WHERE value = 'c'");

    List<RecordedFinding> found = new ArrayList<>();
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      store.findings(Query.of(null, null), found::add);
      assertThat(found).hasSize(2);
      store.findings(found.get(0).observation(), List.of(found.get(1).finding()), "r1");
      store.flush();
      found.clear();
      store.findings(Query.of(null, null), found::add);
    }

    assertThat(found)
        .extracting(f -> f.sequence(), f -> f.finding().value(), f -> f.finding().observed())
        .containsExactly(tuple(1L, "a", "digest of a"), tuple(2L, "b", "b"), tuple(4L, "b", "b"));
    assertThat(found.get(0).finding().encoding()).containsExactly("json", "sha256");
    assertThat(found.get(0).finding().confidence()).isEqualTo(0.9);
    assertThat(found.get(0).finding().why()).isEqualTo("w");
    assertThat(found.get(0).rulesVersion()).isEqualTo("r1");
  }

  @Test
  void f79_aNewerSchemaIsRefusedByReaderAndWriter() throws SQLException {
    record(1, 1);
    sql("PRAGMA user_version = 99");

    for (Runnable open : openings()) {
      assertThatThrownBy(open::run)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("schema version 99 (expected: at most " + StoreFile.VERSION + ")");
    }
    sql("PRAGMA user_version = " + StoreFile.VERSION);
    try (Store store = Store.openReadOnly(folder)) {
      assertThat(count(store)).isEqualTo(1);
    }
  }

  private List<Runnable> openings() {
    return List.of(
        () -> Store.open(folder, Clock.SYSTEM).close(), () -> Store.openReadOnly(folder).close());
  }

  @Test
  void f79_aDatabaseOfAnotherProgramIsLeftAlone() throws SQLException {
    sql("CREATE TABLE theirs (x)", "INSERT INTO theirs VALUES (1)");

    assertThatThrownBy(() -> Store.open(folder, Clock.SYSTEM))
        .hasMessageContaining("another program");
    sql("SELECT * FROM theirs");
  }

  @Test
  void f79_whatIsNoDatabaseIsLeftAlone() throws IOException {
    Files.writeString(database(), "not a database, but a letter\n".repeat(100));

    for (Runnable open : openings()) {
      assertThatThrownBy(open::run)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("damaged")
          .hasMessageContaining("nothing was changed or deleted");
    }
    assertThat(Files.readString(database())).startsWith("not a database");
  }

  @Test
  void f79_aCorruptedPageIsRefusedWithAHint() throws IOException {
    record(1, 500);
    byte[] before = Files.readAllBytes(database());
    try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
      for (long page = 3; page < file.length() / 8192; page += 2) {
        file.seek(page * 8192);
        file.write(new byte[64]);
      }
    }
    long damaged = Files.size(database());

    assertThatThrownBy(() -> Store.open(folder, Clock.SYSTEM))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining(".recover");
    assertThatThrownBy(
            () -> {
              try (Store store = Store.openReadOnly(folder)) {
                count(store);
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged");
    assertThat(Files.size(database())).isEqualTo(damaged).isEqualTo(before.length);
  }

  @Test
  void f79_aMissingStoreSaysWhatToDo() {
    assertThatThrownBy(() -> Store.openReadOnly(folder.resolve("nowhere")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("does not exist")
        .hasMessageContaining("--data DIR");
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @Test
  void f79_anEmptyFileIsNoStoreForAReader() throws IOException {
    Files.createFile(database());

    assertThatThrownBy(() -> Store.openReadOnly(folder))
        .hasMessageContaining("schema version 0 (expected: " + StoreFile.VERSION + ")");
  }

  @Test
  void f79_missingSideFilesAreMadeAgain() throws IOException {
    record(1, 20);
    Files.deleteIfExists(folder.resolve(StoreFile.NAME + "-shm"));
    Files.deleteIfExists(folder.resolve(StoreFile.NAME + "-wal"));

    try (Store store = Store.openReadOnly(folder)) {
      assertThat(count(store)).isEqualTo(20);
    }
    record(21, 5);
    try (Store store = Store.openReadOnly(folder)) {
      assertThat(count(store)).isEqualTo(25);
    }
  }

  @Test
  void f79_aFolderThatCannotBeWrittenIsReadAndNotWritten() throws Exception {
    Lab.requireRoot();
    Path mount = Files.createDirectory(folder.resolve("mount"));
    run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "telltale-test", mount.toString());
    try {
      try (Store store = Store.open(mount, Clock.SYSTEM)) {
        Context context = Samples.context(1, null, Phase.UNMARKED);
        store.append(Samples.observation(1, context, "t.example", true));
      }
      run("mount", "-o", "remount,ro", mount.toString());

      try (Store store = Store.openReadOnly(mount)) {
        assertThat(count(store)).isEqualTo(1);
      }
      assertThatThrownBy(() -> Store.open(mount, Clock.SYSTEM))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("make the folder writable");
    } finally {
      run("umount", mount.toString());
    }
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void aReaderPollingWhileTheStoreIsWrittenSeesAGrowingWhole() {
    List<Long> seen = new ArrayList<>();
    try (Store store = Store.open(folder, Clock.SYSTEM);
        Store reader = Store.openReadOnly(folder)) {
      Context context = Samples.context(1, null, Phase.UNMARKED);
      for (int n = 1; n <= 300; n++) {
        store.append(Samples.observation(n, context, "t.example", true));
        if (n % 50 == 0) {
          store.flush();
          seen.add(count(reader));
        }
      }
    }
    assertThat(seen).containsExactly(50L, 100L, 150L, 200L, 250L, 300L);
  }
}
