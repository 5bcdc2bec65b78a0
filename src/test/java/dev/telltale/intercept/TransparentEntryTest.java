package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.Lab;
import dev.telltale.intercept.Gateway.Mode;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A phone whose only way is the gateway, in network namespaces, with the rules that ship. */
class TransparentEntryTest {
  private static final InetSocketAddress ENTRY = new InetSocketAddress("::", 8083);

  @TempDir Path folder;

  private static void awaitLine(List<String> lines, String pattern) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.matches(pattern)));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void f36_aPhoneBehindTheGatewayIsSeenOverBothVersionsOfIp(Mode mode) throws Exception {
    String curl = Lab.require("curl");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Namespaces net = new Namespaces()) {
      List<String> origin =
          net.start("internet", folder.resolve("origin.log"), true, "origin", folder.toString());
      awaitLine(origin, "ready");
      String before = net.gatewayState();
      Gateway.Plan plan = Gateway.plan("inside", ENTRY, mode, false);
      net.gateway(plan.up());
      // The entry of REDIRECT needs no privilege; reading the QUIC counters does.
      List<String> gateway =
          net.start(
              "gateway",
              folder.resolve("gateway.log"),
              mode == Mode.TPROXY,
              "gateway",
              folder.toString(),
              mode.name());
      awaitLine(gateway, "ready .*");

      for (String address : List.of("203.0.113.10", "[2001:db8:1::10]")) {
        String answer =
            net.asPhone(
                curl
                    + " -sS --max-time 20 --cacert "
                    + folder.resolve("phone.pem")
                    + " --resolve shop.example:443:"
                    + address
                    + " --data 'through the gateway' https://shop.example/from-phone 2>&1");
        assertThat(answer).isEqualTo("through the gateway");
      }
      awaitLine(
          gateway,
          "exchange transparent 10\\.77\\.0\\.2 203\\.0\\.113\\.10 443"
              + " https://shop.example/from-phone COMPLETE");
      awaitLine(
          gateway,
          "exchange transparent fd77:0:0:0:0:0:0:2 2001:db8:1:0:0:0:0:10 443"
              + " https://shop.example/from-phone COMPLETE");

      String echo =
          net.asPhone(
              "exec 3<>/dev/tcp/203.0.113.10/1883; printf '\\020\\001x' >&3;"
                  + " head -c 3 <&3 | od -An -tx1; exec 3>&-");
      assertThat(echo.strip()).as("a protocol that is not HTTP").isEqualTo("10 01 78");
      awaitLine(gateway, "connection transparent 203\\.0\\.113\\.10 1883 3 3");
      awaitLine(gateway, "gap opaque 203\\.0\\.113\\.10 1 .*");

      for (String address : List.of("203.0.113.10", "2001:db8:1::10")) {
        String quic =
            net.asPhone(
                "exec 3<>/dev/udp/" + address + "/443; printf x >&3; sleep 0.2; printf x >&3");
        assertThat(quic).as("told at once by ICMP").contains("Connection refused");
      }
      if (mode == Mode.TPROXY) {
        awaitLine(gateway, "gap quic 203\\.0\\.113\\.10 [12] .*");
        awaitLine(gateway, "gap quic 2001:db8:1::10 [12] .*");
      }

      String direct =
          net.asPhone(curl + " -sS --max-time 5 http://10.77.0.1:8083/ 2>&1; echo exit $?");
      assertThat(direct).as("the entry itself leads nowhere").containsPattern("exit (52|56)");

      net.gateway(plan.down());
      assertThat(net.gatewayState()).as("undone exactly").isEqualTo(before);
    }
  }

  @Test
  void withoutThePrivilegeTheStartIsRefused() throws Exception {
    try (Namespaces net = new Namespaces()) {
      List<String> gateway =
          net.start(
              "gateway",
              folder.resolve("gateway.log"),
              false,
              "gateway",
              folderWithRoot().toString(),
              Mode.TPROXY.name());
      awaitLine(
          gateway,
          "refused transparent: .*:8083 cannot be listened on \\(the option IP_TRANSPARENT did not"
              + " take.*CAP_NET_ADMIN.*--transparent-mode redirect.*");
    }
  }

  private Path folderWithRoot() throws Exception {
    Files.writeString(
        folder.resolve("root.pem"),
        new okhttp3.tls.HeldCertificate.Builder().certificateAuthority(0).build().certificatePem());
    return folder;
  }
}
