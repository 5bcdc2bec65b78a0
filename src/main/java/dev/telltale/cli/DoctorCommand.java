package dev.telltale.cli;

import dev.telltale.cli.config.Settings;
import dev.telltale.record.Store;
import dev.telltale.record.StoreException;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code telltale doctor}: what would stop a recording, and how to mend it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Check Java, ports, CA, recording, disk and adb, and say how to mend each.",
    footer = {"", "Exit code 0 if nothing stands in the way, 1 otherwise."})
final class DoctorCommand implements Callable<Integer> {
  private static final long LITTLE_SPACE_BYTES = 1L << 30;

  @Mixin SettingsOptions options = new SettingsOptions();
  private boolean trouble;

  @Override
  public Integer call() {
    Settings settings = options.settings();
    Path data = options.dataFolder();
    InstanceFile running = InstanceFile.find(data);
    good("Java " + Runtime.version() + " on " + System.getProperty("os.name"));
    if (running != null) {
      good(
          "running as process "
              + running.pid()
              + ", proxy "
              + running.proxy()
              + ", dashboard "
              + running.web());
    } else {
      port("proxy", settings.text("proxy"));
      port("web", settings.text("web"));
    }
    authority(settings.text("certs"));
    recording(data);
    disk(data);
    adb();
    Terminal.out(
        trouble ? "Something stands in the way; see above." : "Nothing stands in the way.");
    return trouble ? Main.FAULT : Main.DONE;
  }

  private static void good(String what) {
    Terminal.out("✓ " + what);
  }

  private void bad(String what, String remedy) {
    trouble = true;
    Terminal.out("✗ " + what);
    Terminal.out("    " + remedy);
  }

  private static void note(String what, String advice) {
    Terminal.out("- " + what);
    Terminal.out("    " + advice);
  }

  private void port(String what, @Nullable String address) {
    if (address == null) {
      return;
    }
    InetSocketAddress wanted = Addresses.parse(what, address);
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(wanted);
      good(what + " " + address + " is free");
    } catch (IOException e) {
      bad(
          what + " " + address + ": " + e.getMessage(),
          "choose another: telltale start --" + what + " 127.0.0.1:0");
    }
  }

  private void authority(@Nullable String certs) {
    Path folder = Path.of(certs == null ? "certs" : certs);
    if (!Files.exists(folder.resolve(CertificateAuthority.KEY_STORE))) {
      note("no certificate authority in " + folder + " yet", "the first start makes it");
      return;
    }
    try {
      CertificateAuthority authority = CertificateAuthority.openOrCreate(folder, Clock.SYSTEM);
      good(
          "certificate authority in "
              + folder
              + ", valid to "
              + authority.certificate().getNotAfter().toInstant());
      authority.warning().ifPresent(warning -> note(warning, "telltale ca rotate"));
    } catch (IOException e) {
      bad(String.valueOf(e.getMessage()), "see certs/README.md");
    }
  }

  private void recording(Path data) {
    if (!Files.exists(data.resolve("telltale.db"))) {
      note("no recording in " + data + " yet", "the first start makes it");
      return;
    }
    try (Store store = Store.openReadOnly(data)) {
      good("recording in " + data + " with " + store.sessions().size() + " sessions");
    } catch (StoreException e) {
      bad(String.valueOf(e.getMessage()), "nothing was deleted");
    }
  }

  private void disk(Path data) {
    try {
      Path existing = data.toAbsolutePath();
      while (!Files.exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      long free = Files.getFileStore(existing).getUsableSpace();
      String text = (free >> 20) + " MiB free for " + data;
      if (free < LITTLE_SPACE_BYTES) {
        bad(text, "make room, or choose another folder with --data");
      } else {
        good(text);
      }
    } catch (IOException e) {
      bad(data + ": " + e.getMessage(), "choose another folder with --data");
    }
  }

  private static void adb() {
    try {
      Process process = new ProcessBuilder("adb", "devices").redirectErrorStream(true).start();
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
        note("adb does not answer", "adb kill-server, then again");
        return;
      }
      String answer =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      long phones = answer.lines().skip(1).filter(line -> line.endsWith("\tdevice")).count();
      if (phones > 0) {
        good("adb sees " + phones + " phone" + (phones == 1 ? "" : "s"));
      } else {
        note("adb sees no phone", "needed only for a phone on a cable: allow USB debugging on it");
      }
    } catch (IOException e) {
      note("adb is not installed", "needed only for a phone on a cable: apt-get install adb");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
