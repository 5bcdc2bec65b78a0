package dev.telltale.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.telltale.cli.config.ProfileFile;
import dev.telltale.cli.config.Settings;
import dev.telltale.model.DeviceProfile;
import dev.telltale.session.Devices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The phones that the configuration describes. */
final class PhoneSettings {
  private static final List<String> KEYS = List.of("name", "addresses", "profile");

  private PhoneSettings() {}

  static Devices devices(Settings settings) {
    List<DeviceProfile> others = new ArrayList<>();
    Map<String, String> addresses = new LinkedHashMap<>();
    for (JsonObject phone : settings.objects("devices")) {
      String origin = settings.origin("devices");
      for (String key : phone.keySet()) {
        if (!KEYS.contains(key)) {
          throw new UsageException(
              origin
                  + ": devices: "
                  + key
                  + ": unknown key"
                  + Suggestion.of(key, KEYS)
                  + " (known: name, addresses, profile)");
        }
      }
      String name = text(origin, phone, "name");
      if (name == null) {
        throw new UsageException(
            origin + ": devices: a phone without a name (expected: { \"name\": \"pixel-7\" })");
      }
      String file = text(origin, phone, "profile");
      DeviceProfile read = file == null ? DeviceProfile.EMPTY : ProfileFile.read(Path.of(file));
      others.add(new DeviceProfile(name, read.platform(), read.values()));
      if (phone.get("addresses") != null) {
        if (!phone.get("addresses").isJsonArray()) {
          throw new UsageException(
              origin
                  + ": devices: addresses: "
                  + phone.get("addresses")
                  + " (expected: a list of addresses)");
        }
        for (JsonElement address : phone.get("addresses").getAsJsonArray()) {
          addresses.put(address.getAsString(), name);
        }
      }
    }
    return new Devices(byDefault(settings), others, addresses);
  }

  /** The phone of {@code --profile}, named by {@code --device} if given. */
  static DeviceProfile byDefault(Settings settings) {
    String file = settings.text("profile");
    DeviceProfile read = file == null ? DeviceProfile.EMPTY : ProfileFile.read(Path.of(file));
    String name = settings.text("device");
    return name == null ? read : new DeviceProfile(name, read.platform(), read.values());
  }

  private static @Nullable String text(String origin, JsonObject object, String key) {
    JsonElement value = object.get(key);
    if (value == null) {
      return null;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new UsageException(origin + ": devices: " + key + ": " + value + " (expected: a text)");
    }
    return value.getAsString();
  }
}
