package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.Lab;
import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Outcome;
import dev.telltale.tls.CertificateAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.CertificatePinner;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** FAULTS.md 40 and 41: every way to refuse a certificate is seen and told apart. */
class RefusalTest {
  private EchoOrigin origin;
  private Rig rig;

  @BeforeEach
  void start() {
    origin = EchoOrigin.secure("h2", "http/1.1");
    rig = Rig.to(origin.port());
  }

  @AfterEach
  void stop() {
    rig.close();
    origin.close();
  }

  @Test
  void f40_theJdkSendsAnAlert() throws Exception {
    try (SSLSocket socket = rig.secure("pinned.example", Rig.origins())) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
    Gap gap = rig.sink.gap(Gap.Cause.TLS_REFUSED);
    assertThat(gap.host()).isEqualTo("pinned.example");
    assertThat(gap.detail())
        .contains("alert certificate_unknown")
        .contains("refusal 1 ")
        .contains("not been seen to trust");
    assertThat(rig.sink.exchanges).isEmpty();
  }

  @Test
  void f40_conscryptWithItsOwnTrustStore() throws Exception {
    // With its own trust manager: the JDK's does not know what Conscrypt calls TLS 1.3's
    // authentication, and would refuse any certificate.
    Provider conscrypt = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
    X509TrustManager trust = conscryptTrusting(conscrypt, Rig.origins());
    SSLContext context = SSLContext.getInstance("TLS", conscrypt);
    context.init(null, new X509TrustManager[] {trust}, null);
    OkHttpClient wary = okHttp().sslSocketFactory(context.getSocketFactory(), trust).build();
    assertThatThrownBy(() -> call(wary, "https://conscrypt.example/"))
        .isInstanceOf(IOException.class);
    close(wary);
    assertThat(rig.sink.gap(Gap.Cause.TLS_REFUSED).detail()).contains("alert certificate_unknown");

    X509TrustManager ours = conscryptTrusting(conscrypt, Rig.phones());
    context = SSLContext.getInstance("TLS", conscrypt);
    context.init(null, new X509TrustManager[] {ours}, null);
    OkHttpClient client = okHttp().sslSocketFactory(context.getSocketFactory(), ours).build();
    try (Response response = call(client, "https://conscrypt.example/trusted")) {
      assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
    }
    close(client);
    assertThat(rig.sink.exchange("/trusted").outcome()).isEqualTo(Outcome.COMPLETE);
  }

  private static X509TrustManager conscryptTrusting(Provider conscrypt, CertificateAuthority root)
      throws Exception {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    roots.setCertificateEntry("root", root.certificate());
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", conscrypt);
    factory.init(roots);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  @Test
  void f40_okHttpsPinnerLeavesWithoutAWord() throws Exception {
    OkHttpClient client =
        trusting(okHttp())
            .certificatePinner(
                new CertificatePinner.Builder()
                    .add("pin.example", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                    .build())
            .build();
    assertThatThrownBy(() -> call(client, "https://pin.example/"))
        .isInstanceOf(SSLPeerUnverifiedException.class);
    try (Response response = call(client, "https://other.example/fine")) {
      assertThat(response.code()).isEqualTo(200);
    }
    close(client);
    Gap gap = rig.sink.gap(Gap.Cause.TLS_UNUSED);
    assertThat(gap.host()).isEqualTo("pin.example");
    assertThat(gap.detail()).contains("pinning");
    assertThat(rig.sink.exchange("/fine").outcome()).isEqualTo(Outcome.COMPLETE);
  }

  @Test
  void f40_closedAndReset() throws Exception {
    byte[] hello = hello();
    try (Socket socket = rig.tunnel("closes.example:443")) {
      socket.getOutputStream().write(hello);
      socket.getInputStream().readNBytes(5);
    }
    assertThat(rig.sink.gap(Gap.Cause.TLS_REFUSED).detail())
        .contains("closed during the handshake");
    rig.sink.gaps.clear();
    try (Socket socket = rig.tunnel("resets.example:443")) {
      socket.getOutputStream().write(hello);
      socket.getInputStream().readNBytes(5);
      socket.setSoLinger(true, 0);
    }
    assertThat(rig.sink.gap(Gap.Cause.TLS_REFUSED).detail()).contains("reset");
  }

  /** A ClientHello as the JDK writes it, for a client that goes no further. */
  private static byte[] hello() throws Exception {
    javax.net.ssl.SSLEngine engine =
        Rig.trusting(Rig.phones()).createSSLEngine("closes.example", 443);
    engine.setUseClientMode(true);
    java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(1 << 15);
    engine.wrap(java.nio.ByteBuffer.allocate(0), out);
    out.flip();
    byte[] hello = new byte[out.remaining()];
    out.get(hello);
    return hello;
  }

  @Test
  void f40_curlAndOpenSslSayUnknownCa() throws Exception {
    String curl = Lab.require("curl");
    run(
        curl,
        "-s",
        "-m",
        "10",
        "-x",
        "http://127.0.0.1:" + rig.proxy().getPort(),
        "https://curl.example/");
    assertThat(rig.sink.gap(Gap.Cause.TLS_REFUSED).detail()).contains("alert unknown_ca");
    rig.sink.gaps.clear();
    String openssl = Lab.require("openssl");
    run(
        openssl,
        "s_client",
        "-proxy",
        "127.0.0.1:" + rig.proxy().getPort(),
        "-connect",
        "openssl.example:443",
        "-servername",
        "openssl.example",
        "-verify_return_error",
        "-CAfile",
        Rig.origins().pemFile().toString());
    assertThat(rig.sink.gap(Gap.Cause.TLS_REFUSED).detail()).contains("alert unknown_ca");
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void f40_twoRefusalsPassTheHostThroughWhereThatIsEnabled() throws Exception {
    rig.close();
    rig = Rig.to(origin.port(), config -> config.autoPassThrough(true));
    for (int i = 0; i < 2; i++) {
      try (SSLSocket socket = rig.secure("pinned.example", Rig.origins(), "http/1.1")) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
      }
      int refusals = i + 1;
      org.awaitility.Awaitility.await().until(() -> rig.sink.gaps.size() == refusals);
    }
    passesThrough("pinned.example", Rig.origins());
    assertThat(rig.sink.gap(Gap.Cause.PASSED_THROUGH).detail()).contains("after 2 refusals");
    try (SSLSocket socket = rig.secure("other.example", Rig.phones(), "http/1.1")) {
      Rig.send(socket, "GET /read HTTP/1.1\r\nHost: other.example\r\n\r\n");
      Rig.readHead(socket.getInputStream());
    }
    assertThat(rig.sink.exchange("/read").outcome()).isEqualTo(Outcome.COMPLETE);
  }

  @Test
  void passThroughByRuleAndWithInterceptionOff() throws Exception {
    rig.close();
    rig = Rig.to(origin.port(), config -> config.passThrough(List.of("*.bank.example")));
    passesThrough("api.bank.example", Rig.origins());
    assertThat(rig.sink.gap(Gap.Cause.PASSED_THROUGH).detail()).contains("*.bank.example");
    ClosedConnection seen = rig.sink.connection();
    assertThat(seen.connection().client().sni()).isEqualTo("api.bank.example");
    assertThat(seen.connection().client().ja4()).startsWith("t13d");
    assertThat(seen.sentBytes()).isGreaterThan(500);
    assertThat(seen.receivedBytes()).isGreaterThan(500);
    rig.close();
    rig = Rig.to(origin.port(), config -> config.intercept(false));
    passesThrough("any.example", Rig.origins());
    assertThat(rig.sink.gap(Gap.Cause.PASSED_THROUGH).detail()).contains("interception is off");
    assertThat(rig.sink.exchanges).isEmpty();
  }

  private void passesThrough(String host, CertificateAuthority expected) throws IOException {
    try (SSLSocket socket = rig.secure(host, expected, "http/1.1")) {
      Rig.send(socket, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(Rig.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void f41_anUntrustedOriginIsAFindingAndAnErrorPage() throws Exception {
    try (dev.telltale.tls.ServerContexts wrong =
            new dev.telltale.tls.ServerContexts(Rig.phones(), dev.telltale.util.Clock.SYSTEM);
        EchoOrigin untrusted = EchoOrigin.secureWith(wrong, "h2", "http/1.1");
        Rig other = Rig.to(untrusted.port())) {
      for (String alpn : List.of("http/1.1", "h2")) {
        other.sink.gaps.clear();
        if (alpn.equals("h2")) {
          OkHttpClient client =
              trusting(new OkHttpClient.Builder().proxy(new Proxy(Proxy.Type.HTTP, other.proxy())))
                  .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                  .build();
          try (Response response = call(client, "https://liar.example/okhttp")) {
            assertThat(response.code()).isEqualTo(502);
          }
          close(client);
        } else {
          try (SSLSocket socket = other.secure("liar.example", Rig.phones(), alpn)) {
            Rig.send(
                socket,
                "POST /leak HTTP/1.1\r\nHost: liar.example\r\nContent-Length: 6\r\n\r\nsecret");
            assertThat(Rig.readAll(socket.getInputStream()))
                .startsWith("HTTP/1.1 502 ")
                .contains("did not verify");
          }
          Exchange seen = other.sink.exchange("/leak");
          assertThat(seen.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
          assertThat(seen.request().body().content())
              .isEqualTo("secret".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(other.sink.gap(Gap.Cause.UPSTREAM_UNTRUSTED).detail()).contains("liar.example");
      }
    }
  }

  @Test
  void f29_aClientOfHttp2OnlyWhoseOriginCannotBeAsked() throws Exception {
    try (dev.telltale.tls.ServerContexts wrong =
            new dev.telltale.tls.ServerContexts(Rig.phones(), dev.telltale.util.Clock.SYSTEM);
        EchoOrigin untrusted = EchoOrigin.secureWith(wrong, "h2");
        Rig other = Rig.to(untrusted.port())) {
      String curl = Lab.require("curl");
      Process process =
          new ProcessBuilder(
                  curl,
                  "-s",
                  "-m",
                  "10",
                  "--http2-prior-knowledge",
                  "--proxytunnel",
                  "-x",
                  "http://127.0.0.1:" + other.proxy().getPort(),
                  "--cacert",
                  Rig.phones().pemFile().toString(),
                  "https://liar.example/h2")
              .start();
      String page = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(page).contains("did not verify");
      assertThat(other.sink.exchange("/h2").outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    }
  }

  private OkHttpClient.Builder okHttp() {
    InetSocketAddress proxy = rig.proxy();
    return new OkHttpClient.Builder().proxy(new Proxy(Proxy.Type.HTTP, proxy));
  }

  private static OkHttpClient.Builder trusting(OkHttpClient.Builder builder) throws Exception {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    roots.setCertificateEntry("root", Rig.phones().certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    return builder.sslSocketFactory(
        Rig.trusting(Rig.phones()).getSocketFactory(),
        (X509TrustManager) factory.getTrustManagers()[0]);
  }

  private static Response call(OkHttpClient client, String url) throws IOException {
    return client.newCall(new Request.Builder().url(url).build()).execute();
  }

  private static void close(OkHttpClient client) {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
