package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.telltale.intercept.Http1Head.Framing;
import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS.md 7 to 9 and 14: where messages begin and end, however the octets are cut. */
class Http1ReaderTest {
  private final StringBuilder passed = new StringBuilder();
  private final StringBuilder content = new StringBuilder();
  private final List<Header> trailers = new ArrayList<>();
  private final Http1Reader.Listener listener =
      new Http1Reader.Listener() {
        @Override
        public void pass(ByteBuf octets) {
          passed.append(octets.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void content(ByteBuf buffer, int index, int length) {
          content.append(buffer.toString(index, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void trailers(List<Header> section) {
          trailers.addAll(section);
        }
      };

  private static ByteBuf octets(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  /** Feeds a body in pieces of {@code step} octets; returns whether it ended. */
  private boolean feed(String body, int step) throws MalformedMessage {
    Http1Reader reader = new Http1Reader(Limits.DEFAULT);
    reader.begin(Framing.CHUNKED, 0);
    ByteBuf in = Unpooled.buffer();
    boolean done = false;
    for (int i = 0; i < body.length() && !done; i += step) {
      in.writeBytes(
          body.substring(i, Math.min(body.length(), i + step))
              .getBytes(StandardCharsets.ISO_8859_1));
      done = reader.body(in, listener);
    }
    return done;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void chunksPassAsTheyCame(int step) throws Exception {
    String body = "5;a=\"x;y\"\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n";
    assertThat(feed(body, step)).isTrue();
    assertThat(passed).hasToString(body);
    assertThat(content).hasToString("hello0123456789");
    assertThat(trailers).containsExactly(new Header("X-Sum", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n",
        "-5\r\n",
        "0x5\r\n",
        "\r\n",
        " 5\r\n",
        "5 5\r\n",
        "1000000000000000\r\n",
        "fffffffffffffffff\r\n",
        "5\n",
        "5;a=\nb\r\n",
        "5;a=\rb\r\n",
        "5;a=\"x\r\ny\"\r\n",
        "5;a=\"x\r\n",
        "5;a=\"\\\r\"\r\n",
        "5;a=\"\\\0\"\r\n",
        "5;\0\r\n",
        "5;\u00ff=\"y\"\r\n",
        "5\rX\n"
      })
  void f07_f08_chunkLines(String line) {
    String good = "3\r\nabc\r\n";
    for (int step : new int[] {1, 1_000}) {
      passed.setLength(0);
      assertThat(
              catchThrowableOfType(
                  MalformedMessage.class, () -> feed(good + line + "hello\r\n0\r\n\r\n", step)))
          .as(line)
          .isNotNull();
      assertThat(passed).as("what came before passes, the fault does not").hasToString(good);
    }
  }

  @Test
  void f09_noLineEndAfterData() {
    assertThat(catchThrowableOfType(MalformedMessage.class, () -> feed("3\r\nabcX\r\n", 1)))
        .isNotNull();
    assertThat(passed).hasToString("3\r\nabc");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000})
  void f09_fieldsThatMustNotTrail(int step) throws Exception {
    assertThat(
            feed("1\r\na\r\n0\r\nContent-Length: 9\r\nX: y\r\ntransfer-encoding: z\r\n\r\n", step))
        .isTrue();
    assertThat(passed).hasToString("1\r\na\r\n0\r\nX: y\r\n\r\n");
    assertThat(trailers).containsExactly(new Header("X", "y"));
  }

  @Test
  void f09_trailersFollowTheRulesOfFields() {
    assertThat(
            catchThrowableOfType(MalformedMessage.class, () -> feed("0\r\nX : y\r\n\r\n", 1_000)))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                MalformedMessage.class,
                () -> feed("0\r\n" + "X: y\r\n".repeat(20_000) + "\r\n", 1_000)))
        .isNotNull();
  }

  @Test
  void bodyOfAKnownLengthEndsThere() throws Exception {
    Http1Reader reader = new Http1Reader(Limits.DEFAULT);
    reader.begin(Framing.LENGTH, 5);
    ByteBuf in = octets("hel");
    assertThat(reader.body(in, listener)).isFalse();
    in = octets("loNEXT");
    assertThat(reader.body(in, listener)).isTrue();
    assertThat(content).hasToString("hello");
    assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("NEXT");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 1_000})
  void headsAreTakenWhole(int step) throws Exception {
    String heads = "\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\nGET /2 HTTP/1.1\r\n\r\n";
    Http1Reader reader = new Http1Reader(Limits.DEFAULT);
    List<String> found = new ArrayList<>();
    ByteBuf in = Unpooled.buffer();
    for (int i = 0; i < heads.length(); i += step) {
      in.writeBytes(
          heads
              .substring(i, Math.min(heads.length(), i + step))
              .getBytes(StandardCharsets.ISO_8859_1));
      for (byte[] head = reader.head(in); head != null; head = reader.head(in)) {
        found.add(new String(head, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(found)
        .containsExactly("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /2 HTTP/1.1\r\n\r\n");
  }

  @Test
  void f14_headsThatDoNotEnd() {
    Http1Reader reader = new Http1Reader(Limits.DEFAULT);
    MalformedMessage line =
        catchThrowableOfType(
            MalformedMessage.class, () -> reader.head(octets("GET /" + "a".repeat(20_000))));
    assertThat(line.status).isEqualTo(414);
    Http1Reader other = new Http1Reader(Limits.DEFAULT);
    MalformedMessage head =
        catchThrowableOfType(
            MalformedMessage.class,
            () -> other.head(octets("GET / HTTP/1.1\r\n" + "A: bbbbbbbb\r\n".repeat(6_000))));
    assertThat(head.status).isEqualTo(431);
  }

  @Test
  void f10_bareLfIsSeenAtOnce() {
    assertThat(
            catchThrowableOfType(
                MalformedMessage.class,
                () -> new Http1Reader(Limits.DEFAULT).head(octets("GET / HTTP/1.1\nHost"))))
        .isNotNull();
  }
}
