package dev.telltale.cli;

import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale ca}: the certificate authority of this installation. */
@Command(
    name = "ca",
    mixinStandardHelpOptions = true,
    description = "Show, export or replace the certificate authority.",
    subcommands = {CaCommand.Show.class, CaCommand.Export.class, CaCommand.Rotate.class})
final class CaCommand {

  /** What the subcommands share. */
  abstract static class OnAuthority implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(
        names = "--certs",
        paramLabel = "DIR",
        description = "Folder of the authority (default: certs).")
    @Nullable String certs;

    Path folder() {
      var settings = options.settings();
      settings.option("certs", "--certs", certs);
      String folder = settings.text("certs");
      return Path.of(folder == null ? "certs" : folder);
    }

    CertificateAuthority authority() throws IOException {
      return CertificateAuthority.openOrCreate(folder(), Clock.SYSTEM);
    }
  }

  /** {@code telltale ca show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "The certificate's facts, and the proxy's token.")
  static final class Show extends OnAuthority {
    @Override
    public Integer call() throws IOException {
      CertificateAuthority authority = authority();
      Terminal.out("certificate    " + authority.pemFile());
      Terminal.out("subject        " + authority.certificate().getSubjectX500Principal().getName());
      Terminal.out(
          "valid          "
              + authority.certificate().getNotBefore().toInstant()
              + " to "
              + authority.certificate().getNotAfter().toInstant());
      Terminal.out("SHA-256        " + authority.fingerprint());
      Terminal.out("SPKI SHA-256   " + authority.spkiSha256());
      Terminal.out("Android file   " + authority.androidFileName());
      Terminal.out("proxy token    " + ProxyToken.openOrCreate(folder()));
      authority.warning().ifPresent(Terminal::err);
      return Main.DONE;
    }
  }

  /** {@code telltale ca export}. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Write the public certificate; the key never leaves its folder.",
      footer = {"", "Example: telltale ca export --format der --out telltale-ca.cer"})
  static final class Export extends OnAuthority {
    @Option(
        names = "--format",
        paramLabel = "pem|der",
        defaultValue = "pem",
        description = "Encoding (default: pem).")
    String format = "pem";

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Where to; standard output if left out (PEM only).")
    @Nullable Path out;

    @Override
    public Integer call() throws IOException {
      CertificateAuthority authority = authority();
      if (!format.equals("pem") && !format.equals("der")) {
        throw new UsageException("--format: " + format + " (expected: pem or der)");
      }
      if (out == null) {
        if (format.equals("der")) {
          throw new UsageException(
              "--format der: needs --out FILE (expected: a file, since DER is binary)");
        }
        Terminal.out(authority.pem().strip());
      } else if (format.equals("pem")) {
        Files.writeString(out, authority.pem());
      } else {
        Files.write(out, authority.der());
      }
      return Main.DONE;
    }
  }

  /** {@code telltale ca rotate}. */
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Make a new authority; phones must trust it anew.")
  static final class Rotate extends OnAuthority {
    @Override
    public Integer call() throws IOException {
      CertificateAuthority authority = authority();
      String before = authority.fingerprint();
      Path kept = authority.rotate();
      Terminal.out("was " + before);
      Terminal.out("now " + authority.fingerprint());
      Terminal.out("the old one is kept in " + kept);
      Terminal.err(
          "Install the new certificate on each phone, and remove the old one. A running instance"
              + " shows certificates of the new one from now on.");
      return Main.DONE;
    }
  }
}
