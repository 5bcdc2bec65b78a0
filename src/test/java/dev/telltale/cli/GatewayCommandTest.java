package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.Lab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayCommandTest {
  @TempDir Path data;

  /** What a command printed, with its exit code as last line. */
  private static String output(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text + "exit " + process.waitFor();
  }

  private String telltale(String namespace, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Lab.require("ip"),
                "netns",
                "exec",
                namespace,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "gateway"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", data.toString()));
    return output(command);
  }

  private static String state(String namespace) throws Exception {
    StringBuilder state = new StringBuilder();
    for (String command :
        List.of(
            "nft list ruleset",
            "ip -4 rule",
            "ip -6 rule",
            "ip -4 route show table all",
            "ip -6 route show table all",
            "cat /proc/sys/net/ipv4/ip_forward")) {
      state.append(output(List.of(("ip netns exec " + namespace + " " + command).split(" "))));
    }
    return state.toString();
  }

  @Test
  void whatUpDoesDownUndoes() throws Exception {
    Lab.requireRoot();
    Lab.require("nft");
    String namespace = "ttc" + ProcessHandle.current().pid();
    assertThat(output(List.of("ip", "netns", "add", namespace))).isEqualTo("exit 0");
    try {
      String down = state(namespace);
      assertThat(telltale(namespace, "up", "--interface", "wlan0", "--apply"))
          .as("without its loopback interface a machine cannot be a gateway")
          .contains("everything was undone")
          .endsWith("exit 1");
      assertThat(state(namespace)).isEqualTo(down);
      assertThat(data).isEmptyDirectory();

      output(List.of("ip", "-n", namespace, "link", "set", "lo", "up"));
      String before = state(namespace);
      assertThat(telltale(namespace, "up", "--interface", "wlan0"))
          .contains("ip -4 rule add fwmark")
          .contains("tproxy to :8083")
          .contains("Nothing was changed")
          .endsWith("exit 0");
      assertThat(state(namespace)).as("shown only").isEqualTo(before);

      assertThat(telltale(namespace, "up", "--interface", "wlan0", "--apply"))
          .contains("The gateway is up")
          .endsWith("exit 0");
      assertThat(state(namespace)).contains("table inet telltale", "fwmark 0x7e11");
      assertThat(telltale(namespace, "up", "--interface", "wlan0", "--apply"))
          .contains("a gateway is up already")
          .endsWith("exit 2");

      assertThat(telltale(namespace, "down", "--apply"))
          .contains("nft delete table inet telltale")
          .endsWith("exit 0");
      assertThat(state(namespace)).as("undone exactly").isEqualTo(before);
      assertThat(data).isEmptyDirectory();
    } finally {
      output(List.of("ip", "netns", "del", namespace));
    }
  }

  @Test
  void badWordsAreNamed() throws Exception {
    assertThat(Main.run("gateway", "up", "--interface", "a b", "--data", data.toString()))
        .isEqualTo(Main.USAGE);
    assertThat(
            Main.run(
                "gateway",
                "up",
                "--interface",
                "wlan0",
                "--mode",
                "bridge",
                "--data",
                data.toString()))
        .isEqualTo(Main.USAGE);
    assertThat(
            Main.run(
                "gateway",
                "up",
                "--interface",
                "wlan0",
                "--listen",
                "8083",
                "--data",
                data.toString()))
        .isEqualTo(Main.USAGE);
    assertThat(Main.run("gateway", "down", "--data", data.toString())).isEqualTo(Main.USAGE);
    Files.writeString(data.resolve("gateway.json"), "{\"inside\": 3");
    assertThat(Main.run("gateway", "down", "--data", data.toString())).isEqualTo(Main.USAGE);
    Files.writeString(data.resolve("gateway.json"), "{}");
    assertThat(Main.run("gateway", "down", "--data", data.toString())).isEqualTo(Main.USAGE);
  }
}
