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
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * What runs inside the network namespaces of {@link TransparentEntryTest}, each a process of its
 * own: the origin of the internet, and the interceptor of the gateway, which prints a line for
 * whatever it observes.
 */
final class GatewayProcess {
  private GatewayProcess() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "origin" -> origin(Path.of(arguments[1]));
      case "gateway" -> gateway(Path.of(arguments[1]), Mode.valueOf(arguments[2]));
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
