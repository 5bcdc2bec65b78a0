package dev.telltale.cli;

import dev.telltale.cli.config.Setting;
import dev.telltale.cli.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale config}: what holds, and why. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Show the effective configuration.",
    subcommands = ConfigCommand.Show.class)
final class ConfigCommand {

  /** {@code telltale config show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Every setting, with its value.")
  static final class Show implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(names = "--origin", description = "Also where each value was set, and what it does.")
    boolean origin;

    @Override
    public Integer call() {
      Settings settings = options.settings();
      Table table =
          origin
              ? new Table("SETTING", "VALUE", "ORIGIN", "VARIABLE", "MEANING")
              : new Table("SETTING", "VALUE");
      for (Setting setting : Settings.ALL) {
        String value = settings.shown(setting.key());
        if (origin) {
          table.row(
              setting.key(),
              value,
              settings.origin(setting.key()),
              setting.variable(),
              setting.meaning());
        } else {
          table.row(setting.key(), value);
        }
      }
      table.lines().forEach(Terminal::out);
      return Main.DONE;
    }
  }
}
