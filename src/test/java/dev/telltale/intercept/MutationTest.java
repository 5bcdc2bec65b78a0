package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * FAULTS.md 20: one octet of a request is replaced, at every place, and a second request follows on
 * the same connection. Netty's decoder at the origin is the second reader: it must never see a
 * request that the proxy did not, nor miss one.
 */
class MutationTest {
  private static final List<String> SEEDS =
      List.of(
          "GET http://m.example/seed?a=b HTTP/1.1\r\nHost: m.example\r\nX-One: two\r\n\r\n",
          "POST http://m.example/seed HTTP/1.1\r\n"
              + "Host: m.example\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "3\r\n"
              + "abc\r\n"
              + "0\r\n\r\n",
          "POST http://m.example/seed HTTP/1.1\r\nContent-Length: 3\r\nHost: m.example\r\n\r\nabc");

  private static final String CANARY =
      "GET http://m.example/canary HTTP/1.1\r\nHost: m.example\r\nConnection: close\r\n\r\n";

  @Test
  void f20_oneOctetReplaced() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig =
            Rig.to(
                origin.port(),
                c -> c.idleTimeout(Duration.ofSeconds(2)).headTimeout(Duration.ofSeconds(1)))) {
      int served = 0;
      int rejected = 0;
      for (String seed : SEEDS) {
        for (int at = 0; at < seed.length(); at++) {
          for (char octet : new char[] {'\0', '\r', '\n', '\u00ff'}) {
            if (seed.charAt(at) == octet) {
              continue;
            }
            String mutated = seed.substring(0, at) + octet + seed.substring(at + 1);
            String answer = ask(rig, mutated + CANARY);
            String where = "octet " + (int) octet + " at " + at + " of " + seed;
            int canaries = count(answer, "X-Seen-Uri: /canary");
            int refusals = count(answer, "Telltale: 4") + count(answer, "Telltale: 5");
            assertThat(answer).as(where).startsWith("HTTP/1.1 ").doesNotContain("Exception");
            assertThat(canaries + refusals).as(where + " gave " + answer).isEqualTo(1);
            served += canaries;
            rejected += refusals;
          }
        }
      }
      // Values and bodies may hold any octet above 0x7f, and chunk data any octet at all.
      assertThat(served).isGreaterThan(20);
      assertThat(rejected).isGreaterThan(500);
    }
  }

  private static String ask(Rig rig, String octets) throws IOException {
    try (Socket socket = rig.raw()) {
      socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
      return Rig.readAll(socket.getInputStream());
    }
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }
}
