package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.Lab;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import java.io.DataInputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocksEntryTest {
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

  private static String curl(Rig rig, String... more) throws Exception {
    String[] command = new String[more.length + 7];
    command[0] = Lab.require("curl");
    command[1] = "-sS";
    command[2] = "--max-time";
    command[3] = "20";
    command[4] = "--cacert";
    command[5] = Rig.phones().pemFile().toString();
    command[6] = "--noproxy";
    System.arraycopy(more, 0, command, 7, more.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static String address(Rig rig) {
    InetSocketAddress socks = rig.interceptor.socksAddress();
    assertThat(socks).isNotNull();
    return "127.0.0.1:" + socks.getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2"})
  void curlGoesThroughWithItsAppsName(String version) throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("h2", "http/1.1");
        Rig rig = Rig.to(origin.port(), config -> config.socks(ANY_PORT))) {
      String answer =
          curl(
              rig,
              "none.example",
              version,
              "--proxy",
              "socks5h://com.example.app:x@" + address(rig),
              "--data",
              "over socks",
              "https://api.shop.example/socks");
      assertThat(answer).isEqualTo("over socks");
      Exchange exchange = rig.sink.exchange("/socks");
      assertThat(exchange.connection().entry()).isEqualTo("socks");
      assertThat(exchange.connection().credential()).isEqualTo("com.example.app");
      assertThat(exchange.connection().host()).isEqualTo("api.shop.example");
      assertThat(exchange.protocol()).isEqualTo(version.equals("--http2") ? "HTTP/2" : "HTTP/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "[2001:db8::7]"})
  void anAddressIsKeptAndTheNameIsInTheServerName(String destination) throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("http/1.1");
        Rig rig = Rig.to(origin.port(), config -> config.socks(ANY_PORT))) {
      String answer =
          curl(
              rig,
              "none.example",
              "--resolve",
              "api.shop.example:443:" + destination,
              "--proxy",
              "socks5://" + address(rig),
              "--data",
              "by address",
              "https://api.shop.example/address");
      assertThat(answer).isEqualTo("by address");
      Exchange exchange = rig.sink.exchange("/address");
      assertThat(exchange.connection().credential()).isNull();
      assertThat("[" + exchange.connection().host() + "]")
          .contains(destination.replaceAll("[\\[\\]]", ""));
      assertThat(exchange.connection().client()).isNotNull();
      assertThat(exchange.connection().client().sni()).isEqualTo("api.shop.example");
    }
  }

  @Test
  void cleartextHttpGoesThroughAsWell() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port(), config -> config.socks(ANY_PORT))) {
      assertThat(
              curl(
                  rig,
                  "none.example",
                  "--proxy",
                  "socks5h://" + address(rig),
                  "--data",
                  "in the clear",
                  "http://api.shop.example/clear"))
          .isEqualTo("in the clear");
      assertThat(rig.sink.exchange("/clear").connection().entry()).isEqualTo("socks");
    }
  }

  @Test
  void f36_datagramsAreRefusedAndCountedAsQuic() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port(), config -> config.socks(ANY_PORT));
        Socket socket = new Socket()) {
      InetSocketAddress socks = rig.interceptor.socksAddress();
      socket.connect(socks, 5_000);
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(HexFormat.of().parseHex("050100" + "05030001000000000000"));
      byte[] answer = new DataInputStream(socket.getInputStream()).readAllBytes();
      assertThat(HexFormat.of().formatHex(answer)).isEqualTo("0500" + "05070001000000000000");
      Gap gap = rig.sink.gap(Gap.Cause.QUIC);
      assertThat(gap.detail()).contains("UDP ASSOCIATE");
      assertThat(gap.host()).isNull();
    }
  }

  @Test
  void f50_loopbackIsRefusedWithTheRulesetsReply() throws Exception {
    try (Rig rig =
            Rig.with(InterceptConfig.builder().socks(ANY_PORT).build(), InetAddress::getAllByName);
        Socket socket = new Socket()) {
      socket.connect(rig.interceptor.socksAddress(), 5_000);
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(HexFormat.of().parseHex("050100" + "050100017f0000010050"));
      byte[] answer = new DataInputStream(socket.getInputStream()).readAllBytes();
      assertThat(HexFormat.of().formatHex(answer)).isEqualTo("0500" + "05020001000000000000");
    }
  }

  @Test
  void f82_aUsedPortIsNamed() throws Exception {
    try (Rig rig =
        Rig.with(InterceptConfig.builder().socks(ANY_PORT).build(), InetAddress::getAllByName)) {
      InetSocketAddress taken = rig.interceptor.socksAddress();
      assertThatThrownBy(
              () ->
                  Rig.with(
                      InterceptConfig.builder().socks(taken).build(), InetAddress::getAllByName))
          .hasRootCauseInstanceOf(BindException.class)
          .hasMessageContaining("socks: 127.0.0.1:" + taken.getPort())
          .hasMessageContaining("choose another with --socks");
    }
  }
}
