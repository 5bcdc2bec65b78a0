package dev.telltale.classify.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.util.Hashes;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends every claim of every shipped adapter a request that is made from the claim, with the values
 * of an invented phone and the hosts renamed to reserved ones, and expects the finding.
 */
class ShippedAdaptersTest {
  private static final AdapterSet SET =
      AdapterSet.read(AdapterSet.shippedFiles(), host -> host.replace('.', '-') + ".example");

  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("device.ad_id", "0f9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c"),
          Map.entry("device.ad_id.gaid", "0f9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c"),
          Map.entry("device.ad_id.idfa", "0F9E8D7C-6B5A-4F3E-8D2C-1B0A9F8E7D6C"),
          Map.entry("device.instance_id.idfv", "1F9E8D7C-6B5A-4F3E-8D2C-1B0A9F8E7D6C"),
          Map.entry("device.android_id", "f1c2a3d4e5b60718"),
          Map.entry("device.instance_id.other", "install-7f3a9c51d2"),
          Map.entry("device.instance_id.push_token", "push:tok3n-abcdefghijklmnop0123"),
          Map.entry("device.instance_id.openudid", "9f3c1a7e5b2d4f60aa17"),
          Map.entry("device.imei", "490154203237518"),
          Map.entry("device.mac", "3c:5a:b4:00:00:01"),
          Map.entry("device.oaid", "c0ffee1234567890ab"),
          Map.entry("device.serial", "PX2-000017"),
          Map.entry("device.sim_id.imsi", "001010123456789"),
          Map.entry("device.sim_id.iccid", "8999901000000000001"),
          Map.entry("device.fingerprint", "fp-0123456789ab"),
          Map.entry("device.basic.model", "Pebble X2"),
          Map.entry("device.basic.name", "Phone of Ada"),
          Map.entry("network.carrier", "Lumen Mobile"),
          Map.entry("network.ip", "203.0.113.9"),
          Map.entry("network.wifi_ap.ssid", "moss-home"),
          Map.entry("network.wifi_ap.bssid", "3c:5a:b4:00:00:02"),
          Map.entry("account.user_id", "u 483920"),
          Map.entry("account.nickname", "moss_walker"),
          Map.entry("contact.email", "ada.moss@mail.example"),
          Map.entry("contact.phone", "+12025550143"),
          Map.entry("contact.postal_address", "1 Moss Lane"),
          Map.entry("identity.name", "Ada Moss"),
          Map.entry("identity.gender", "f"),
          Map.entry("identity.birth_age", "1990-02-03"),
          Map.entry("location.coarse", "Mossford"),
          Map.entry("auth.token", "t0ken-abcdef"));

  /** One claim of one adapter. */
  record Case(Adapter adapter, Claim claim) {
    @Override
    public String toString() {
      return adapter.id() + " " + claim.place() + " " + claim.kind();
    }
  }

  static Stream<Case> claims() {
    return SET.adapters().stream()
        .flatMap(adapter -> adapter.claims().stream().map(claim -> new Case(adapter, claim)));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void everyClaimFindsWhatItSays(Case test) {
    Claim claim = test.claim;
    String value = value(claim);
    Sent sent = sent(test.adapter, claim, value);
    String kind = claim.kind().equals(Claim.LOCATION) ? "location.precise" : claim.kind();
    assertThat(SET.detect(sent.exchange(), sent.decoded()))
        .as("%s in %s", test, sent.exchange().request().url())
        .anySatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.rule()).startsWith("adapter:" + test.adapter.id() + ":");
              if (kind.equals("location.precise")) {
                assertThat(finding.value()).isEqualTo("52.50001,13.40002");
              } else {
                assertThat(finding.value()).isEqualTo(value);
              }
            });
  }

  @Test
  void anEmptyRequestToAnyOfThemSaysNothing() {
    for (Adapter adapter : SET.adapters()) {
      for (Adapter.Match match : adapter.matches()) {
        for (String host : match.hosts()) {
          Sent sent = Sent.get("https://" + host + "/");
          assertThat(SET.detect(sent.exchange(), sent.decoded())).isEmpty();
          assertThat(SET.undecodable(sent.exchange(), sent.decoded())).isEmpty();
        }
      }
    }
  }

  @Test
  void everyFileIsInTheIndexInOrder() throws Exception {
    List<String> index = List.copyOf(AdapterSet.shippedFiles().keySet());
    assertThat(index).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(100);
    try (Stream<Path> files = Files.list(directory())) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".json"))
                  .sorted())
          .containsExactlyElementsOf(index);
    }
    assertThat(index).allSatisfy(name -> assertThat(name).matches("[a-z0-9-]+\\.json"));
  }

  private static Path directory() throws URISyntaxException {
    URI index =
        Objects.requireNonNull(
                dev.telltale.classify.Detector.class.getResource("adapters/index.txt"))
            .toURI();
    return Path.of(index).getParent();
  }

  @Test
  void noAdapterClaimsAPlaceTwice() {
    for (Adapter adapter : SET.adapters()) {
      Map<String, Source> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (Claim claim : adapter.claims()) {
        Source before = seen.put(claim.place(), claim.source());
        assertThat(before == null || before.equals(claim.source()))
            .as("%s %s is claimed by two sources", adapter.id(), claim.place())
            .isTrue();
      }
    }
  }

  @Test
  void theSdksThatMatterHaveOne() {
    assertThat(AdapterSet.shippedFiles().keySet())
        .contains(
            "adjust.json",
            "amap.json",
            "amplitude.json",
            "applovin.json",
            "appsflyer.json",
            "baidu-map.json",
            "baidu-mobads.json",
            "baidu-tongji.json",
            "branch.json",
            "braze.json",
            "bugly.json",
            "bugsnag.json",
            "facebook-graph.json",
            "facebook-pixel.json",
            "firebase-crashlytics.json",
            "firebase-installations.json",
            "getui.json",
            "google-ads.json",
            "google-app-measurement.json",
            "growingio.json",
            "huawei.json",
            "jpush.json",
            "kuaishou.json",
            "mixpanel.json",
            "mobtech.json",
            "mta.json",
            "ocean-engine.json",
            "onesignal.json",
            "openrtb.json",
            "oppo.json",
            "pangle.json",
            "segment.json",
            "sensors-analytics.json",
            "sentry.json",
            "shuzilm.json",
            "talkingdata.json",
            "tencent-ads.json",
            "tencent-location.json",
            "thinkingdata.json",
            "tongdun.json",
            "umeng.json",
            "unity-ads.json",
            "vivo.json",
            "xiaomi.json");
  }

  private static String value(Claim claim) {
    if (claim.kind().equals(Claim.LOCATION)) {
      if (claim.with().isEmpty()) {
        return claim.swapped() ? "13.40002,52.50001" : "52.50001,13.40002";
      }
      return claim.swapped() ? "13.40002" : "52.50001";
    }
    String value = Objects.requireNonNull(VALUES.get(claim.kind()), claim.kind());
    if (!claim.plain()) {
      String algorithm =
          switch (claim.digests().get(0)) {
            case "md5" -> "MD5";
            case "sha1" -> "SHA-1";
            case "sha512" -> "SHA-512";
            default -> "SHA-256";
          };
      return Hashes.hex(Hashes.digest(algorithm).digest(value.getBytes(StandardCharsets.UTF_8)));
    }
    Claim.Shape shape = claim.shape();
    if (shape == null) {
      return value;
    }
    return switch (shape) {
      case UUID -> "2f9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c";
      case HEX -> "2f9e8d7c6b5a4f3e8d2c1b0a";
      case TOKEN -> "a1b2c3d4e5f6g7h8";
      case DIGITS -> "4839201748";
    };
  }

  private static Sent sent(Adapter adapter, Claim claim, String value) {
    Place place = Place.of(claim.place());
    List<String> names = new ArrayList<>(place.names());
    names.removeIf(name -> name.equals("**"));
    names.replaceAll(name -> name.equals("*") ? "any" : name);
    Adapter.Match match = adapter.matches().get(0);
    String host = match.hosts().isEmpty() ? "proxy.example" : match.hosts().get(0);
    String path =
        match.paths().isEmpty()
            ? "/"
            : "/"
                + String.join("/", match.paths().get(0).segments()).replace('*', 'x')
                + (match.paths().get(0).open() ? "/x" : "");
    JsonObject body = new JsonObject();
    Map<String, String> query = new TreeMap<>();
    List<Header> headers = new ArrayList<>();
    String written = whole(claim, value);
    switch (place.part()) {
      case FIELD, BODY -> {
        put(body, names, written);
        if (!claim.with().isEmpty()) {
          put(body, beside(names, 0, claim.with()), claim.swapped() ? "52.50001" : "13.40002");
        }
        for (Condition condition : claim.conditions()) {
          if (!condition.negated()) {
            put(body, beside(names, condition.up(), condition.names()), any(condition));
          }
        }
      }
      case QUERY -> {
        query.put(names.get(0), written);
        for (Condition condition : claim.conditions()) {
          if (!condition.negated()) {
            query.put(condition.names().get(0), any(condition));
          }
        }
      }
      case HEADER -> headers.add(new Header(names.get(0), written));
      case COOKIE -> headers.add(new Header("Cookie", names.get(0) + "=" + written));
      case PATH -> {
        String encoded = URLEncoder.encode(written, StandardCharsets.UTF_8);
        int segment = names.isEmpty() ? 0 : Integer.parseInt(names.get(0));
        path = "/x".repeat(segment) + "/" + encoded;
      }
    }
    for (Place required : match.requires()) {
      List<String> path1 = new ArrayList<>(required.names());
      path1.removeIf(name -> name.equals("**"));
      switch (required.part()) {
        case QUERY -> query.putIfAbsent(path1.get(0), "x");
        case HEADER -> headers.add(new Header(path1.get(0), "x"));
        default -> {
          if (!has(body, path1)) {
            put(body, path1, "x");
          }
        }
      }
    }
    StringBuilder url = new StringBuilder("https://" + host + path);
    char separator = '?';
    for (Map.Entry<String, String> field : query.entrySet()) {
      url.append(separator)
          .append(URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    byte[] octets =
        body.size() == 0 ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    return Sent.request(
        octets.length == 0 ? "GET" : "POST",
        url.toString(),
        octets.length == 0 ? "" : "application/json",
        octets,
        headers.toArray(Header[]::new));
  }

  private static String any(Condition condition) {
    return condition.values().isEmpty() ? "x" : condition.values().iterator().next();
  }

  /** The value as it stands among what belongs to it. */
  private static String whole(Claim claim, String value) {
    Claim.Part part = claim.part();
    if (part == null) {
      return value;
    }
    return part.after() + ("x" + part.by()).repeat(part.piece()) + value;
  }

  private static List<String> beside(List<String> names, int up, List<String> other) {
    List<String> path = new ArrayList<>(names.subList(0, Math.max(0, names.size() - 1 - up)));
    path.addAll(other);
    return path;
  }

  private static void put(JsonObject into, List<String> names, String value) {
    JsonObject at = into;
    for (String name : names.subList(0, names.size() - 1)) {
      if (!(at.get(name) instanceof JsonObject)) {
        at.add(name, new JsonObject());
      }
      at = at.getAsJsonObject(name);
    }
    String last = names.get(names.size() - 1);
    if (at.get(last) instanceof JsonArray array) {
      array.add(value);
    } else {
      at.add(last, new JsonPrimitive(value));
    }
  }

  private static boolean has(JsonObject body, List<String> names) {
    JsonObject at = body;
    for (String name : names.subList(0, names.size() - 1)) {
      if (!(at.get(name) instanceof JsonObject next)) {
        return false;
      }
      at = next;
    }
    return at.has(names.get(names.size() - 1));
  }

  @Test
  void findingsOfShippedAdaptersNameTheirSource() {
    Adapter adjust =
        SET.adapters().stream().filter(a -> a.id().equals("adjust")).findFirst().orElseThrow();
    Claim claim =
        adjust.claims().stream()
            .filter(c -> c.place().equals("field:gps_adid"))
            .findFirst()
            .orElseThrow();
    Sent sent = sent(adjust, claim, value(claim));
    Finding finding = SET.detect(sent.exchange(), sent.decoded()).get(0);
    assertThat(finding.why()).contains("Adjust", "gps_adid", "documentation https://");
  }
}
