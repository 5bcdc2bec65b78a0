package dev.telltale.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.Lab;
import dev.telltale.intercept.Gateway.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real clients on a phone whose only way is the gateway, none of which knows of a proxy: a browser
 * and an app's HTTP stack. Each connection is recorded with the destination that it was made to,
 * over both versions of IP; the browser's attempts at QUIC are counted. What curl and a protocol
 * that is not HTTP see is in {@link TransparentEntryTest}.
 */
class PhoneBehindGatewayTest {
  private static final InetSocketAddress ENTRY = new InetSocketAddress("::", 8083);
  private static final List<String> ADDRESSES = List.of("203.0.113.10", "2001:db8:1::10");

  @TempDir Path folder;

  private static void awaitLine(List<String> lines, String pattern) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.matches(pattern)));
  }

  private static String recorded(String address) {
    return address.equals("203.0.113.10") ? "203\\.0\\.113\\.10" : "2001:db8:1:0:0:0:0:10";
  }

  @Test
  void f36_aBrowserAndAnAppBehindTheGateway() throws Exception {
    String chromium = Lab.require("chromium");
    String certutil = Lab.require("certutil");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (Namespaces net = new Namespaces()) {
      List<String> origin =
          net.start("internet", folder.resolve("origin.log"), true, "origin", folder.toString());
      awaitLine(origin, "ready");
      net.gateway(Gateway.plan("inside", ENTRY, Mode.TPROXY, false).up());
      List<String> gateway =
          net.start(
              "gateway",
              folder.resolve("gateway.log"),
              true,
              "gateway",
              folder.toString(),
              Mode.TPROXY.name());
      awaitLine(gateway, "ready .*");
      app(net, gateway);
      browser(net, gateway, chromium, certutil);
    }
  }

  private void app(Namespaces net, List<String> gateway) throws Exception {
    for (String address : ADDRESSES) {
      List<String> app =
          net.start("phone", folder.resolve("app.log"), true, "okhttp", folder.toString(), address);
      awaitLine(app, "answer 200 an app's words");
      awaitLine(
          gateway,
          "exchange transparent \\S+ "
              + recorded(address)
              + " 443 https://shop.example/from-okhttp COMPLETE");
    }
  }

  private void browser(Namespaces net, List<String> gateway, String chromium, String certutil)
      throws Exception {
    Path home = folder.resolve("home");
    String database = "sql:" + home + "/.pki/nssdb";
    net.asPhone(
        ("mkdir -p %s/.pki/nssdb && %s -N -d %s --empty-password"
                + " && %s -A -d %s -n phone -t C,, -i %s/phone.pem")
            .formatted(home, certutil, database, certutil, database, folder));
    for (String address : ADDRESSES) {
      String mapped = address.contains(":") ? "[" + address + "]" : address;
      String page =
          net.asPhone(
              ("cd %s; HOME=%s timeout 60 %s --headless=new --no-sandbox --disable-gpu"
                      + " --disable-dev-shm-usage --no-first-run"
                      + " --disable-background-networking --disable-component-update"
                      + " --disable-sync --disable-extensions --user-data-dir=%s/%d"
                      + " --host-resolver-rules='MAP shop.example %s'"
                      + " --virtual-time-budget=10000 --dump-dom https://shop.example/page 2>%s")
                  .formatted(
                      home,
                      home,
                      chromium,
                      home,
                      address.length(),
                      mapped,
                      folder.resolve("home/browser.log")));
      assertThat(page).as(() -> browserLog(home)).contains("then second request");
      for (String path : List.of("page", "again")) {
        awaitLine(
            gateway,
            "exchange transparent \\S+ "
                + recorded(address)
                + " 443 https://shop.example/"
                + path
                + " COMPLETE");
      }
      awaitLine(gateway, "gap quic " + address.replace(".", "\\.") + " \\d+ .*");
    }
  }

  private static String browserLog(Path home) {
    try {
      return Files.readString(home.resolve("browser.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
