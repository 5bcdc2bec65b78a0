package dev.telltale.cli;

import dev.telltale.compare.Comparison;
import dev.telltale.compare.ComparisonJson;
import dev.telltale.compare.Disagreement;
import dev.telltale.compare.Observed;
import dev.telltale.declare.Declaration;
import dev.telltale.record.Store;
import dev.telltale.report.AppCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale compare}: what an app does, against what it says. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Hold what an app sent against what it declares, for each declared layer.",
    footer = {
      "",
      "Declarations are those given here, or else those kept by telltale declare.",
      "Examples:",
      "  telltale compare --app com.example.app --declared policy.html --declared data_safety.csv",
      "  telltale compare --findings findings.jsonl --app com.example.app --declared policy.html --json"
    })
final class CompareCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();
  @Mixin DeclaredOptions declared = new DeclaredOptions();

  @Option(
      names = "--app",
      paramLabel = "ID",
      description = "The app; needed unless --findings has one app only.")
  private @Nullable String app;

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

  @Option(
      names = "--findings",
      paramLabel = "FILE.jsonl",
      description = "Findings in place of a store, as telltale findings --json prints them.")
  private @Nullable Path findings;

  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      description = "The declarations' language; found out if left out.")
  private @Nullable String language;

  @Option(
      names = "--words",
      paramLabel = "en|zh",
      description = "Language of the explanations (default: en).")
  private @Nullable String words;

  @Option(names = "--json", description = "JSON Lines in place of a table.")
  private boolean json;

  @Option(
      names = "--disagreements",
      description =
          "In place of the verdicts: where two declared layers contradict each other, sent or not.")
  private boolean disagreements;

  @Override
  public Integer call() throws IOException {
    AppCase.Against against = declared.against(language);
    if (disagreements) {
      return disagreements(against);
    }
    Comparison comparison = findings == null ? ofStore(against) : ofFile(findings, against);
    if (json) {
      comparison.lines().forEach(line -> Terminal.out(ComparisonJson.line(line)));
      return Main.DONE;
    }
    new ComparisonText(words()).lines(comparison).forEach(Terminal::out);
    if (comparison.lines().isEmpty()) {
      Terminal.err(
          "Nothing was found that could be compared. What could not be seen: telltale gaps");
    }
    return Main.DONE;
  }

  private String words() {
    return "zh".equals(words) ? "zh" : "en";
  }

  private Comparison ofFile(Path file, AppCase.Against against) throws IOException {
    if (against.declared().isEmpty()) {
      if (!json) {
        throw nothingDeclared();
      }
      Terminal.err(String.valueOf(nothingDeclared().getMessage()));
    }
    return Comparison.of(
        FindingsFile.read(file, app),
        against.declared(),
        against.ofOthers(),
        against.circumstances(),
        against.pack());
  }

  private Comparison ofStore(AppCase.Against against) {
    if (app == null) {
      throw new UsageException("--app: missing (expected: the app to compare; see: telltale apps)");
    }
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      Comparison comparison = AppCase.of(store, app, session, against).comparison();
      if (comparison == null) {
        throw nothingDeclared();
      }
      return comparison;
    }
  }

  private UsageException nothingDeclared() {
    return new UsageException(
        "nothing is declared (expected: --declared FILE, or files kept with: telltale declare FILE --app "
            + (app == null ? "ID" : app)
            + ")");
  }

  private int disagreements(AppCase.Against against) {
    List<Declaration> declarations = against.declared();
    List<Observed> observed = List.of();
    if (findings == null && app != null) {
      try (Store store = Store.openReadOnly(options.dataFolder())) {
        AppCase kept = AppCase.of(store, app, session, against);
        declarations = kept.declarations();
        observed = kept.findings();
      }
    }
    if (declarations.isEmpty()) {
      throw nothingDeclared();
    }
    List<Disagreement> found = Disagreement.between(declarations, observed);
    if (json) {
      found.forEach(d -> Terminal.out(ComparisonJson.line(d)));
    } else {
      ComparisonText text = new ComparisonText(words());
      found.forEach(d -> text.disagreement(d).forEach(Terminal::out));
      if (found.isEmpty()) {
        Terminal.err("No declared layer contradicts another.");
      }
    }
    return Main.DONE;
  }
}
