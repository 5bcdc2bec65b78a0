package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.Golden;
import dev.telltale.Lab;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAULTS.md 33: Autobahn's fuzzing client (0.5.6, Jython) against a WebSocket echo server, alone
 * and through a CONNECT tunnel. Whatever a case provokes, the interceptor in between changes
 * nothing of it: each result and each way to close is the same.
 */
class AutobahnTest {
  @TempDir Path folder;

  /** Framing, pings, reserved bits, opcodes, fragments and closing, against the list alone. */
  @Test
  void f33_framesPassAsTheyAre() throws Exception {
    try (EchoServer server = new EchoServer();
        Rig rig = Rig.to(server.port());
        TunnelPort tunnel = new TunnelPort(rig.proxy(), "ws.example:80")) {
      Map<String, String> through =
          run(
                  Map.of("through", tunnel.port()),
                  List.of("1.*", "2.*", "3.*", "4.*", "5.*", "7.*", "10.*"),
                  180)
              .get("through");
      Golden.check("intercept/autobahn-expected.txt", lines(through));
      rig.sink.awaitExchanges("/", through.size());
      assertThat(rig.sink.exchanges).hasSize(through.size());
      assertThat(rig.sink.exchange("/").messages()).isNotEmpty();
    }
  }

  /** The same ones on both ways, and those of UTF-8 and of large messages. */
  @Test
  @Tag("slow")
  void f33_everyCaseIsAsWithoutTheInterceptor() throws Exception {
    List<String> cases = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*");
    try (EchoServer server = new EchoServer();
        Rig rig = Rig.to(server.port());
        TunnelPort tunnel = new TunnelPort(rig.proxy(), "ws.example:80")) {
      Map<String, Map<String, String>> results =
          run(Map.of("alone", server.port(), "through", tunnel.port()), cases, 1_800);
      assertThat(results.get("through")).isNotEmpty().isEqualTo(results.get("alone"));
      List<String> listed = new ArrayList<>(lines(results.get("alone")));
      listed.removeIf(line -> line.startsWith("6.") || line.startsWith("9."));
      Golden.check("intercept/autobahn-expected.txt", listed);
    }
  }

  private static List<String> lines(Map<String, String> results) {
    return results.entrySet().stream().map(r -> r.getKey() + "  " + r.getValue()).toList();
  }

  private static Map<String, String> results(JsonObject cases) {
    Map<String, String> results = new TreeMap<>(AutobahnTest::byNumber);
    cases
        .entrySet()
        .forEach(
            test -> {
              JsonObject said = test.getValue().getAsJsonObject();
              results.put(
                  test.getKey(),
                  said.get("behavior").getAsString()
                      + " "
                      + said.get("behaviorClose").getAsString());
            });
    return results;
  }

  private static int byNumber(String left, String right) {
    int[] a = Stream.of(left.split("\\.")).mapToInt(Integer::parseInt).toArray();
    int[] b = Stream.of(right.split("\\.")).mapToInt(Integer::parseInt).toArray();
    return Arrays.compare(a, b);
  }

  /** The results of each case by server. */
  private Map<String, Map<String, String>> run(
      Map<String, Integer> servers, List<String> cases, int seconds) throws Exception {
    Path autobahn = Lab.suite("autobahntestsuite-maven-plugin.jar");
    Path jython = Lab.suite("jython-standalone.jar");
    String list =
        servers.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
            .map(
                s ->
                    "{'agent': '"
                        + s.getKey()
                        + "', 'url': 'ws://127.0.0.1:"
                        + s.getValue()
                        + "', 'options': {'version': 18}}")
            .collect(Collectors.joining(", "));
    String wanted = cases.stream().map(c -> "'" + c + "'").collect(Collectors.joining(", "));
    Path script =
        Files.writeString(
            folder.resolve("client.py"),
            "from autobahntestsuite import wstest\n"
                + "spec = {'options': {'failByDrop': False}, 'outdir': '"
                + folder.resolve("report")
                + "', 'servers': ["
                + list
                + "], 'cases': ["
                + wanted
                + "], 'exclude-cases': [], 'exclude-agent-cases': {}}\n"
                + "wstest.start({'mode': 'fuzzingclient', 'debug': False}, spec)\n");
    Path log = folder.resolve("client.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dpython.import.site=false",
                "-Dpython.cachedir.skip=true",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                autobahn + ":" + jython,
                "org.python.util.jython",
                script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("Autobahn did not end: " + Files.readString(log));
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    JsonObject said =
        JsonParser.parseString(Files.readString(folder.resolve("report").resolve("index.json")))
            .getAsJsonObject();
    return servers.keySet().stream()
        .collect(Collectors.toMap(s -> s, s -> results(said.getAsJsonObject(s))));
  }

  /** Echoes text and binary messages frame by frame; strict about everything else. */
  private static final class EchoServer implements AutoCloseable {
    private final EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;

    EchoServer() {
      WebSocketServerProtocolConfig config =
          WebSocketServerProtocolConfig.newBuilder()
              .websocketPath("/")
              .checkStartsWith(true)
              .allowExtensions(false)
              // Else it would say goodbye before the decoder names what was wrong.
              .sendCloseFrame(null)
              .maxFramePayloadLength(32 << 20)
              .build();
      server =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel
                          .pipeline()
                          .addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536));
                      channel
                          .pipeline()
                          .addLast(new WebSocketServerProtocolHandler(config), new Echo());
                    }
                  })
              .bind("127.0.0.1", 0)
              .syncUninterruptibly()
              .channel();
    }

    int port() {
      return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
      server.close().syncUninterruptibly();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
      @Override
      protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        ctx.writeAndFlush(frame.retain());
      }
    }
  }
}
