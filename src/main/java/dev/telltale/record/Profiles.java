package dev.telltale.record;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import dev.telltale.model.DeviceProfile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Device profiles as the JSON that the {@code devices} table holds. */
final class Profiles {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final TypeToken<Map<String, List<String>>> VALUES = new TypeToken<>() {};

  /** The JSON object: {@code platform} and {@code values}. */
  private record Stored(String platform, Map<String, List<String>> values) {}

  private Profiles() {}

  static String json(DeviceProfile profile) {
    return GSON.toJson(new Stored(profile.platform(), new TreeMap<>(profile.values())));
  }

  static DeviceProfile parse(String device, String json) {
    try {
      var object = GSON.fromJson(json, com.google.gson.JsonObject.class);
      return new DeviceProfile(
          device,
          object.get("platform").getAsString(),
          GSON.fromJson(object.get("values"), VALUES));
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      throw new StoreException(
          "device: the stored profile of " + device + " is not readable; store it again", e);
    }
  }
}
