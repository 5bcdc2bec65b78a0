package dev.telltale.cli;

import dev.telltale.cli.config.ProfileFile;
import dev.telltale.evidence.bundle.CaseKey;
import dev.telltale.evidence.bundle.Identity;
import dev.telltale.evidence.bundle.StoreCheck;
import dev.telltale.evidence.bundle.Verification;
import dev.telltale.evidence.bundle.Verifier;
import dev.telltale.evidence.timestamp.TimestampException;
import dev.telltale.evidence.timestamp.TimestampTrust;
import dev.telltale.record.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code telltale verify}: whether a bundle, or a recording where it lies, is what was signed. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Check an evidence bundle, or without one the recording of --data DIR against its signed heads, and say what was checked.",
    footer = {
      "",
      "Exit codes: 0 valid, 3 complete but not valid, 4 not complete.",
      "The same with sha512sum, openssl and jq alone: docs/verify.md"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int NOT_VALID = 3;
  private static final int NOT_COMPLETE = 4;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(paramLabel = "FILE.zip", arity = "0..1", description = "The bundle.")
  private @Nullable Path file;

  @Option(
      names = "--key",
      paramLabel = "FINGERPRINT",
      description = "The signing key's fingerprint, as its maker told it.")
  private @Nullable String key;

  @Option(
      names = "--tsa-ca",
      paramLabel = "PEM",
      description =
          "Root of the time-stamping authority that you trust; a timestamp is then needed.")
  private @Nullable Path authority;

  @Option(
      names = "--tsa-policy",
      paramLabel = "OID",
      description = "The policy that its timestamp must have been made under.")
  private @Nullable String policy;

  @Option(
      names = "--recompute",
      description = "Draw the findings anew from the raw bodies, and compare.")
  private boolean recompute;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "What is true of the phone, to find planted values again.")
  private @Nullable Path profile;

  @Option(
      names = "--certs",
      paramLabel = "DIR",
      description = "Folder of the signing identity, to check a recording (default: certs).")
  private @Nullable String certs;

  @Override
  public Integer call() throws IOException {
    Verification verification = file == null ? recording() : bundle(file);
    for (Verification.Check check : verification.checks()) {
      Terminal.out(
          (check.passed() ? "✓ " : "✗ ") + check.name() + ": " + Terminal.plain(check.detail()));
    }
    for (Verification.Check open : verification.open()) {
      Terminal.out("- " + open.name() + ": " + Terminal.plain(open.detail()));
    }
    if (key != null
        && verification.status() == Verification.Status.VALID
        && !key.equalsIgnoreCase(verification.key())) {
      Terminal.out(
          "✗ key: signed by " + verification.key() + " (expected: " + Terminal.plain(key) + ")");
      return NOT_VALID;
    }
    if (recompute && verification.status() == Verification.Status.VALID && !recomputed(file)) {
      Terminal.out("complete, but its findings are NOT those that its exchanges give");
      return NOT_VALID;
    }
    Terminal.out(
        switch (verification.status()) {
          case VALID ->
              verification.isRedacted()
                  ? "complete and valid; redacted records cannot be recomputed"
                  : "complete and valid";
          case NOT_VALID -> "complete, but NOT VALID";
          case NOT_COMPLETE -> "NOT COMPLETE";
        });
    if (file != null && verification.status() == Verification.Status.VALID && key == null) {
      Terminal.err(
          "Compare the key's fingerprint with the one that the bundle's maker told you: "
              + verification.key());
    }
    return switch (verification.status()) {
      case VALID -> Main.DONE;
      case NOT_VALID -> NOT_VALID;
      case NOT_COMPLETE -> NOT_COMPLETE;
    };
  }

  private Verification bundle(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          file + ": no such file (expected: a bundle made by telltale bundle)");
    }
    return Verifier.verify(file, trust());
  }

  private boolean recomputed(@Nullable Path bundle) throws IOException {
    if (bundle == null) {
      throw new UsageException(
          "--recompute: needs a bundle (expected: FILE.zip; of a recording see: telltale reclassify)");
    }
    Recomputation recomputation =
        new Recomputation(profile == null ? null : ProfileFile.read(profile));
    boolean same = recomputation.of(bundle);
    recomputation.lines().forEach(Terminal::out);
    return same;
  }

  private TimestampTrust trust() throws IOException {
    if (authority != null && !Files.isRegularFile(authority)) {
      throw new UsageException(
          "--tsa-ca: " + authority + ": no such file (expected: PEM of an authority's root)");
    }
    try {
      return TimestampTrust.of(authority, policy);
    } catch (TimestampException e) {
      throw new UsageException("--tsa-ca: " + e.getMessage(), e);
    }
  }

  private Verification recording() throws IOException {
    if (key != null) {
      throw new UsageException(
          "--key: needs a bundle (expected: telltale verify FILE.zip --key …)");
    }
    Path data = options.dataFolder();
    var settings = options.settings();
    settings.option("certs", "--certs", certs);
    String folder = settings.text("certs");
    try (Store store = Store.openReadOnly(data)) {
      return StoreCheck.check(
          store, CaseKey.open(data), Identity.known(Path.of(folder == null ? "certs" : folder)));
    }
  }
}
