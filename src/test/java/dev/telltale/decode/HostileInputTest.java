package dev.telltale.decode;

import static dev.telltale.decode.Requests.all;
import static dev.telltale.decode.Requests.base64;
import static dev.telltale.decode.Requests.decode;
import static dev.telltale.decode.Requests.get;
import static dev.telltale.decode.Requests.gzip;
import static dev.telltale.decode.Requests.leaves;
import static dev.telltale.decode.Requests.post;
import static dev.telltale.decode.Requests.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.github.luben.zstd.Zstd;
import dev.telltale.util.Limits;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 37, 64 to 68 and 70 of the list of faults. */
class HostileInputTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static Decoded bounded(String type, byte[] body, String... headers) {
    return assertTimeout(BOUND, () -> decode(post(type, body, headers)));
  }

  private static Node body(Decoded decoded) {
    return decoded.roots().get(decoded.roots().size() - 1);
  }

  /** 512 MiB of zeros from half a mebibyte. */
  private static byte[] bomb() {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    byte[] member = gzip(new byte[64 << 20]);
    for (int i = 0; i < 8; i++) {
      bomb.writeBytes(member);
    }
    return bomb.toByteArray();
  }

  @Test
  void f64_gzipBombStopsAtTheLimit() {
    byte[] bomb = bomb();
    Decoded d = bounded("application/json", bomb, "Content-Encoding", "gzip");
    assertThat(d.limits()).anyMatch(s -> s.contains("decoded octets: more than"));
    assertThat(largest(d)).isLessThanOrEqualTo(Limits.DEFAULT.decodeBytes());
  }

  @Test
  void f64_theRatioStopsAnExpansionThatTheOctetsWouldAllow() {
    byte[] bomb = gzip(new byte[30 << 20]);
    Decoded d = bounded("", bomb);
    assertThat(d.limits()).anyMatch(s -> s.contains("expands more than 200 times"));
    assertThat(largest(d)).isLessThanOrEqualTo(bomb.length * 200);
  }

  @Test
  void f64_bombsOfTheOtherCodings() throws Exception {
    byte[] zeros = new byte[64 << 20];
    assertThat(bounded("", Zstd.compress(zeros), "Content-Encoding", "zstd").limits()).isNotEmpty();
    assertThat(bounded("", Requests.zlib(zeros), "Content-Encoding", "deflate").limits())
        .isNotEmpty();
    assertThat(bounded("", brotliZeros(), "Content-Encoding", "br").limits())
        .anyMatch(s -> s.contains("expands more"));
  }

  /** Brotli of 48 MiB of zeros, as Node.js 20 writes it. */
  private static byte[] brotliZeros() {
    return HexOctets.of(
        "cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd7ffeffffe39f0088c32200ddfb7f");
  }

  private static int largest(Decoded d) {
    return d.layers().stream().mapToInt(n -> n.bytes().length).max().orElse(0);
  }

  @Test
  void f64_encodingsNestedTenTimesAreUndoneAndThirtyTimesAreNot() {
    byte[] inner = utf8("{\"mail\":\"li@mail.example\"}");
    byte[] ten = inner;
    for (int i = 0; i < 10; i++) {
      ten = gzip(ten);
    }
    String codings = String.join(", ", Collections.nCopies(10, "gzip"));
    assertThat(leaves(decode(post("", ten, "Content-Encoding", codings))))
        .anyMatch(s -> s.startsWith("body:/mail = li@mail.example [gzip"));
    byte[] thirty = ten;
    for (int i = 0; i < 20; i++) {
      thirty = gzip(thirty);
    }
    Decoded d = bounded("", thirty);
    assertThat(d.limits()).isNotEmpty();
    assertThat(leaves(d)).noneMatch(s -> s.contains("li@mail"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "gzip", "gzip, br", "nonsense", "identity"})
  void f64_wrongLabels(String coding) {
    byte[] json = utf8("{\"mail\":\"li@mail.example\"}");
    assertThat(leaves(decode(post("application/json", json, "Content-Encoding", coding))))
        .contains("body:/mail = li@mail.example [json]");
    assertThat(leaves(decode(post("application/json", gzip(json), "Content-Encoding", coding))))
        .contains("body:/mail = li@mail.example [gzip, json]");
  }

  @Test
  void f64_truncatedMultiMemberAndGarbage() {
    byte[] text = utf8("{\"mail\":\"li@mail.example\",\"rest\":\"" + random(4000) + "\"}");
    byte[] whole = gzip(text);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    Decoded d = decode(post("application/json", half, "Content-Encoding", "gzip"));
    assertThat(leaves(d)).contains("body:/mail = li@mail.example [gzip, json]");
    assertThat(d.limits()).anyMatch(s -> s.startsWith("gzip: breaks off"));

    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip(utf8("{\"a\":")));
    members.writeBytes(gzip(utf8("\"b\"}")));
    members.writeBytes(utf8("garbage"));
    assertThat(leaves(decode(post("", members.toByteArray(), "Content-Encoding", "gzip"))))
        .contains("body:/a = b [gzip, json]");
  }

  @Test
  void f65_jsonOfDepth100000() {
    byte[] deep = utf8("{\"a\":1,\"b\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    Decoded d = bounded("application/json", deep);
    assertThat(d.limits()).anyMatch(s -> s.contains("nested deeper"));
    assertThat(leaves(d)).contains("body:/a = 1 [json]");
    assertThat(all(d)).allSatisfy(n -> assertThat(n.where()).isNotEmpty());
  }

  @Test
  void f65_aNumberOf50Megabytes() {
    byte[] number = new byte[(50 << 20) + 6];
    Arrays.fill(number, (byte) '7');
    System.arraycopy(utf8("{\"a\":"), 0, number, 0, 5);
    number[number.length - 1] = '}';
    Decoded d = bounded("application/json", number);
    Node a = body(d).children().get(0);
    assertThat(a.kind()).isEqualTo(Node.Kind.NUMBER);
    assertThat(a.end() - a.start()).isEqualTo(50 << 20);
  }

  @Test
  void f65_aMillionMembers() {
    Decoded d = bounded("application/json", utf8("[" + "1,".repeat(1_000_000) + "1]"));
    assertThat(d.limits()).contains("values: more than 100000");
    assertThat(all(d)).hasSizeLessThanOrEqualTo(100_000);
  }

  @Test
  void f66_documentTypesAreNotRead() {
    String xml =
        "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">"
            + "<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r><m>li@mail.example</m><v>&b;&x;</v></r>";
    Decoded d = decode(post("text/xml", xml));
    assertThat(leaves(d)).contains("body:/r/m = li@mail.example [xml]", "body:/r/v = &b;&x; [xml]");
    assertThat(d.limits()).contains("xml: a document type is not read");
  }

  @Test
  void f66_elementsNested100000Deep() {
    Decoded d = bounded("text/xml", utf8("<a>".repeat(100_000) + "</a>".repeat(100_000)));
    assertThat(d.limits()).anyMatch(s -> s.contains("nested deeper"));
  }

  @Test
  void f67_tenThousandParts() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      body.append("--x\r\nContent-Disposition: form-data; name=p")
          .append(i)
          .append("\r\n\r\nv")
          .append(i)
          .append("\r\n");
    }
    body.append("--x--\r\n");
    assertThat(leaves(bounded("multipart/form-data; boundary=x", utf8(body.toString()))))
        .contains("multipart:p0 = v0 [multipart]", "multipart:p9999 = v9999 [multipart]");
  }

  @Test
  void f67_boundariesMissingOrEndless() {
    String part = "Content-Disposition: form-data; name=mail\r\n\r\nli@mail.example\r\n";
    assertThat(leaves(decode(post("multipart/form-data", "--zz\r\n" + part + "--zz--"))))
        .contains("multipart:mail = li@mail.example [multipart]");
    assertThat(leaves(decode(post("multipart/form-data; boundary=zz", "--zz\r\n" + part))))
        .anyMatch(s -> s.startsWith("multipart:mail = li@mail.example"));
    String endless = "b".repeat(1 << 20);
    Decoded d = bounded("multipart/form-data; boundary=" + endless, utf8("--" + endless + part));
    assertThat(d.limits()).anyMatch(s -> s.startsWith("multipart: a boundary of 1048576"));
    assertThat(d.layers()).anyMatch(n -> n.text().contains("li@mail.example"));
  }

  @Test
  void f67_fileNamesAreOnlyText() {
    String part =
        "--x\r\nContent-Disposition: form-data; name=\"a\\\"b\"; filename=\"../../etc/x;y.txt\"\r\n\r\n"
            + "content\r\n--x--";
    assertThat(leaves(decode(post("multipart/form-data; boundary=x", part))))
        .contains(
            "multipart:a\"b = content [multipart]",
            "multipart:a\"b/filename = ../../etc/x;y.txt [multipart]");
  }

  @Test
  void f68_chainsOfDepth20() {
    String base64 = "{\"mail\":\"li@mail.example\"}";
    String hex = base64;
    String url = "li@mail.example";
    String json = "li@mail.example";
    for (int i = 0; i < 20; i++) {
      base64 = base64(base64);
      hex = hex.length() > 1 << 20 ? hex : Requests.hex(utf8(hex));
      url = URLEncoder.encode(url, StandardCharsets.UTF_8);
    }
    for (int i = 0; i < 14; i++) {
      json = "{\"a\":\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }
    for (String chain : List.of(base64, hex, url, json)) {
      Decoded d = bounded("application/x-www-form-urlencoded", utf8("v=" + url(chain)));
      assertThat(d.limits()).contains("encodings nested deeper than 12");
    }
  }

  private static String url(String s) {
    return URLEncoder.encode(s, StandardCharsets.UTF_8);
  }

  @Test
  void f68_textsThatInviteEveryReaderAtEveryOctet() {
    for (String seed :
        List.of(
            "a=", "a=b;", "a:b,", "%25", "{\"a\":", "[[", "<a>", "\"\\", "&#", "--\n", "a=a&", "?",
            "eyJ.", "\\u", "/", "; ", "\u00ff", "\u4e2d=", "://?", "{\"\\\"", "\0\1")) {
      byte[] body = utf8(seed.repeat((1 << 20) / seed.length()));
      for (String type :
          List.of(
              "",
              "application/json",
              "application/x-www-form-urlencoded",
              "text/xml",
              "multipart/form-data; boundary=x",
              "application/x-protobuf",
              "application/grpc")) {
        bounded(type, body);
      }
    }
  }

  @Test
  void f37_protobufOfDepth10000AndTruncatedVarints() {
    Protobuf message = Protobuf.message().text(1, "li@mail.example\u0001");
    for (int i = 0; i < 2_000; i++) {
      message = Protobuf.message().message(1, message);
    }
    Decoded d = bounded("application/x-protobuf", message.octets());
    assertThat(d.limits()).contains("protobuf: messages nested deeper than 64");
    byte[] endless = new byte[10_000];
    Arrays.fill(endless, (byte) 0xff);
    bounded("application/x-protobuf", endless);
    byte[] cut = Protobuf.message().text(1, "harbour").varint(2, 1L << 60).octets();
    d = bounded("application/x-protobuf", Arrays.copyOf(cut, cut.length - 2));
    assertThat(leaves(d)).contains("proto:1 = harbour [protobuf]");
    assertThat(d.limits()).anyMatch(s -> s.startsWith("protobuf: breaks off"));
  }

  @Test
  void f37_messagePackAndCborThatClaimMoreThanTheyHold() {
    bounded("application/msgpack", HexOctets.of("dfffffffff"));
    bounded("application/msgpack", HexOctets.of("ddffffffff"));
    bounded("application/msgpack", HexOctets.of("81a161dbffffffff"));
    bounded("application/cbor", HexOctets.of("bbffffffffffffffff"));
    bounded("application/cbor", HexOctets.of("9b7fffffffffffffff"));
    byte[] nested = new byte[1 << 20];
    Arrays.fill(nested, (byte) 0x81);
    bounded("application/cbor", nested);
    Arrays.fill(nested, (byte) 0x91);
    bounded("application/msgpack", nested);
    Arrays.fill(nested, (byte) 0xc1);
    bounded("application/cbor", nested);
  }

  @Test
  void f70_zeroWidthFullWidthAndDecomposedCharacters() {
    assertThat(leaves(get("/?a=%EF%BC%91%EF%BC%93%EF%BC%97&b=13%E2%80%8B7")))
        .containsExactly("query:a = 137 [nfkc]", "query:b = 137 [nfkc]");
  }

  @Test
  void randomOctetsMakeNoTextAndAreOpaque() {
    Random random = new Random(7);
    int readings = 0;
    for (int i = 0; i < 200; i++) {
      byte[] octets = new byte[600];
      random.nextBytes(octets);
      Decoded d = decode(post("application/octet-stream", octets));
      readings += body(d).children().isEmpty() && d.opaque() ? 0 : 1;
    }
    assertThat(readings).isZero();
    assertThat(decode(post("application/octet-stream", new byte[600])).opaque()).isFalse();
    byte[] secret = new byte[300];
    random.nextBytes(secret);
    Decoded d = decode(post("application/json", "{\"enc\":\"" + base64(secret) + "\"}"));
    assertThat(d.opaque()).isFalse();
    assertThat(d.opaqueFields()).extracting(Node::where).containsExactly("body:/enc");
  }

  @Test
  void wordsAndDigestsAreNotDecoded() {
    List<String> words =
        List.of(
            "ListItem",
            "username",
            "Password1",
            "deadbeef",
            "20231124123456",
            "HarbourWiFi24",
            "portrait",
            "iPhone12",
            "com.example.App",
            "AAAAAAAA",
            "4111111111111111",
            "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
            "12:30:45",
            "a4:50:46:1f:9c:d2",
            "E=mc2 b",
            "Mozilla/5.0 (X11; Linux x86_64)",
            "C:\\new\\table",
            "50% off, 20% more",
            "[draft] title",
            "<3 you",
            "1.2.3;4.5.6",
            "Li & Ming; sons");
    StringBuilder json = new StringBuilder("[");
    words.forEach(w -> json.append(json.length() > 1 ? "," : "").append(quoted(w)));
    Decoded d = decode(post("application/json", json.append("]").toString()));
    assertThat(leaves(d).stream().filter(s -> s.startsWith("body:")))
        .hasSize(words.size())
        .allMatch(s -> s.endsWith(" [json]"));
    String digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    Decoded h = decode(get("/?h=" + digest));
    Node field = h.roots().get(0);
    assertThat(field.text()).isEqualTo(digest);
    assertThat(field.children())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.kind()).isEqualTo(Node.Kind.BYTES);
              assertThat(c.bytes()).hasSize(32);
              assertThat(c.encoding()).containsExactly("hex");
            });
  }

  private static String quoted(String w) {
    return "\"" + w.replace("\\", "\\\\") + "\"";
  }

  @Test
  void randomTokensAreHardlyEverTakenForText() {
    Random random = new Random(11);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder token = new StringBuilder();
      for (int k = 0; k < 22; k++) {
        token.append(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                .charAt(random.nextInt(64)));
      }
      Node field = decode(get("/?t=" + token)).roots().get(0);
      assertThat(field.text()).isEqualTo(token.toString());
      taken += field.children().stream().anyMatch(c -> c.kind() != Node.Kind.BYTES) ? 1 : 0;
    }
    assertThat(taken).isLessThan(20);
  }

  private static String random(int length) {
    Random random = new Random(3);
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < length; i++) {
      b.append((char) ('a' + random.nextInt(26)));
    }
    return b.toString();
  }

  @Test
  void everyTextStandsInALayerAndLayersLeadBack() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      parts.add(
          "{\"name\\u0041" + i + "\":\"v" + i + "\",\"j\":\"{\\\"k\\\":\\\"w" + i + "\\\"}\"}");
    }
    String json = "[" + String.join(",", parts) + "]";
    byte[] proto = Protobuf.message().text(1, "harbour").varint(2, 13700000000L).octets();
    Decoded d =
        decode(
            post(
                "application/x-www-form-urlencoded",
                "a=" + url(json) + "&b=" + url(base64(proto)) + "&c=plain",
                "Cookie",
                "x=1; y=%7B%22z%22%3A%22q%22%7D"));
    for (Node n : all(d)) {
      if (n.children().isEmpty() && !n.text().isEmpty()) {
        assertThat(d.layers())
            .as(n.toString())
            .anyMatch(
                layer -> {
                  byte[] octets = layer.bytes();
                  int at = Text.indexOf(octets, 0, octets.length, utf8(n.text()));
                  while (at >= 0 && layer.at(at, at + utf8(n.text()).length) != n) {
                    at = Text.indexOf(octets, at + 1, octets.length, utf8(n.text()));
                  }
                  return at >= 0;
                });
      }
    }
  }
}
