package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.Exchange;
import dev.telltale.model.Outcome;
import dev.telltale.util.Hashes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ordinary traffic of a real client through a real proxy to real origins. */
class InterceptorTest {

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void postOverTls(HttpClient.Version version) throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("h2", "http/1.1");
        Rig rig = Rig.to(origin.port())) {
      byte[] body = new byte[300_000];
      new Random(7).nextBytes(body);

      HttpResponse<byte[]> response =
          rig.jdk(version)
              .send(
                  HttpRequest.newBuilder(URI.create("https://api.shop.example/collect?a=1"))
                      .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                      .header("X-App", "one")
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.body()).isEqualTo(body);
      Exchange exchange = rig.sink.exchange("/collect?a=1");
      assertThat(exchange.outcome()).isEqualTo(Outcome.COMPLETE);
      assertThat(exchange.protocol())
          .isEqualTo(version == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1");
      assertThat(exchange.request().url()).isEqualTo("https://api.shop.example/collect?a=1");
      assertThat(exchange.request().body().sha256()).isEqualTo(Hashes.sha256Hex(body));
      assertThat(exchange.request().body().content()).isEqualTo(body);
      assertThat(exchange.response()).isNotNull();
      assertThat(exchange.response().status()).isEqualTo(200);
      assertThat(exchange.response().body().content()).isEqualTo(body);
      assertThat(exchange.connection().client().version()).isEqualTo("TLSv1.3");
      assertThat(exchange.connection().client().ja4()).startsWith("t13d");
      assertThat(exchange.connection().upstream().version()).isEqualTo("TLSv1.3");
      assertThat(exchange.connection().upstreamAddress()).isEqualTo("127.0.0.1");
      assertThat(rig.sink.gaps).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void manyRequestsAtOnce(HttpClient.Version version) throws Exception {
    try (EchoOrigin origin = EchoOrigin.secure("h2", "http/1.1");
        Rig rig = Rig.to(origin.port())) {
      HttpClient client = rig.jdk(version);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        answers.add(
            client.sendAsync(
                HttpRequest.newBuilder(URI.create("https://api.shop.example/many"))
                    .POST(HttpRequest.BodyPublishers.ofString("body " + i))
                    .build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      for (int i = 0; i < 60; i++) {
        assertThat(answers.get(i).get().body()).isEqualTo("body " + i);
      }
      List<Exchange> seen = rig.sink.awaitExchanges("/many", 60);
      assertThat(seen).hasSize(60).allMatch(e -> e.outcome() == Outcome.COMPLETE);
      assertThat(
              seen.stream()
                  .map(e -> new String(e.request().body().content(), StandardCharsets.UTF_8)))
          .doesNotHaveDuplicates();
      assertThat(rig.interceptor.inFlight()).isZero();
    }
  }

  @Test
  void cleartextRequestsReuseOneConnection() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port())) {
      HttpClient client = rig.jdk(HttpClient.Version.HTTP_1_1);
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(URI.create("http://plain.example/x?n=" + i))
                    .POST(HttpRequest.BodyPublishers.ofString("hello " + i))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("hello " + i);
        assertThat(response.headers().firstValue("X-Seen-Uri")).contains("/x?n=" + i);
        assertThat(response.headers().firstValue("X-Seen-Host")).contains("plain.example");
      }
      assertThat(origin.connections).hasValue(1);
      Exchange exchange = rig.sink.exchange("/x?n=2");
      assertThat(exchange.request().url()).isEqualTo("http://plain.example/x?n=2");
      assertThat(exchange.encrypted()).isFalse();
      assertThat(exchange.connection().host()).isEqualTo("plain.example");
    }
  }

  @Test
  void pagesAreServedInThreeWaysAndNotRecorded() throws Exception {
    try (EchoOrigin origin = EchoOrigin.plain();
        Rig rig = Rig.to(origin.port())) {
      HttpClient client = rig.jdk(HttpClient.Version.HTTP_1_1);
      assertThat(get(client, "http://telltale.test/a")).isEqualTo("page /a true false");
      assertThat(get(client, "https://telltale.test/b")).isEqualTo("page /b true true");
      String direct = "http://127.0.0.1:" + rig.proxy().getPort() + "/proxy.pac";
      assertThat(get(HttpClient.newHttpClient(), direct)).isEqualTo("page /proxy.pac false false");
      assertThat(rig.sink.exchanges).isEmpty();
      assertThat(origin.connections).hasValue(0);
    }
  }

  private static String get(HttpClient client, String uri)
      throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
