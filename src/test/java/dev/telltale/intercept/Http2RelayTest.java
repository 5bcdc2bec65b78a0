package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.Lab;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Outcome;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS.md 30 to 32, and that frames pass one to one; with prior knowledge in a tunnel. */
class Http2RelayTest {
  private static final Http2Settings SETTINGS = Http2Settings.defaultSettings();

  private static void headers(
      ChannelHandlerContext ctx, Http2StreamFrame to, boolean end, String... fields) {
    DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    ctx.write(new DefaultHttp2HeadersFrame(headers, end).stream(to.stream()));
  }

  private static void data(
      ChannelHandlerContext ctx, Http2StreamFrame to, String text, boolean end) {
    ctx.write(
        new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), end)
            .stream(to.stream()));
  }

  /** Answers each request head with 200 and its end. */
  private static void quick(ChannelHandlerContext ctx, Http2StreamFrame frame) {
    if (frame instanceof Http2HeadersFrame) {
      headers(ctx, frame, true, ":status", "200");
    }
  }

  @Test
  void grpcWithTrailersAndMessages() throws Exception {
    try (Http2Peer origin =
            new Http2Peer(
                SETTINGS,
                (ctx, frame) -> {
                  if (frame instanceof Http2HeadersFrame) {
                    headers(
                        ctx, frame, false, ":status", "200", "content-type", "application/grpc");
                    data(ctx, frame, "\0\0\0\0\3abc\0\0", false);
                    data(ctx, frame, "\0\0\2de", false);
                    headers(ctx, frame, true, "grpc-status", "0");
                  }
                });
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      Http2FrameStream stream =
          client.request("POST", "/pkg.Service/Call", false, "content-type", "application/grpc");
      client.data(stream, "\0\0\0\0\5hel", false);
      client.data(stream, "lo", true);
      assertThat(client.next()).isEqualTo("headers 200");
      String data = "";
      String event = client.next();
      // Flow control may join what came in two frames.
      for (; event.startsWith("data "); event = client.next()) {
        data += event.substring(5);
      }
      assertThat(data).isEqualTo("\0\0\0\0\3abc\0\0\0\0\2de");
      assertThat(event).isEqualTo("headers 0 end");
      Exchange seen = rig.sink.exchange("/pkg.Service/Call");
      assertThat(seen.outcome()).isEqualTo(Outcome.COMPLETE);
      assertThat(seen.request().url()).isEqualTo("http://h2.example/pkg.Service/Call");
      assertThat(seen.response().trailers()).containsExactly(new Header("grpc-status", "0"));
      assertThat(seen.messages())
          .extracting(m -> m.direction() + " " + new String(m.content(), StandardCharsets.US_ASCII))
          .containsExactlyInAnyOrder(
              "SENT \0\0\0\0\5hello", "RECEIVED \0\0\0\0\3abc", "RECEIVED \0\0\0\0\2de");
    }
  }

  @Test
  void interimResponsesAndHeadPass() throws Exception {
    try (Http2Peer origin =
            new Http2Peer(
                SETTINGS,
                (ctx, frame) -> {
                  headers(ctx, frame, false, ":status", "103", "link", "</a>");
                  headers(ctx, frame, true, ":status", "200", "content-length", "7");
                });
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      client.request("HEAD", "/head", true);
      assertThat(client.next()).isEqualTo("headers 103");
      assertThat(client.next()).isEqualTo("headers 200 end");
      assertThat(rig.sink.exchange("/head").response().status()).isEqualTo(200);
    }
  }

  @Test
  void resetsPassBothWays() throws Exception {
    try (Http2Peer origin =
            new Http2Peer(
                SETTINGS,
                (ctx, frame) -> {
                  if (frame instanceof Http2HeadersFrame head
                      && "/reset".contentEquals(head.headers().path())) {
                    headers(ctx, frame, false, ":status", "200");
                    data(ctx, frame, "part", false);
                    ctx.flush();
                    ctx.write(
                        new DefaultHttp2ResetFrame(Http2Error.ENHANCE_YOUR_CALM)
                            .stream(frame.stream()));
                  }
                });
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      client.request("GET", "/reset", true);
      assertThat(client.next()).isEqualTo("headers 200");
      assertThat(client.next()).isEqualTo("data part");
      assertThat(client.next()).isEqualTo("reset 11");
      assertThat(rig.sink.exchange("/reset").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
      assertThat(origin.next()).isEqualTo("headers GET end");

      Http2FrameStream stream = client.request("POST", "/cancel", false);
      client.data(stream, "abc", false);
      assertThat(origin.next()).isEqualTo("headers POST");
      assertThat(origin.next()).isEqualTo("data abc");
      client.write(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
      assertThat(origin.next()).isEqualTo("reset 8");
      Exchange seen = rig.sink.exchange("/cancel");
      assertThat(seen.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
      assertThat(seen.request().body().sizeBytes()).isEqualTo(3);
    }
  }

  @Test
  void goAwayPasses() throws Exception {
    try (Http2Peer origin =
            new Http2Peer(
                SETTINGS,
                (ctx, frame) -> {
                  headers(ctx, frame, true, ":status", "200");
                  ctx.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
                });
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      client.request("GET", "/last", true);
      assertThat(client.next()).isEqualTo("headers 200 end");
      assertThat(client.next()).isEqualTo("goaway 0");
      assertThat(rig.sink.exchange("/last").outcome()).isEqualTo(Outcome.COMPLETE);
    }
  }

  @Test
  void anOriginThatLeavesEndsWhatItOwes() throws Exception {
    try (Http2Peer origin = new Http2Peer(SETTINGS, (ctx, frame) -> ctx.channel().close());
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      client.request("GET", "/gone", true);
      assertThat(rig.sink.exchange("/gone").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
      await().until(() -> !client.isOpen());
    }
  }

  @Test
  void streamsBeyondTheOriginsLimitWait() throws Exception {
    try (Http2Peer origin =
            new Http2Peer(
                Http2Settings.defaultSettings().maxConcurrentStreams(2),
                (ctx, frame) ->
                    ctx.executor()
                        .schedule(
                            () -> {
                              quick(ctx, frame);
                              ctx.flush();
                            },
                            20,
                            TimeUnit.MILLISECONDS));
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      for (int i = 0; i < 30; i++) {
        client.request("GET", "/many", true);
      }
      for (int i = 0; i < 30; i++) {
        assertThat(client.next()).isEqualTo("headers 200 end");
      }
      assertThat(rig.sink.awaitExchanges("/many", 30))
          .allMatch(e -> e.outcome() == Outcome.COMPLETE);
    }
  }

  /** Every response comes before its request has ended, and is followed by a reset. */
  @Test
  void f30_manyEarlyResponsesAreNoAbuse() throws Exception {
    try (Http2Peer origin =
            new Http2Peer(
                SETTINGS,
                (ctx, frame) -> {
                  if (frame instanceof Http2HeadersFrame) {
                    headers(ctx, frame, true, ":status", "200");
                    ctx.write(
                        new DefaultHttp2ResetFrame(Http2Error.NO_ERROR).stream(frame.stream()));
                  }
                });
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      for (int i = 0; i < 400; i++) {
        client.request("POST", "/early", false);
        assertThat(client.next()).isEqualTo("headers 200 end");
        assertThat(client.next()).isEqualTo("reset 0");
      }
      assertThat(rig.sink.awaitExchanges("/early", 400)).hasSize(400);
    }
  }

  @Test
  void f30_rapidResetEndsTheConnection() throws Exception {
    try (Http2Peer origin = new Http2Peer(SETTINGS, (ctx, frame) -> {});
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      for (int i = 0; i < 10_000 && client.isOpen(); i++) {
        Http2FrameStream stream = client.request("GET", "/rapid", true);
        client.tryWrite(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
      }
      await().until(() -> !client.isOpen());
      assertThat(origin.streams.get()).isLessThan(6_000);
      await().until(() -> rig.interceptor.inFlight() == 0);
      assertThat(rig.sink.exchanges).noneMatch(e -> e.outcome() == Outcome.COMPLETE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "/a\r\nX: y", "/\u00e4", "path", "/\0"})
  void f32_pathsThatAreNone(String path) throws Exception {
    try (Http2Peer origin = new Http2Peer(SETTINGS, Http2RelayTest::quick);
        Rig rig = Rig.to(origin.port());
        Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
      client.request("GET", path, true);
      assertThat(client.next()).isEqualTo("reset 1");
      if (path.chars().allMatch(c -> c >= 0x20)) {
        assertThat(rig.sink.gap(Gap.Cause.MALFORMED).detail()).contains(":path");
      }
      assertThat(origin.streams).hasValue(0);
      client.request("GET", "/next", true);
      assertThat(client.next()).isEqualTo("headers 200 end");
    }
  }

  @Test
  void f32_fieldsAndLengthsThatContradict() throws Exception {
    try (Http2Peer origin = new Http2Peer(SETTINGS, (ctx, frame) -> {});
        Rig rig = Rig.to(origin.port())) {
      try (Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
        client.request("GET", "/conn", true, "connection", "close");
        assertThat(client.next()).startsWith("reset 1");
        assertThat(rig.sink.gap(Gap.Cause.MALFORMED).detail()).startsWith("HTTP/2 request: ");
        rig.sink.gaps.clear();
      }
      try (Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
        client.request("GET", "/twice", true, ":path", "/other");
        assertThat(client.next()).startsWith("reset 1");
      }
      try (Http2Peer client = new Http2Peer(rig, "h2.example:80")) {
        Http2FrameStream stream = client.request("POST", "/short", false, "content-length", "9");
        client.data(stream, "abc", true);
        assertThat(client.next()).startsWith("reset 1");
        assertThat(rig.sink.exchange("/short").outcome()).isEqualTo(Outcome.REJECTED);
      }
      assertThat(rig.sink.exchanges).noneMatch(e -> e.outcome() == Outcome.COMPLETE);
    }
  }

  @Test
  void curlToNghttpd(@TempDir Path folder) throws Exception {
    String curl = Lab.require("curl");
    try (Nghttpd server = Nghttpd.serving(folder);
        Rig rig = Rig.trusting(server.certificate(), server.port())) {
      Path out = folder.resolve("out");
      byte[] body = new byte[300_000];
      new java.util.Random(3).nextBytes(body);
      Path upload = Files.write(folder.resolve("body"), body);
      int exit =
          run(
              curl,
              "-s",
              "--http2",
              "-m",
              "20",
              "-x",
              "http://com.example.app:@127.0.0.1:" + rig.proxy().getPort(),
              "--cacert",
              Rig.phones().pemFile().toString(),
              "--data-binary",
              "@" + upload,
              "-o",
              out.toString(),
              "https://foreign.example/echo");
      assertThat(exit).isZero();
      assertThat(out).hasBinaryContent(body);
      Exchange seen = rig.sink.exchange("/echo");
      assertThat(seen.protocol()).isEqualTo("HTTP/2");
      assertThat(seen.connection().credential()).isEqualTo("com.example.app");
      assertThat(seen.request().body().content()).isEqualTo(body);
    }
  }

  private static int run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
