package dev.telltale.decode;

import static dev.telltale.decode.Requests.base64;
import static dev.telltale.decode.Requests.get;
import static dev.telltale.decode.Requests.gzip;
import static dev.telltale.decode.Requests.leaves;
import static dev.telltale.decode.Requests.post;
import static dev.telltale.decode.Requests.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandardDecoderTest {

  @Test
  void pathSegmentsCountFromZeroAndEmptyOnesDoNotCount() {
    assertThat(leaves(get("/v1//users/li%40mail.example/photo.jpg")))
        .containsExactly(
            "path:0 = v1 []",
            "path:1 = users []",
            "path:2 = li@mail.example []",
            "path:3 = photo.jpg []");
  }

  @Test
  void queryFieldsAreDecodedOnceAndFurtherLayersAreNamed() {
    assertThat(leaves(get("/?a=1&mail=li%2540mail.example&mail=x%20y+z&flag")))
        .containsExactly(
            "query:a = 1 []",
            "query:mail = li@mail.example [url]",
            "query:mail = x y z []",
            "query: = flag []");
  }

  @Test
  void jsonInsideAStringIsOneStep() {
    assertThat(leaves(get("/?p=%7B%22data%22%3A%7B%22first%5C%2Fname%22%3A%22Li%22%7D%7D")))
        .containsExactly("query:p#/data/first~1name = Li [json]");
  }

  @Test
  void headersAndCookies() {
    assertThat(
            leaves(
                get(
                    "/",
                    "X-Client",
                    base64("{\"wifi\":\"Harbour\"}"),
                    "Cookie",
                    "sid=abc; cid=%7B%22email%22%3A%22li@mail.example%22%7D",
                    "Referer",
                    "https://shop.example/cart?user=li%40mail.example&x=1",
                    "User-Agent",
                    "Shop/1.0 (a=1; b=2)")))
        .containsExactly(
            "header:X-Client#b64:/wifi = Harbour [base64, json]",
            "cookie:sid = abc []",
            "cookie:cid#/email = li@mail.example [url, json]",
            "header:Referer#query:user = li@mail.example [query]",
            "header:Referer#query:x = 1 [query]",
            "header:User-Agent = Shop/1.0 (a=1; b=2) []");
  }

  @Test
  void gzippedJsonBodyWithBase64OfGzippedJsonInside() {
    String inner = base64(gzip(utf8("{\"imei\":\"350000000000006\"}")));
    byte[] body = gzip(utf8("{\"ids\":[\"" + inner + "\"],\"n\":1.50,\"t\":true,\"z\":null}"));
    assertThat(leaves(post("application/json", body, "Content-Encoding", "gzip")))
        .contains(
            "body:/ids/0#b64:/imei = 350000000000006 [gzip, json, base64, gzip, json]",
            "body:/n = 1.50 [gzip, json]",
            "body:/t = true [gzip, json]");
  }

  @Test
  void formBody() {
    String data = base64("[{\"a\":\"b\"}]").replace("=", "%3D");
    assertThat(
            leaves(
                post("application/x-www-form-urlencoded", "imei=35&em%5B0%5D=x%40y&data=" + data)))
        .contains(
            "form:imei = 35 [form]",
            "form:em[0] = x@y [form]",
            "form:data#b64:/0/a = b [form, base64, json]");
  }

  @Test
  void spansLeadToTheOctetsOfTheMessage() {
    String json = "{\"a\":\"{\\\"b\\\":\\\"hello\\\"}\"}";
    Decoded d = Requests.decode(post("application/json", json));
    Node b = Requests.all(d).stream().filter(n -> n.key().equals("b")).findFirst().orElseThrow();
    assertThat(b.where()).isEqualTo("body:/a#/b");
    assertThat(json.substring(b.start(), b.end())).isEqualTo("hello");
  }
}
