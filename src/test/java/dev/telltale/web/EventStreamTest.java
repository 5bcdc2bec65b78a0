package dev.telltale.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  /** An open stream that gathers its lines. */
  private static final class Listener implements AutoCloseable {
    private final Socket socket;
    private final StringBuffer text = new StringBuffer();

    Listener(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      String request =
          "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:"
              + port
              + "\r\nAuthorization: Bearer "
              + Scene.TOKEN
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      Thread reader = new Thread(this::read, "listener");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          text.append(line).append('\n');
        }
        text.append("(end)");
      } catch (IOException e) {
        text.append("(broken)");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void whatHappensIsToldAsItHappens() throws IOException {
    try (Scene scene = new Scene();
        Listener listener = new Listener(scene.port())) {
      await().atMost(5, TimeUnit.SECONDS).until(() -> scene.live.listening() == 1);
      scene.sessions.start("pixel", "com.corvid.weather", null, "before-consent");
      Observation exchange =
          scene.exchange(
              "com.corvid.weather", "before-consent", "https://t.example/", "line\nbreak");
      scene.finding(exchange, "contact.email", "a\nb@c.example", "body:", List.of());
      scene.gap(null, Gap.Cause.QUIC, "q.example", "udp 443");
      await()
          .atMost(5, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(listener.text.toString())
                      .contains("text/event-stream")
                      .contains("event: session\n")
                      .contains("event: mark\n")
                      .contains("event: finding\ndata: {")
                      .contains("a\\nb@c.example")
                      .contains("event: gap\n")
                      .contains("event: exchanges\ndata: {\"count\":1}"));
    }
  }

  @Test
  void aReaderThatLeavesIsForgottenAndClosingEndsTheRest() throws IOException {
    Scene scene = new Scene();
    Listener staying = new Listener(scene.port());
    Listener leaving = new Listener(scene.port());
    await().atMost(5, TimeUnit.SECONDS).until(() -> scene.live.listening() == 2);
    leaving.close();
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () -> {
              scene.gap(null, Gap.Cause.QUIC, "q.example", "");
              return scene.live.listening() == 1;
            });
    scene.close();
    await().atMost(10, TimeUnit.SECONDS).until(() -> staying.text.toString().contains("(end)"));
    staying.close();
  }

  @Test
  void aSlowReaderNeverHoldsTheRecorderAndLearnsWhatItMissed() throws Exception {
    LiveEvents live = new LiveEvents();
    LiveEvents.Reader reader = live.open();
    assertThat(reader).isNotNull();
    for (int i = 0; i < 10_000; i++) {
      live.mark(new dev.telltale.model.Mark(1, i, "foreground", null));
    }
    int read = 0;
    while (reader.next(0) != null) {
      read++;
    }
    assertThat(read).isPositive();
    assertThat(read + reader.missed()).isEqualTo(10_000);
    assertThat(reader.missed()).isZero();
  }

  @Test
  void tooManyReadersAreRefused() {
    LiveEvents live = new LiveEvents();
    for (int i = 0; i < 16; i++) {
      assertThat(live.open()).isNotNull();
    }
    assertThat(live.open()).isNull();
  }
}
