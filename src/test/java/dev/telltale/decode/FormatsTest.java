package dev.telltale.decode;

import static dev.telltale.decode.Requests.base64;
import static dev.telltale.decode.Requests.get;
import static dev.telltale.decode.Requests.gzip;
import static dev.telltale.decode.Requests.hex;
import static dev.telltale.decode.Requests.leaves;
import static dev.telltale.decode.Requests.post;
import static dev.telltale.decode.Requests.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.telltale.model.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

  private static List<String> body(String type, byte[] body, String... headers) {
    return leaves(post(type, body, headers)).stream()
        .filter(s -> !s.startsWith("header:") && !s.startsWith("path:"))
        .toList();
  }

  private static List<String> body(String type, String body, String... headers) {
    return body(type, utf8(body), headers);
  }

  private static List<String> value(String text) {
    return body("application/json", "{\"v\":" + quoted(text) + "}");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  @Test
  void contentCodings() {
    byte[] json = utf8("{\"mail\":\"li@mail.example\"}");
    byte[] zlib = Requests.zlib(json);
    Map<String, byte[]> coded =
        Map.of(
            "gzip", gzip(json),
            "x-gzip", gzip(json),
            "deflate", zlib,
            "DEFLATE", Arrays.copyOfRange(zlib, 2, zlib.length - 4),
            "br", HexOctets.of("8b0c807b226d61696c223a226c69406d61696c2e6578616d706c65227d03"),
            "zstd", Zstd.compress(json));
    coded.forEach(
        (coding, octets) ->
            assertThat(body("application/json", octets, "Content-Encoding", coding))
                .containsExactly(
                    "body:/mail = li@mail.example ["
                        + coding.toLowerCase(Locale.ROOT).replace("x-", "")
                        + ", json]"));
    assertThat(body("", Zstd.compress(gzip(json)), "Content-Encoding", "gzip, zstd"))
        .containsExactly("body:/mail = li@mail.example [zstd, gzip, json]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-16", "UTF-16LE", "GBK", "gb2312"})
  void declaredCharsets(String charset) {
    byte[] body = "{\"city\":\"北京\"}".getBytes(Charset.forName(charset));
    String name = charset.toLowerCase(Locale.ROOT).startsWith("u") ? "utf-16" : "gbk";
    assertThat(body("application/json; charset=" + charset, body))
        .containsExactly("body:/city = 北京 [" + name + ", json]");
  }

  @ParameterizedTest
  @CsvSource({"UTF-16LE,utf-16", "UTF-16BE,utf-16", "UTF-16,utf-16", "GB18030,gbk"})
  void undeclaredCharsets(String charset, String name) {
    byte[] body = "{\"city\":\"北京\",\"device\":\"phone\"}".getBytes(Charset.forName(charset));
    assertThat(body("", body)).contains("body:/city = 北京 [" + name + ", json]");
  }

  @Test
  void declaredTextWithControlsOrInLatin1IsStillText() {
    assertThat(
            body("application/x-www-form-urlencoded", "a=harbour\u0001town&mail=li@mail.example"))
        .contains("form:mail = li@mail.example [form]");
    byte[] latin = "name=J\u00fcrgen&city=K\u00f6ln".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(body("application/x-www-form-urlencoded", latin))
        .containsExactly(
            "form:name = J\u00fcrgen [iso-8859-1, form]",
            "form:city = K\u00f6ln [iso-8859-1, form]");
  }

  @Test
  void matrixParameters() {
    assertThat(leaves(get("/pixel;r=39;labels=li%40mail.example/x")))
        .containsExactly(
            "path:0#matrix:r = 39 [matrix]",
            "path:0#matrix:labels = li@mail.example [matrix]",
            "path:1 = x []");
  }

  @Test
  void percentEncodedGbk() {
    assertThat(leaves(get("/?name=%C0%EE%C3%F7%D4%B6"))).containsExactly("query:name = 李明远 [gbk]");
  }

  @Test
  void formLikeTextWithoutAType() {
    assertThat(body("text/plain", "imei=350000000000006&mac=a4%3A50"))
        .containsExactly("form:imei = 350000000000006 [form]", "form:mac = a4:50 [form]");
    assertThat(body("", "imei=350000000000006"))
        .containsExactly("form:imei = 350000000000006 [form]");
  }

  @Test
  void jsonUnderAFormsType() {
    assertThat(body("application/x-www-form-urlencoded", "{\"a\":\"x=y\"}"))
        .containsExactly("body:/a = x=y [json]");
  }

  @Test
  void base64UnderAFormsType() {
    assertThat(body("application/x-www-form-urlencoded", base64("{\"imei\":\"350000000000006\"}")))
        .containsExactly("body:raw#b64:/imei = 350000000000006 [base64, json]");
  }

  @Test
  void plainTextInBase64KeepsThePlaceOfItsField() {
    assertThat(value(base64("li@mail.example")))
        .containsExactly("body:/v = li@mail.example [json, base64]");
    assertThat(value(hex(utf8("li@mail.example"))))
        .containsExactly("body:/v = li@mail.example [json, hex]");
  }

  @Test
  void base64WithoutPaddingUrlSafeAndWithLineBreaks() {
    byte[] octets = utf8("{\"q\":\"??>>~~ harbour\"}");
    assertThat(value(Base64.getUrlEncoder().withoutPadding().encodeToString(octets)))
        .containsExactly("body:/v#b64:/q = ??>>~~ harbour [json, base64url, json]");
    byte[] longer = utf8("{\"text\":\"" + "harbour ".repeat(12) + "\"}");
    assertThat(value(Base64.getMimeEncoder().encodeToString(longer)))
        .containsExactly("body:/v#b64:/text = " + "harbour ".repeat(12) + " [json, base64, json]");
  }

  @Test
  void multipart() {
    String body =
        """
        preamble
        --Xy
        Content-Disposition: form-data; name="phone"

        13700000000
        --Xy
        Content-Disposition: form-data; name="meta"; filename="li ming.json"
        Content-Type: application/json

        {"email":"li@mail.example"}
        --Xy
        Content-Disposition: form-data; name="more"
        Content-Type: multipart/mixed; boundary=In

        --In
        Content-Disposition: attachment; name=inner
        Content-Transfer-Encoding: base64

        eyJhIjoiYiJ9
        --In--
        --Xy--
        """;
    for (String breaks : List.of("\n", "\r\n")) {
      assertThat(body("multipart/form-data; boundary=\"Xy\"", body.replace("\n", breaks)))
          .containsExactly(
              "multipart:phone = 13700000000 [multipart]",
              "multipart:meta#/email = li@mail.example [multipart, json]",
              "multipart:meta/filename = li ming.json [multipart]",
              "multipart:more#multipart:inner#b64:/a = b [multipart, multipart, base64, json]");
    }
  }

  @Test
  void jsonOddities() {
    assertThat(body("application/json", "\uFEFF{\"a\":NaN,\"a\":\"\\ud800x\",\"b\":[1,],}"))
        .containsExactly(
            "body:/a = NaN [json]", "body:/a = \uFFFDx [json]", "body:/b/0 = 1 [json]");
    assertThat(body("", "{\"a\":1}\n{\"a\":2}\n"))
        .containsExactly("body:/0/a = 1 [json]", "body:/1/a = 2 [json]");
    assertThat(body("text/javascript", "cb({\"a\":1});")).containsExactly("body:/a = 1 [json]");
    assertThat(body("", ")]}',\n{\"a\":1}")).containsExactly("body:/a = 1 [json]");
    assertThat(body("application/json", "{a:'x', /* no */ 'b':true}"))
        .containsExactly("body:/a = x [json]", "body:/b = true [json]");
    assertThat(body("application/json", "{\"a\":\"x\",\"b\":\"brok"))
        .containsExactly("body:/a = x [json]", "body:/b = brok [json]");
  }

  @Test
  void jsonInJsonInJson() {
    String inner = "{\"c\":\"deep\"}";
    String middle = "{\"b\":" + quoted(inner) + "}";
    assertThat(value(middle)).containsExactly("body:/v#/b#/c = deep [json, json, json]");
  }

  @Test
  void escapedJsonWithoutItsQuotes() {
    assertThat(value("{\\\"a\\\":\\\"b\\\"}"))
        .containsExactly("body:/v#/a = b [json, unicode, json]");
  }

  @Test
  void xml() {
    assertThat(
            body(
                "text/xml",
                "<?xml version=\"1.0\"?><r id=\"7\"><item>a &amp; b</item><item k='v'>c</item>"
                    + "<t><![CDATA[{\"j\":1}]]></t><e/></r>"))
        .containsExactly(
            "body:/r/@id = 7 [xml]",
            "body:/r/item = a & b [xml]",
            "body:/r/item[2]/@k = v [xml]",
            "body:/r/item[2]/text() = c [xml]",
            "body:/r/t#/j = 1 [xml, json]");
  }

  @Test
  void propertyLists() {
    String plist =
        """
        <?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">
        <plist version="1.0"><dict><key>name</key><string>Li</string><key>n</key><integer>7</integer>
        <key>on</key><true/><key>list</key><array><string>a</string><string>b</string></array>
        <key>data</key><data>eyJhIjoiYiJ9</data></dict></plist>
        """;
    assertThat(body("application/x-plist", plist))
        .containsExactly(
            "body:/name = Li [plist]",
            "body:/n = 7 [plist]",
            "body:/on = true [plist]",
            "body:/list/0 = a [plist]",
            "body:/list/1 = b [plist]",
            "body:/data#/a = b [plist, json]");
  }

  @Test
  void binaryPropertyList() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("bplist00"));
    out.writeBytes(new byte[] {(byte) 0xd2, 1, 2, 3, 4}); // 8: {1: 3, 2: 4}
    out.writeBytes(utf8("Tname")); // 13
    out.write(0x54 - 0x54 + 0x53);
    out.writeBytes(utf8("age")); // 18
    out.write(0x62);
    out.writeBytes("李明".getBytes(StandardCharsets.UTF_16BE)); // 22
    out.writeBytes(new byte[] {0x10, 42}); // 27
    int table = out.size();
    out.writeBytes(new byte[] {8, 13, 18, 22, 27});
    out.writeBytes(new byte[6]);
    out.writeBytes(new byte[] {1, 1});
    out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 5});
    out.writeBytes(new byte[8]);
    out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) table});
    byte[] list = out.toByteArray();
    list[13] = 0x54;
    assertThat(body("application/octet-stream", list))
        .containsExactly("body:/name = 李明 [plist]", "body:/age = 42 [plist]");
  }

  @Test
  void protobufWithoutASchema() {
    byte[] message =
        Protobuf.message()
            .text(1, "com.example.app")
            .message(2, Protobuf.message().text(1, "c41f7be2a09d3856").varint(3, 350000000000006L))
            .real(4, 39.918734)
            .varint(5, 1)
            .octets();
    assertThat(body("application/x-protobuf", message))
        .containsExactly(
            "proto:1 = com.example.app [protobuf]",
            "proto:2.1 = c41f7be2a09d3856 [protobuf]",
            "proto:2.3 = 350000000000006 [protobuf]",
            "proto:4 = 39.918734 [protobuf]",
            "proto:5 = 1 [protobuf]");
    assertThat(body("application/octet-stream", gzip(message), "Content-Encoding", "gzip"))
        .contains("proto:2.1 = c41f7be2a09d3856 [gzip, protobuf]");
    assertThat(value(base64(message)))
        .contains("body:/v#b64:proto:2.1 = c41f7be2a09d3856 [json, base64, protobuf]");
  }

  @Test
  void grpcMessagesPlainAndCompressed() {
    byte[] message = Protobuf.message().text(1, "li@mail.example").octets();
    byte[] frames = Protobuf.frames(message, null, gzip(message));
    assertThat(body("application/grpc", frames, "grpc-encoding", "gzip"))
        .containsExactly(
            "proto:1 = li@mail.example [grpc, protobuf]",
            "proto:1 = li@mail.example [grpc, gzip, protobuf]");
  }

  @Test
  void messagesOfAConnection() {
    byte[] frame = Protobuf.frames(Protobuf.message().text(1, "li@mail.example").octets(), null);
    assertThat(message("grpc", frame))
        .containsExactly("proto:1 = li@mail.example [grpc, protobuf]");
    assertThat(message("websocket-text", utf8("42[\"login\",{\"mail\":\"li@mail.example\"}]")))
        .containsExactly("body:/0 = login [json]", "body:/1/mail = li@mail.example [json]");
    assertThat(message("sse", utf8("event: x\ndata: {\"a\":\"b\"}\n\n")))
        .containsExactly("body:/0#/a = b [sse, json]");
  }

  private static List<String> message(String kind, byte[] content) {
    return leaves(
        Requests.DECODER.decode(
            new Message(Message.Direction.SENT, 0, kind, content.length, content)));
  }

  @Test
  void messagePack() {
    // {"id":"harbour","n":-2,"f":1.5,"l":[true,null,300]}
    byte[] octets =
        HexOctets.of(
            "84 a26964 a7686172626f7572 a16e fe a166 cb3ff8000000000000 a16c 93 c3 c0 cd012c");
    assertThat(body("", octets))
        .containsExactly(
            "body:/id = harbour [msgpack]",
            "body:/n = -2 [msgpack]",
            "body:/f = 1.5 [msgpack]",
            "body:/l/0 = true [msgpack]",
            "body:/l/2 = 300 [msgpack]");
  }

  @Test
  void cbor() {
    // RFC 8949 appendix A forms: {"id":"harbour","n":-100,"f":1.5,"l":[_ true, 500],"s":(_ "str"
    // "ing")}
    byte[] octets =
        HexOctets.of(
            "a5 626964 67686172626f7572 616e 3863 6166 f93e00 616c 9f f5 1901f4 ff"
                + " 6173 7f 63737472 63696e67 ff");
    assertThat(body("application/cbor", octets))
        .containsExactly(
            "body:/id = harbour [cbor]",
            "body:/n = -100 [cbor]",
            "body:/f = 1.5 [cbor]",
            "body:/l/0 = true [cbor]",
            "body:/l/1 = 500 [cbor]",
            "body:/s = string [cbor]");
  }

  @Test
  void webTokens() {
    String token =
        Base64.getUrlEncoder().withoutPadding().encodeToString(utf8("{\"alg\":\"HS256\"}"))
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(utf8("{\"sub\":\"li-77\"}"))
            + ".c2lnbmF0dXJl";
    assertThat(leaves(get("/", "Authorization", "Bearer " + token)))
        .containsExactly(
            "header:Authorization#jwt-header:/alg = HS256 [jwt, json]",
            "header:Authorization#jwt:/sub = li-77 [jwt, json]");
    assertThat(leaves(get("/", "Authorization", "Basic " + base64("li:secret-word"))))
        .containsExactly("header:Authorization = li:secret-word [base64]");
  }

  @Test
  void entitiesUnicodeEscapesAndFullWidthForms() {
    assertThat(value("li&#64;mail.example &amp; co"))
        .contains("body:/v = li@mail.example & co [json, html]");
    assertThat(value("\\u674e\\u660e")).contains("body:/v = 李明 [json, unicode]");
    assertThat(value("\uFF11\uFF13\uFF17 0000 0000\u200b1"))
        .contains("body:/v = 137 0000 00001 [json, nfkc]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model:X1,imei:35", "model=X1;imei=35", "model=X1|imei=35"})
  void listsOfNamesAndValues(String list) {
    assertThat(value(list))
        .containsExactly(
            "body:/v#list:model = X1 [json, list]", "body:/v#list:imei = 35 [json, list]");
  }

  @Test
  void addressesInValuesHaveTheirOwnQuery() {
    assertThat(value("https://a.example/p%40q?mail=li%40mail.example#id_token=x1&y=2"))
        .contains(
            "body:/v#query:mail = li@mail.example [json, query]",
            "body:/v#query:id_token = x1 [json, query]");
  }

  @Test
  void urlEncodedThrice() {
    assertThat(leaves(get("/?x=li%252540mail.example")))
        .containsExactly("query:x = li@mail.example [url, url]");
  }

  @Test
  void zlibInsideBase64() {
    assertThat(value(base64(Requests.zlib(utf8("{\"a\":\"b\",\"c\":\"d\"}")))))
        .containsExactly(
            "body:/v#b64:/a = b [json, base64, deflate, json]",
            "body:/v#b64:/c = d [json, base64, deflate, json]");
  }
}
