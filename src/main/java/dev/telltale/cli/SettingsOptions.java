package dev.telltale.cli;

import dev.telltale.cli.config.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command that needs a recording has. */
final class SettingsOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the recording (default: data).")
  private @Nullable String data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration in place of config/telltale.json.")
  private @Nullable Path config;

  /** The effective configuration, this command's options included. */
  Settings settings() {
    if (config != null && !java.nio.file.Files.exists(config)) {
      throw new UsageException(
          "--config: "
              + config
              + ": no such file (expected: a JSON file such as config/telltale.json)");
    }
    String home = System.getProperty("user.home", "");
    Settings settings =
        Settings.load(
            config != null ? config : Path.of("config", "telltale.json"),
            home.isEmpty() ? null : Path.of(home, ".config", "telltale", "telltale.json"),
            System.getenv());
    settings.option("data", "--data", data);
    return settings;
  }

  /** The folder of the recording. */
  Path dataFolder() {
    String folder = settings().text("data");
    return Path.of(folder == null ? "data" : folder);
  }
}
