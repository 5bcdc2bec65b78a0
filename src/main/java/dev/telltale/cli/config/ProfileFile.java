package dev.telltale.cli.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.telltale.cli.Suggestion;
import dev.telltale.cli.UsageException;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Taxonomy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads device profiles: what is true of one test phone, and the data planted on it. */
public final class ProfileFile {
  private static final long MOST_BYTES = 4 << 20;
  private static final List<String> KEYS = List.of("device", "platform", "values");

  private ProfileFile() {}

  /**
   * Reads a profile.
   *
   * @throws UsageException naming the file, the key and what was expected
   */
  public static DeviceProfile read(Path file) {
    JsonObject object = JsonFile.object(file, MOST_BYTES);
    for (String key : object.keySet()) {
      if (!KEYS.contains(key) && !key.equals("$schema")) {
        throw new UsageException(
            file
                + ": "
                + key
                + ": unknown key"
                + Suggestion.of(key, KEYS)
                + " (known: device, platform, values)");
      }
    }
    String device = text(file, object, "device", "phone");
    String platform = text(file, object, "platform", "android");
    Map<String, List<String>> values = new LinkedHashMap<>();
    JsonElement given = object.get("values");
    if (given != null) {
      if (!given.isJsonObject()) {
        throw new UsageException(
            file + ": values: " + given + " (expected: { \"kind\": [\"value\"] })");
      }
      given
          .getAsJsonObject()
          .entrySet()
          .forEach(entry -> values.put(kind(file, entry.getKey()), texts(file, entry)));
    }
    return new DeviceProfile(device, platform, values);
  }

  private static String kind(Path file, String key) {
    Taxonomy taxonomy = Taxonomy.shipped();
    if (!taxonomy.kinds().containsKey(key) && !taxonomy.types().containsKey(key)) {
      List<String> known = new ArrayList<>(taxonomy.kinds().keySet());
      known.addAll(taxonomy.types().keySet());
      throw new UsageException(
          file
              + ": values."
              + key
              + ": unknown kind"
              + Suggestion.of(key, known)
              + " (expected: a kind of docs/detection.md, such as device.imei)");
    }
    return key;
  }

  private static List<String> texts(Path file, Map.Entry<String, JsonElement> entry) {
    JsonElement value = entry.getValue();
    List<JsonElement> items =
        value.isJsonArray() ? value.getAsJsonArray().asList() : List.of(value);
    List<String> texts = new ArrayList<>();
    for (JsonElement item : items) {
      if (!item.isJsonPrimitive() || !item.getAsJsonPrimitive().isString()) {
        throw new UsageException(
            file
                + ": values."
                + entry.getKey()
                + ": "
                + item
                + " (expected: a text or a list of texts); write numbers in quotes, so that no digit is lost");
      }
      texts.add(item.getAsString());
    }
    return List.copyOf(texts);
  }

  private static String text(Path file, JsonObject object, String key, String otherwise) {
    JsonElement value = object.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isJsonPrimitive()
        || !value.getAsJsonPrimitive().isString()
        || value.getAsString().isBlank()) {
      throw new UsageException(file + ": " + key + ": " + value + " (expected: a text)");
    }
    return value.getAsString();
  }
}
