package dev.telltale.cli;

import dev.telltale.compare.Checklist;
import dev.telltale.compare.ComparisonJson;
import dev.telltale.compare.Issue;
import dev.telltale.compare.Reason;
import dev.telltale.model.TesterEvidence;
import dev.telltale.record.Store;
import dev.telltale.report.AppCase;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale checklist}: the eight issues of 2019 for one app. */
@Command(
    name = "checklist",
    mixinStandardHelpOptions = true,
    description =
        "The eight issues of the MIIT's action of 2019 for an app: proven, supported, not testable here, or not seen; and a tester's own evidence for them.",
    footer = {
      "",
      "Proven is what the recording itself shows in whole; supported needs a person's judgement. Neither says that a law was broken.",
      "Examples:",
      "  telltale checklist --app com.example.app --declared policy.html",
      "  telltale checklist --app com.example.app --add 6 --text \"asked for contacts four times in a minute\" --file shot.png"
    })
final class ChecklistCommand implements Callable<Integer> {
  /** Far more than a screenshot; a film does not belong into the recording. */
  private static final int MOST_OCTETS = 32 << 20;

  @Mixin SettingsOptions options = new SettingsOptions();
  @Mixin DeclaredOptions declared = new DeclaredOptions();

  @Option(names = "--app", required = true, paramLabel = "ID", description = "The app.")
  private String app = "";

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

  @Option(
      names = "--add",
      paramLabel = "ISSUE",
      description = "Add evidence for an issue: 1-8, its id, or its Chinese name.")
  private @Nullable String add;

  @Option(names = "--text", paramLabel = "TEXT", description = "With --add: what was seen.")
  private @Nullable String text;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "With --add: a screenshot or other file, kept with its SHA-256.")
  private @Nullable Path file;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "With --add: when it was seen, as 2026-11-24T09:30:00Z (default: now).")
  private @Nullable String at;

  @Option(
      names = "--words",
      paramLabel = "en|zh",
      defaultValue = "en",
      description = "Language of the table (default: en).")
  private String words = "en";

  @Option(names = "--json", description = "JSON Lines in place of a table.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (add != null) {
      return add(add);
    }
    if (text != null || file != null || at != null) {
      throw new UsageException("--text, --file and --at belong to --add ISSUE");
    }
    AppCase.Against against = declared.against(null);
    Checklist checklist;
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      checklist = AppCase.of(store, app, session, against).checklist();
    }
    if (json) {
      checklist.rows().forEach(row -> Terminal.out(ComparisonJson.line(app, row)));
      return Main.DONE;
    }
    print(checklist);
    return Main.DONE;
  }

  private int add(String written) throws IOException {
    Issue issue =
        Issue.find(written)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--add: "
                            + written
                            + " (expected: 1-8, or one of "
                            + Arrays.stream(Issue.values()).map(Issue::id).toList()
                            + ")"));
    if (text == null || text.isBlank()) {
      throw new UsageException("--text: missing (expected: what was seen, in a sentence)");
    }
    byte[] content = file == null ? new byte[0] : content(file);
    long now = Clock.SYSTEM.epochMillis();
    TesterEvidence evidence =
        new TesterEvidence(
            0,
            app,
            session,
            issue.id(),
            text,
            at == null ? now : time(at),
            now,
            file == null ? null : String.valueOf(file.getFileName()),
            file == null ? null : Hashes.sha256Hex(content),
            content);
    try (Store store = Store.open(options.dataFolder(), Clock.SYSTEM)) {
      long id = store.putTesterEvidence(evidence);
      Terminal.out(
          "kept as evidence "
              + id
              + " for "
              + issue.id()
              + " ("
              + issue.chinese()
              + ")"
              + (evidence.sha256() == null ? "" : ", SHA-256 " + evidence.sha256()));
    }
    return Main.DONE;
  }

  private static byte[] content(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("--file: " + file + ": no such file (expected: a screenshot)");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MOST_OCTETS + 1);
      if (content.length > MOST_OCTETS) {
        throw new UsageException(
            "--file: "
                + file
                + ": "
                + Files.size(file)
                + " octets (expected: at most "
                + MOST_OCTETS
                + "); make the picture smaller");
      }
      return content;
    }
  }

  private static long time(String written) {
    try {
      return Instant.parse(written).toEpochMilli();
    } catch (DateTimeException e) {
      throw new UsageException(
          "--at: " + written + " (expected: a time in UTC such as 2026-11-24T09:30:00Z)", e);
    }
  }

  private void print(Checklist checklist) {
    Table table = new Table("NO", "ISSUE", "STATE", "GAPS", "TESTER");
    for (Checklist.Row row : checklist.rows()) {
      table.row(
          row.issue().number(),
          words.equals("zh")
              ? row.issue().chinese()
              : Reason.label("issue." + row.issue().id(), "en"),
          Reason.label("state." + row.state().name(), words),
          row.gaps(),
          row.evidence().size());
    }
    table.lines().forEach(Terminal::out);
    for (Checklist.Row row : checklist.rows()) {
      if (row.basis().isEmpty() && row.needed().isEmpty() && row.evidence().isEmpty()) {
        continue;
      }
      Terminal.out("");
      Terminal.out(row.issue().number() + " " + row.issue().chinese());
      for (Checklist.Basis basis : row.basis()) {
        Terminal.out(
            Terminal.plain(
                "  "
                    + Reason.label("state." + basis.state().name(), words)
                    + ": "
                    + basis.what().say(words)
                    + "  ["
                    + String.join(", ", basis.exchanges().stream().limit(3).toList())
                    + (basis.exchanges().size() > 3 ? ", …" : "")
                    + "]"));
      }
      for (TesterEvidence e : row.evidence()) {
        Terminal.out(
            Terminal.plain(
                "  tester, "
                    + Instant.ofEpochMilli(e.atMillis())
                    + ": "
                    + e.text()
                    + (e.name() == null
                        ? ""
                        : "  [" + e.name() + ", SHA-256 " + e.sha256() + "]")));
      }
      row.needed()
          .forEach(
              need ->
                  Terminal.out(
                      "  " + (words.equals("zh") ? "还需要：" : "to say more: ") + need.say(words)));
    }
  }
}
