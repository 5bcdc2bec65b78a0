package dev.telltale.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.demo.Origins;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.util.Clock;
import java.io.InputStream;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Credentials;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Android app's stack, OkHttp over Conscrypt, through the program as its users start it. */
class OkHttpAppTest {
  private static final String HOST = "api.shop.example";

  @TempDir Path folder;

  @Test
  void anAppThroughTheExplicitProxyIsRecordedUnderItsName() throws Exception {
    CertificateAuthority root =
        CertificateAuthority.openOrCreate(folder.resolve("root"), Clock.SYSTEM);
    try (Origins origins = new Origins(root, Clock.SYSTEM, List.of(HOST));
        TelltaleProcess telltale = TelltaleProcess.startBefore(folder, root, origins, HOST)) {
      OkHttpClient app = app(telltale);
      for (int i = 0; i < 3; i++) {
        Request request =
            new Request.Builder()
                .url("https://" + HOST + "/okhttp/" + i)
                .post(RequestBody.create("{\"n\":" + i + "}", MediaType.get("application/json")))
                .build();
        try (Response response = app.newCall(request).execute()) {
          assertThat(response.code()).isEqualTo(200);
          assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
        }
      }
      app.dispatcher().executorService().shutdown();
      app.connectionPool().evictAll();
      assertThat(telltale.stop()).isZero();
    }
    List<JsonObject> exchanges =
        TelltaleProcess.run("exchanges", "--json", "--data", folder.resolve("data").toString())
            .lines()
            .stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(exchanges).hasSize(3).allSatisfy(OkHttpAppTest::isTheApps);
  }

  private static void isTheApps(JsonObject exchange) {
    assertThat(exchange.toString())
        .contains("HTTP/2", "com.example.shop", "https://" + HOST + "/okhttp/", "complete");
  }

  private static OkHttpClient app(TelltaleProcess telltale) throws Exception {
    // With its own trust manager: the JDK's does not know what Conscrypt calls TLS 1.3's
    // authentication.
    Provider conscrypt = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    try (InputStream pem = Files.newInputStream(telltale.ca())) {
      roots.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", conscrypt);
    factory.init(roots);
    X509TrustManager trust = (X509TrustManager) factory.getTrustManagers()[0];
    SSLContext context = SSLContext.getInstance("TLS", conscrypt);
    context.init(null, new TrustManager[] {trust}, null);
    return new OkHttpClient.Builder()
        .sslSocketFactory(context.getSocketFactory(), trust)
        .proxy(new Proxy(Proxy.Type.HTTP, telltale.proxy()))
        .proxyAuthenticator(
            (route, response) ->
                response
                    .request()
                    .newBuilder()
                    .header("Proxy-Authorization", Credentials.basic("com.example.shop", ""))
                    .build())
        .build();
  }
}
