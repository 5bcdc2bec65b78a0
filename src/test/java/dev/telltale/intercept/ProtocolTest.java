package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Message;
import dev.telltale.model.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.Test;

/** Protocols other than plain requests and responses. */
class ProtocolTest {
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

  @Test
  void webSocketMessagesAreRecorded() throws Exception {
    // Frames as the origin writes them: text in two fragments with a ping between, then close.
    byte[] frames = {
      0x01,
      3,
      'a',
      'b',
      'c',
      (byte) 0x89,
      0,
      (byte) 0x80,
      2,
      'd',
      'e',
      (byte) 0x88,
      2,
      3,
      (byte) 0xe8
    };
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  Rig.readHead(socket.getInputStream());
                  Rig.send(socket, SWITCH + "\r\n");
                  socket.getInputStream().readNBytes(6 + 5);
                  socket.getOutputStream().write(frames);
                  socket.getInputStream().readNBytes(8);
                });
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("ws.example:80")) {
      Rig.send(
          socket,
          "GET /chat HTTP/1.1\r\n"
              + "Host: ws.example\r\n"
              + "Upgrade: websocket\r\n"
              + "Connection: Upgrade\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 101");
      socket.getOutputStream().write(masked(0x81, "hello"));
      assertThat(socket.getInputStream().readNBytes(frames.length)).isEqualTo(frames);
      socket.getOutputStream().write(masked(0x88, "\u0003\u00e8"));

      Exchange seen = rig.sink.exchange("/chat");
      assertThat(seen.outcome()).isEqualTo(Outcome.COMPLETE);
      assertThat(seen.response().status()).isEqualTo(101);
      assertThat(seen.messages())
          .extracting(m -> m.direction() + " " + m.kind() + " " + m.sizeBytes())
          .containsExactly(
              "SENT websocket-text 5",
              "RECEIVED websocket-text 5",
              "RECEIVED websocket-close 2",
              "SENT websocket-close 2");
      assertThat(seen.messages().get(0).content()).asString().isEqualTo("hello");
      assertThat(seen.messages().get(1).content()).asString().isEqualTo("abcde");
    }
  }

  private static byte[] masked(int first, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] key = {1, 2, 3, 4};
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    frame.write(0x80 | octets.length);
    frame.writeBytes(key);
    for (int i = 0; i < octets.length; i++) {
      frame.write(octets[i] ^ key[i & 3]);
    }
    return frame.toByteArray();
  }

  /** OkHttp compresses what is longer than a kibibyte, with a context that goes on. */
  @Test
  void compressedWebSocketMessagesAreReadable() throws Exception {
    String text = "{\"imei\":\"490154203237518\"}".repeat(100);
    LinkedBlockingQueue<String> echoed = new LinkedBlockingQueue<>();
    try (ScriptedOrigin origin = new ScriptedOrigin(ProtocolTest::compressingEcho);
        Rig rig = Rig.to(origin.port())) {
      OkHttpClient client =
          new OkHttpClient.Builder()
              .proxy(new java.net.Proxy(java.net.Proxy.Type.HTTP, rig.proxy()))
              .build();
      WebSocket socket =
          client.newWebSocket(
              new Request.Builder().url("http://ws.example/deflate").build(),
              new WebSocketListener() {
                @Override
                public void onMessage(WebSocket webSocket, String message) {
                  echoed.add(message);
                }

                @Override
                public void onOpen(WebSocket webSocket, Response response) {
                  webSocket.send(text);
                  webSocket.send(text + "2");
                }
              });
      assertThat(echoed.poll(10, TimeUnit.SECONDS)).isEqualTo(text);
      assertThat(echoed.poll(10, TimeUnit.SECONDS)).isEqualTo(text + "2");
      socket.close(1000, "done");
      socket.cancel();
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();

      Exchange seen = rig.sink.exchange("/deflate");
      List<Message> sent =
          seen.messages().stream().filter(m -> m.kind().equals("websocket-text")).toList();
      assertThat(sent).hasSize(4);
      assertThat(sent)
          .allMatch(m -> new String(m.content(), StandardCharsets.UTF_8).startsWith(text));
    }
  }

  private static void compressingEcho(Socket socket) throws Exception {
    String head = Rig.readHead(socket.getInputStream());
    String key = head.replaceAll("(?s).*Sec-WebSocket-Key: ([^\r]+)\r.*", "$1");
    byte[] accept =
        java.security.MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
    Rig.send(
        socket,
        SWITCH
            + "Sec-WebSocket-Accept: "
            + java.util.Base64.getEncoder().encodeToString(accept)
            + "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    Inflater inflater = new Inflater(true);
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    InputStream in = socket.getInputStream();
    for (int i = 0; i < 2; i++) {
      int first = in.read();
      int length = in.read() & 0x7f;
      length = length == 126 ? in.read() << 8 | in.read() : length;
      byte[] mask = in.readNBytes(4);
      byte[] data = in.readNBytes(length);
      for (int j = 0; j < length; j++) {
        data[j] ^= mask[j & 3];
      }
      byte[] plain = data;
      if ((first & 0x40) != 0) {
        byte[] whole = java.util.Arrays.copyOf(data, length + 4);
        whole[length + 2] = (byte) 0xff;
        whole[length + 3] = (byte) 0xff;
        inflater.setInput(whole);
        byte[] out = new byte[1 << 16];
        plain = java.util.Arrays.copyOf(out, 0);
        for (int n = inflater.inflate(out); n > 0; n = inflater.inflate(out)) {
          int old = plain.length;
          plain = java.util.Arrays.copyOf(plain, old + n);
          System.arraycopy(out, 0, plain, old, n);
        }
      }
      deflater.setInput(plain);
      byte[] packed = new byte[1 << 16];
      int size = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH) - 4;
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(0xc1);
      frame.write(126);
      frame.write(size >> 8);
      frame.write(size);
      frame.write(packed, 0, size);
      socket.getOutputStream().write(frame.toByteArray());
    }
    in.readAllBytes();
  }

  @Test
  void f33_framesThatBreakTheRulesPassUnread() throws Exception {
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  Rig.readHead(socket.getInputStream());
                  Rig.send(socket, SWITCH + "\r\n");
                  byte[] got = socket.getInputStream().readNBytes(9);
                  socket.getOutputStream().write(got);
                });
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("ws.example:80")) {
      Rig.send(socket, "GET /bad HTTP/1.1\r\nHost: ws.example\r\nUpgrade: websocket\r\n\r\n");
      Rig.readHead(socket.getInputStream());
      byte[] reserved = {(byte) 0x83, 3, 'x', 'y', 'z', (byte) 0x81, 2, 'o', 'k'};
      socket.getOutputStream().write(reserved);
      assertThat(socket.getInputStream().readNBytes(9)).isEqualTo(reserved);
      socket.close();
      Exchange seen = rig.sink.exchange("/bad");
      assertThat(seen.messages()).isEmpty();
      assertThat(rig.sink.gap(Gap.Cause.UNDECODABLE).exchange()).isEqualTo(seen.id());
    }
  }

  @Test
  void serverSentEventsAreRecordedAsTheyPass() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  Rig.readHead(socket.getInputStream());
                  Rig.send(
                      socket,
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n");
                  first.await(10, TimeUnit.SECONDS);
                  Rig.send(socket, "event: x\r\ndata: two\r\n\r\n:comment\n\n");
                });
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("sse.example:80")) {
      Rig.send(socket, "GET /events HTTP/1.1\r\nHost: sse.example\r\n\r\n");
      Rig.readHead(socket.getInputStream());
      assertThat(socket.getInputStream().readNBytes(11)).asString().isEqualTo("data: one\n\n");
      first.countDown();
      socket.getInputStream().readAllBytes();
      assertThat(rig.sink.exchange("/events").messages())
          .extracting(m -> m.kind() + " " + new String(m.content(), StandardCharsets.UTF_8).strip())
          .containsExactly("sse data: one", "sse event: x\r\ndata: two", "sse :comment");
    }
  }

  @Test
  void f35_octetsThatAreNoHttpPassAndAreCounted() throws Exception {
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  byte[] got = socket.getInputStream().readNBytes(5);
                  socket.getOutputStream().write(got);
                  socket.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
                });
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("push.example:5222")) {
      byte[] octets = {0x10, 0x23, 0, 4, 'M'};
      socket.getOutputStream().write(octets);
      assertThat(socket.getInputStream().readAllBytes()).hasSize(8);
      assertThat(rig.sink.connections).as("half-open still").isEmpty();
      socket.close();
      ClosedConnection seen = rig.sink.connection();
      assertThat(seen.sentBytes()).isEqualTo(5);
      assertThat(seen.receivedBytes()).isEqualTo(8);
      assertThat(seen.firstSent()).isEqualTo(octets);
      assertThat(seen.connection().host()).isEqualTo("push.example");
      assertThat(seen.connection().port()).isEqualTo(5222);
      assertThat(rig.sink.gap(Gap.Cause.OPAQUE).host()).isEqualTo("push.example");
      assertThat(rig.sink.exchanges).isEmpty();
    }
  }

  @Test
  void aServerMaySpeakFirst() throws Exception {
    try (ScriptedOrigin origin =
            new ScriptedOrigin(
                socket -> {
                  Rig.send(socket, "220 ready\r\n");
                  Rig.send(socket, Rig.readHead(socket.getInputStream()));
                });
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("mail.example:587")) {
      assertThat(socket.getInputStream().readNBytes(11)).asString().isEqualTo("220 ready\r\n");
      Rig.send(socket, "EHLO a\r\n\r\n");
      assertThat(Rig.readAll(socket.getInputStream())).isEqualTo("EHLO a\r\n\r\n");
      assertThat(rig.sink.gap(Gap.Cause.OPAQUE).detail()).contains("speaks first");
    }
  }

  @Test
  void aSilentClientMayStillSpeakHttpLater() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.tunnel("late.example:80")) {
      await().pollDelay(1_300, TimeUnit.MILLISECONDS).until(() -> true);
      Rig.send(socket, "GET /late HTTP/1.1\r\nHost: late.example\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200");
      assertThat(origin.connections).hasValue(1);
      assertThat(rig.sink.exchange("/late").outcome()).isEqualTo(Outcome.COMPLETE);
    }
  }

  @Test
  void f35_tlsInsideTlsPasses() throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure();
        Rig rig = Rig.to(origin.port());
        Socket socket = rig.secure("a.example", Rig.phones())) {
      byte[] hello = {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0};
      socket.getOutputStream().write(hello);
      socket.getOutputStream().flush();
      assertThat(rig.sink.gap(Gap.Cause.OPAQUE).detail()).contains("inside TLS");
    }
  }

  @Test
  void withoutAlpnAndWithAnotherServerName() throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("h2", "http/1.1");
        Rig rig = Rig.to(origin.port());
        Socket tunnel = rig.tunnel("192.0.2.7:443");
        Socket socket =
            Rig.trusting(Rig.phones())
                .getSocketFactory()
                .createSocket(tunnel, "front.example", 443, true)) {
      Rig.send(socket, "GET /sni HTTP/1.1\r\nHost: back.example\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).contains("/sni");
      Exchange seen = rig.sink.exchange("/sni");
      assertThat(seen.request().url()).isEqualTo("https://back.example/sni");
      assertThat(seen.connection().host()).isEqualTo("192.0.2.7");
      assertThat(seen.connection().client().sni()).isEqualTo("front.example");
      assertThat(seen.connection().client().alpn()).isNull();
    }
  }
}
