package dev.telltale.classify;

import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** What speed is measured on: invented messages of a size, and a phone of 200 values. */
public final class Traffic {
  private static final String URL = "https://t.example/collect";

  private Traffic() {}

  /**
   * A request by name: {@code json16k} and {@code json256k} (events with identifiers, times and
   * words), {@code telemetry16k} (events that repeat what they know of the phone, so that many
   * fields are findings), {@code form1k}.
   */
  static Exchange named(String name) {
    return switch (name) {
      case "json16k" -> Requests.post(URL, "application/json", utf8(events(16 << 10)));
      case "json256k" -> Requests.post(URL, "application/json", utf8(events(256 << 10)));
      case "telemetry16k" -> Requests.post(URL, "application/json", utf8(telemetry(16 << 10)));
      case "form1k" -> Requests.post(URL, "application/x-www-form-urlencoded", utf8(form()));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A phone with 200 values of five kinds. */
  public static DeviceProfile phone() {
    Random random = new Random(1);
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> kinds =
        List.of(
            "device.ad_id.gaid",
            "device.android_id",
            "contact.email",
            "contact.phone",
            "device.mac");
    for (int i = 0; i < 200; i++) {
      String kind = kinds.get(i % kinds.size());
      String hex = Long.toHexString(random.nextLong() | 1L << 63);
      String value =
          switch (kind) {
            case "device.ad_id.gaid" -> new UUID(random.nextLong(), random.nextLong()).toString();
            case "device.android_id" -> hex;
            case "contact.email" -> hex.substring(6) + "@mail.example";
            case "contact.phone" -> "+86137" + (10_000_000 + random.nextInt(89_999_999));
            default -> hex.substring(0, 12).replaceAll("..(?!$)", "$0:");
          };
      values.computeIfAbsent(kind, k -> new ArrayList<>()).add(value);
    }
    return new DeviceProfile("speed", "android", values);
  }

  /** Events of an application in JSON. */
  public static String events(int size) {
    Random random = new Random(2);
    StringBuilder json = new StringBuilder("{\"events\":[");
    while (json.length() < size - 200) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
          .append("{\"event\":\"")
          .append(word(random))
          .append("\",\"timestamp\":")
          .append(1_700_000_000_000L + random.nextInt(1_000_000))
          .append(",\"session_id\":\"")
          .append(new UUID(random.nextLong(), random.nextLong()))
          .append("\",\"properties\":{\"screen\":\"")
          .append(word(random))
          .append(' ')
          .append(word(random))
          .append("\",\"count\":")
          .append(random.nextInt(1000))
          .append(",\"ok\":true,\"ratio\":0.")
          .append(random.nextInt(1000))
          .append("}}");
    }
    return json.append("]}").toString();
  }

  private static String telemetry(int size) {
    Random random = new Random(4);
    StringBuilder json = new StringBuilder("{\"items\":[");
    while (json.length() < size - 400) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ", ")
          .append("{\"id\": \"")
          .append(new UUID(random.nextLong(), random.nextLong()))
          .append("\", \"phone\": {\"model\": \"Fictive F")
          .append(random.nextInt(9))
          .append("\", \"carrier\": \"Mobilnetz\", \"level\": ")
          .append(random.nextDouble())
          .append("}, \"link\": \"https://cdn.example/a/")
          .append(random.nextInt(9999))
          .append("?w=")
          .append(random.nextInt(999))
          .append("\", \"digest\": \"");
      for (int i = 0; i < 4; i++) {
        json.append(String.format(Locale.ROOT, "%016x", random.nextLong()));
      }
      json.append("\", \"tags\": [\"a\", \"b\"]}");
    }
    return json.append("]}").toString();
  }

  private static String form() {
    Random random = new Random(3);
    StringBuilder form = new StringBuilder();
    for (int i = 0; form.length() < 1024; i++) {
      form.append(i == 0 ? "" : "&").append("field_").append(i).append('=').append(word(random));
    }
    return form.toString();
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = 4 + random.nextInt(8); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }
}
