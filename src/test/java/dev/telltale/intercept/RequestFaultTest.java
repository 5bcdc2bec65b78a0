package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Outcome;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS.md section A through a real proxy: what the client gets, and what the origin sees. */
class RequestFaultTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Sends octets to the proxy and reads until it closes. */
  private static String exchange(Rig rig, String octets) throws IOException {
    try (Socket socket = rig.raw()) {
      Rig.send(socket, octets);
      return Rig.readAll(socket.getInputStream());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST http://a.example/ HTTP/1.1\r\n"
            + "Host: a.example\r\n"
            + "Content-Length: 3\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "POST http://a.example/ HTTP/1.1\r\n"
            + "Host: a.example\r\n"
            + "Content-Length: 3\r\n"
            + "Content-Length: 4\r\n\r\n"
            + "abc",
        "GET http://a.example/ HTTP/1.1\nHost: a.example\n\n",
        "GET http://a.example/ HTTP/9.9\r\nHost: a.example\r\n\r\n",
        "GET ftp://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "GET https://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "TRACE http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "CONNECT a.example HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabc",
        "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\nA: b\r\n c\r\n\r\n"
      })
  void f01ToF19_rejectedAtTheFront(String octets) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
        Rig rig = Rig.to(origin.port())) {
      String answer = exchange(rig, octets);
      assertThat(answer).matches("(?s)HTTP/1.1 (400|405|505) .*");
      assertThat(answer).contains("Connection: close").contains("The request was not passed on");
      assertThat(rig.sink.gap(Gap.Cause.MALFORMED).detail()).isNotEmpty();
      assertThat(rig.sink.exchanges).noneMatch(e -> e.outcome() == Outcome.COMPLETE);
      assertThat(origin.connections).hasValue(0);
    }
  }

  @Test
  void f05_gzipThenChunkedPassesOctetByOctet() throws Exception {
    String head =
        "POST /x HTTP/1.1\r\n"
            + "hOst: a.example\r\n"
            + "Transfer-Encoding: gzip, chunked\r\n"
            + "X-b: 1\r\n"
            + "X-B: 2\r\n\r\n";
    String body = "4;ext=1\r\n\u001f\u008b\u0008\u0000\r\n0\r\n\r\n";
    try (ScriptedOrigin origin = ScriptedOrigin.listening();
        Rig rig = Rig.to(origin.port())) {
      try (Socket socket = rig.tunnel("a.example:80")) {
        Rig.send(socket, head + body);
        await().until(() -> rig.interceptor.inFlight() == 1);
        Thread.sleep(100);
      }
      assertThat(origin.received()).isEqualTo(head + body);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zz\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "5;a=\"\r\n\"\r\n", "3\r\nabcX"})
  void f07_f08_originSeesTheCutAndNoFinalChunk(String fault) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.listening();
        Rig rig = Rig.to(origin.port())) {
      try (Socket socket = rig.tunnel("a.example:80")) {
        Rig.send(
            socket,
            "POST /cut HTTP/1.1\r\n"
                + "Host: a.example\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "5\r\n"
                + "hello\r\n"
                + fault);
        assertThat(Rig.readAll(socket.getInputStream())).startsWith("HTTP/1.1 400 ");
      }
      assertThat(origin.received()).contains("5\r\nhello\r\n").doesNotContain("0\r\n\r\n");
      Exchange seen = rig.sink.exchange("/cut");
      assertThat(seen.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(seen.request().body().content())
          .startsWith("hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(rig.sink.gap(Gap.Cause.MALFORMED).exchange()).isEqualTo(seen.id());
    }
  }

  @Test
  void f12_hostThatContradictsTheTargetIsReplacedAndToldOf() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port())) {
      String answer =
          exchange(
              rig,
              "GET http://a.example/two HTTP/1.1\r\nHost: b.example\r\nConnection: close\r\n\r\n");
      assertThat(answer).containsIgnoringCase("x-seen-host: a.example");
      Exchange seen = rig.sink.exchange("/two");
      assertThat(seen.request().url()).isEqualTo("http://a.example/two");
      assertThat(seen.request().headers()).anyMatch(h -> h.value().equals("b.example"));
      assertThat(rig.sink.gap(Gap.Cause.MALFORMED).exchange()).isEqualTo(seen.id());
    }
  }

  @Test
  void f15_pipelinedRequestsAreServedInOrderUpToTheMalformedOne() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port())) {
      StringBuilder octets = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        octets
            .append("POST http://a.example/p")
            .append(i)
            .append(" HTTP/1.1\r\nHost: a.example\r\n");
        octets.append(i == 50 ? "Content-Length: x\r\n\r\n" : "Content-Length: 2\r\n\r\n");
        octets.append(String.format("%02d", i));
      }
      String answer = exchange(rig, octets.toString());
      List<Integer> order =
          IntStream.range(0, 50).map(i -> answer.indexOf("/p" + i + "\r\n")).boxed().toList();
      assertThat(order).isSorted().doesNotContain(-1);
      assertThat(answer).doesNotContain("/p50").endsWith("\n");
      assertThat(answer.substring(answer.lastIndexOf("HTTP/1.1"))).startsWith("HTTP/1.1 400 ");
      await().until(() -> rig.sink.exchanges.size() == 50);
      assertThat(rig.sink.exchanges).allMatch(e -> e.outcome() == Outcome.COMPLETE);
      assertThat(rig.sink.exchanges.stream().map(e -> e.request().target()))
          .containsExactlyElementsOf(
              IntStream.range(0, 50).mapToObj(i -> "http://a.example/p" + i).toList());
      assertThat(rig.sink.exchanges.stream().map(Exchange::id)).isSorted();
    }
  }

  @Test
  void f16_continueIsTheOriginsToSay() throws Exception {
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  Rig.readHead(socket.getInputStream());
                  Rig.send(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                  byte[] body = socket.getInputStream().readNBytes(3);
                  Rig.send(
                      socket,
                      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
                          + new String(body, StandardCharsets.US_ASCII));
                });
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("a.example:80")) {
      Rig.send(
          socket,
          "POST /c HTTP/1.1\r\n"
              + "Host: a.example\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 3\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      Rig.send(socket, "abc");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 OK");
      assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("abc");
      assertThat(rig.sink.exchange("/c").response().status()).isEqualTo(200);
    }
  }

  @Test
  void f16_noContinueEverIsNoDeadlock() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.listening();
        Rig rig = Rig.to(origin.port(), c -> c.idleTimeout(Duration.ofMillis(400)));
        Socket socket = rig.tunnel("a.example:80")) {
      Rig.send(
          socket,
          "POST /never HTTP/1.1\r\n"
              + "Host: a.example\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 3\r\n\r\n");
      assertThat(Rig.readAll(socket.getInputStream())).isEmpty();
      assertThat(rig.sink.exchange("/never").outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
    }
  }

  @Test
  void f17_responsesWithoutBodyDoNotSwallowTheNext() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.answeringInTurn(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
                OK);
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("a.example:80")) {
      String host = " HTTP/1.1\r\nHost: a.example\r\n\r\n";
      Rig.send(socket, "HEAD /1" + host + "GET /2" + host + "GET /3" + host + "GET /4" + host);
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 204");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 304");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200");
      assertThat(socket.getInputStream().readNBytes(2)).asString().isEqualTo("ok");
      assertThat(rig.sink.exchange("/4").outcome()).isEqualTo(Outcome.COMPLETE);
    }
  }

  @Test
  void connectAfterARequestOnTheSameConnection() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.raw()) {
      Rig.send(socket, "GET http://a.example/1 HTTP/1.1\r\nHost: a.example\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200");
      Rig.send(socket, "CONNECT b.example:80 HTTP/1.1\r\nHost: b.example:80\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 Connection");
      Rig.send(socket, "GET /2 HTTP/1.1\r\nHost: b.example\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).contains("/2");
      assertThat(rig.sink.exchange("/2").request().url()).isEqualTo("http://b.example/2");
    }
  }

  @Test
  void octetsGluedToConnectAreNotLost() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.raw()) {
      Rig.send(
          socket,
          "CONNECT b.example:80 HTTP/1.1\r\nHost: b.example:80\r\n\r\n"
              + "POST /glued HTTP/1.1\r\nHost: b.example\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 Connection");
      assertThat(Rig.readHead(socket.getInputStream())).contains("/glued");
      assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("abc");
    }
  }

  @Test
  void aClientThatShutsItsOutputStillGetsTheAnswer() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.raw()) {
      Rig.send(socket, "GET http://a.example/half HTTP/1.1\r\nHost: a.example\r\n\r\n");
      socket.shutdownOutput();
      assertThat(Rig.readAll(socket.getInputStream())).startsWith("HTTP/1.1 200").contains("/half");
      assertThat(rig.sink.exchange("/half").outcome()).isEqualTo(Outcome.COMPLETE);
    }
  }

  @Test
  void aClientThatLeavesMidwayIsRecordedAsSuch() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.listening();
        Rig rig = Rig.to(origin.port())) {
      try (Socket socket = rig.tunnel("a.example:80")) {
        Rig.send(socket, "POST /left HTTP/1.1\r\nHost: a.example\r\nContent-Length: 10\r\n\r\nabc");
        await().until(() -> rig.interceptor.inFlight() == 1);
      }
      Exchange seen = rig.sink.exchange("/left");
      assertThat(seen.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
      assertThat(seen.request().body().sizeBytes()).isEqualTo(3);
      assertThat(origin.received()).endsWith("\r\n\r\nabc");
    }
  }

  @Test
  void f72_aHeadThatDoesNotEndIsTimedOut() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.answering(OK);
        Rig rig = Rig.to(origin.port(), c -> c.headTimeout(Duration.ofMillis(300)))) {
      try (Socket socket = rig.raw()) {
        Rig.send(socket, "GET http://a.example/ HT");
        assertThat(Rig.readAll(socket.getInputStream())).startsWith("HTTP/1.1 408 ");
      }
      try (Socket socket = rig.tunnel("a.example:80")) {
        Rig.send(socket, "GET /slow HTTP/1.1\r\nA: b");
        assertThat(Rig.readAll(socket.getInputStream())).startsWith("HTTP/1.1 408 ");
      }
    }
  }
}
