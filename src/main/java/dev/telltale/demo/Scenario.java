package dev.telltale.demo;

import static dev.telltale.demo.FictionalApp.encode;
import static dev.telltale.demo.FictionalApp.md5;
import static dev.telltale.demo.FictionalApp.sha256;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * What happens on the fictional phone. <b>Fable Weather</b> tells two strangers who the user is
 * before he agreed to anything, and hides it. <b>Hearth Notes</b> is nearly honest: it waits for
 * consent, then sends the e-mail address to its own maker, and forgets one thing.
 */
public final class Scenario {
  /** Application id of the talkative one. */
  public static final String FABLE = "com.fable.weather";

  /** Application id of the nearly honest one. */
  public static final String HEARTH = "com.hearth.notes";

  /** The names that must be reachable. */
  public static final List<String> HOSTS =
      List.of(
          "api.fable.example",
          "collect.brightads.example",
          "log.tidemetrics.example",
          "api.hearth.example",
          "crash.lanterncare.example");

  /**
   * Something that the scenario sent and the recording must show.
   *
   * @param app who
   * @param kind which kind of data
   * @param host to whom
   * @param phase when
   */
  public record Leak(String app, String kind, String host, String phase) {}

  /** Everything that is sent, for checking the recording against. */
  public static final List<Leak> PLANTED =
      List.of(
          new Leak(FABLE, "device.ad_id.gaid", "collect.brightads.example", "before-consent"),
          new Leak(FABLE, "device.android_id", "log.tidemetrics.example", "before-consent"),
          new Leak(FABLE, "location.precise", "api.fable.example", "after-consent"),
          new Leak(FABLE, "contact.phone", "log.tidemetrics.example", "after-consent"),
          new Leak(HEARTH, "contact.email", "api.hearth.example", "after-consent"),
          new Leak(HEARTH, "device.android_id", "crash.lanterncare.example", "after-consent"));

  private Scenario() {}

  /**
   * Uses both apps.
   *
   * @param proxy the proxy
   * @param trust trusts the installation's CA
   * @param mark begins a phase
   */
  public static void play(InetSocketAddress proxy, SSLContext trust, Consumer<String> mark)
      throws IOException, InterruptedException {
    FictionalApp fable = new FictionalApp(FABLE, proxy, trust, HttpClient.Version.HTTP_2);
    FictionalApp hearth = new FictionalApp(HEARTH, proxy, trust, HttpClient.Version.HTTP_1_1);

    mark.accept("before-consent");
    fable.get("https://api.fable.example/v2/config?lang=zh-CN&build=418");
    fable.postHidden(
        "https://collect.brightads.example/e",
        "d",
        "{\"ev\":\"open\",\"ids\":[\""
            + sha256(FictionalPhone.ADVERTISING_ID)
            + "\"],\"sdk\":\"3.2.0\"}");
    fable.get(
        "https://log.tidemetrics.example/v1/start?u=" + md5(FictionalPhone.ANDROID_ID) + "&t=1");
    hearth.get("https://api.hearth.example/hello?v=2.4.1");

    mark.accept("after-consent");
    fable.postJson(
        "https://api.fable.example/v2/forecast",
        String.format(
            Locale.ROOT,
            "{\"days\":7,\"place\":{\"lat\":%.6f,\"lng\":%.6f}}",
            FictionalPhone.LATITUDE,
            FictionalPhone.LONGITUDE));
    fable.postJson(
        "https://log.tidemetrics.example/v1/user",
        "{\"msg\":\"{\\\"sjh\\\":\\\"" + FictionalPhone.PHONE.substring(3) + "\\\"}\"}");
    hearth.postJson(
        "https://api.hearth.example/account",
        "{\"email\":\"" + FictionalPhone.EMAIL + "\",\"plan\":\"free\"}");
    hearth.get(
        "https://crash.lanterncare.example/report?android_id="
            + encode(FictionalPhone.ANDROID_ID)
            + "&frames=12");
  }
}
