package dev.telltale.cli;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.telltale.intercept.Gateway;
import dev.telltale.intercept.Gateway.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale gateway}: this machine as the gateway of a test network. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = "Make this machine the gateway of a test network, or undo that (Linux, root).",
    subcommands = {GatewayCommand.Up.class, GatewayCommand.Down.class})
final class GatewayCommand {
  private static final String REMEMBERED = "gateway.json";
  private static final Gson JSON = new Gson();

  /**
   * What was set up, from which the undoing is rendered anew: commands that root will run are not
   * taken from a file.
   */
  private record SetUp(String inside, String entry, String mode, boolean forwarding) {
    Gateway.Plan plan() {
      return Gateway.plan(
          inside, Addresses.parse("--listen", entry), Mode.valueOf(mode), forwarding);
    }
  }

  /** What the subcommands share. */
  abstract static class OnGateway implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(names = "--apply", description = "Run the commands; without, they are only shown.")
    boolean apply;

    Path remembered() {
      return options.dataFolder().resolve(REMEMBERED);
    }

    static void show(List<Gateway.Command> commands) {
      commands.forEach(command -> Terminal.out(command.shell()));
    }

    /** Runs commands; returns what the first failing one said, null if all went well. */
    static @Nullable String run(List<Gateway.Command> commands, boolean toTheEnd)
        throws IOException {
      String failure = null;
      for (Gateway.Command command : commands) {
        String said = run(command);
        if (said != null && failure == null) {
          failure = command.argv().get(0) + ": " + said;
        }
        if (failure != null && !toTheEnd) {
          return failure;
        }
      }
      return failure;
    }

    private static @Nullable String run(Gateway.Command command) throws IOException {
      Process process = new ProcessBuilder(command.argv()).redirectErrorStream(true).start();
      try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
        input.write(command.input() == null ? "" : command.input());
      } catch (IOException e) {
        // It ended without reading; its exit code and words say why.
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      try {
        int code = process.waitFor();
        return code == 0 ? null : "exit code " + code + ", " + Terminal.plain(said.strip());
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
        return "interrupted";
      }
    }
  }

  /** {@code telltale gateway up}. */
  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = "Bring all TCP of a network to the transparent entry, and reject QUIC.",
      footer = {
        "",
        "Example: sudo telltale gateway up --interface wlan0 --apply",
        "         sudo telltale start --transparent [::]:8083"
      })
  static final class Up extends OnGateway {
    @Option(
        names = "--interface",
        paramLabel = "NAME",
        required = true,
        description = "The network interface on which the phones are, such as wlan0.")
    String inside = "";

    @Option(
        names = "--listen",
        paramLabel = "HOST:PORT",
        defaultValue = "[::]:8083",
        description = "Where --transparent listens (default: [::]:8083).")
    String entry = "[::]:8083";

    @Option(
        names = "--mode",
        paramLabel = "tproxy|redirect",
        defaultValue = "tproxy",
        description = "How TCP is brought there (default: tproxy).")
    Mode mode = Mode.TPROXY;

    @Override
    public Integer call() throws IOException {
      InetSocketAddress listening = Addresses.parse("--listen", entry);
      Path forwardingFile = Path.of("/proc/sys/net/ipv4/ip_forward");
      boolean forwarding =
          Files.isReadable(forwardingFile) && Files.readString(forwardingFile).strip().equals("1");
      SetUp setUp = new SetUp(inside, Addresses.format(listening), mode.name(), forwarding);
      Gateway.Plan plan;
      try {
        plan = setUp.plan();
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()), e);
      }
      show(plan.up());
      if (!apply) {
        Terminal.err("Nothing was changed; to run these commands, add --apply (as root).");
        return Main.DONE;
      }
      Files.createDirectories(options.dataFolder());
      try {
        Files.writeString(remembered(), JSON.toJson(setUp), StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        throw new UsageException(
            remembered()
                + ": a gateway is up already (expected: none); run: telltale gateway down --apply",
            e);
      }
      String failure = run(plan.up(), false);
      if (failure != null) {
        run(plan.down(), true);
        Files.deleteIfExists(remembered());
        Terminal.err("telltale: gateway up: " + failure + "; everything was undone. Is this root?");
        return Main.FAULT;
      }
      Terminal.err("The gateway is up. Next: telltale start --transparent " + entry);
      return Main.DONE;
    }
  }

  /** {@code telltale gateway down}. */
  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Undo exactly what up did.")
  static final class Down extends OnGateway {
    @Override
    public Integer call() throws IOException {
      if (!Files.exists(remembered())) {
        throw new UsageException(
            remembered() + ": no gateway was set up with this --data (expected: after gateway up)");
      }
      List<Gateway.Command> down;
      try {
        down = JSON.fromJson(Files.readString(remembered()), SetUp.class).plan().down();
      } catch (JsonParseException | IllegalArgumentException | NullPointerException e) {
        throw new UsageException(
            remembered()
                + ": cannot be read (expected: what gateway up wrote); see docs/gateway.md for what"
                + " to remove by hand",
            e);
      }
      show(down);
      if (!apply) {
        Terminal.err("Nothing was changed; to run these commands, add --apply (as root).");
        return Main.DONE;
      }
      String failure = run(down, true);
      if (failure != null) {
        Terminal.err(
            "telltale: gateway down: " + failure + " (the rest was undone; was it gone already?)");
      }
      if (failure != null && !"root".equals(System.getProperty("user.name"))) {
        return Main.FAULT;
      }
      Files.deleteIfExists(remembered());
      return failure == null ? Main.DONE : Main.FAULT;
    }
  }
}
