package dev.telltale.intercept;

import dev.telltale.model.Header;
import dev.telltale.model.LocalPages;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer that the proxy gives itself.
 *
 * @param status status code
 * @param headers header section without {@code Content-Length} and {@code Connection}
 * @param content content
 */
@SuppressWarnings("ArrayRecordComponent")
record LocalAnswer(int status, List<Header> headers, byte[] content) {

  /** A page that says what went wrong and what to do. */
  static LocalAnswer page(int status, String text) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", "text/plain; charset=utf-8"));
    headers.add(new Header("Cache-Control", "no-store"));
    headers.add(new Header("X-Content-Type-Options", "nosniff"));
    if (status == 407) {
      headers.add(new Header("Proxy-Authenticate", "Basic realm=\"Telltale\""));
    }
    String title = status + " " + HttpResponseStatus.valueOf(status).reasonPhrase();
    String page = "Telltale: " + title + "\n\n" + text + "\n";
    return new LocalAnswer(status, headers, page.getBytes(StandardCharsets.UTF_8));
  }

  static LocalAnswer of(LocalPages.Answer answer) {
    return new LocalAnswer(answer.status(), answer.headers(), answer.content());
  }

  /**
   * The HTTP/1.1 message.
   *
   * @param withContent false in the answer to HEAD
   * @param close whether the connection ends with it
   */
  byte[] encode(boolean withContent, boolean close) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ');
    head.append(HttpResponseStatus.valueOf(status).reasonPhrase()).append("\r\n");
    for (Header header : headers) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    if (status != 204 && status != 304) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    head.append(close ? "Connection: close\r\n\r\n" : "\r\n");
    byte[] front = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (!withContent) {
      return front;
    }
    byte[] whole = new byte[front.length + content.length];
    System.arraycopy(front, 0, whole, 0, front.length);
    System.arraycopy(content, 0, whole, front.length, content.length);
    return whole;
  }
}
