package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAULTS.md row 85 on the recording itself: an edited database row is named. */
class StoreCheckTest {
  /** Columns that are not evidence: drawn from it, conclusions, or names of rows. */
  private static final Set<String> DERIVED =
      Set.of(
          "exchanges.recipient",
          "exchanges.encrypted",
          "exchanges.messages",
          "bodies.kept",
          "messages.seq",
          "heads.seq");

  private static final Set<String> FLAGS = Set.of("client_tls", "upstream_tls", "sent");

  /** Edits without a meaning: parts of a response that there is none of, sizes of no body. */
  private static final String MEANINGLESS =
      "UPDATE exchanges SET (response_.*|reason) = .* WHERE seq = 2|"
          + "UPDATE exchanges SET response_size = .*";

  /** Tables that evidence stands in. */
  private static final List<String> TABLES =
      List.of("exchanges", "messages", "contexts", "connections", "bodies", "heads");

  @TempDir Path folder;
  private BundleFixture fixture;
  private Path data;

  @BeforeEach
  void record() throws IOException {
    fixture = new BundleFixture(folder);
    data = fixture.data();
  }

  private Verification check(Path recording) throws IOException {
    try (Store store = Store.openReadOnly(recording)) {
      return StoreCheck.check(
          store, CaseKey.open(recording), Identity.known(folder.resolve("certs")));
    }
  }

  private static void sql(Path recording, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + recording.resolve("telltale.db"));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }

  @Test
  void anUntouchedRecordingAgrees() throws IOException {
    Verification verification = check(data);
    assertThat(verification.checks()).allMatch(Verification.Check::passed).hasSize(3);
    assertThat(verification.status()).isEqualTo(Verification.Status.VALID);
  }

  @Test
  void whatWasSignedByAKeyThatWasReplacedStillAgrees() throws IOException {
    Identity.rotate(folder.resolve("certs"), Clock.SYSTEM);
    assertThat(check(data).status()).isEqualTo(Verification.Status.VALID);
  }

  @Test
  void f85_aRecordingThatWasCutIsNamed() throws Exception {
    sql(data, "DELETE FROM exchanges WHERE seq = 7");
    Verification verification = check(data);
    assertThat(verification.status()).isEqualTo(Verification.Status.NOT_COMPLETE);
    assertThat(verification.firstFailure().orElseThrow().detail()).contains("at exchange 6");
  }

  @Test
  void f85_aMissingExchangeIsNamed() throws Exception {
    sql(data, "DELETE FROM exchanges WHERE seq IN (3, 4)");
    assertThat(check(data).firstFailure().orElseThrow().detail())
        .isEqualTo("exchange 3 to 4: missing from the recording, without a tombstone");
  }

  @Test
  void f85_exchangesThatChangedPlacesAreNamed() throws Exception {
    sql(
        data,
        "UPDATE exchanges SET seq = 99 WHERE seq = 3",
        "UPDATE exchanges SET seq = 3 WHERE seq = 4",
        "UPDATE exchanges SET seq = 4 WHERE seq = 99");
    assertThat(check(data).firstFailure().orElseThrow().detail()).contains("exchange 3, 0193-3");
  }

  @Test
  void f85_anExchangeThatWasMadeUpLaterIsNamed() throws Exception {
    sql(
        data,
        "CREATE TEMP TABLE t AS SELECT * FROM exchanges WHERE seq = 7",
        "UPDATE t SET seq = 8, id = 'made-up'",
        "INSERT INTO exchanges SELECT * FROM t");
    Verification verification = check(data);
    assertThat(verification.firstFailure().orElseThrow().detail()).contains("exchange 8, made-up");
  }

  @Test
  void f85_noEditedColumnIsAccepted() throws Exception {
    List<String> edits = new ArrayList<>();
    Random random = new Random(85);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("telltale.db"));
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
          while (rows.next()) {
            if (!DERIVED.contains(table + "." + rows.getString(2))) {
              columns.add(rows.getString(2));
            }
          }
        }
        for (String column : columns) {
          try (ResultSet rows =
              statement.executeQuery("SELECT seq, typeof(" + column + ") FROM " + table)) {
            while (rows.next()) {
              for (int i = 0; i < 3; i++) {
                edits.add(edit(table, column, rows.getLong(1), rows.getString(2), random));
              }
            }
          }
        }
      }
    }
    edits.removeIf(edit -> edit.matches(MEANINGLESS));
    assertThat(edits).hasSizeGreaterThan(1_000);
    Path edited = Files.createDirectory(folder.resolve("edited"));
    Files.copy(data.resolve("telltale-case.key"), edited.resolve("telltale-case.key"));
    Path file = edited.resolve("telltale.db");
    List<String> accepted = new ArrayList<>();
    for (String edit : edits) {
      Files.copy(data.resolve("telltale.db"), file, StandardCopyOption.REPLACE_EXISTING);
      sql(edited, "PRAGMA synchronous = OFF", edit);
      if (check(edited).status() == Verification.Status.VALID) {
        accepted.add(edit);
      }
    }
    assertThat(accepted).isEmpty();
  }

  private static String edit(String table, String column, long row, String type, Random random) {
    String value =
        switch (type) {
          case "integer" ->
              FLAGS.contains(column)
                  ? "1 - " + column
                  : column + " + " + (100 + random.nextInt(900));
          case "text" -> random.nextBoolean() ? column + " || 'x'" : "substr(" + column + ", 2)";
          case "blob" ->
              "unhex(hex(substr(" + column + ", 1, length(" + column + ") - 1)) || 'A7')";
          default -> column.equals("leaf") ? "zeroblob(32)" : "1";
        };
    return "UPDATE " + table + " SET " + column + " = " + value + " WHERE seq = " + row;
  }
}
