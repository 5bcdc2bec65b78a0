package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.Golden;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAULTS.md 20: one octet of a request is replaced, at every place, and a second request follows on
 * the same connection. The origin is a second reader, in turn Netty, nginx and haproxy: it must
 * never see a request that the proxy did not, nor miss one. Which of the mutated requests are
 * passed on at all is a list that is checked in.
 */
class MutationTest {
  private static final String H = " HTTP/1.1\r\nHost: m.example\r\n";
  private static final String URL = "http://m.example";

  private static final List<String> SEEDS =
      List.of(
          "GET " + URL + "/seed?a=b" + H + "X-One: two\r\n\r\n",
          "POST " + URL + "/seed" + H + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
          "POST " + URL + "/seed HTTP/1.1\r\nContent-Length: 3\r\nHost: m.example\r\n\r\nabc",
          "GET " + URL + "/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "HEAD " + URL + "/seed" + H + "Accept: */*\r\n\r\n",
          "OPTIONS " + URL + "/seed" + H + "Origin: null\r\n\r\n",
          "PUT " + URL + "/a%20b" + H + "Content-Length: 0\r\n\r\n",
          "DELETE " + URL + "/seed;p=1?q" + H + "X-Match: \"x\"\r\n\r\n",
          "GET " + URL + ":80/seed" + H + "X-A: 1\r\nX-A: 2\r\n\r\n",
          "POST " + URL + "/seed" + H + "Content-Type: a/b\r\nContent-Length: 5\r\n\r\n\r\n\0ab",
          "POST "
              + URL
              + "/seed"
              + H
              + "Transfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n00\r\nX-T: v\r\n\r\n",
          "POST " + URL + "/seed" + H + "TE: trailers\r\nContent-Length: 1\r\n\r\nx",
          "GET " + URL + "/seed" + H + "Cookie: a=b; c=d\r\nRange: bytes=0-1\r\n\r\n",
          "GET " + URL + "/seed" + H + "Proxy-Connection: keep-alive\r\n\r\n",
          "GET " + URL + "/seed" + H + "Proxy-Authorization: Basic YTo=\r\n\r\n",
          "GET " + URL + "/seed" + H + "X-Empty:\r\nX-Tab:\tv\t\r\n\r\n",
          "PATCH " + URL + "/seed" + H + "Content-Length: 10\r\n\r\nGET / HTTP",
          "POST "
              + URL
              + "/seed"
              + H
              + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\nA\r\n0123456789\r\n0\r\n\r\n",
          "PROPFIND " + URL + "/dav" + H + "Depth: 1\r\n\r\n",
          "GET " + URL + "/?u=http%3A%2F%2Fx" + H + "Connection: X-Hop\r\nX-Hop: 1\r\n\r\n");

  private static final char[] OCTETS = {'\0', '\r', '\n', '\u00ff'};

  private static final String CANARY =
      "GET http://m.example/canary HTTP/1.1\r\nHost: m.example\r\nConnection: close\r\n\r\n";

  @TempDir Path folder;

  @Test
  void f20_oneOctetReplaced() throws Exception {
    try (EchoOrigin netty = EchoOrigin.plain()) {
      mutate(netty.port(), 3, 1);
    }
  }

  @Test
  void f20_nginxReadsWhatWeRead() throws Exception {
    try (ForeignReader nginx = ForeignReader.nginx(folder)) {
      mutate(nginx.port(), SEEDS.size(), 11);
    }
  }

  @Test
  void f20_haproxyReadsWhatWeRead() throws Exception {
    try (ForeignReader haproxy = ForeignReader.haproxy(folder)) {
      mutate(haproxy.port(), SEEDS.size(), 13);
    }
  }

  @Test
  @Tag("slow")
  void f20_everyOctetOfEverySeed() throws Exception {
    List<String> served;
    try (EchoOrigin netty = EchoOrigin.plain()) {
      served = mutate(netty.port(), SEEDS.size(), 1);
    }
    Golden.check("intercept/mutations-passed.txt", served);
    try (ForeignReader nginx = ForeignReader.nginx(folder)) {
      mutate(nginx.port(), SEEDS.size(), 1);
    }
    try (ForeignReader haproxy = ForeignReader.haproxy(folder)) {
      mutate(haproxy.port(), SEEDS.size(), 1);
    }
  }

  /** Replaces every {@code step}th octet of the first seeds; returns what was passed on. */
  private static List<String> mutate(int originPort, int seeds, int step) throws Exception {
    List<String> passed = new ArrayList<>();
    List<String> tried = new ArrayList<>();
    try (Rig rig =
        Rig.to(
            originPort,
            c -> c.idleTimeout(Duration.ofSeconds(2)).headTimeout(Duration.ofSeconds(1)))) {
      for (int number = 0; number < seeds; number++) {
        String seed = SEEDS.get(number);
        for (int at = number % step; at < seed.length(); at += step) {
          for (char octet : OCTETS) {
            if (seed.charAt(at) != octet) {
              String name = "%d %d %02x".formatted(number, at, (int) octet);
              tried.add(name);
              String mutated = seed.substring(0, at) + octet + seed.substring(at + 1);
              if (isPassed(mutated, ask(rig, mutated + CANARY), name + " of " + seed)) {
                passed.add(name);
              }
            }
          }
        }
      }
    }
    Path list = Path.of("src/test/resources/dev/telltale/intercept/mutations-passed.txt");
    if (Files.exists(list) && System.getProperty("telltale.golden") == null) {
      List<String> expected = new ArrayList<>(Files.readAllLines(list));
      expected.retainAll(tried);
      assertThat(passed).as("mutated requests that are passed on").isEqualTo(expected);
    }
    return passed;
  }

  /** Whether the second request was answered; if not, something must have been refused. */
  private static boolean isPassed(String asked, String answer, String where) {
    int canaries = count(answer, "X-Seen-Uri: /canary") + count(answer, "x-seen-uri: /canary");
    int ours = count(answer, "The request was not passed on");
    // With 400, or by leaving.
    int theirs =
        count(answer, "Telltale: 502")
            + count(answer, "HTTP/1.1 400 ")
            + count(answer, "HTTP/1.0 400 ");
    assertThat(answer).as(where).startsWith("HTTP/1.").doesNotContain("Exception");
    // Our own 400 has both marks.
    int refusals = Math.max(ours, theirs);
    if (asked.contains(" HTTP/1.0\r\n") && !asked.contains("\r\nConnection: keep-alive\r\n")) {
      // The connection ends with the answer.
      assertThat(canaries + refusals).as(where + " gave " + answer).isLessThanOrEqualTo(1);
      return ours == 0;
    }
    assertThat(canaries + refusals).as(where + " gave " + answer).isEqualTo(1);
    return ours == 0;
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
