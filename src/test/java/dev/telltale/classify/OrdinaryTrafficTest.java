package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A thousand requests without personal data: static files, configurations, ids, versions, hashes.
 */
class OrdinaryTrafficTest {
  private final Random random = new Random(77);

  @Test
  void aThousandOrdinaryRequestsAreSilent() throws Exception {
    Classifier classifier =
        Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(), Limits.DEFAULT);
    CompiledProfile phone =
        classifier.compile(
            new DeviceProfile(
                "p",
                "android",
                Map.of(
                    "device.imei", List.of("356938035643809"),
                    "device.android_id", List.of("4fd80b6c12a97e35"),
                    "identity.name", List.of("Ada Winterbourne"),
                    "contact.phone", List.of("+8613816207735"),
                    "location.precise", List.of("52.520008,13.404954"))));
    for (int i = 0; i < 1_000; i++) {
      Exchange exchange = ordinary(i);
      assertThat(classifier.classify(exchange, phone).findings())
          .as(
              "%s %s",
              exchange.request().url(),
              new String(exchange.request().body().content(), StandardCharsets.UTF_8))
          .isEmpty();
    }
  }

  private Exchange ordinary(int i) {
    return switch (i % 8) {
      case 0 ->
          Requests.get(
              "https://cdn.example/assets/app-" + hex(32) + ".js?v=" + version(),
              new Header("If-None-Match", "\"" + hex(32) + "\""));
      case 1 ->
          Requests.get(
              "https://api.example/v2/items/" + uuid() + "?request_id=" + uuid() + "&t=" + millis(),
              new Header("X-Request-Id", uuid()));
      case 2 ->
          Requests.get(
              "https://img.example/" + hex(2) + "/" + hex(40) + "@2x.png?w=" + number(2000));
      case 3 ->
          Requests.post(
              "https://api.example/config",
              "application/json",
              json(
                  "{\"appVersion\":\"%s\",\"build\":%d,\"etag\":\"%s\",\"flags\":{\"a\":true,\"name\":\"new_home\"},"
                      + "\"sha256\":\"%s\",\"expires\":%s}",
                  version(), number(99999), hex(32), hex(64), millis()));
      case 4 ->
          Requests.post(
              "https://perf.example/m",
              "application/json",
              json(
                  "{\"metrics\":[{\"name\":\"cold_start\",\"value\":%d.%d},{\"name\":\"fps\",\"value\":59.9}],"
                      + "\"trace_id\":\"%s\",\"span_id\":\"%s\",\"order_id\":\"%d%d\"}",
                  number(900), number(99999), hex(32), hex(16), 20240301, number(99999999)));
      case 5 ->
          Requests.get(
              "https://api.example/tap?x="
                  + number(1080)
                  + "."
                  + number(999999)
                  + "&y="
                  + number(2340)
                  + "."
                  + number(999999)
                  + "&nonce="
                  + hex(16)
                  + "&sign="
                  + hex(32));
      case 6 ->
          Requests.post(
              "https://api.example/graphql",
              "application/json",
              json(
                  "{\"operationName\":\"Feed\",\"variables\":{\"first\":%d,\"after\":\"%s\"},"
                      + "\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"%s\"}}}",
                  number(50), "Y3Vyc29yOjE5", hex(64)));
      default ->
          Requests.post(
              "https://log.example/batch",
              "application/x-www-form-urlencoded",
              ("event=open&session_id="
                      + uuid()
                      + "&event_id="
                      + hex(32)
                      + "&ts="
                      + millis()
                      + "&sdk_version="
                      + version()
                      + "&page=home&duration="
                      + number(99999))
                  .getBytes(StandardCharsets.UTF_8));
    };
  }

  private static byte[] json(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).getBytes(StandardCharsets.UTF_8);
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private String hex(int digits) {
    StringBuilder hex = new StringBuilder();
    while (hex.length() < digits) {
      hex.append(Integer.toHexString(random.nextInt(16)));
    }
    return hex.toString();
  }

  private String version() {
    return number(20) + "." + number(30) + "." + number(255) + "." + number(255);
  }

  private String millis() {
    return Long.toString(1_600_000_000_000L + (long) (random.nextDouble() * 2e11));
  }

  private int number(int bound) {
    return random.nextInt(bound);
  }
}
