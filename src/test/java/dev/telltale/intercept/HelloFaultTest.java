package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.Lab;
import dev.telltale.model.Gap;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS.md 38, 39 and 42: first words of TLS that are odd, through the running interceptor. */
class HelloFaultTest {

  /** A record that begins as a ClientHello does and ends as none may. */
  @Test
  void f38_aHelloThatCannotBeReadPassesAsItIsAndIsTold() throws Exception {
    byte[] octets = HexFormat.of().parseHex("160301000c" + "01000008" + "0303ffffffffffff");
    try (ScriptedOrigin origin = ScriptedOrigin.listening();
        Rig rig = Rig.to(origin.port())) {
      try (Socket socket = rig.tunnel("odd.example:443")) {
        socket.getOutputStream().write(octets);
        socket.shutdownOutput();
        assertThat(rig.sink.gap(Gap.Cause.MALFORMED).detail()).startsWith("ClientHello: ");
        assertThat(rig.sink.gap(Gap.Cause.OPAQUE).host()).isEqualTo("odd.example");
      }
      assertThat(origin.received()).isEqualTo(new String(octets, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void f38_aHelloOctetByOctetIsAnswered() throws Exception {
    SSLEngine engine = Rig.trusting(Rig.phones()).createSSLEngine("slow.example", 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(1 << 15);
    engine.wrap(ByteBuffer.allocate(0), hello);
    hello.flip();
    try (EchoOrigin origin = EchoOrigin.secure("http/1.1");
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("slow.example:443")) {
      socket.setTcpNoDelay(true);
      while (hello.hasRemaining()) {
        socket.getOutputStream().write(hello.get());
      }
      assertThat(socket.getInputStream().readNBytes(3))
          .as("a handshake record")
          .startsWith(0x16, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*.wild.example",
        "under_score.example",
        "xn--bcher-kva.example",
        "final.dot.example.",
        "two..dots.example",
        "-hyphen.example",
        "com",
        "a-label-that-is-longer-than-the-sixty-three-octets-a-label-may-have.example"
      })
  void f38_oddServerNamesGetACertificate(String name) throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("http/1.1");
        Rig rig = Rig.to(origin.port())) {
      assertThat(openssl(rig, List.of(), "-servername", name))
          .contains("Verify return code: 0 (ok)")
          .contains("New, TLSv1.3");
    }
  }

  @Test
  void f39_aClientOfTls11OnlyIsNotTakenForAPinningOne() throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("http/1.1");
        Rig rig = Rig.to(origin.port())) {
      openssl(
          rig, List.of(), "-servername", "old.example", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
      assertThat(rig.sink.gap(Gap.Cause.TLS_REFUSED).detail())
          .contains("the handshake failed")
          .doesNotContain("refusal 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-47h", "-1d", "+1d", "+80d"})
  void f42_aPhoneWhoseClockIsOffAcceptsTheLeaf(String shift) throws Exception {
    String faketime = Lab.require("faketime");
    try (EchoOrigin origin = EchoOrigin.secure("http/1.1");
        Rig rig = Rig.to(origin.port())) {
      assertThat(openssl(rig, List.of(faketime, "-f", shift), "-servername", "shop.example"))
          .contains("Verify return code: 0 (ok)");
    }
  }

  private static String openssl(Rig rig, List<String> before, String... more) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Lab.require("openssl"),
            "s_client",
            "-proxy",
            "127.0.0.1:" + rig.proxy().getPort(),
            "-connect",
            "asked.example:443",
            "-CAfile",
            Rig.phones().pemFile().toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
