package dev.telltale.record;

import dev.telltale.model.Body;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import java.util.List;

/** About how many octets of memory what waits to be written takes; what bounds the queue. */
final class Weight {
  private Weight() {}

  /**
   * @throws IllegalArgumentException if a body's digest is not SHA-256 or its content is not loaded
   */
  static long of(Exchange exchange) {
    long bytes = 1024 + of(exchange.request().headers()) + of(exchange.request().body());
    bytes += 2L * exchange.request().url().length();
    if (exchange.response() != null) {
      bytes += of(exchange.response().headers()) + of(exchange.response().body());
    }
    for (Message message : exchange.messages()) {
      bytes += 64 + message.content().length;
    }
    return bytes;
  }

  private static long of(Body body) {
    if (body.sha256().length() != 64 || !body.loaded()) {
      throw new IllegalArgumentException(
          "body: " + body.sha256() + " (expected: a SHA-256 in hex, and its content loaded)");
    }
    return body.keptBytes();
  }

  private static long of(List<Header> headers) {
    long bytes = 0;
    for (Header header : headers) {
      bytes += 32 + header.name().length() + header.value().length();
    }
    return bytes;
  }

  static long ofFindings(List<Finding> findings) {
    long bytes = 256;
    for (Finding finding : findings) {
      bytes += 512 + finding.value().length() + finding.observed().length();
    }
    return bytes;
  }
}
