package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The PROXY protocol, versions 1 and 2, before the explicit proxy (HAProxy's proxy-protocol.txt).
 */
class ProxyProtocolTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private static Rig rig(EchoOrigin origin) {
    return Rig.to(origin.port(), config -> config.proxyProtocol(true));
  }

  private static byte[] v1(String line) {
    return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] v2(String rest) {
    return HexFormat.of().parseHex(SIGNATURE + rest.replace(" ", ""));
  }

  private static String post(Rig rig, byte[] header, String path) throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(header);
    sent.writeBytes(
        ("POST http://api.shop.example"
                + path
                + " HTTP/1.1\r\nHost: api.shop.example\r\nContent-Length: 5\r\n"
                + "Connection: close\r\n\r\nhello")
            .getBytes(StandardCharsets.US_ASCII));
    try (Socket socket = rig.raw()) {
      socket.getOutputStream().write(sent.toByteArray());
      return Rig.readAll(socket.getInputStream());
    }
  }

  private static Connection connection(Rig rig, String path) {
    Exchange exchange = rig.sink.exchange(path);
    return exchange.connection();
  }

  @Test
  void thePhonesAddressIsTheOneInTheHeader() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = rig(origin)) {
      assertThat(post(rig, v1("PROXY TCP4 10.0.0.9 10.0.0.1 40001 8080"), "/one"))
          .contains("200")
          .endsWith("hello");
      assertThat(connection(rig, "/one").clientAddress()).isEqualTo("10.0.0.9");
      assertThat(connection(rig, "/one").clientPort()).isEqualTo(40001);

      post(rig, v1("PROXY TCP6 fd00::9 fd00::1 40002 8080"), "/two");
      assertThat(InetAddress.getByName(connection(rig, "/two").clientAddress()))
          .isEqualTo(InetAddress.getByName("fd00::9"));

      post(rig, v2("21 11 000c 0a000009 0a000001 9c43 1f90"), "/three");
      assertThat(connection(rig, "/three").clientAddress()).isEqualTo("10.0.0.9");
      assertThat(connection(rig, "/three").clientPort()).isEqualTo(40003);
    }
  }

  @Test
  void aFrontThatSpeaksForItselfIsTheClient() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = rig(origin)) {
      post(rig, v1("PROXY UNKNOWN"), "/unknown");
      assertThat(connection(rig, "/unknown").clientAddress()).isEqualTo("127.0.0.1");
      post(rig, v2("20 00 0000"), "/local");
      assertThat(connection(rig, "/local").clientAddress()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void f49_aPhoneThatIsNotAllowedIsNotServedBehindAFrontEither() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = rig(origin)) {
      assertThat(post(rig, v1("PROXY TCP4 203.0.113.9 10.0.0.1 40001 8080"), "/no")).isEmpty();
      assertThat(rig.sink.exchanges).isEmpty();
    }
  }

  @Test
  void f52_behindALoopbackFrontAPhoneStillNeedsTheToken() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig =
            Rig.to(origin.port(), config -> config.proxyProtocol(true).proxyToken("secret"))) {
      assertThat(post(rig, v1("PROXY TCP4 10.0.0.9 10.0.0.1 40001 8080"), "/no"))
          .startsWith("HTTP/1.1 407");
    }
  }

  @Test
  void f52_onlyAFrontOnLoopbackMaySpeakForLoopback() throws Exception {
    List<InetAddress> fronts =
        List.of(InetAddress.getByName("10.0.0.1"), InetAddress.getByName("fd00::1"));
    for (InetAddress front : fronts) {
      assertThat(FrontGate.maySpeakFor(front, InetAddress.getByName("127.0.0.1"))).isFalse();
      assertThat(FrontGate.maySpeakFor(front, InetAddress.getByName("::1"))).isFalse();
      assertThat(FrontGate.maySpeakFor(front, InetAddress.getByName("10.0.0.9"))).isTrue();
    }
    InetAddress loopback = InetAddress.getLoopbackAddress();
    assertThat(FrontGate.maySpeakFor(loopback, loopback)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PROXY",
        "PROXY TCP4 10.0.0.9 10.0.0.1 99999 8080\r\n",
        "PROXY TCP4 not-an-address 10.0.0.1 1 2\r\n",
        "PROXY TCP5 10.0.0.9 10.0.0.1 1 2\r\n",
      })
  void withoutAHeaderThatCanBeReadTheConnectionEnds(String header) throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = rig(origin)) {
      assertThat(post(rig, header.getBytes(StandardCharsets.US_ASCII), "/no"))
          .doesNotContain("200");
      assertThat(rig.sink.exchanges).isEmpty();
    }
  }

  @Test
  void notAskedForItIsAMalformedRequest() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port())) {
      assertThat(post(rig, v1("PROXY TCP4 10.0.0.9 10.0.0.1 40001 8080"), "/no"))
          .startsWith("HTTP/1.1 400");
      assertThat(rig.sink.exchanges).isEmpty();
    }
  }
}
