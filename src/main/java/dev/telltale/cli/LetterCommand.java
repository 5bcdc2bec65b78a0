package dev.telltale.cli;

import dev.telltale.record.Store;
import dev.telltale.report.AppCase;
import dev.telltale.report.Letter;
import dev.telltale.util.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale letter}: the draft of a letter about an app. */
@Command(
    name = "letter",
    mixinStandardHelpOptions = true,
    description =
        "Draft a letter to the company behind an app, or to an authority: the facts are filled in, judgement is left to a person in [brackets].",
    footer = {
      "",
      "Example: telltale letter --to controller --law gdpr --app com.example.app --declared policy.html --out letter.txt"
    })
final class LetterCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();
  @Mixin DeclaredOptions declared = new DeclaredOptions();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "controller|authority",
      description = "Whom it goes to.")
  private String to = "";

  @Option(
      names = "--law",
      required = true,
      paramLabel = "gdpr|pipl",
      description = "Whose clauses it names.")
  private String law = "";

  @Option(names = "--app", required = true, paramLabel = "ID", description = "The app.")
  private String app = "";

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

  @Option(names = "--out", required = true, paramLabel = "FILE.txt", description = "Where to.")
  private Path out = Path.of("");

  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      description = "The letter's language (default: en for gdpr, zh for pipl).")
  private @Nullable String language;

  @Override
  public Integer call() throws IOException {
    Letter.To whom = one("--to", Letter.To.values(), to);
    Letter.Law which = one("--law", Letter.Law.values(), law);
    String lang = language != null ? language : which == Letter.Law.PIPL ? "zh" : "en";
    if (!lang.equals("en") && !lang.equals("zh")) {
      throw new UsageException("--lang: " + lang + " (expected: en or zh)");
    }
    AppCase.Against against = declared.against(null);
    String text;
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      AppCase subject = AppCase.of(store, app, session, against);
      if (subject.exchanges().isEmpty() && subject.gaps().isEmpty()) {
        throw new UsageException(
            "--app: " + app + ": nothing was recorded of it (see: telltale apps)");
      }
      text =
          Letter.of(
              subject,
              new RecordingFacts(store, app, session).letter(IdentityCommand.fingerprint(options)),
              whom,
              which,
              lang);
    }
    AtomicFile.write(out, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    Terminal.out(out + ": a draft; fill in what stands in [brackets] before it is sent");
    return Main.DONE;
  }

  private static <E extends Enum<E>> E one(String option, E[] values, String written) {
    StringBuilder expected = new StringBuilder();
    for (E value : values) {
      String name = value.name().toLowerCase(Locale.ROOT);
      if (name.equals(written.toLowerCase(Locale.ROOT))) {
        return value;
      }
      expected.append(expected.isEmpty() ? "" : " or ").append(name);
    }
    throw new UsageException(option + ": " + written + " (expected: " + expected + ")");
  }
}
