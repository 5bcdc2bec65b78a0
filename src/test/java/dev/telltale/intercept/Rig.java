package dev.telltale.intercept;

import dev.telltale.model.Header;
import dev.telltale.model.LocalPages;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.tls.ServerContexts;
import dev.telltale.tls.UpstreamTrust;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A real interceptor on a free port with two authorities: the one that phones trust, and the one
 * that its origins have. Origins are reached by any name through {@code connect-to}.
 */
final class Rig implements AutoCloseable {
  private static final Object LOCK = new Object();
  private static Path folder;
  private static CertificateAuthority phoneAuthority;
  private static CertificateAuthority originAuthority;

  final RecordingSink sink = new RecordingSink();
  final Interceptor interceptor;
  private final UpstreamTrust trust;
  private final List<AutoCloseable> more = new ArrayList<>();

  private Rig(InterceptConfig config, NameResolver resolver) {
    this(config, resolver, origins().pemFile());
  }

  private Rig(InterceptConfig config, NameResolver resolver, Path root) {
    try {
      trust = UpstreamTrust.of(List.of(root), Set.of(), Clock.SYSTEM);
      interceptor =
          Interceptor.start(config, phones(), trust, sink, Rig::page, Clock.SYSTEM, resolver);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An interceptor that reaches the origin on a local port for every destination. */
  static Rig to(int originPort) {
    return to(originPort, config -> config);
  }

  static Rig to(int originPort, UnaryOperator<InterceptConfig.Builder> change) {
    return new Rig(change.apply(reaching(originPort)).build(), InetAddress::getAllByName);
  }

  /** An interceptor that trusts one certificate of a foreign origin. */
  static Rig trusting(Path certificate, int originPort) {
    return new Rig(reaching(originPort).build(), InetAddress::getAllByName, certificate);
  }

  private static InterceptConfig.Builder reaching(int originPort) {
    return InterceptConfig.builder()
        .connectTo(List.of(new ConnectTo("", 0, "127.0.0.1", originPort)))
        .allowUpstream(List.of(AddressRange.parse("127.0.0.1")))
        .connectTimeout(Duration.ofSeconds(5));
  }

  static Rig with(InterceptConfig config, NameResolver resolver) {
    return new Rig(config, resolver);
  }

  /** Closes something with the rig. */
  <T extends AutoCloseable> T with(T part) {
    more.add(part);
    return part;
  }

  static CertificateAuthority phones() {
    authorities();
    return phoneAuthority;
  }

  static CertificateAuthority origins() {
    authorities();
    return originAuthority;
  }

  private static void authorities() {
    synchronized (LOCK) {
      if (folder != null) {
        return;
      }
      try {
        folder = Files.createTempDirectory("telltale-rig");
        folder.toFile().deleteOnExit();
        phoneAuthority = CertificateAuthority.openOrCreate(folder.resolve("phones"), Clock.SYSTEM);
        originAuthority =
            CertificateAuthority.openOrCreate(folder.resolve("origins"), Clock.SYSTEM);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** TLS contexts for origins, whose authority the interceptor trusts. */
  static ServerContexts originContexts() {
    return new ServerContexts(origins(), Clock.SYSTEM);
  }

  private static LocalPages.Answer page(LocalPages.Question question) {
    return new LocalPages.Answer(
        200,
        List.of(new Header("Content-Type", "text/plain")),
        ("page " + question.path() + " " + question.throughProxy() + " " + question.encrypted())
            .getBytes(StandardCharsets.UTF_8));
  }

  InetSocketAddress proxy() {
    return interceptor.proxyAddress();
  }

  /** TLS that trusts one authority only. */
  static SSLContext trusting(CertificateAuthority authority) {
    try {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      roots.setCertificateEntry("root", authority.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK's client, which trusts the phones' authority and uses the proxy. */
  HttpClient jdk(HttpClient.Version version) {
    return HttpClient.newBuilder()
        .version(version)
        .proxy(ProxySelector.of(proxy()))
        .sslContext(trusting(phones()))
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /** A plain connection to the proxy. */
  Socket raw() throws IOException {
    Socket socket = new Socket();
    socket.connect(proxy(), 5_000);
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** A connection on which a CONNECT has been answered with 200. */
  Socket tunnel(String authority) throws IOException {
    Socket socket = raw();
    send(socket, "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
    String head = readHead(socket.getInputStream());
    if (!head.startsWith("HTTP/1.1 200")) {
      throw new IOException(head);
    }
    return socket;
  }

  /** TLS inside a tunnel, with ALPN if any is given. */
  SSLSocket secure(String host, CertificateAuthority trusted, String... alpn) throws IOException {
    Socket tunnel = tunnel(host + ":443");
    SSLSocket socket =
        (SSLSocket) trusting(trusted).getSocketFactory().createSocket(tunnel, host, 443, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(alpn);
    socket.setSSLParameters(parameters);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads up to and with an empty line. */
  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        break;
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  static String readAll(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    interceptor.close();
    trust.close();
    for (AutoCloseable part : more) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
