package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.util.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocksHandshakeTest {
  private static final String CONNECT_A_EXAMPLE = "05 01 00 03 09 612e6578616d706c65 01bb";

  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<SocksHandshake.Refused> datagrams = new ArrayList<>();
  private final StringBuilder early = new StringBuilder();
  private @Nullable Welcome welcome;
  private @Nullable EmbeddedChannel open;

  /** A channel whose other end is at {@code from}. */
  private static final class From extends EmbeddedChannel {
    private final String from;

    From(String from, SocksHandshake handler) {
      super();
      this.from = from;
      pipeline().addLast(handler);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(from, 40000);
    }
  }

  private EmbeddedChannel channel(String from, @Nullable String token) throws Exception {
    From channel =
        new From(
            from,
            new SocksHandshake(
                new ClientAccess(InterceptConfig.builder().proxyToken(token).build(), Clock.SYSTEM),
                30_000,
                (attached, arrival, answer) -> {
                  arrivals.add(arrival);
                  welcome = answer;
                  attached.pipeline().addLast(new Collect());
                },
                datagrams::add));
    open = channel;
    return channel;
  }

  private final class Collect extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf octets = (ByteBuf) message;
      early.append(octets.toString(StandardCharsets.US_ASCII));
      octets.release();
    }
  }

  @AfterEach
  void close() {
    if (open != null) {
      open.finishAndReleaseAll();
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static void send(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.wrappedBuffer(hex(text)));
  }

  private static String said(EmbeddedChannel channel) {
    StringBuilder out = new StringBuilder();
    for (ByteBuf octets = channel.readOutbound(); octets != null; octets = channel.readOutbound()) {
      out.append(ByteBufUtil.hexDump(octets));
      octets.release();
    }
    return out.toString();
  }

  private Welcome welcome() {
    assertThat(welcome).isNotNull();
    return welcome;
  }

  @Test
  void connectsByName() throws Exception {
    EmbeddedChannel channel = channel("127.0.0.1", null);
    send(channel, "05 01 00");
    assertThat(said(channel)).isEqualTo("0500");
    send(channel, CONNECT_A_EXAMPLE);
    assertThat(said(channel)).as("not before the relay agrees").isEmpty();
    assertThat(arrivals)
        .containsExactly(
            new Arrival(
                "socks", new InetSocketAddress("127.0.0.1", 40000), "a.example", 443, null));
    assertThat(channel.pipeline().get(SocksHandshake.class)).isNull();
    welcome().accept();
    assertThat(said(channel)).isEqualTo("05000001000000000000");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void connectsByAddress() throws Exception {
    EmbeddedChannel four = channel("127.0.0.1", null);
    send(four, "05 01 00 05 01 00 01 c0000207 0050");
    EmbeddedChannel six = channel("127.0.0.1", null);
    send(six, "05 01 00 05 01 00 04 20010db8000000000000000000000007 0050");
    EmbeddedChannel literal = channel("127.0.0.1", null);
    send(
        literal,
        "05 01 00 05 01 00 03 09 "
            + HexFormat.of().formatHex("192.0.2.7".getBytes(StandardCharsets.US_ASCII))
            + "0050");
    assertThat(arrivals)
        .extracting(Arrival::host)
        .containsExactly("192.0.2.7", "2001:db8::7", "192.0.2.7");
    assertThat(arrivals).extracting(Arrival::port).containsOnly(80);
    four.finishAndReleaseAll();
    six.finishAndReleaseAll();
  }

  @Test
  void aUserNameNamesTheApp() throws Exception {
    EmbeddedChannel channel = channel("127.0.0.1", "the-token");
    send(channel, "05 02 00 02");
    assertThat(said(channel)).as("a client that has a name is asked for it").isEqualTo("0502");
    send(channel, "01 05 6170702e61 00");
    assertThat(said(channel)).as("from loopback the password is free").isEqualTo("0100");
    send(channel, CONNECT_A_EXAMPLE);
    assertThat(arrivals).extracting(Arrival::credential).containsExactly("app.a");
  }

  @Test
  void f52_beyondLoopbackThePasswordIsTheToken() throws Exception {
    EmbeddedChannel nameless = channel("10.0.0.2", "tok");
    send(nameless, "05 01 00");
    assertThat(said(nameless)).isEqualTo("05ff");
    assertThat(nameless.isOpen()).isFalse();

    EmbeddedChannel wrong = channel("10.0.0.2", "tok");
    send(wrong, "05 01 02 01 01 61 03 746f6c");
    assertThat(said(wrong)).isEqualTo("05020101");
    assertThat(wrong.isOpen()).isFalse();

    EmbeddedChannel right = channel("10.0.0.2", "tok");
    send(right, "05 01 02 01 01 61 03 746f6b");
    assertThat(said(right)).isEqualTo("05020100");
    assertThat(right.isOpen()).isTrue();

    EmbeddedChannel free = channel("10.0.0.2", null);
    send(free, "05 01 00");
    assertThat(said(free)).as("no token is set").isEqualTo("0500");
    for (EmbeddedChannel channel : List.of(nameless, wrong, right)) {
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void whatComesEarlyIsNotLost() throws Exception {
    EmbeddedChannel channel = channel("127.0.0.1", null);
    send(channel, "05 01 00" + CONNECT_A_EXAMPLE + "474554");
    assertThat(arrivals).hasSize(1);
    assertThat(early.toString()).isEqualTo("GET");
    channel.writeInbound(Unpooled.copiedBuffer(" / HTTP/1.1", StandardCharsets.US_ASCII));
    assertThat(early.toString()).isEqualTo("GET / HTTP/1.1");
  }

  @Test
  void oneOctetAtATime() throws Exception {
    EmbeddedChannel channel = channel("127.0.0.1", null);
    for (byte octet : hex("05 02 00 02 01 01 61 01 62 " + CONNECT_A_EXAMPLE)) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {octet}));
    }
    assertThat(said(channel)).isEqualTo("05020100");
    assertThat(arrivals).extracting(Arrival::host).containsExactly("a.example");
  }

  @Test
  void datagramsAreRefusedAndCounted() throws Exception {
    EmbeddedChannel channel = channel("127.0.0.1", null);
    send(channel, "05 02 00 02 01 01 61 00 05 03 00 01 00000000 0000");
    assertThat(said(channel)).isEqualTo("0502" + "0100" + "05070001000000000000");
    assertThat(channel.isOpen()).isFalse();
    assertThat(datagrams)
        .containsExactly(
            new SocksHandshake.Refused(new InetSocketAddress("127.0.0.1", 40000), "a", null));
    assertThat(arrivals).isEmpty();
  }

  @Test
  void bindIsRefused() throws Exception {
    EmbeddedChannel channel = channel("127.0.0.1", null);
    send(channel, "05 01 00 05 02 00 01 c0000207 0050");
    assertThat(said(channel)).isEqualTo("0500" + "05070001000000000000");
    assertThat(datagrams).isEmpty();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void theRelaysRefusalIsSaidInSocksWords() throws Exception {
    for (var expected :
        List.of(List.of(403, "02"), List.of(502, "04"), List.of(504, "04"), List.of(500, "01"))) {
      EmbeddedChannel channel = channel("127.0.0.1", null);
      send(channel, "05 01 00" + CONNECT_A_EXAMPLE);
      said(channel);
      welcome().refuse((Integer) expected.get(0), "why");
      assertThat(said(channel)).isEqualTo("05" + expected.get(1) + "0001000000000000");
      assertThat(channel.isOpen()).isFalse();
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void hostileNamesAndPortsAreRefused() throws Exception {
    for (String request :
        List.of(
            "05 01 00 03 00 01bb",
            "05 01 00 03 03 610062 01bb",
            "05 01 00 03 03 610d0a 01bb",
            "05 01 00 03 03 61ff62 01bb",
            "05 01 00 03 01 61 0000",
            "05 01 00 02 00 00 00")) {
      EmbeddedChannel channel = channel("127.0.0.1", null);
      send(channel, "05 01 00" + request);
      assertThat(said(channel)).as(request).startsWith("0500" + "050");
      assertThat(channel.isOpen()).as(request).isFalse();
      channel.finishAndReleaseAll();
    }
    assertThat(arrivals).isEmpty();
  }

  @Test
  void otherProtocolsAreClosedWithoutAWord() throws Exception {
    for (String first : List.of("04 01 0050 c0000207 00", "474554202f", "160301")) {
      EmbeddedChannel channel = channel("127.0.0.1", null);
      send(channel, first);
      assertThat(said(channel)).isEmpty();
      assertThat(channel.isOpen()).isFalse();
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void aSlowHandshakeIsCutOff() throws Exception {
    EmbeddedChannel channel = channel("127.0.0.1", null);
    send(channel, "05");
    channel.advanceTimeBy(31, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void randomOctetsNeverThrow() throws Exception {
    Random random = new Random(1928);
    for (int i = 0; i < 2_000; i++) {
      EmbeddedChannel channel = channel("127.0.0.1", random.nextBoolean() ? "t" : null);
      byte[] octets = new byte[random.nextInt(60)];
      random.nextBytes(octets);
      byte[] start = hex("05 01 00 05 01 00 03");
      System.arraycopy(start, 0, octets, 0, Math.min(octets.length, random.nextInt(8)));
      channel.writeInbound(Unpooled.wrappedBuffer(octets));
      channel.checkException();
      channel.finishAndReleaseAll();
    }
  }
}
