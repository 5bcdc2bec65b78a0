package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about evidence, from the outside. */
class EvidenceCommandsTest {
  private static final String IMEI = "868404041973251";
  private static final String EMAIL = "li.mingyuan.probe@mail.example";

  @TempDir Path folder;

  @BeforeEach
  void importRecording() throws Exception {
    Files.writeString(
        folder.resolve("profile.json"),
        "{\"device\":\"pixel\",\"platform\":\"android\",\"values\":{\"device.imei\":[\""
            + IMEI
            + "\"],\"contact.email\":[\""
            + EMAIL
            + "\"]}}");
    har("one.har", "zebra.example");
    har("two.har", "keeper.example");
    imported("one.har", "com.zebra.app");
    imported("two.har", "com.keeper.app");
  }

  private void har(String name, String host) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String path :
        List.of("/c?imei=" + IMEI, "/p?android_id=93c1f0a87be24d56&v=2", "/ping?v=" + host)) {
      entries.add(
          """
          {"startedDateTime":"2026-11-23T18:00:00.123Z","time":5,
           "request":{"method":"POST","url":"https://%s%s","httpVersion":"HTTP/1.1","headers":[
             {"name":"Content-Type","value":"application/json"}],
             "postData":{"mimeType":"application/json","text":"{\\"mail\\":\\"%s\\"}"}},
           "response":{"status":204,"statusText":"","httpVersion":"HTTP/1.1","headers":[],
             "content":{"size":0}}}
          """
              .formatted(host, path, EMAIL));
    }
    Files.writeString(
        folder.resolve(name),
        "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"t\",\"version\":\"1\"},\"entries\":["
            + String.join(",", entries)
            + "]}}");
  }

  private TelltaleProcess.Result run(int exit, String... arguments) throws Exception {
    TelltaleProcess.Result result = TelltaleProcess.run(arguments);
    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
    return result;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void imported(String har, String app) throws Exception {
    run(0, "import", at(har), "--app", app, "--profile", at("profile.json"), "--data", at("data"));
  }

  private void bundled(String name, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("bundle", "--out", at(name), "--data", at("data"), "--certs", at("certs")));
    arguments.addAll(List.of(more));
    run(0, arguments.toArray(String[]::new));
  }

  @Test
  void aBundleItsTwinAndTheRecordingAreCheckedAndRecomputed() throws Exception {
    bundled("whole.zip");
    bundled("twin.zip", "--redact");
    assertThat(run(0, "verify", at("whole.zip"), "--recompute", "--profile", at("profile.json")))
        .satisfies(
            result ->
                assertThat(result.out())
                    .contains("are the same", "- timestamp: no timestamp", "complete and valid"));
    assertThat(run(0, "verify", at("whole.zip"), "--recompute").out())
        .contains("cannot be looked for without the phone's profile");
    TelltaleProcess.Result twin = run(0, "verify", at("twin.zip"), "--recompute");
    assertThat(twin.out()).contains("✓ redacted: ", "are redacted and cannot be recomputed");
    assertThat(holding(folder.resolve("twin.zip"), EMAIL, IMEI)).isEmpty();
    assertThat(run(0, "verify", "--data", at("data"), "--certs", at("certs")).out())
        .contains("✓ exchanges: 6 exchanges match their leaves", "complete and valid");

    // Findings are not under the heads; whoever edits them before bundling is found out here.
    sql("UPDATE finding_rows SET value = '868404041973252' WHERE value = '" + IMEI + "'");
    bundled("edited.zip");
    assertThat(
            run(3, "verify", at("edited.zip"), "--recompute", "--profile", at("profile.json"))
                .out())
        .contains("✗ recomputed: ", "not found again: device.imei 868404041973252", "not in it: ");

    sql("UPDATE exchanges SET url = replace(url, 'zebra', 'cobra') WHERE seq = 2");
    assertThat(run(3, "verify", "--data", at("data"), "--certs", at("certs")).out())
        .contains("✗ exchanges: exchange 2, ", "NOT VALID");
  }

  private void sql(String statement) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + at("data/telltale.db"));
        var run = connection.createStatement()) {
      assertThat(run.executeUpdate(statement)).isPositive();
    }
  }

  @Test
  void f91_aDeletedSessionIsGoneFromTheDiskAndLaterBundlesSayWhere() throws Exception {
    assertThat(holding(folder.resolve("data"), "zebra")).isNotEmpty();
    run(2, "session", "delete", "9", "--reason", "x", "--data", at("data"));
    run(2, "session", "delete", "--reason", "x", "--data", at("data"));
    assertThat(
            run(0, "session", "delete", "1", "--reason", "asked for", "--data", at("data")).out())
        .contains("session 1: 3 exchanges deleted");
    assertThat(holding(folder.resolve("data"), "zebra")).isEmpty();
    assertThat(holding(folder.resolve("data"), "keeper", IMEI)).isNotEmpty();
    bundled("rest.zip");
    assertThat(run(0, "verify", at("rest.zip")).out())
        .contains(
            "✓ records: 3 exchanges match their leaves, 3 are deleted",
            "✓ tombstones: 3 exchanges were deleted after they were signed, at 1-3");
    assertThat(run(0, "verify", "--data", at("data"), "--certs", at("certs")).out())
        .contains("complete and valid");

    // The last session of a phone takes its profile, and what was planted, along.
    run(0, "session", "delete", "2", "--older-than", "1", "--reason", "old", "--data", at("data"));
    assertThat(holding(folder.resolve("data"), "keeper", IMEI, EMAIL)).isEmpty();
  }

  /** The files in which one of the words stands. */
  private static List<Path> holding(Path where, String... words) throws IOException {
    List<Path> found = new ArrayList<>();
    try (var files = Files.walk(where)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String word : words) {
          if (text.contains(word)) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }
}
