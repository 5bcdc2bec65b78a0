package dev.telltale.cli;

import dev.telltale.evidence.bundle.Identity;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale identity}: the key that signs evidence. */
@Command(
    name = "identity",
    mixinStandardHelpOptions = true,
    description = "Show or replace the key that signs evidence.",
    subcommands = {IdentityCommand.Show.class, IdentityCommand.Rotate.class})
final class IdentityCommand {

  /** What the subcommands share. */
  abstract static class OnIdentity implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(
        names = "--certs",
        paramLabel = "DIR",
        description = "Folder of the key (default: certs).")
    private @Nullable String certs;

    Path folder() {
      var settings = options.settings();
      settings.option("certs", "--certs", certs);
      String folder = settings.text("certs");
      return Path.of(folder == null ? "certs" : folder);
    }
  }

  /** The fingerprint of this installation's key; null if it has none yet. */
  static @Nullable String fingerprint(SettingsOptions options) throws IOException {
    String folder = options.settings().text("certs");
    Path certs = Path.of(folder == null ? "certs" : folder);
    return Files.exists(certs.resolve(Identity.FILE))
        ? Identity.openOrCreate(certs).fingerprint()
        : null;
  }

  /** {@code telltale identity show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "The public key and its fingerprint, to be told to readers of bundles.")
  static final class Show extends OnIdentity {
    @Override
    public Integer call() throws IOException {
      Identity identity = Identity.openOrCreate(folder());
      Terminal.out("fingerprint " + identity.fingerprint());
      Terminal.out(identity.publicPem().strip());
      return Main.DONE;
    }
  }

  /** {@code telltale identity rotate}. */
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Make a new key; the old one is kept aside.")
  static final class Rotate extends OnIdentity {
    @Override
    public Integer call() throws IOException {
      Path kept = Identity.rotate(folder(), Clock.SYSTEM);
      Terminal.out("fingerprint " + Identity.openOrCreate(folder()).fingerprint());
      Terminal.out("the old key is kept in " + kept);
      return Main.DONE;
    }
  }
}
