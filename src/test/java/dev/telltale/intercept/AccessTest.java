package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.model.Exchange;
import dev.telltale.model.Outcome;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS.md 49 to 53 and 82: who may use the proxy, and where it goes for them. */
class AccessTest {

  private static String connect(Rig rig, String authority) throws IOException {
    try (Socket socket = rig.raw()) {
      Rig.send(socket, "CONNECT " + authority + " HTTP/1.1\r\nHost: x\r\n\r\n");
      return Rig.readAll(socket.getInputStream());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8081",
        "127.9.9.9:80",
        "[::1]:80",
        "[::ffff:127.0.0.1]:80",
        "[::127.0.0.1]:80",
        "[64:ff9b::7f00:1]:80",
        "0.0.0.0:80",
        "[::]:80",
        "169.254.169.254:80",
        "[fe80::1]:80",
        "2130706433:80",
        "017700000001:80",
        "localhost:80",
        "224.0.0.1:80"
      })
  void f50_addressesThatOnlyThisMachineReaches(String authority) throws Exception {
    try (Rig rig = Rig.with(InterceptConfig.builder().build(), InetAddress::getAllByName)) {
      String answer = connect(rig, authority);
      if (authority.startsWith("0177")) {
        // Read as octal by some, as decimal by others: whatever it is, it is not loopback here.
        assertThat(answer).matches("(?s)HTTP/1.1 (403|502) .*");
        return;
      }
      assertThat(answer).startsWith("HTTP/1.1 403 ").contains("--allow-upstream");
      Exchange seen = rig.sink.exchange("/");
      assertThat(seen.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(seen.failure()).contains("not reached through this proxy");
    }
  }

  @Test
  void f50_theMachinesOwnAddresses() throws Exception {
    try (Rig rig = Rig.with(InterceptConfig.builder().build(), InetAddress::getAllByName)) {
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress own : Collections.list(card.getInetAddresses())) {
          String text = own.getHostAddress().replaceAll("%.*", "");
          String host = text.contains(":") ? "[" + text + "]" : text;
          assertThat(connect(rig, host + ":80")).startsWith("HTTP/1.1 403 ");
        }
      }
    }
  }

  @Test
  void f50_cleartextRequestsAsWell() throws Exception {
    try (Rig rig = Rig.with(InterceptConfig.builder().build(), InetAddress::getAllByName);
        Socket socket = rig.raw()) {
      Rig.send(socket, "GET http://localhost:8081/x HTTP/1.1\r\nHost: localhost:8081\r\n\r\n");
      assertThat(Rig.readAll(socket.getInputStream())).startsWith("HTTP/1.1 403 ");
      assertThat(rig.sink.exchange("/x").outcome()).isEqualTo(Outcome.REJECTED);
    }
  }

  @Test
  void f51_theAddressThatWasCheckedIsTheOneThatIsDialled() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Rig rig =
        Rig.with(
            InterceptConfig.builder().connectTimeout(Duration.ofMillis(300)).build(),
            host ->
                new InetAddress[] {
                  InetAddress.getByName(asked.getAndIncrement() == 0 ? "192.0.2.1" : "127.0.0.1")
                })) {
      try (Socket socket = rig.tunnel("flips.example:80")) {
        Rig.send(socket, "GET /flip HTTP/1.1\r\nHost: flips.example\r\n\r\n");
        assertThat(Rig.readAll(socket.getInputStream()))
            .matches("(?s)HTTP/1.1 50[24] .*192.0.2.1.*");
      }
      assertThat(asked).hasValue(1);
      assertThat(connect(rig, "flips.example:80")).startsWith("HTTP/1.1 403 ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {22, 23, 25})
  void f53_portsThatAreNotForApps(int port) throws Exception {
    try (Rig rig =
        Rig.with(
            InterceptConfig.builder().build(),
            host -> new InetAddress[] {InetAddress.getByName("192.0.2.1")})) {
      assertThat(connect(rig, "mail.example:" + port)).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void f49_clientsOutsideTheListAreDisconnected() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig =
            Rig.to(origin.port(), c -> c.allowClient(List.of(AddressRange.parse("192.0.2.0/24"))));
        Socket socket = rig.raw()) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(rig.sink.exchanges).isEmpty();
    } catch (java.net.SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static ClientAccess access(String token) {
    return new ClientAccess(InterceptConfig.builder().proxyToken(token).build(), Clock.SYSTEM);
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void f52_theTokenIsAskedForBeyondLoopback() throws Exception {
    ClientAccess access = access("s3cret");
    InetAddress phone = InetAddress.getByName("192.0.2.9");
    assertThat(access.judge(phone, null)).isInstanceOf(ClientAccess.Denied.class);
    assertThat(access.judge(phone, basic("com.example.app:wrong")))
        .isInstanceOf(ClientAccess.Denied.class);
    assertThat(access.judge(phone, basic("com.example.app@pixel:s3cret")))
        .isEqualTo(new ClientAccess.Granted("com.example.app@pixel"));
    InetAddress here = InetAddress.getLoopbackAddress();
    assertThat(access.judge(here, null)).isEqualTo(new ClientAccess.Granted(null));
    assertThat(access.judge(here, basic("com.example.app:")))
        .isEqualTo(new ClientAccess.Granted("com.example.app"));
  }

  @Test
  void f52_guessingIsCutShort() throws Exception {
    ClientAccess access = access("s3cret");
    InetAddress phone = InetAddress.getByName("192.0.2.9");
    for (int i = 0; i < 10; i++) {
      access.judge(phone, basic("a:" + i));
    }
    assertThat(((ClientAccess.Denied) access.judge(phone, basic("a:s3cret"))).status())
        .isEqualTo(429);
    assertThat(access.judge(InetAddress.getByName("192.0.2.10"), basic("a:s3cret")))
        .isInstanceOf(ClientAccess.Granted.class);
  }

  /**
   * The phone's address comes from the PROXY protocol here, so that the test is not on loopback.
   */
  @Test
  void f52_credentialsThroughTheWholeProxy() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port(), c -> c.proxyToken("s3cret").proxyProtocol(true))) {
      String front = "PROXY TCP4 10.1.2.3 10.9.9.9 40000 8080\r\n";
      String request = "GET http://a.example/auth HTTP/1.1\r\nHost: a.example\r\n";
      try (Socket socket = rig.raw()) {
        Rig.send(socket, front + request + "\r\n");
        assertThat(Rig.readAll(socket.getInputStream()))
            .startsWith("HTTP/1.1 407 ")
            .contains("Proxy-Authenticate: Basic realm=\"Telltale\"");
      }
      try (Socket socket = rig.raw()) {
        Rig.send(
            socket,
            front
                + request
                + "Proxy-Authorization: "
                + basic("com.example.app@pixel:s3cret")
                + "\r\nProxy-Connection: keep-alive\r\nConnection: close\r\n\r\n");
        assertThat(Rig.readAll(socket.getInputStream()).toLowerCase(java.util.Locale.ROOT))
            .startsWith("http/1.1 200")
            .doesNotContain("proxy-authorization")
            .doesNotContain("proxy-connection");
      }
      Exchange seen = rig.sink.exchange("/auth");
      assertThat(seen.connection().credential()).isEqualTo("com.example.app@pixel");
      assertThat(seen.connection().clientAddress()).isEqualTo("10.1.2.3");
      assertThat(seen.connection().clientPort()).isEqualTo(40000);
      assertThat(seen.request().headers().toString()).doesNotContain("Basic ");
      try (Socket socket = rig.raw()) {
        Rig.send(socket, "PROXY TCP4 203.0.113.9 10.9.9.9 40000 8080\r\n" + request + "\r\n");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void f82_aPortInUseIsSaidPlainly() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InterceptConfig config =
          InterceptConfig.builder()
              .proxy(new InetSocketAddress("127.0.0.1", taken.getLocalPort()))
              .build();
      assertThatThrownBy(
              () ->
                  Interceptor.start(
                      config,
                      Rig.phones(),
                      dev.telltale.tls.UpstreamTrust.of(
                          List.of(), java.util.Set.of(), Clock.SYSTEM),
                      new RecordingSink(),
                      question -> {
                        throw new AssertionError();
                      },
                      Clock.SYSTEM))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("proxy: 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("--proxy HOST:PORT");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"300.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "name", "", "/8"})
  void rangesThatAreNone(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("address range: " + text)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:1:b", "a:0:b:1", "a:1:b:70000", "a:x:b:1", "a:1:b:1:c"})
  void mappingsThatAreNone(String text) {
    assertThatThrownBy(() -> ConnectTo.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("connect-to: " + text);
  }

  @Test
  void mappingsWithEmptyPartsAndAddresses() {
    assertThat(ConnectTo.parse("A.example:443:[::1]:8443"))
        .isEqualTo(new ConnectTo("a.example", 443, "::1", 8443));
    ConnectTo any = ConnectTo.parse("::127.0.0.1:8443");
    assertThat(any.matches("b.example", 443)).isTrue();
    assertThat(any.toHost()).isEqualTo("127.0.0.1");
  }
}
