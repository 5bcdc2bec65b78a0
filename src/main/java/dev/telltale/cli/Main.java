package dev.telltale.cli;

import dev.telltale.record.StoreException;
import java.net.BindException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** Where the program starts: the commands, and what their failures mean to the caller. */
@Command(
    name = "telltale",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Tells, app by app, which personal data leaves a phone, to whom, in which encoding and when.",
      ""
    },
    footer = {
      "",
      "First steps:",
      "  telltale demo                                   see it work, without a phone",
      "  telltale start --proxy 0.0.0.0:8080             record a phone on this network",
      "  telltale findings --app com.example.app         what an app told about its user",
      "",
      "Exit codes: 0 done, 1 a fault inside, 2 usage, 3 complete but not valid, 4 not complete, 5 could not bind, 6 store unusable.",
      "Options win over TELLTALE_* variables, those over config/telltale.json, that over ~/.config/telltale/telltale.json."
    },
    subcommands = {
      StartCommand.class,
      DashboardCommand.class,
      SessionCommand.class,
      MarkCommand.class,
      QueryCommands.Apps.class,
      QueryCommands.Findings.class,
      QueryCommands.Exchanges.class,
      QueryCommands.Gaps.class,
      QueryCommands.RecipientsCommand.class,
      ClassifyCommand.class,
      ReclassifyCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      BundleCommand.class,
      VerifyCommand.class,
      TimestampCommand.class,
      IdentityCommand.class,
      DeclareCommand.class,
      CompareCommand.class,
      ChecklistCommand.class,
      LetterCommand.class,
      DiffCommand.class,
      ReportCommand.class,
      IdentifiersCommand.class,
      DemoCommand.class,
      CaCommand.class,
      GatewayCommand.class,
      DoctorCommand.class,
      ConfigCommand.class,
      GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class Main {
  /** The command did what it should. */
  static final int DONE = 0;

  /** A fault inside. */
  static final int FAULT = 1;

  /** The caller asked for something that cannot be. */
  static final int USAGE = 2;

  /** An address could not be bound. */
  static final int NOT_BOUND = 5;

  /** The store cannot be used. */
  static final int STORE_UNUSABLE = 6;

  private Main() {}

  public static void main(String[] args) {
    int code = run(args);
    Terminal.flush();
    System.exit(code);
  }

  /** Runs a command line and returns its exit code. */
  static int run(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e));
    line.setParameterExceptionHandler(Main::misused);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    if (args.length == 0) {
      line.usage(System.out);
      return USAGE;
    }
    return line.execute(args);
  }

  private static int misused(ParameterException e, String[] args) {
    Terminal.err("telltale: " + Terminal.plain(String.valueOf(e.getMessage())));
    CommandLine command = e.getCommandLine();
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(
        e, new java.io.PrintWriter(System.err, true))) {
      Terminal.err("See: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return USAGE;
  }

  private static int failed(Exception e) {
    if (e instanceof UsageException) {
      Terminal.err("telltale: " + e.getMessage());
      return USAGE;
    }
    if (e instanceof BindException) {
      Terminal.err("telltale: " + e.getMessage());
      return NOT_BOUND;
    }
    if (e instanceof StoreException) {
      Terminal.err("telltale: " + e.getMessage());
      return STORE_UNUSABLE;
    }
    Terminal.err("telltale: a fault inside: " + e);
    for (StackTraceElement frame : e.getStackTrace()) {
      Terminal.err("    at " + frame);
    }
    return FAULT;
  }

  /** The version in the jar's manifest. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** For {@code --version}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"telltale " + version()};
    }
  }
}
