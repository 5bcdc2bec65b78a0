package dev.telltale.classify;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the phones of a corpus: an object of phones by name, with corpus labels as keys. */
final class CorpusProfiles {
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("model", "device.basic.model"),
          Map.entry("mccmnc", "network.carrier"),
          Map.entry("mcc_mnc", "network.carrier"),
          Map.entry("push", "device.instance_id.push_token"),
          Map.entry("ssid", "network.wifi_ap.ssid"),
          Map.entry("bssid", "network.wifi_ap.bssid"),
          Map.entry("first_name", "identity.name"),
          Map.entry("last_name", "identity.name"),
          Map.entry("full_name", "identity.name"),
          Map.entry("contact_name", "social.contacts"),
          Map.entry("contact_names", "social.contacts"),
          Map.entry("contact_phone", "social.contacts"),
          Map.entry("contact_phones", "social.contacts"),
          Map.entry("contact_email", "social.contacts"),
          Map.entry("contact_emails", "social.contacts"),
          Map.entry("city", "location.coarse"),
          Map.entry("local_ip", "network.ip"),
          Map.entry("meid", "device.imei"),
          Map.entry("dob", "identity.birth_age"));

  private CorpusProfiles() {}

  /**
   * The phones of {@code json}. Keys that are neither a kind, a corpus label nor a usual other name
   * of one are notes, and left out.
   *
   * @throws ProfileException if it is not an object of objects
   */
  static List<DeviceProfile> parse(String json) throws ProfileException {
    List<DeviceProfile> phones = new ArrayList<>();
    try {
      for (Map.Entry<String, JsonElement> phone :
          JsonParser.parseString(json).getAsJsonObject().entrySet()) {
        phones.add(phone(phone.getKey(), phone.getValue().getAsJsonObject()));
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw new ProfileException(
          List.of(
              "profiles: "
                  + e.getMessage()
                  + " (expected: {\"phone\": {\"label\": \"value\" or [values]}})"));
    }
    return phones;
  }

  private static DeviceProfile phone(String name, JsonObject json) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    JsonObject nested = json.get("values") instanceof JsonObject object ? object : json;
    for (Map.Entry<String, JsonElement> entry : nested.entrySet()) {
      String kind = kind(entry.getKey());
      if (kind != null) {
        values.computeIfAbsent(kind, k -> new ArrayList<>()).addAll(texts(entry.getValue()));
      }
    }
    List<String> latitudes = texts(first(nested, "lat", "latitude"));
    List<String> longitudes = texts(first(nested, "lon", "lng", "longitude"));
    for (int i = 0; i < Math.min(latitudes.size(), longitudes.size()); i++) {
      values
          .computeIfAbsent("location.precise", k -> new ArrayList<>())
          .add(latitudes.get(i) + "," + longitudes.get(i));
    }
    List<String> firstNames = texts(first(nested, "first_name"));
    List<String> lastNames = texts(first(nested, "last_name"));
    for (int i = 0; i < Math.min(firstNames.size(), lastNames.size()); i++) {
      values
          .computeIfAbsent("identity.name", k -> new ArrayList<>())
          .add(firstNames.get(i) + " " + lastNames.get(i));
    }
    List<String> platform = texts(first(json, "platform"));
    return new DeviceProfile(name, platform.isEmpty() ? "" : platform.get(0), values);
  }

  private static @Nullable String kind(String key) {
    Taxonomy taxonomy = Taxonomy.shipped();
    if (taxonomy.kinds().containsKey(key)) {
      return key;
    }
    Taxonomy.Kind labelled = taxonomy.kindOfCorpusLabel(key);
    return labelled != null ? labelled.id() : OTHER_NAMES.get(key);
  }

  private static @Nullable JsonElement first(JsonObject json, String... keys) {
    for (String key : keys) {
      if (json.has(key)) {
        return json.get(key);
      }
    }
    return null;
  }

  private static List<String> texts(@Nullable JsonElement value) {
    List<String> texts = new ArrayList<>();
    if (value == null || value.isJsonNull()) {
      return texts;
    }
    if (value.isJsonArray()) {
      value.getAsJsonArray().forEach(v -> texts.addAll(texts(v)));
    } else if (value.isJsonPrimitive()) {
      texts.add(value.getAsString());
    }
    return texts;
  }
}
