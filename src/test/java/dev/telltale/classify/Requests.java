package dev.telltale.classify;

import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Outcome;
import dev.telltale.model.Request;
import dev.telltale.util.Hashes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes exchanges for tests. */
final class Requests {
  private Requests() {}

  static Exchange get(String url, Header... headers) {
    return exchange("GET", url, List.of(headers), new byte[0], List.of());
  }

  static Exchange post(String url, @Nullable String contentType, byte[] body, Header... headers) {
    List<Header> all = new ArrayList<>(List.of(headers));
    if (contentType != null) {
      all.add(new Header("Content-Type", contentType));
    }
    return exchange("POST", url, all, body, List.of());
  }

  static Exchange exchange(
      String method, String url, List<Header> headers, byte[] body, List<Message> messages) {
    String rest = url.substring(url.indexOf("://") + 3);
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    return new Exchange(
        "x",
        new Connection("c", 1, "test", "127.0.0.1", 1, null, host, 443, null, null, null),
        "HTTP/1.1",
        new Request(
            method,
            url,
            slash < 0 ? "/" : rest.substring(slash),
            headers,
            List.of(),
            new Body(Hashes.sha256Hex(body), body.length, body.length, body)),
        null,
        messages,
        Outcome.COMPLETE,
        null,
        7,
        1);
  }
}
