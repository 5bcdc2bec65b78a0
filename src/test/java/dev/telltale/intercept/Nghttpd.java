package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.Lab;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The HTTP/2 server of nghttp2 over TLS on a free port, as {@code foreign.example}. */
final class Nghttpd implements AutoCloseable {
  static final String HOST = "foreign.example";

  private final Process process;
  private final Path certificate;
  private final int port;

  private Nghttpd(Process process, Path certificate, int port) {
    this.process = process;
    this.certificate = certificate;
    this.port = port;
  }

  /** Serves the files of a folder, into which its key and certificate go, and echoes uploads. */
  static Nghttpd serving(Path folder) throws Exception {
    String nghttpd = Lab.require("nghttpd");
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("cert.pem");
    Process made =
        new ProcessBuilder(
                Lab.require("openssl"),
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString(),
                "-days",
                "2",
                "-subj",
                "/CN=" + HOST,
                "-addext",
                "subjectAltName=DNS:" + HOST)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process server =
        new ProcessBuilder(
                nghttpd,
                "-a",
                "127.0.0.1",
                "-d",
                folder.toString(),
                "--echo-upload",
                Integer.toString(port),
                key.toString(),
                certificate.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().until(() -> ForeignServer.accepts(port));
    return new Nghttpd(server, certificate, port);
  }

  Path certificate() {
    return certificate;
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws InterruptedException {
    ForeignServer.end(process);
  }
}
