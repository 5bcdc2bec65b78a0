package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Outcome;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** FAULTS.md 26, 31, 73 and 75: what is slow holds back what is fast, and memory stays flat. */
class FlowControlTest {
  private static final long ONE_MEBIBYTE = 1 << 20;

  /** Sends zeros for ever, or that many, and counts what the kernel took. */
  private static ScriptedOrigin source(long bytes, AtomicLong sent) throws Exception {
    return new ScriptedOrigin(
        socket -> {
          Rig.readHead(socket.getInputStream());
          Rig.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
          OutputStream out = socket.getOutputStream();
          byte[] block = new byte[1 << 16];
          for (long left = bytes; left > 0; left -= block.length) {
            out.write(block);
            sent.addAndGet(block.length);
          }
          socket.getInputStream().readAllBytes();
        });
  }

  private static long direct() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  @Test
  void f26_slowReaderHoldsTheOriginBack() throws Exception {
    AtomicLong sent = new AtomicLong();
    long bytes = 200 * ONE_MEBIBYTE;
    try (ScriptedOrigin origin = source(bytes, sent);
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("big.example:80")) {
      Rig.send(socket, "GET /big HTTP/1.1\r\nHost: big.example\r\n\r\n");
      Rig.readHead(socket.getInputStream());
      long before = direct();
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(
              new java.util.concurrent.Callable<>() {
                private long last = -1;

                @Override
                public Boolean call() {
                  boolean stalled = sent.get() == last;
                  last = sent.get();
                  return stalled;
                }
              });
      assertThat(sent.get()).as("what the sockets' own buffers take").isLessThan(40 * ONE_MEBIBYTE);
      assertThat(direct() - before).isLessThan(16 * ONE_MEBIBYTE);
      long read = 0;
      byte[] block = new byte[1 << 16];
      InputStream in = socket.getInputStream();
      while (read < bytes) {
        read += in.read(block);
      }
      Exchange seen = rig.sink.exchange("/big");
      assertThat(seen.outcome()).isEqualTo(Outcome.TRUNCATED);
      assertThat(seen.response().body().sizeBytes()).isEqualTo(bytes);
      assertThat(seen.response().body().keptBytes()).isEqualTo(Limits.DEFAULT.captureBytes());
      MessageDigest digest = Hashes.digest("SHA-256");
      for (long left = bytes; left > 0; left -= block.length) {
        digest.update(new byte[block.length]);
      }
      assertThat(seen.response().body().sha256()).isEqualTo(Hashes.hex(digest.digest()));
      assertThat(rig.sink.gap(Gap.Cause.TRUNCATED).exchange()).isEqualTo(seen.id());
    }
  }

  @Test
  void f73_aFullRecorderHoldsThePhoneBack() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("a.example:80")) {
      Rig.send(socket, "GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n");
      Rig.readHead(socket.getInputStream());
      rig.sink.saturate(true);
      // One more may pass: what was read before the recorder filled up is not held back.
      Rig.send(socket, "GET /2 HTTP/1.1\r\nHost: a.example\r\n\r\n");
      Thread.sleep(200);
      Rig.send(socket, "GET /3 HTTP/1.1\r\nHost: a.example\r\n\r\n");
      Thread.sleep(300);
      assertThat(rig.sink.exchanges).noneMatch(e -> e.request().url().endsWith("/3"));
      rig.sink.saturate(false);
      assertThat(Rig.readHead(socket.getInputStream())).contains("/2");
      assertThat(Rig.readHead(socket.getInputStream())).contains("/3");
      assertThat(rig.sink.exchange("/3").outcome()).isEqualTo(Outcome.COMPLETE);
    }
  }

  @Test
  void f31_responsesLargerThanEveryWindow() throws Exception {
    byte[] body = new byte[24 << 20];
    try (EchoOrigin origin = EchoOrigin.secure("h2");
        Rig rig = Rig.to(origin.port())) {
      HttpClient client = rig.jdk(HttpClient.Version.HTTP_2);
      CompletableFuture<?>[] all = new CompletableFuture<?>[3];
      for (int i = 0; i < all.length; i++) {
        all[i] =
            client
                .sendAsync(
                    HttpRequest.newBuilder(URI.create("https://h2.example/large"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                    HttpResponse.BodyHandlers.ofByteArray())
                .thenAccept(r -> assertThat(r.body()).hasSize(body.length));
      }
      CompletableFuture.allOf(all).get();
      assertThat(rig.sink.awaitExchanges("/large", all.length))
          .allMatch(e -> e.outcome() == Outcome.TRUNCATED)
          .allMatch(e -> e.request().body().sha256().equals(Hashes.sha256Hex(body)))
          .allMatch(e -> e.response().body().sha256().equals(Hashes.sha256Hex(body)));
    }
  }

  @Test
  void closingGivesExchangesInFlightTime() throws Exception {
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  Rig.readHead(socket.getInputStream());
                  Thread.sleep(600);
                  Rig.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
        Rig rig = Rig.to(origin.port());
        Socket quick = rig.tunnel("a.example:80");
        ScriptedOrigin never = ScriptedOrigin.listening();
        Rig hung = Rig.to(never.port());
        Socket slow = hung.tunnel("b.example:80")) {
      Rig.send(quick, "GET /quick HTTP/1.1\r\nHost: a.example\r\n\r\n");
      Rig.send(slow, "GET /never HTTP/1.1\r\nHost: b.example\r\n\r\n");
      await().until(() -> rig.interceptor.inFlight() == 1 && hung.interceptor.inFlight() == 1);
      rig.interceptor.close();
      assertThat(rig.sink.exchange("/quick").outcome()).isEqualTo(Outcome.COMPLETE);
      long start = System.nanoTime();
      hung.interceptor.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(hung.sink.exchanges).hasSize(1);
      assertThat(hung.sink.exchanges.get(0).outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
    }
  }
}
