package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.telltale.intercept.Http1Head.Framing;
import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS.md section A, and 21 of B, as far as the head alone decides. */
class HeadGuardTest {
  private static final String OK = "GET / HTTP/1.1\r\nHost: a.example\r\n";

  private static Http1Head request(String head) throws MalformedMessage {
    return HeadGuard.request(head.getBytes(StandardCharsets.ISO_8859_1), Limits.DEFAULT);
  }

  private static Http1Head response(String method, String head) throws MalformedMessage {
    return HeadGuard.response(head.getBytes(StandardCharsets.ISO_8859_1), method, Limits.DEFAULT);
  }

  private static MalformedMessage fault(String head) {
    MalformedMessage fault = catchThrowableOfType(MalformedMessage.class, () -> request(head));
    assertThat(fault).as("accepted: " + head).isNotNull();
    return fault;
  }

  @Test
  void keepsOrderCaseAndDuplicates() throws Exception {
    Http1Head head =
        request("POST /a?b=c HTTP/1.1\r\nhOST: a.example:8080\r\nX: 1\r\nx:2\r\nX:\t 3 \t\r\n\r\n");
    assertThat(head.method()).isEqualTo("POST");
    assertThat(head.target()).isEqualTo("/a?b=c");
    assertThat(head.headers())
        .containsExactly(
            new Header("hOST", "a.example:8080"),
            new Header("X", "1"),
            new Header("x", "2"),
            new Header("X", "3"));
    assertThat(head.framing()).isEqualTo(Framing.NONE);
    assertThat(head.closes()).isFalse();
  }

  @Test
  void f01_lengthWithTransferEncoding() {
    assertThat(fault(OK + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n").reason())
        .startsWith("ambiguous framing");
    assertThat(fault(OK + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n").reason())
        .startsWith("ambiguous framing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\ncontent-length: 4\r\n"
      })
  void f02_twoLengths(String fields) {
    assertThat(fault(OK + fields + "\r\n").reason()).startsWith("ambiguous framing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+5", "-1", "5, 5", "5 5", "0x5", "", "1e3", "12345678901234567890", "٣", "5;"})
  void f03_lengthThatIsNoNumber(String value) {
    assertThat(fault(OK + "Content-Length: " + value + "\r\n\r\n").status).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding:\r\n",
        "Transfer-Encoding: ,chunked\r\n",
        "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: \u000bchunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n"
      })
  void f04_transferEncodingThatReadersDifferOn(String fields) {
    assertThat(fault(OK + fields + "\r\n").status).isIn(400, 501);
  }

  @Test
  void f04_upperCaseIsTheSameCoding() throws Exception {
    assertThat(request(OK + "TRANSFER-ENCODING: Chunked\r\n\r\n").framing())
        .isEqualTo(Framing.CHUNKED);
  }

  @Test
  void f05_gzipThenChunkedPasses() throws Exception {
    assertThat(request(OK + "Transfer-Encoding: gzip, chunked\r\n\r\n").framing())
        .isEqualTo(Framing.CHUNKED);
  }

  @Test
  void f06_transferEncodingInOldVersion() {
    fault("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: a.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nA: b\rc\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nA: b\0c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nA\0: b\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "G\u00c4T / HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nN\u00e4me: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nA: \u007f\r\n\r\n"
      })
  void f10_octetsThatHaveNoBusinessInAHead(String head) {
    assertThat(fault(head).status).isEqualTo(400);
  }

  @Test
  void f10_octetsAbove7fAreOpaqueInValues() throws Exception {
    Http1Head head = request(OK + "User-Agent: caf\u00c3\u00a9\r\n\r\n");
    assertThat(head.header("user-agent")).isEqualTo("caf\u00c3\u00a9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n Host: a.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nA: b\r\n c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nA: b\r\n\tc\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\n: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nno colon\r\n\r\n"
      })
  void f11_foldsAndLinesWithoutName(String head) {
    fault(head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example\r\nHost: a.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: user@a.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example:99999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example:http\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.example/x\r\n\r\n"
      })
  void f12_hosts(String head) {
    assertThat(fault(head).status).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /\r\n\r\n",
        "GET / HTTP/0.9\r\nHost: a.example\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a.example\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a.example\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: a.example\r\n\r\n",
        "GET / http/1.1\r\nHost: a.example\r\n\r\n",
        "GET / HTTP/1.10\r\nHost: a.example\r\n\r\n",
        "GET\t/\tHTTP/1.1\r\nHost: a.example\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "GET /  HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a.example\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
      })
  void f13_requestLines(String head) {
    assertThat(fault(head).status).isIn(400, 505);
  }

  @Test
  void f14_tooMuch() {
    assertThat(fault("GET /" + "a".repeat(17_000) + " HTTP/1.1\r\nHost: a.example\r\n\r\n").status)
        .isEqualTo(414);
    assertThat(fault(OK + "A: b\r\n".repeat(2_000) + "\r\n").status).isEqualTo(431);
  }

  @Test
  void f18_methodOfAThousandOctets() {
    assertThat(fault("X".repeat(1_000) + " / HTTP/1.1\r\nHost: a.example\r\n\r\n").status)
        .isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "gopher://a.example/",
        "ftp://a.example/",
        "http://[fe80::1%25eth0]/",
        "http://user:secret@a.example/",
        "http://a.example:0x50/",
        "http://a.example:99999/",
        "http:///path",
        "http://a.example/#part",
        "path",
        "*"
      })
  void f19_targets(String target) throws Exception {
    Http1Head head = request("GET " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n");
    assertThat(catchThrowableOfType(MalformedMessage.class, () -> RequestTarget.of(head, "http")))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 99999\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 099 Low\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/3.0 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "garbage\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n"
      })
  void f21_responses(String head) {
    assertThat(catchThrowableOfType(MalformedMessage.class, () -> response("GET", head)))
        .isNotNull();
  }

  @Test
  void f17_responsesWithoutBody() throws Exception {
    String head = " X\r\nContent-Length: 9\r\n\r\n";
    assertThat(response("HEAD", "HTTP/1.1 200" + head).framing()).isEqualTo(Framing.NONE);
    assertThat(response("GET", "HTTP/1.1 204" + head).framing()).isEqualTo(Framing.NONE);
    assertThat(response("GET", "HTTP/1.1 304" + head).framing()).isEqualTo(Framing.NONE);
    assertThat(response("GET", "HTTP/1.1 200" + head).lengthBytes()).isEqualTo(9);
  }

  @Test
  void responsesDelimitedByTheConnection() throws Exception {
    assertThat(response("GET", "HTTP/1.1 200 OK\r\n\r\n").framing()).isEqualTo(Framing.CLOSE);
    assertThat(response("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n").framing())
        .isEqualTo(Framing.CLOSE);
    assertThat(response("GET", "HTTP/1.1 200\r\n\r\n").status()).isEqualTo(200);
    assertThat(response("GET", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").closes()).isTrue();
  }

  @Test
  void connectionFieldIsAList() throws Exception {
    assertThat(request(OK + "Connection: Upgrade, Close\r\n\r\n").closes()).isTrue();
    assertThat(request(OK + "Connection: closed, x-close\r\n\r\n").closes()).isFalse();
    assertThat(request("GET / HTTP/1.0\r\n\r\n").closes()).isTrue();
    assertThat(request("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").closes()).isFalse();
  }
}
