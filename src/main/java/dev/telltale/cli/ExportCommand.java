package dev.telltale.cli;

import dev.telltale.decode.ContentCodings;
import dev.telltale.evidence.ContentDecoder;
import dev.telltale.evidence.CsvExport;
import dev.telltale.evidence.HarExport;
import dev.telltale.evidence.JsonLines;
import dev.telltale.record.Query;
import dev.telltale.record.Store;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale export}: a recording for other tools. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Write a recording as HAR, CSV or JSON Lines.",
    footer = {
      "",
      "Examples:",
      "  telltale export --format har --out run.har --session 1     for a browser's network panel",
      "  telltale export --format csv --out findings.csv            for a spreadsheet",
      "  telltale export --format jsonl --rows exchanges --out exchanges.jsonl"
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--format",
      required = true,
      paramLabel = "har|csv|jsonl",
      description = "The format.")
  private String format = "";

  private static final ContentDecoder DECODER = new ContentCodings(Limits.DEFAULT)::undo;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to; replaced whole or not at all.")
  private Path out = Path.of("");

  @Option(
      names = "--rows",
      paramLabel = "findings|exchanges|gaps",
      description = "What CSV and JSON Lines list (default: findings).")
  private String rows = "findings";

  @Option(names = "--app", paramLabel = "ID", description = "Only this app.")
  private @Nullable String app;

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

  @Override
  public Integer call() throws IOException {
    Query query = Query.of(app, session);
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      long count =
          switch (format) {
            case "har" -> HarExport.export(store, query, Main.version(), DECODER, out);
            case "csv" -> CsvExport.export(store, query, listed(), out);
            case "jsonl" -> JsonLines.export(store, query, listed(), out);
            default ->
                throw new UsageException("--format: " + format + " (expected: har, csv or jsonl)");
          };
      Terminal.out(out + ": " + count + " " + (format.equals("har") ? "entries" : rows));
    }
    return Main.DONE;
  }

  private JsonLines.Rows listed() {
    try {
      return JsonLines.Rows.valueOf(rows.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--rows: " + rows + " (expected: findings, exchanges or gaps)", e);
    }
  }
}
