package dev.telltale.cli;

import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declarations;
import dev.telltale.declare.Statement;
import dev.telltale.record.RecordedDeclaration;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code telltale declare}: what an app says of itself. */
@Command(
    name = "declare",
    mixinStandardHelpOptions = true,
    description =
        "Read declarations: store labels, privacy manifests, SDK tables, collection lists, privacy policies; English and Chinese.",
    footer = {
      "",
      "Examples:",
      "  telltale declare policy.html --print                                the statements found in it",
      "  telltale declare data_safety.csv sdk-table.html --app com.example.app   keep them for telltale compare",
      "  telltale declare policy.html --app com.example.app --app-version 4.2   keep it as what version 4.2 declares"
    })
final class DeclareCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Declarations.")
  private List<Path> files = List.of();

  @Option(names = "--app", paramLabel = "ID", description = "The app that they are about.")
  private @Nullable String app;

  @Option(
      names = "--app-version",
      paramLabel = "V",
      description =
          "The version of the app that they hold for; older ones stay, and compare takes those of the version observed.")
  private @Nullable String appVersion;

  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      description = "Their language; found out if left out.")
  private @Nullable String language;

  @Option(names = "--print", description = "Print the statements found, without a store.")
  private boolean print;

  @Option(
      names = "--own-format",
      description = "With --print: as a declaration file, to be corrected by hand.")
  private boolean ownFormat;

  @Option(names = "--json", description = "JSON Lines in place of a table.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (language != null && !language.equals("en") && !language.equals("zh")) {
      throw new UsageException("--lang: " + language + " (expected: en or zh)");
    }
    if (!print && app == null) {
      throw new UsageException(
          "--app: missing (expected: the app that the declarations are about, or --print to only look at them)");
    }
    Declarations.Options reading = new Declarations.Options(language, null);
    for (Path file : files) {
      Declaration declaration =
          Declarations.read(String.valueOf(file.getFileName()), DeclaredFiles.read(file), reading);
      declaration
          .warnings()
          .forEach(warning -> Terminal.err(file + ": " + Terminal.plain(warning)));
      if (print) {
        print(declaration);
      }
    }
    if (!print && app != null) {
      keep(app, reading);
    }
    return Main.DONE;
  }

  private void print(Declaration declaration) {
    if (ownFormat) {
      Terminal.out(Declarations.toFile(declaration));
      return;
    }
    if (json) {
      declaration.statements().forEach(s -> Terminal.out(Declarations.toJson(s)));
      return;
    }
    Terminal.out(
        declaration.source()
            + ": "
            + declaration.format()
            + ", "
            + declaration.language()
            + ", "
            + declaration.statements().size()
            + " statements");
    Table table =
        new Table("LAYER", "ACT", "DATA", "TERM", "RECIPIENT", "PURPOSES", "CONDITION", "QUOTE");
    for (Statement s : declaration.statements()) {
      table.row(
          s.layer().text(),
          s.sign().text() + s.act().text(),
          s.data(),
          s.term(),
          s.recipient(),
          String.join(", ", s.purposes()),
          s.condition() == null ? "-" : s.condition(),
          s.quote());
    }
    if (!table.isEmpty()) {
      table.lines().forEach(Terminal::out);
    }
  }

  private void keep(String about, Declarations.Options reading) throws IOException {
    try (Store store = Store.open(options.dataFolder(), Clock.SYSTEM)) {
      for (Path file : files) {
        byte[] content = Files.readAllBytes(file);
        Declaration declaration =
            Declarations.read(String.valueOf(file.getFileName()), content, reading);
        String layer =
            declaration.layers().stream().findFirst().map(Statement.Layer::text).orElse("prose");
        long id =
            store.putDeclaration(
                new RecordedDeclaration(
                    0,
                    about,
                    appVersion,
                    declaration.source(),
                    layer,
                    declaration.sha256(),
                    Clock.SYSTEM.epochMillis(),
                    content));
        Terminal.out(
            file
                + ": kept as declaration "
                + id
                + ", "
                + declaration.statements().size()
                + " statements, SHA-256 "
                + declaration.sha256());
      }
    }
  }
}
