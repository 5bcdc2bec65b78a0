package dev.telltale.cli;

import dev.telltale.cli.live.HeadSigner;
import dev.telltale.cli.redact.StoredRedaction;
import dev.telltale.evidence.bundle.BundleWriter;
import dev.telltale.evidence.bundle.CaseKey;
import dev.telltale.evidence.bundle.Identity;
import dev.telltale.evidence.bundle.Redactor;
import dev.telltale.evidence.bundle.SignedHead;
import dev.telltale.record.Store;
import dev.telltale.record.TreeHead;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale bundle}: the evidence of a recording, signed, for people who were not there. */
@Command(
    name = "bundle",
    mixinStandardHelpOptions = true,
    description = "Write a signed evidence bundle (see docs/evidence.md).",
    footer = {
      "",
      "Example: telltale bundle --session 1 --out case-17.zip && telltale verify case-17.zip"
    })
final class BundleCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(names = "--out", required = true, paramLabel = "FILE.zip", description = "Where to.")
  private Path out = Path.of("");

  @Option(names = "--session", paramLabel = "N", description = "Disclose only this session.")
  private @Nullable Long session;

  @Option(
      names = "--redact",
      description =
          "Write the redacted twin: pseudonyms in place of personal values; it verifies against the same signed head.")
  private boolean redact;

  @Option(
      names = "--certs",
      paramLabel = "DIR",
      description = "Folder of the signing identity (default: certs).")
  private @Nullable String certs;

  @Override
  public Integer call() throws IOException {
    Path data = options.dataFolder();
    var settings = options.settings();
    settings.option("certs", "--certs", certs);
    String folder = settings.text("certs");
    Identity identity = Identity.openOrCreate(Path.of(folder == null ? "certs" : folder));
    boolean running = InstanceFile.find(data) != null;
    CaseKey key = CaseKey.open(data);
    try (Store store =
        running ? Store.openReadOnly(data) : Store.open(data, Clock.SYSTEM, Limits.DEFAULT, key)) {
      if (!running) {
        new HeadSigner(store, identity, Clock.SYSTEM).close();
      }
      TreeHead head =
          store.heads().stream()
              .filter(signed -> SignedHead.isBy(signed, identity))
              .max(Comparator.comparingLong(TreeHead::count))
              .orElseThrow(
                  () ->
                      new UsageException(
                          data
                              + ": nothing is signed yet (expected: at least one exchange, a minute after it was recorded); try again when the instance has stopped"));
      if (session != null && store.sessions().stream().noneMatch(s -> s.id() == session)) {
        throw new UsageException(
            "--session: " + session + ": no such session (see: telltale session list)");
      }
      Terminal.err("writing " + head.count() + " exchanges ...");
      BundleWriter.Written written =
          new BundleWriter(store, identity, key)
              .write(
                  head,
                  new BundleWriter.Content(
                      session, program(), redactor(store, key), new HeadStamps(data).of(head)),
                  out);
      Terminal.out(
          out
              + ": "
              + written.exchanges()
              + " of "
              + written.count()
              + " exchanges, "
              + (Files.size(out) >> 10)
              + " KiB");
      if (redact) {
        Terminal.out(written.redacted() + " exchanges are redacted");
      }
      Terminal.out("root " + written.root());
      Terminal.out(
          "key  " + written.key() + "   tell it to the reader another way than with the file");
    }
    return Main.DONE;
  }

  private @Nullable Redactor redactor(Store store, CaseKey key) {
    return redact ? StoredRedaction.of(store, session, key::pseudonym) : null;
  }

  /** Versions of what made the bundle. */
  private static Map<String, String> program() throws IOException {
    return Map.of(
        "name",
        "telltale",
        "version",
        Main.version(),
        "java",
        System.getProperty("java.vendor") + " " + Runtime.version(),
        "sha256",
        ProgramFiles.sha256());
  }
}
