package dev.telltale.intercept;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.telltale.intercept.Gateway.Mode;
import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.LocalPages;
import dev.telltale.model.TrafficSink;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.tls.UpstreamTrust;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.conscrypt.Conscrypt;

/**
 * What runs inside the network namespaces of {@link Namespaces}, each a process of its own: the
 * origin of the internet, an app on the phone, and the interceptor of the gateway, which prints a
 * line for whatever it observes.
 */
final class GatewayProcess {
  /** Asks again when the browser has learnt that there is HTTP/3. */
  private static final String PAGE =
      "<body>nothing yet<script>fetch('/again', {method: 'POST', body: 'second request'})"
          + ".then(r => r.text()).then(t => document.body.textContent = 'then ' + t)</script>";

  private GatewayProcess() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "origin" -> origin(Path.of(arguments[1]));
      case "gateway" -> gateway(Path.of(arguments[1]), Mode.valueOf(arguments[2]));
      case "okhttp" -> okHttp(Path.of(arguments[1]), arguments[2]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** HTTPS on 443, an echo of octets on 1883, for every address; its root goes into a file. */
  private static void origin(Path folder) throws Exception {
    HeldCertificate root =
        new HeldCertificate.Builder().commonName("Lab root").certificateAuthority(0).build();
    HeldCertificate leaf =
        new HeldCertificate.Builder()
            .signedBy(root)
            .addSubjectAlternativeName("shop.example")
            .build();
    HttpsServer server = HttpsServer.create(new InetSocketAddress("::", 443), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(
            new HandshakeCertificates.Builder().heldCertificate(leaf).build().sslContext()));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().equals("/page")) {
            exchange.getResponseHeaders().set("Alt-Svc", "h3=\":443\"; ma=3600");
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            body = PAGE.getBytes(StandardCharsets.US_ASCII);
          }
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Files.writeString(folder.resolve("root.pem"), root.certificatePem());
    try (ServerSocket octets = new ServerSocket()) {
      octets.bind(new InetSocketAddress("::", 1883));
      say("ready");
      while (true) {
        Socket socket = octets.accept();
        Thread echo =
            new Thread(
                () -> {
                  try (socket;
                      OutputStream out = socket.getOutputStream()) {
                    socket.getInputStream().transferTo(out);
                  } catch (IOException e) {
                    say("echo ended: " + e);
                  }
                });
        echo.setDaemon(true);
        echo.start();
      }
    }
  }

  /** An Android app's stack, OkHttp over Conscrypt, that knows nothing of a proxy. */
  private static void okHttp(Path folder, String address) throws Exception {
    // Conscrypt's own: the JDK's does not know what Conscrypt calls TLS 1.3's authentication.
    Provider conscrypt = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
    X509TrustManager trust;
    try (InputStream pem = Files.newInputStream(folder.resolve("phone.pem"))) {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      roots.setCertificateEntry(
          "phone", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", conscrypt);
      factory.init(roots);
      trust = (X509TrustManager) factory.getTrustManagers()[0];
    }
    SSLContext context = SSLContext.getInstance("TLS", conscrypt);
    context.init(null, new TrustManager[] {trust}, null);
    OkHttpClient client =
        new OkHttpClient.Builder()
            .sslSocketFactory(context.getSocketFactory(), trust)
            .dns(name -> List.of(InetAddress.getByName(address)))
            .build();
    Request request =
        new Request.Builder()
            .url("https://shop.example/from-okhttp")
            .post(RequestBody.create("an app's words", null))
            .build();
    try (Response response = client.newCall(request).execute()) {
      say("answer " + response.code() + " " + response.body().string());
    } catch (IOException e) {
      say("failed " + e);
    }
    System.exit(0);
  }

  private static void gateway(Path folder, Mode mode) throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(folder.resolve("certs"), Clock.SYSTEM);
    UpstreamTrust trust =
        UpstreamTrust.of(List.of(folder.resolve("root.pem")), Set.of(), Clock.SYSTEM);
    InterceptConfig config =
        InterceptConfig.builder()
            .transparent(new InetSocketAddress("::", 8083))
            .transparentRedirect(mode == Mode.REDIRECT)
            .build();
    try {
      Interceptor interceptor =
          Interceptor.start(
              config,
              authority,
              trust,
              new Printing(),
              question -> new LocalPages.Answer(404, List.of(), new byte[0]),
              Clock.SYSTEM);
      Files.writeString(folder.resolve("phone.pem"), authority.pem());
      say("ready " + interceptor.transparentAddress());
    } catch (java.net.BindException e) {
      say("refused " + e.getMessage());
      return;
    }
    // Until the test closes our input.
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static synchronized void say(String line) {
    System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8), 0, line.length() + 1);
    System.out.flush();
  }

  private static final class Printing implements TrafficSink {
    @Override
    public void exchange(Exchange exchange) {
      say(
          "exchange "
              + exchange.connection().entry()
              + " "
              + exchange.connection().clientAddress()
              + " "
              + exchange.connection().host()
              + " "
              + exchange.connection().port()
              + " "
              + exchange.request().url()
              + " "
              + exchange.outcome());
    }

    @Override
    public void gap(Gap gap) {
      say("gap " + gap.cause().id() + " " + gap.host() + " " + gap.count() + " " + gap.detail());
    }

    @Override
    public void connection(ClosedConnection closed) {
      say(
          "connection "
              + closed.connection().entry()
              + " "
              + closed.connection().host()
              + " "
              + closed.connection().port()
              + " "
              + closed.sentBytes()
              + " "
              + closed.receivedBytes());
    }

    @Override
    public boolean saturated() {
      return false;
    }

    @Override
    public void whenReady(Runnable resume) {
      resume.run();
    }
  }
}
