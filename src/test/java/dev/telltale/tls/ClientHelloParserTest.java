package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.tls.ClientHelloParser.Complete;
import dev.telltale.tls.ClientHelloParser.Incomplete;
import dev.telltale.tls.ClientHelloParser.Malformed;
import dev.telltale.tls.ClientHelloParser.NotTls;
import dev.telltale.tls.ClientHelloParser.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ClientHelloParserTest {

  /** The first flight of the JDK's client. */
  static byte[] jdkHello(String sni, String... alpn) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(sni)));
    parameters.setApplicationProtocols(alpn);
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(1 << 15);
    engine.beginHandshake();
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /** The same handshake message in records of {@code size} octets. */
  static byte[] refragmented(byte[] record, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 5; at < record.length; at += size) {
      int length = Math.min(size, record.length - at);
      out.write(new byte[] {0x16, 3, 1, (byte) (length >> 8), (byte) length}, 0, 5);
      out.write(record, at, length);
    }
    return out.toByteArray();
  }

  private static Result parse(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    Result result = ClientHelloParser.parse(buffer);
    assertThat(buffer.readerIndex()).isZero();
    return result;
  }

  private static ClientHello complete(byte[] bytes) {
    assertThat(parse(bytes)).isInstanceOf(Complete.class);
    return ((Complete) parse(bytes)).hello();
  }

  @Test
  void readsWhatAClientOffers() throws Exception {
    ClientHello hello = complete(jdkHello("api.shop.example", "h2", "http/1.1"));
    assertThat(hello.sni()).isEqualTo("api.shop.example");
    assertThat(hello.alpn()).containsExactly("h2", "http/1.1");
    assertThat(hello.legacyVersion()).isEqualTo(0x0303);
    assertThat(hello.versions()).contains(0x0304, 0x0303);
    assertThat(hello.highestVersion()).isEqualTo(0x0304);
    assertThat(hello.ciphers()).contains(0x1301, 0xc02b);
    assertThat(hello.groups()).contains(0x001d, 0x0017);
    assertThat(hello.signatureAlgorithms()).contains(0x0403, 0x0804);
    assertThat(hello.offersEcdsa()).isTrue();
    assertThat(hello.ja4()).matches("t13d\\d{4}h2_[0-9a-f]{12}_[0-9a-f]{12}");
  }

  @Test
  void f38_anyFragmentationReadsTheSame() throws Exception {
    byte[] record = jdkHello("a.example", "h2");
    ClientHello whole = complete(record);
    for (int size : new int[] {1, 2, 3, 4, 5, 7, 100, 255, 1000}) {
      assertThat(complete(refragmented(record, size))).isEqualTo(whole);
    }
  }

  @Test
  void f38_everyPrefixIsIncompleteAndNothingElse() throws Exception {
    byte[] record = jdkHello("a.example", "h2");
    byte[] pieces = refragmented(record, 50);
    for (byte[] bytes : List.of(record, pieces)) {
      for (int length = 0; length < bytes.length; length++) {
        assertThat(parse(Arrays.copyOf(bytes, length))).isInstanceOf(Incomplete.class);
      }
      assertThat(parse(bytes)).isInstanceOf(Complete.class);
    }
  }

  @Test
  void f38_bytesBehindTheHelloDoNotMatter() throws Exception {
    byte[] record = jdkHello("a.example");
    byte[] more = Arrays.copyOf(record, record.length + 40);
    assertThat(complete(more)).isEqualTo(complete(record));
  }

  @Test
  void f38_otherProtocolsAreNotTls() {
    for (String text : List.of("GET / HTTP/1.1\r\n", "SSH-2.0-x", "\u0016\u0002\u0000", "\u0015")) {
      assertThat(parse(text.getBytes(StandardCharsets.ISO_8859_1))).isInstanceOf(NotTls.class);
    }
    // A ServerHello where a ClientHello belongs.
    assertThat(parse(new byte[] {0x16, 3, 3, 0, 4, 2, 0, 0, 0})).isInstanceOf(NotTls.class);
  }

  @Test
  void f38_aHugeHelloIsRefusedBeforeItIsCollected() {
    byte[] start = {0x16, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThat(parse(start)).isInstanceOf(Malformed.class);
    assertThat(parse(new byte[] {0x16, 3, 1, 0, 0})).isInstanceOf(Malformed.class);
    assertThat(parse(new byte[] {0x16, 3, 1, (byte) 0xff, (byte) 0xff, 1}))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void f38_anotherRecordInsideTheHelloIsRefused() throws Exception {
    byte[] pieces = refragmented(jdkHello("a.example"), 50);
    pieces[55] = 0x17;
    assertThat(parse(pieces)).isInstanceOf(Malformed.class);
  }

  @Test
  void f38_mutationsNeverThrow() throws Exception {
    byte[] record = jdkHello("a.example", "h2", "http/1.1");
    for (int at = 0; at < record.length; at++) {
      for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        byte[] mutated = record.clone();
        mutated[at] = (byte) value;
        if (parse(mutated) instanceof Complete complete) {
          assertThat(complete.hello().ja4()).hasSize(36);
          assertThat(LeafName.of(complete.hello().sni(), "b.example").names()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void f38_randomBytesNeverThrow() {
    Random random = new Random(38);
    int complete = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 9 && i % 2 == 0) {
        // Looks like a hello from outside, so that the inner lengths are reached.
        int length = bytes.length - 5;
        byte[] head = {0x16, 3, 1, (byte) (length >> 8), (byte) length, 1, 0};
        System.arraycopy(head, 0, bytes, 0, head.length);
        bytes[7] = (byte) ((length - 4) >> 8);
        bytes[8] = (byte) (length - 4);
        if (bytes.length > 60) {
          // No session, one cipher suite, one compression method, and extensions up to the end.
          byte[] fields = {0, 0, 2, 0x13, 1, 1, 0, 0, (byte) (bytes.length - 52), 0};
          fields[7] = (byte) ((bytes.length - 52) >> 8);
          System.arraycopy(fields, 0, bytes, 43, fields.length);
          bytes[53] = new byte[] {0, 10, 13, 16, 43}[random.nextInt(5)];
          bytes[54] = 0;
          bytes[55] = (byte) (random.nextBoolean() ? bytes.length - 56 : random.nextInt(5));
        }
      }
      complete += parse(bytes) instanceof Complete ? 1 : 0;
    }
    assertThat(complete).as("inner lengths were reached").isBetween(1, 25_000);
  }

  @TestFactory
  List<DynamicTest> f38_inputsThatFuzzingKept() throws Exception {
    Path folder =
        Path.of(
            Objects.requireNonNull(
                    getClass().getResource("ClientHelloParserFuzzTestInputs/anyOctetsAreJudged"))
                .toURI());
    try (Stream<Path> inputs = Files.list(folder)) {
      return inputs
          .map(
              input ->
                  DynamicTest.dynamicTest(
                      input.getFileName().toString(),
                      () -> ClientHelloParserFuzzTest.judge(Files.readAllBytes(input))))
          .toList();
    }
  }

  @Test
  void clientsWithoutEcdsaAreKnown() throws Exception {
    ClientHello all = complete(jdkHello("a.example"));
    assertThat(with(all, List.of(0xc02f, 0x009c), List.of(0x0303)).offersEcdsa()).isFalse();
    assertThat(with(all, List.of(0xc02b), List.of(0x0303)).offersEcdsa()).isTrue();
    assertThat(with(all, List.of(0x1301), List.of(0x0304)).offersEcdsa()).isTrue();
    ClientHello rsaSignaturesOnly =
        new ClientHello(
            0x0303,
            List.of(0x0304),
            List.of(0x1301),
            List.of(),
            null,
            List.of(),
            List.of(0x17),
            List.of(0x0804, 0x0503));
    assertThat(rsaSignaturesOnly.offersEcdsa()).isFalse();
  }

  private static ClientHello with(ClientHello of, List<Integer> ciphers, List<Integer> versions) {
    return new ClientHello(
        of.legacyVersion(),
        versions,
        ciphers,
        of.extensions(),
        of.sni(),
        of.alpn(),
        of.groups(),
        of.signatureAlgorithms());
  }
}
