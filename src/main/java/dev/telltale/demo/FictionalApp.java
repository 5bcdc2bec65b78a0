package dev.telltale.demo;

import dev.telltale.util.Hashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/**
 * An app on the fictional phone: an HTTP client of its own, which comes through the proxy with its
 * own credential and trusts the installation's CA, as an app of a tester's build does.
 */
final class FictionalApp {
  private final String id;
  private final HttpClient client;
  private final String authorization;

  FictionalApp(String id, InetSocketAddress proxy, SSLContext trust, HttpClient.Version version) {
    this.id = id;
    this.client =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(proxy))
            .sslContext(trust)
            .version(version)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (id + "@" + FictionalPhone.PROFILE.device() + ":")
                        .getBytes(StandardCharsets.UTF_8));
  }

  String id() {
    return id;
  }

  void get(String url) throws IOException, InterruptedException {
    send(request(url).GET());
  }

  void postJson(String url, String json) throws IOException, InterruptedException {
    send(
        request(url)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** One form field whose value is base64 of JSON, the whole form gzipped. */
  void postHidden(String url, String field, String json) throws IOException, InterruptedException {
    String form =
        field
            + "="
            + encode(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    send(
        request(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(gzip(form))));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String sha256(String text) {
    return Hashes.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
  }

  static String md5(String text) {
    return Hashes.hex(Hashes.digest("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofSeconds(15))
        .header("User-Agent", id + "/1.0 (fictional)")
        .header("Proxy-Authorization", authorization);
  }

  private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          response.request().uri() + ": status " + response.statusCode() + ": " + response.body());
    }
  }
}
