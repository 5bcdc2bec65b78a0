package dev.telltale.cli;

import dev.telltale.compare.Axes;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declarations;
import dev.telltale.model.Session;
import dev.telltale.record.RecordedDeclaration;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.Store;
import dev.telltale.record.TreeHead;
import dev.telltale.report.HtmlReport;
import dev.telltale.report.ReportData;
import dev.telltale.report.ReportData.Fact;
import dev.telltale.util.AtomicFile;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale report}: what an app told, for people who were not there. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Write the report of an app as one HTML file, or as PDF with an installed Chromium.",
    footer = {
      "",
      "Example: telltale report --app com.example.app --declared policy.html --out report.html --lang zh"
    })
final class ReportCommand implements Callable<Integer> {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");
  private static final long PRINTING_SECONDS = 60;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(names = "--app", required = true, paramLabel = "ID", description = "The app.")
  private String app = "";

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

  @Option(
      names = "--declared",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Its declarations, in place of those kept.")
  private List<Path> declared = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.html|FILE.pdf",
      description = "Where to.")
  private Path out = Path.of("");

  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      defaultValue = "en",
      description = "The report's language (default: en).")
  private String language = "en";

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!language.equals("en") && !language.equals("zh")) {
      throw new UsageException("--lang: " + language + " (expected: en or zh)");
    }
    String name = String.valueOf(out.getFileName());
    if (!name.endsWith(".html") && !name.endsWith(".pdf")) {
      throw new UsageException("--out: " + out + " (expected: a name that ends in .html or .pdf)");
    }
    String html;
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      Comparison comparison = compare(store);
      ReportData data = ReportData.of(store, app, session, comparison, facts(store));
      if (data.exchanges() == 0 && data.gaps().isEmpty()) {
        throw new UsageException(
            "--app: " + app + ": nothing was recorded of it (see: telltale apps)");
      }
      html = HtmlReport.of(data, language);
    }
    if (name.endsWith(".html")) {
      AtomicFile.write(out, stream -> stream.write(html.getBytes(StandardCharsets.UTF_8)));
    } else {
      print(html);
    }
    Terminal.out(out + ": " + (Files.size(out) >> 10) + " KiB");
    return Main.DONE;
  }

  private @Nullable Comparison compare(Store store) throws IOException {
    List<Declaration> declarations = new ArrayList<>();
    for (Path file : declared) {
      declarations.add(
          Declarations.read(
              String.valueOf(file.getFileName()),
              DeclaredFiles.read(file),
              Declarations.Options.DEFAULT));
    }
    if (declared.isEmpty()) {
      for (RecordedDeclaration kept : store.declarations(app)) {
        declarations.add(
            Declarations.read(kept.name(), kept.content(), Declarations.Options.DEFAULT));
      }
    }
    return declarations.isEmpty()
        ? null
        : Comparison.of(
            FindingsFile.ofStore(store, app, session),
            declarations,
            Map.of(),
            Axes.Circumstances.UNKNOWN,
            Rule.shipped());
  }

  private List<Fact> facts(Store store) throws IOException {
    Set<Long> sessions = new LinkedHashSet<>();
    Set<String> devices = new LinkedHashSet<>();
    Set<String> attributions = new LinkedHashSet<>();
    Set<String> rules = new LinkedHashSet<>();
    store.findings(
        dev.telltale.record.Query.of(app, session),
        (RecordedFinding f) -> {
          var context = f.observation().context();
          sessions.add(context.session());
          devices.add(context.device());
          attributions.add(
              context.attribution().method() + " (" + context.attribution().confidence() + ")");
          rules.add(f.rulesVersion());
        });
    List<String> runs = new ArrayList<>();
    for (Session s : store.sessions()) {
      if (sessions.contains(s.id())) {
        runs.add(
            s.id()
                + (s.appVersion() == null ? "" : " (" + s.appVersion() + ")")
                + ", "
                + Instant.ofEpochMilli(s.startedAtMillis()));
      }
    }
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("app", app));
    facts.add(new Fact("sessions", String.join("; ", runs)));
    facts.add(new Fact("device", String.join(", ", devices)));
    facts.add(new Fact("attribution", String.join(", ", attributions)));
    facts.add(new Fact("rules", String.join(", ", rules)));
    facts.add(
        new Fact("program", "Telltale " + Main.version() + ", SHA-256 " + ProgramFiles.sha256()));
    store.heads().stream()
        .max(Comparator.comparingLong(TreeHead::count))
        .ifPresent(
            head -> facts.add(new Fact("head", head.count() + " · " + Hashes.hex(head.root()))));
    facts.add(new Fact("written", Instant.ofEpochMilli(Clock.SYSTEM.epochMillis()).toString()));
    return facts;
  }

  /** Has an installed browser print the page: it lays out Chinese text as well as it shows it. */
  private void print(String html) throws IOException, InterruptedException {
    String browser =
        BROWSERS.stream()
            .flatMap(
                name ->
                    java.util.Arrays.stream(
                            String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--out: "
                            + out
                            + ": a PDF needs an installed Chromium (expected one of "
                            + BROWSERS
                            + " on the PATH); write .html and print it, or: apt-get install chromium"));
    Path work = Files.createTempDirectory("telltale-report");
    try {
      Path page = Files.writeString(work.resolve("report.html"), html);
      Path pdf = work.resolve("report.pdf");
      Process process =
          new ProcessBuilder(
                  browser,
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--user-data-dir=" + work.resolve("profile"),
                  "--no-pdf-header-footer",
                  "--print-to-pdf=" + pdf,
                  page.toUri().toString())
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("log.txt").toFile())
              .start();
      if (!process.waitFor(PRINTING_SECONDS, TimeUnit.SECONDS) || !Files.exists(pdf)) {
        process.destroyForcibly();
        throw new IOException(
            browser + " did not print the report; write .html and print it by hand");
      }
      byte[] content = Files.readAllBytes(pdf);
      AtomicFile.write(out, stream -> stream.write(content));
    } finally {
      try (var files = Files.walk(work)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
