package dev.telltale.cli;

import dev.telltale.declare.Declaration;
import dev.telltale.record.Store;
import dev.telltale.record.TreeHead;
import dev.telltale.report.AppCase;
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
import java.util.List;
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
  @Mixin DeclaredOptions declared = new DeclaredOptions();

  @Option(names = "--app", required = true, paramLabel = "ID", description = "The app.")
  private String app = "";

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

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

  @Option(
      names = "--template",
      paramLabel = "FILE.html",
      description =
          "A page of your own with places such as {{answer}}, {{matrix}}, {{verdicts}}, {{checklist}}.")
  private @Nullable Path template;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!language.equals("en") && !language.equals("zh")) {
      throw new UsageException("--lang: " + language + " (expected: en or zh)");
    }
    String name = String.valueOf(out.getFileName());
    if (!name.endsWith(".html") && !name.endsWith(".pdf")) {
      throw new UsageException("--out: " + out + " (expected: a name that ends in .html or .pdf)");
    }
    AppCase.Against against = declared.against(null);
    String html;
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      AppCase subject = AppCase.of(store, app, session, against);
      if (subject.exchanges().isEmpty() && subject.gaps().isEmpty()) {
        throw new UsageException(
            "--app: " + app + ": nothing was recorded of it (see: telltale apps)");
      }
      html = page(ReportData.of(store, subject, session, facts(store, subject)));
    }
    if (name.endsWith(".html")) {
      AtomicFile.write(out, stream -> stream.write(html.getBytes(StandardCharsets.UTF_8)));
    } else {
      print(html);
    }
    Terminal.out(out + ": " + (Files.size(out) >> 10) + " KiB");
    return Main.DONE;
  }

  private String page(ReportData data) throws IOException {
    if (template == null) {
      return HtmlReport.of(data, language);
    }
    if (!Files.isRegularFile(template)) {
      throw new UsageException(
          "--template: " + template + ": no such file (expected: an HTML file with places)");
    }
    try {
      return HtmlReport.of(data, language, Files.readString(template));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--template: " + template + ": " + e.getMessage(), e);
    }
  }

  private List<Fact> facts(Store store, AppCase subject) throws IOException {
    RecordingFacts recording = new RecordingFacts(store, app, session);
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("app", app));
    facts.add(new Fact("sessions", recording.sessions()));
    facts.add(new Fact("device", recording.devices()));
    facts.add(new Fact("attribution", recording.attributions()));
    facts.add(new Fact("rules", recording.rules()));
    for (Declaration declaration : subject.declarations()) {
      facts.add(
          new Fact(
              "declaration",
              declaration.source()
                  + ", "
                  + declaration.format()
                  + ", "
                  + declaration.statements().size()
                  + " · SHA-256 "
                  + declaration.sha256()));
    }
    facts.add(
        new Fact("program", "Telltale " + Main.version() + ", SHA-256 " + ProgramFiles.sha256()));
    TreeHead head = recording.head();
    if (head != null) {
      facts.add(new Fact("head", head.count() + " · " + Hashes.hex(head.root())));
      facts.add(new Fact("signed", Instant.ofEpochMilli(head.signedAtMillis()).toString()));
    }
    String key = IdentityCommand.fingerprint(options);
    if (key != null) {
      facts.add(new Fact("key", key));
    }
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
