package dev.telltale.cli;

import dev.telltale.compare.AppCategory;
import dev.telltale.compare.Axes;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.ComparisonJson;
import dev.telltale.compare.Judgement;
import dev.telltale.compare.Observed;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declarations;
import dev.telltale.declare.Statement;
import dev.telltale.record.RecordedDeclaration;
import dev.telltale.record.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  @Option(
      names = "--app",
      paramLabel = "ID",
      description = "The app; needed unless --findings has one app only.")
  private @Nullable String app;

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

  @Option(
      names = "--declared",
      arity = "1..*",
      paramLabel = "FILE",
      description = "The app's declarations.")
  private List<Path> declared = List.of();

  @Option(
      names = "--declared-of",
      paramLabel = "COMPANY=FILE",
      description = "Another company's declaration, for flows to it (repeatable).")
  private Map<String, Path> declaredOf = new LinkedHashMap<>();

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
      names = "--country",
      paramLabel = "CC",
      description = "The user's country, to tell what crosses a border (ISO 3166-1, such as CN).")
  private @Nullable String country;

  @Option(
      names = "--category",
      paramLabel = "1-39|NAME",
      description = "The app's category, to tell what is necessary for it (such as 5 or 地图导航类).")
  private @Nullable String category;

  @Option(
      names = "--jurisdiction",
      arity = "1..*",
      paramLabel = "CC",
      description = "Only clauses of these: CN, EU, US, US-CA, Store.")
  private List<String> jurisdictions = List.of();

  @Option(names = "--json", description = "JSON Lines in place of a table.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Comparison comparison =
        findings == null ? ofStore() : compare(FindingsFile.read(findings, app), readDeclared());
    if (json) {
      comparison.lines().forEach(line -> Terminal.out(ComparisonJson.line(line)));
      return Main.DONE;
    }
    print(comparison);
    return Main.DONE;
  }

  private Comparison ofStore() throws IOException {
    if (app == null) {
      throw new UsageException("--app: missing (expected: the app to compare; see: telltale apps)");
    }
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      List<Observed> observed = FindingsFile.ofStore(store, app, session);
      List<Declaration> declarations = readDeclared();
      if (declared.isEmpty()) {
        for (RecordedDeclaration kept : store.declarations(app)) {
          declarations.add(
              Declarations.read(
                  kept.name(), kept.content(), new Declarations.Options(language, null)));
        }
      }
      return compare(observed, declarations);
    }
  }

  private List<Declaration> readDeclared() throws IOException {
    List<Declaration> declarations = new ArrayList<>();
    for (Path file : declared) {
      declarations.add(read(file, null));
    }
    return declarations;
  }

  private Declaration read(Path file, @Nullable String company) throws IOException {
    Declaration declaration =
        Declarations.read(
            String.valueOf(file.getFileName()),
            DeclaredFiles.read(file),
            new Declarations.Options(language, company));
    declaration.warnings().forEach(warning -> Terminal.err(file + ": " + Terminal.plain(warning)));
    return declaration;
  }

  private Comparison compare(List<Observed> observed, List<Declaration> declarations)
      throws IOException {
    if (declarations.isEmpty()) {
      throw new UsageException(
          "nothing is declared (expected: --declared FILE, or files kept with: telltale declare FILE --app "
              + (app == null ? "ID" : app)
              + ")");
    }
    Map<String, List<Declaration>> others = new LinkedHashMap<>();
    for (Map.Entry<String, Path> other : declaredOf.entrySet()) {
      others
          .computeIfAbsent(other.getKey(), c -> new ArrayList<>())
          .add(read(other.getValue(), other.getKey()));
    }
    AppCategory known =
        category == null
            ? null
            : AppCategory.find(category)
                .orElseThrow(
                    () ->
                        new UsageException(
                            "--category: "
                                + category
                                + " (expected: 1-39, or one of "
                                + AppCategory.all().stream().map(AppCategory::name).toList()
                                + ")"));
    List<Rule> pack =
        Rule.shipped().stream()
            .filter(r -> jurisdictions.isEmpty() || jurisdictions.contains(r.jurisdiction()))
            .toList();
    return Comparison.of(
        observed, declarations, others, new Axes.Circumstances(country, known), pack);
  }

  private static void print(Comparison comparison) {
    if (comparison.lines().isEmpty()) {
      Terminal.err(
          "Nothing was found that could be compared. What could not be seen: telltale gaps");
      return;
    }
    Table table =
        new Table("DATA", "TO", "PARTY", "TIMES", "LAYER", "VERDICT", "WHY", "PHASES", "BEARS ON");
    Set<Rule> rules = new LinkedHashSet<>();
    for (Comparison.Line line : comparison.lines()) {
      Judgement j = line.judgement();
      table.row(
          j.flow().key().kind(),
          j.flow().key().domain(),
          j.flow().key().party(),
          j.flow().count(),
          j.layer().text(),
          j.verdict(),
          j.reason().say("en"),
          String.join(", ", line.axes().phases()),
          String.join(" ", line.bearsOn().stream().map(Rule::id).toList()));
      rules.addAll(line.bearsOn());
    }
    table.lines().forEach(Terminal::out);
    quotes(comparison);
    clauses(rules);
    comparison
        .uncompared()
        .forEach(
            (kind, count) ->
                Terminal.out(
                    count + " findings of " + kind + " are not held against declarations."));
  }

  private static void quotes(Comparison comparison) {
    Terminal.out("");
    Terminal.out("The sentences:");
    Set<Statement> quoted = new LinkedHashSet<>();
    for (Comparison.Line line : comparison.lines()) {
      Judgement j = line.judgement();
      j.statements().stream().findFirst().ifPresent(quoted::add);
      if (j.nearest() != null) {
        quoted.add(j.nearest());
      }
    }
    for (Statement statement : quoted) {
      Terminal.out(
          "  "
              + statement.source()
              + ":"
              + statement.start()
              + "-"
              + statement.end()
              + "  "
              + Terminal.plain(statement.quote().replaceAll("\\s+", " ")));
    }
  }

  private static void clauses(Set<Rule> rules) {
    if (rules.isEmpty()) {
      return;
    }
    Terminal.out("");
    Terminal.out(
        "What was observed bears on these clauses; whether one was broken is for people to say:");
    for (Rule rule : rules) {
      Terminal.out(
          "  "
              + rule.id()
              + " "
              + rule.jurisdiction()
              + "  "
              + rule.instrument()
              + " "
              + rule.clause()
              + ": "
              + rule.gist()
              + (rule.verified() ? "" : "  [unverified: not read in the source]"));
    }
  }
}
