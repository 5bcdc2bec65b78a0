package dev.telltale.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.telltale.model.Phase;
import dev.telltale.model.Session;
import dev.telltale.record.Store;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale session}: which app is under test from now on. */
@Command(
    name = "session",
    mixinStandardHelpOptions = true,
    description =
        "Start, stop and list sessions of the running instance; delete sessions of a stopped one.",
    footer = {
      "",
      "Example: telltale session start --app com.example.app --app-version 4.2 --phase before-consent"
    },
    subcommands = {
      SessionCommand.Start.class,
      SessionCommand.Stop.class,
      SessionCommand.Listing.class,
      SessionDeleteCommand.class
    })
final class SessionCommand {

  /** {@code telltale session start}. */
  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Begin a session; the device's current one ends.")
  static final class Start implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(
        names = "--app",
        required = true,
        paramLabel = "ID",
        description = "The app under test.")
    String app = "";

    @Option(names = "--app-version", paramLabel = "V", description = "Its version.")
    @Nullable String appVersion;

    @Option(names = "--device", paramLabel = "NAME", description = "The phone.")
    @Nullable String device;

    @Option(
        names = "--phase",
        paramLabel = "P",
        description = "The phase it begins in, such as before-consent.")
    @Nullable String phase;

    @Option(
        names = "--package",
        paramLabel = "FILE",
        description = "The app's package; its SHA-256 becomes a note of the session.")
    @Nullable Path appPackage;

    @Option(
        names = "--fact",
        paramLabel = "TEXT",
        description =
            "What else was true, such as \"model Pixel 7, build TQ3A.230901\" or \"CA installed as system root\" (repeatable).")
    List<String> facts = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
      List<String> notes = new ArrayList<>(facts);
      if (appPackage != null) {
        notes.add(0, packageNote(appPackage));
      }
      JsonObject body = new JsonObject();
      body.addProperty("app", app);
      body.addProperty("appVersion", appVersion);
      body.addProperty("device", device);
      body.addProperty("phase", phase);
      LiveApi api = new LiveApi(InstanceFile.require(options.dataFolder()));
      JsonElement session = api.post("/api/v1/sessions", body);
      for (String note : notes) {
        JsonObject mark = new JsonObject();
        mark.addProperty("device", device);
        mark.addProperty("phase", phase == null ? Phase.UNMARKED : phase);
        mark.addProperty("note", note);
        api.post("/api/v1/marks", mark);
      }
      Terminal.out(
          "session "
              + session.getAsJsonObject().get("id").getAsLong()
              + " started: "
              + Terminal.plain(app));
      return Main.DONE;
    }
  }

  private static String packageNote(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "--package: " + file + ": no such file (expected: an app's package)");
    }
    MessageDigest digest = Hashes.digest("SHA-256");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return "app package " + file.getFileName() + ", SHA-256 " + Hashes.hex(digest.digest());
  }

  /** {@code telltale session stop}. */
  @Command(name = "stop", mixinStandardHelpOptions = true, description = "End the session.")
  static final class Stop implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(names = "--device", paramLabel = "NAME", description = "The phone.")
    @Nullable String device;

    @Override
    public Integer call() {
      JsonObject body = new JsonObject();
      body.addProperty("device", device);
      new LiveApi(InstanceFile.require(options.dataFolder())).post("/api/v1/sessions/stop", body);
      Terminal.out("session stopped");
      return Main.DONE;
    }
  }

  /** {@code telltale session list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "All sessions of the recording.")
  static final class Listing implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(names = "--json", description = "JSON Lines in place of a table.")
    boolean json;

    @Override
    public Integer call() {
      Path data = options.dataFolder();
      try (Store store = Store.openReadOnly(data)) {
        Table table =
            new Table(
                "SESSION", "DEVICE", "APP", "VERSION", "SOURCE", "STARTED", "ENDED", "PHASES");
        for (Session s : store.sessions()) {
          if (json) {
            Terminal.out(SessionJson.of(s, store.marks(s.id())));
            continue;
          }
          table.row(
              s.id(),
              s.device(),
              Objects.requireNonNullElse(s.app(), "-"),
              Objects.requireNonNullElse(s.appVersion(), "-"),
              s.source(),
              Instant.ofEpochMilli(s.startedAtMillis()),
              s.endedAtMillis() == null ? "running" : Instant.ofEpochMilli(s.endedAtMillis()),
              String.join(", ", store.marks(s.id()).stream().map(m -> m.phase()).toList()));
        }
        if (!json) {
          if (table.isEmpty()) {
            Terminal.err("No session yet. Start one with: telltale session start --app ID");
          }
          table.lines().forEach(Terminal::out);
        }
      }
      return Main.DONE;
    }
  }
}
