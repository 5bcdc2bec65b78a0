package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS.md section B: origins that misbehave. */
class ResponseFaultTest {
  private static final String GET = "GET /f HTTP/1.1\r\nHost: a.example\r\n\r\n";

  /** What a client gets for one request; a reset counts as an end. */
  private static String ask(Rig rig, String request) throws IOException {
    try (Socket socket = rig.tunnel("a.example:80")) {
      Rig.send(socket, request);
      StringBuilder answer = new StringBuilder();
      InputStream in = socket.getInputStream();
      try {
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
          answer.append((char) octet);
        }
      } catch (SocketException e) {
        answer.append("(reset)");
      }
      return answer.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        "HTTP/1.1 99999\r\n\r\n",
        "no status line\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
      })
  void f21_f24_responsesThatAreNone(String response) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.answering(response);
        Rig rig = Rig.to(origin.port())) {
      assertThat(ask(rig, GET)).startsWith("HTTP/1.1 502 ").contains("a.example");
      Exchange seen = rig.sink.exchange("/f");
      assertThat(seen.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
      assertThat(seen.failure()).isNotEmpty();
      assertThat(rig.sink.gap(Gap.Cause.MALFORMED).exchange()).isEqualTo(seen.id());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxx\r\n"
      })
  void f22_cutResponsesAreCutAtOnce(String response) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.answering(response);
        Rig rig = Rig.to(origin.port())) {
      long start = System.nanoTime();
      String answer = ask(rig, GET);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      assertThat(answer).startsWith("HTTP/1.1 200 OK").doesNotContain("\n0\r\n\r\n");
      Exchange seen = rig.sink.exchange("/f");
      assertThat(seen.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
      assertThat(seen.response().body().sizeBytes()).isBetween(5L, 9L);
    }
  }

  @Test
  void f23_octetsAfterTheResponse() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.answeringInTurn(
                "HTTP/1.1 200 OK\r\n"
                    + "Content-Length: 2\r\n\r\n"
                    + "okHTTP/1.1 200 OK\r\n"
                    + "Content-Length: 4\r\n\r\n"
                    + "evil");
        Rig rig = Rig.to(origin.port())) {
      String answer = ask(rig, GET);
      assertThat(answer).endsWith("ok").doesNotContain("evil");
      assertThat(rig.sink.exchange("/f").outcome()).isEqualTo(Outcome.COMPLETE);
      assertThat(rig.sink.gap(Gap.Cause.MALFORMED).detail()).contains("answer no request");
    }
  }

  @Test
  void f24_interimResponses() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.answering(
                "HTTP/1.1 103 Early Hints\r\n"
                    + "Link: </a>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\n"
                    + "Content-Length: 2\r\n\r\n"
                    + "ok");
        Rig rig = Rig.to(origin.port())) {
      assertThat(ask(rig, GET)).startsWith("HTTP/1.1 103 ").endsWith("ok");
      assertThat(rig.sink.exchange("/f").response().status()).isEqualTo(200);
    }
    try (ScriptedOrigin origin =
            ScriptedOrigin.answering("HTTP/1.1 102 Processing\r\n\r\n".repeat(1_000));
        Rig rig = Rig.to(origin.port())) {
      assertThat(ask(rig, GET)).contains("HTTP/1.1 502 ");
      assertThat(rig.sink.exchange("/f").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    }
  }

  @Test
  void f25_headThatIsTooLarge() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.answering(
                "HTTP/1.1 200 OK\r\n" + "Set-Cookie: a=b\r\n".repeat(10_000) + "\r\n");
        Rig rig = Rig.to(origin.port())) {
      assertThat(ask(rig, GET)).startsWith("HTTP/1.1 502 ");
      assertThat(rig.sink.exchange("/f").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    }
  }

  @Test
  void f27_resets() throws Exception {
    for (String before :
        List.of("", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")) {
      try (ScriptedOrigin origin =
              new ScriptedOrigin(
                  socket -> {
                    Rig.readHead(socket.getInputStream());
                    Rig.send(socket, before);
                    Thread.sleep(100);
                    socket.setSoLinger(true, 0);
                  });
          Rig rig = Rig.to(origin.port())) {
        String answer = ask(rig, GET);
        assertThat(answer).startsWith(before.length() > 20 ? "HTTP/1.1 200" : "HTTP/1.1 502 ");
        assertThat(rig.sink.exchange("/f").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
      }
    }
  }

  @Test
  void f28_refusedAndUnknown() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    try (Rig rig = Rig.to(nobody)) {
      assertThat(ask(rig, GET)).startsWith("HTTP/1.1 502 ").contains("refused");
      Exchange seen = rig.sink.exchange("/f");
      assertThat(seen.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
      assertThat(seen.response().status()).isEqualTo(502);
    }
    InterceptConfig config = InterceptConfig.builder().build();
    try (Rig rig =
            Rig.with(
                config,
                host -> {
                  throw new UnknownHostException(host);
                });
        Socket socket = rig.raw()) {
      Rig.send(socket, "CONNECT nowhere.example:443 HTTP/1.1\r\nHost: nowhere.example\r\n\r\n");
      assertThat(Rig.readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 502 ")
          .contains("nowhere.example: the name has no address");
      assertThat(rig.sink.exchange("nowhere.example/").outcome())
          .isEqualTo(Outcome.UPSTREAM_FAILED);
    }
  }

  @Test
  void f28_twoAddressesTheFirstDead() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig =
            Rig.with(
                InterceptConfig.builder()
                    .allowUpstream(List.of(AddressRange.parse("127.0.0.0/8")))
                    .build(),
                host ->
                    new InetAddress[] {
                      InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1")
                    });
        Socket socket = rig.raw()) {
      Rig.send(
          socket,
          "GET http://two.example:"
              + origin.port()
              + "/alive HTTP/1.1\r\nHost: two.example:"
              + origin.port()
              + "\r\nConnection: close\r\n\r\n");
      assertThat(Rig.readAll(socket.getInputStream())).startsWith("HTTP/1.1 200");
      assertThat(rig.sink.exchange("/alive").connection().upstreamAddress()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void noAnswerInTime() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.listening();
        Rig rig = Rig.to(origin.port(), c -> c.idleTimeout(Duration.ofMillis(400)))) {
      assertThat(ask(rig, GET)).startsWith("HTTP/1.1 504 ");
      assertThat(rig.sink.exchange("/f").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    }
  }

  @Test
  void bodyThatEndsWithTheConnection() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.answering("HTTP/1.1 200 OK\r\n\r\nall of it");
        Rig rig = Rig.to(origin.port())) {
      assertThat(ask(rig, GET)).endsWith("all of it");
      Exchange seen = rig.sink.exchange("/f");
      assertThat(seen.outcome()).isEqualTo(Outcome.COMPLETE);
      assertThat(seen.response().body().content())
          .isEqualTo("all of it".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** RFC 9112 section 9.8: such a body is whole only if TLS says that it is. */
  @Test
  void f22_bodyThatEndsWithTheConnectionInsideTls() throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("http/1.1");
        Rig rig = Rig.to(origin.port())) {
      for (String path : List.of("/clean-close", "/cut-close")) {
        try (Socket socket = rig.secure("a.example", Rig.phones(), "http/1.1")) {
          Rig.send(socket, "GET " + path + " HTTP/1.1\r\nHost: a.example\r\n\r\n");
          Rig.readHead(socket.getInputStream());
          assertThat(socket.getInputStream().readNBytes(9)).asString().isEqualTo("all of it");
          if (path.equals("/clean-close")) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
          }
        }
        assertThat(rig.sink.exchange(path).outcome())
            .isEqualTo(path.equals("/clean-close") ? Outcome.COMPLETE : Outcome.UPSTREAM_FAILED);
      }
    }
  }

  @Test
  void answerBeforeTheRequestEnded() throws Exception {
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  Rig.readHead(socket.getInputStream());
                  Rig.send(
                      socket,
                      "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                });
        Rig rig = Rig.to(origin.port())) {
      String answer =
          ask(rig, "POST /f HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1000000\r\n\r\nsome");
      assertThat(answer).startsWith("HTTP/1.1 413 ");
      assertThat(rig.sink.exchange("/f").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    }
  }
}
