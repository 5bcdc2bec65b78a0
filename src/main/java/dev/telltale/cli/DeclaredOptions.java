package dev.telltale.cli;

import dev.telltale.compare.AppCategory;
import dev.telltale.compare.Axes;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declarations;
import dev.telltale.report.AppCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an app is held against: the options that compare, report, checklist and letter share. */
final class DeclaredOptions {
  private static final Set<String> JURISDICTIONS = Set.of("CN", "EU", "US", "US-CA", "Store");

  @Option(
      names = "--declared",
      arity = "1..*",
      paramLabel = "FILE",
      description = "The app's declarations, in place of those kept by telltale declare.")
  private List<Path> declared = List.of();

  @Option(
      names = "--declared-of",
      paramLabel = "COMPANY=FILE",
      description = "Another company's declaration, for flows to it (repeatable).")
  private Map<String, Path> declaredOf = new LinkedHashMap<>();

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

  /**
   * Reads the files.
   *
   * @param language the declarations' language, null to find it out
   * @throws UsageException naming the option and what was expected
   */
  AppCase.Against against(@Nullable String language) throws IOException {
    List<Declaration> own = new ArrayList<>();
    for (Path file : declared) {
      own.add(read(file, null, language));
    }
    Map<String, List<Declaration>> others = new LinkedHashMap<>();
    for (Map.Entry<String, Path> other : declaredOf.entrySet()) {
      others
          .computeIfAbsent(other.getKey(), c -> new ArrayList<>())
          .add(read(other.getValue(), other.getKey(), language));
    }
    for (String jurisdiction : jurisdictions) {
      if (!JURISDICTIONS.contains(jurisdiction)) {
        throw new UsageException(
            "--jurisdiction: " + jurisdiction + " (expected: CN, EU, US, US-CA or Store)");
      }
    }
    List<Rule> pack =
        Rule.shipped().stream()
            .filter(r -> jurisdictions.isEmpty() || jurisdictions.contains(r.jurisdiction()))
            .toList();
    return new AppCase.Against(
        own, others, language, new Axes.Circumstances(country, knownCategory()), pack);
  }

  private @Nullable AppCategory knownCategory() {
    if (category == null) {
      return null;
    }
    return AppCategory.find(category)
        .orElseThrow(
            () ->
                new UsageException(
                    "--category: "
                        + category
                        + " (expected: 1-39, or one of "
                        + AppCategory.all().stream().map(AppCategory::name).toList()
                        + ")"));
  }

  private static Declaration read(Path file, @Nullable String company, @Nullable String language)
      throws IOException {
    Declaration declaration =
        Declarations.read(
            String.valueOf(file.getFileName()),
            DeclaredFiles.read(file),
            new Declarations.Options(language, company));
    declaration.warnings().forEach(warning -> Terminal.err(file + ": " + Terminal.plain(warning)));
    return declaration;
  }
}
