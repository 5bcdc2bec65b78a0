package dev.telltale.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.record.Query;
import dev.telltale.record.Samples;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import dev.telltale.util.Csv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvExportTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("out.csv");
  }

  @Test
  void eachKindOfRowHasItsColumns() throws IOException {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      Context context =
          Samples.context(
              store.startSession(Samples.session("com.example.app")), "com.example.app", "p");
      Observation observation = Samples.observation(1, context, "t.example", true);
      store.append(observation);
      store.findings(
          observation, List.of(Samples.finding(1, "device.ad_id", "device.ad_id.gaid")), "r");
      store.append(Samples.gap(Gap.Cause.QUIC, "q.example"), context);
      store.flush();

      assertThat(table(store, JsonLines.Rows.FINDINGS))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row)
                      .containsEntry("time", "2026-11-18T11:06:40.124Z")
                      .containsEntry("app", "com.example.app")
                      .containsEntry("kind", "device.ad_id.gaid")
                      .containsEntry("encoding", "json > plain")
                      .containsEntry("recipient.host", "t.example")
                      .containsEntry("recipient.organisation", "Example Ltd")
                      .containsEntry("request.encrypted", "true"));
      assertThat(table(store, JsonLines.Rows.EXCHANGES))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row)
                      .containsEntry("status", "200")
                      .containsEntry("tls.alpn", "h2")
                      .containsEntry("id", Samples.id(1)));
      assertThat(table(store, JsonLines.Rows.GAPS))
          .singleElement()
          .satisfies(
              row -> assertThat(row).containsEntry("cause", "quic").containsEntry("count", "2"));
    }
  }

  private List<Map<String, String>> table(Store store, JsonLines.Rows rows) throws IOException {
    assertThat(CsvExport.export(store, Query.ALL, rows, file)).isEqualTo(1);
    byte[] octets = Files.readAllBytes(file);
    assertThat(octets).startsWith(0xEF, 0xBB, 0xBF);
    return Csv.table(new String(octets, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uFF1D1+1"
      })
  void f60_noFieldIsAFormula(String hostile) {
    List<List<String>> read = Csv.parse(CsvExport.record(List.of(hostile, "plain")));

    assertThat(read).hasSize(1);
    assertThat(read.get(0).get(0)).startsWith("'");
    assertThat(read.get(0).get(1)).isEqualTo("plain");
  }

  @Test
  void f60_aFieldCannotBreakOutOrActOnATerminal() {
    String hostile = "a\",\"=1+1\r\n=2\u001b]0;x\u0007\u202Egpj";

    List<List<String>> read = Csv.parse(CsvExport.record(List.of(hostile)));

    assertThat(read).hasSize(1);
    assertThat(read.get(0)).containsExactly("a\",\"=1+1\u240D\n=2\u241B]0;x\u2407\uFFFDgpj");
  }

  @Test
  void f81_aFailedExportLeavesWhatWasThere() throws IOException {
    Files.writeString(file, "before");
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      store.close();
      assertThatThrownBy(() -> CsvExport.export(store, Query.ALL, JsonLines.Rows.FINDINGS, file))
          .hasMessageContaining("closed");
    }
    assertThat(file).hasContent("before");
    try (var files = Files.list(folder)) {
      assertThat(files).noneMatch(f -> f.getFileName().toString().endsWith(".part"));
    }
  }

  @Test
  void anExportIsForItsOwner() throws IOException {
    try (Store store = Store.open(folder, Clock.SYSTEM)) {
      CsvExport.export(store, Query.ALL, JsonLines.Rows.FINDINGS, file);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
