package dev.telltale.classify.adapter;

import dev.telltale.decode.Decoded;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import dev.telltale.model.Outcome;
import dev.telltale.model.Request;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests for tests, with what the decoder makes of them. */
record Sent(Exchange exchange, Decoded decoded) {

  static Sent get(String url) {
    return request("GET", url, "", new byte[0]);
  }

  static Sent json(String url, String body) {
    return request("POST", url, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  static Sent form(String url, String body) {
    return request(
        "POST", url, "application/x-www-form-urlencoded", body.getBytes(StandardCharsets.UTF_8));
  }

  static Sent octets(String url, byte[] body) {
    return request("POST", url, "application/octet-stream", body);
  }

  static Sent request(String method, String url, String contentType, byte[] body, Header... more) {
    List<Header> headers = new java.util.ArrayList<>(List.of(more));
    if (!contentType.isEmpty()) {
      headers.add(new Header("Content-Type", contentType));
    }
    String target = url.substring(url.indexOf('/', url.indexOf("://") + 3));
    Request request =
        new Request(
            method,
            url,
            target,
            headers,
            List.of(),
            new Body(Hashes.sha256Hex(body), body.length, body.length, body));
    Connection connection =
        new Connection(
            "c", 0, "proxy", "192.0.2.1", 40000, null, "sdk.example", 443, null, null, null);
    Exchange exchange =
        new Exchange(
            "x", connection, "HTTP/1.1", request, null, List.of(), Outcome.COMPLETE, null, 0, 0);
    return new Sent(exchange, new StandardDecoder(Limits.DEFAULT).decode(request));
  }
}
