package dev.telltale.intercept;

import static org.awaitility.Awaitility.await;

import dev.telltale.Lab;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * nginx or haproxy as an origin that reads requests in its own way: it answers each with {@code
 * X-Seen-Uri}, and what it finds malformed with 400.
 */
final class ForeignReader implements AutoCloseable {
  private final Process process;
  private final int port;

  private ForeignReader(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ForeignReader nginx(Path folder) throws IOException {
    String nginx = Lab.require("nginx");
    int port = freePort();
    String text =
        """
        daemon off; master_process off; pid %1$s/nginx.pid; error_log /dev/null crit;
        events {}
        http {
          access_log off; keepalive_timeout 5s; client_header_timeout 3s; client_body_timeout 3s;
          client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
          uwsgi_temp_path %1$s; scgi_temp_path %1$s;
          server {
            listen 127.0.0.1:%2$d;
            location / { add_header X-Seen-Uri $request_uri always; return 200 "ok"; }
          }
        }
        """
            .formatted(folder, port);
    Path config = Files.writeString(folder.resolve("nginx.conf"), text);
    return start(port, folder, List.of(nginx, "-p", folder.toString(), "-c", config.toString()));
  }

  static ForeignReader haproxy(Path folder) throws IOException {
    String haproxy = Lab.require("haproxy");
    int port = freePort();
    String text =
        """
        global
          maxconn 200
        defaults
          mode http
          option http-buffer-request
          timeout client 3s
          timeout http-request 3s
          timeout server 3s
          timeout connect 1s
        frontend requests
          bind 127.0.0.1:%d
          http-request return status 200 content-type text/plain string ok hdr X-Seen-Uri %%[url]
        """
            .formatted(port);
    Path config = Files.writeString(folder.resolve("haproxy.cfg"), text);
    return start(port, folder, List.of(haproxy, "-db", "-f", config.toString()));
  }

  private static ForeignReader start(int port, Path folder, List<String> command)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("reader.log").toFile())
            .start();
    await().until(() -> !process.isAlive() || ForeignServer.accepts(port));
    if (!process.isAlive()) {
      throw new IOException(command + ": " + Files.readString(folder.resolve("reader.log")));
    }
    return new ForeignReader(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws InterruptedException {
    ForeignServer.end(process);
  }
}
