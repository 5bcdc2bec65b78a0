package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A phone, a gateway and the internet as network namespaces of this machine, joined by virtual
 * cables; all of it is gone when closed. The phone's only way is the gateway.
 *
 * <pre>
 * phone 10.77.0.2, fd77::2 ── inside 10.77.0.1, fd77::1 | outside 203.0.113.1, 2001:db8:1::1 ── internet .10, ::10
 * </pre>
 */
final class Namespaces implements AutoCloseable {
  private final String phone;
  private final String gateway;
  private final String internet;
  private final List<Process> processes = new ArrayList<>();

  Namespaces() throws Exception {
    Lab.requireRoot();
    Lab.require("ip");
    Lab.require("nft");
    long pid = ProcessHandle.current().pid();
    phone = "ttp" + pid;
    gateway = "ttg" + pid;
    internet = "tti" + pid;
    try {
      for (String name : List.of(phone, gateway, internet)) {
        run("ip netns add " + name);
        run("ip -n " + name + " link set lo up");
        // Addresses are usable at once, without looking for duplicates.
        in(name, "sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0");
      }
      cable(
          phone,
          "wlan",
          "10.77.0.2/24",
          "fd77::2/64",
          gateway,
          "inside",
          "10.77.0.1/24",
          "fd77::1/64");
      cable(
          internet,
          "eth",
          "203.0.113.10/24",
          "2001:db8:1::10/64",
          gateway,
          "outside",
          "203.0.113.1/24",
          "2001:db8:1::1/64");
      run("ip -n " + phone + " route add default via 10.77.0.1");
      run("ip -n " + phone + " route add default via fd77::1");
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private void cable(
      String left,
      String leftCard,
      String left4,
      String left6,
      String right,
      String rightCard,
      String right4,
      String right6)
      throws Exception {
    run(
        "ip link add "
            + leftCard
            + " netns "
            + left
            + " type veth peer name "
            + rightCard
            + " netns "
            + right);
    for (String[] end :
        new String[][] {{left, leftCard, left4, left6}, {right, rightCard, right4, right6}}) {
      run("ip -n " + end[0] + " addr add " + end[2] + " dev " + end[1]);
      run("ip -n " + end[0] + " addr add " + end[3] + " dev " + end[1] + " nodad");
      run("ip -n " + end[0] + " link set " + end[1] + " up");
    }
  }

  /** Runs commands of a {@link Gateway.Plan} in the gateway. */
  void gateway(List<Gateway.Command> commands) throws Exception {
    for (Gateway.Command command : commands) {
      List<String> argv = new ArrayList<>(List.of("ip", "netns", "exec", gateway));
      argv.addAll(command.argv());
      Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
      try (var input = process.outputWriter()) {
        input.write(command.input() == null ? "" : command.input());
      }
      String output = text(process);
      assertThat(process.waitFor()).as(command.shell() + "\n" + output).isZero();
    }
  }

  /** All that {@link Gateway} touches, as text. */
  String gatewayState() throws Exception {
    return in(gateway, "nft list ruleset")
        + in(gateway, "ip -4 rule")
        + in(gateway, "ip -6 rule")
        + in(gateway, "ip -4 route show table all")
        + in(gateway, "ip -6 route show table all").replaceAll("(?m)^.*(multicast|fe80).*$\n?", "")
        + in(gateway, "sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding");
  }

  /** Runs a POSIX shell line as the phone's user, who has no privileges. */
  String asPhone(String script) throws Exception {
    return output(
        List.of(
            "ip",
            "netns",
            "exec",
            phone,
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "bash",
            "-c",
            script));
  }

  /** Lines that a process of ours prints; ends with the namespaces. */
  List<String> start(String where, Path log, boolean privileged, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "ip",
                "netns",
                "exec",
                switch (where) {
                  case "gateway" -> gateway;
                  case "phone" -> phone;
                  default -> internet;
                }));
    if (!privileged) {
      command.addAll(List.of("setpriv", "--bounding-set=-net_admin,-net_raw", "--inh-caps=-all"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayProcess.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    processes.add(process);
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader out = process.inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                  lines.add(line);
                }
              } catch (IOException e) {
                lines.add("unreadable: " + e);
              }
            });
    reader.setDaemon(true);
    reader.start();
    return lines;
  }

  private static String in(String name, String command) throws Exception {
    return output(List.of(("ip netns exec " + name + " " + command).split(" ")));
  }

  private static void run(String command) throws Exception {
    Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
    String output = text(process);
    assertThat(process.waitFor()).as(command + ": " + output).isZero();
  }

  private static String output(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = text(process);
    process.waitFor();
    return output;
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws Exception {
    for (Process process : processes) {
      process.destroy();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    for (String name : List.of(phone, gateway, internet)) {
      output(List.of("ip", "netns", "del", name));
    }
  }
}
