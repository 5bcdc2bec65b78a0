package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.Lab;
import dev.telltale.intercept.Gateway.Command;
import dev.telltale.intercept.Gateway.Mode;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
  private static InetSocketAddress entry(String address) {
    return new InetSocketAddress(address, 8083);
  }

  private static List<String> lines(List<Command> commands) {
    return commands.stream().map(Command::shell).toList();
  }

  @Test
  void everyCommandHasItsUndoing() {
    Gateway.Plan plan = Gateway.plan("wlan0", entry("::"), Mode.TPROXY, false);
    assertThat(lines(plan.up()).subList(0, 4))
        .containsExactly(
            "ip -4 rule add fwmark 0x7e11 lookup 32273 pref 32273",
            "ip -4 route add local default dev lo table 32273",
            "ip -6 rule add fwmark 0x7e11 lookup 32273 pref 32273",
            "ip -6 route add local default dev lo table 32273");
    assertThat(lines(plan.up())).last().isEqualTo("sysctl -q -w net.ipv4.ip_forward=1");
    assertThat(lines(plan.down()))
        .containsExactly(
            "nft delete table inet telltale",
            "ip -4 rule del fwmark 0x7e11 lookup 32273 pref 32273",
            "ip -4 route del local default dev lo table 32273",
            "ip -6 rule del fwmark 0x7e11 lookup 32273 pref 32273",
            "ip -6 route del local default dev lo table 32273",
            "sysctl -q -w net.ipv4.ip_forward=0");
  }

  @Test
  void whatWasOnStaysOn() {
    Gateway.Plan plan = Gateway.plan("wlan0", entry("::"), Mode.REDIRECT, true);
    assertThat(lines(plan.down())).containsExactly("nft delete table inet telltale");
    assertThat(plan.up()).hasSize(1);
  }

  @Test
  void aShellLineQuotesWhatAShellWouldRead() {
    assertThat(new Command(List.of("nft", "-f", "-"), "table x\n").shell())
        .isEqualTo("nft -f - <<'RULES'\ntable x\nRULES");
    assertThat(Command.of("echo", "a b").shell()).isEqualTo("echo 'a b'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "eth0\"; flush ruleset", "a b", "$(reboot)", "interface-name-too-long"})
  void namesThatAreNoInterfaceAreRefused(String name) {
    assertThatThrownBy(() -> Gateway.plan(name, entry("::"), Mode.TPROXY, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("interface: " + name);
  }

  @Test
  void redirectCannotReachLoopback() {
    assertThatThrownBy(() -> Gateway.plan("wlan0", entry("127.0.0.1"), Mode.REDIRECT, true))
        .hasMessageContaining("expected with redirect");
    assertThatThrownBy(
            () -> Gateway.plan("wlan0", new InetSocketAddress("::", 0), Mode.TPROXY, true))
        .hasMessageContaining("a port");
  }

  @ParameterizedTest
  @CsvSource({
    "::,TPROXY",
    "0.0.0.0,TPROXY",
    "127.0.0.1,TPROXY",
    "::1,TPROXY",
    "192.0.2.1,TPROXY",
    "::,REDIRECT",
    "0.0.0.0,REDIRECT",
    "192.0.2.1,REDIRECT"
  })
  void nftAcceptsTheRules(String address, Mode mode) throws Exception {
    String nft = Lab.require("nft");
    Lab.requireRoot();
    Command load =
        Gateway.plan("wlan0", entry(address), mode, true).up().stream()
            .filter(c -> c.input() != null)
            .findFirst()
            .orElseThrow();
    Process check = new ProcessBuilder(nft, "-c", "-f", "-").redirectErrorStream(true).start();
    try (var input = check.outputWriter()) {
      input.write(String.valueOf(load.input()));
    }
    assertThat(new String(check.getInputStream().readAllBytes())).isEmpty();
    assertThat(check.waitFor()).isZero();
  }
}
