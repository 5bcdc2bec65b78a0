package dev.telltale.cli.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.telltale.cli.Suggestion;
import dev.telltale.cli.UsageException;
import dev.telltale.cli.config.Setting.Type;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effective configuration and where each value comes from: command-line options over {@code
 * TELLTALE_*} variables over the project's file ({@code config/telltale.json}) over the user's file
 * ({@code ~/.config/telltale/telltale.json}) over defaults. A key that nobody knows is an error
 * with a suggestion.
 */
public final class Settings {
  /** Everything that can be configured, in the order of the documentation. */
  public static final List<Setting> ALL =
      List.of(
          new Setting(
              "proxy",
              Type.TEXT,
              "127.0.0.1:8080",
              "address of the explicit proxy; port 0 is any free one"),
          new Setting("socks", Type.TEXT, "", "address of the SOCKS5 proxy; empty for none"),
          new Setting(
              "transparent", Type.TEXT, "", "address of the transparent proxy; empty for none"),
          new Setting(
              "transparentMode",
              Type.TEXT,
              "tproxy",
              "how a gateway brings connections there: tproxy, or redirect without privilege"),
          new Setting("web", Type.TEXT, "127.0.0.1:8081", "address of the dashboard"),
          new Setting("data", Type.TEXT, "data", "folder of the recording"),
          new Setting("certs", Type.TEXT, "certs", "folder of the certificate authority"),
          new Setting(
              "app", Type.TEXT, "", "the app under test, when it does not say itself who it is"),
          new Setting(
              "device", Type.TEXT, "", "name of the phone, when the profile does not give one"),
          new Setting("profile", Type.TEXT, "", "file with what is true of the phone"),
          new Setting("devices", Type.OBJECTS, "[]", "further phones: name, addresses, profile"),
          new Setting("trustUpstream", Type.LIST, "", "PEM files of further roots for origins"),
          new Setting(
              "connectTo",
              Type.LIST,
              "",
              "HOST1:PORT1:HOST2:PORT2, dial HOST2:PORT2 for HOST1:PORT1"),
          new Setting(
              "allowUpstream",
              Type.LIST,
              "",
              "address ranges that may be dialled although they are loopback, link-local or own"),
          new Setting(
              "allowClient",
              Type.LIST,
              "",
              "address ranges of phones; empty is loopback and private ranges"),
          new Setting(
              "intercept",
              Type.FLAG,
              "true",
              "false passes all TLS through unread and records names and sizes"),
          new Setting(
              "passThrough",
              Type.LIST,
              "",
              "hosts whose TLS is passed through unread, such as *.bank.example"),
          new Setting(
              "passThroughAfterRefusals",
              Type.FLAG,
              "false",
              "pass a host through for an hour after an app refused our certificate twice"),
          new Setting(
              "proxyProtocol",
              Type.FLAG,
              "false",
              "expect a PROXY protocol header on the explicit proxy's port"),
          new Setting(
              "captureBytes",
              Type.NUMBER,
              Long.toString(Limits.DEFAULT.captureBytes()),
              "octets kept of one body"),
          new Setting(
              "queuedBytes",
              Type.NUMBER,
              Long.toString(Limits.DEFAULT.queuedBytes()),
              "octets that may wait for analysis before phones are held back"),
          new Setting(
              "retentionDays",
              Type.NUMBER,
              "0",
              "sessions that ended longer ago are deleted at the next start; 0 keeps all"),
          new Setting(
              "decodeDepth",
              Type.NUMBER,
              Integer.toString(Limits.DEFAULT.decodeDepth()),
              "how deep encodings may nest"),
          new Setting(
              "decodeBytes",
              Type.NUMBER,
              Integer.toString(Limits.DEFAULT.decodeBytes()),
              "octets that decoding one message may produce"));

  /** A file larger than this is no configuration. */
  private static final long MOST_BYTES = 1 << 20;

  private final Map<String, Value> values = new LinkedHashMap<>();

  /**
   * A value with its origin.
   *
   * @param value as in the file
   * @param origin such as {@code default}, {@code config/telltale.json}, {@code TELLTALE_PROXY},
   *     {@code --proxy}
   */
  public record Value(JsonElement value, String origin) {}

  private Settings() {
    for (Setting setting : ALL) {
      values.put(
          setting.key(), new Value(parse(setting, setting.byDefault(), "default"), "default"));
    }
  }

  /**
   * Puts the sources together.
   *
   * @param projectFile its path; left out when null or missing
   * @param userFile its path; left out when null or missing
   * @param environment variables; those that begin with {@code TELLTALE_} and name no setting are
   *     left alone
   * @throws UsageException naming the key, the value, what was expected and where it was written
   */
  public static Settings load(
      @Nullable Path projectFile, @Nullable Path userFile, Map<String, String> environment) {
    Settings settings = new Settings();
    settings.file(userFile);
    settings.file(projectFile);
    for (Setting setting : ALL) {
      String text = environment.get(setting.variable());
      if (text != null) {
        settings.put(setting, parse(setting, text, setting.variable()), setting.variable());
      }
    }
    return settings;
  }

  private void file(@Nullable Path file) {
    if (file == null || !Files.exists(file)) {
      return;
    }
    String origin = file.toString();
    JsonObject object = JsonFile.object(file, MOST_BYTES);
    List<String> known = ALL.stream().map(Setting::key).toList();
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      if (entry.getKey().equals("$schema")) {
        continue;
      }
      Setting setting =
          ALL.stream().filter(s -> s.key().equals(entry.getKey())).findFirst().orElse(null);
      if (setting == null) {
        throw new UsageException(
            origin
                + ": "
                + entry.getKey()
                + ": unknown key"
                + Suggestion.of(entry.getKey(), known)
                + " (known: "
                + String.join(", ", known)
                + ")");
      }
      put(setting, entry.getValue(), origin);
    }
  }

  /** Sets a value from a command-line option; {@code null} and an empty list leave it alone. */
  public void option(String key, String option, @Nullable Object value) {
    if (value == null || (value instanceof List<?> list && list.isEmpty())) {
      return;
    }
    JsonElement json;
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(item -> array.add(String.valueOf(item)));
      json = array;
    } else if (value instanceof Boolean flag) {
      json = new JsonPrimitive(flag);
    } else {
      json = new JsonPrimitive(value.toString());
    }
    put(setting(key), json, option);
  }

  private void put(Setting setting, JsonElement value, String origin) {
    boolean fits =
        switch (setting.type()) {
          case TEXT -> value.isJsonNull() || isText(value);
          case NUMBER -> isNumber(value);
          case FLAG -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
          case LIST ->
              value.isJsonArray()
                  && value.getAsJsonArray().asList().stream().allMatch(Settings::isText);
          case OBJECTS ->
              value.isJsonArray()
                  && value.getAsJsonArray().asList().stream().allMatch(JsonElement::isJsonObject);
        };
    if (!fits) {
      throw new UsageException(
          origin
              + ": "
              + setting.key()
              + ": "
              + value
              + " (expected: "
              + setting.type().words()
              + ")");
    }
    values.put(setting.key(), new Value(value, origin));
  }

  private static boolean isText(JsonElement value) {
    return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }

  private static boolean isNumber(JsonElement value) {
    try {
      return value.isJsonPrimitive() && value.getAsBigDecimal().longValueExact() >= 0;
    } catch (ArithmeticException | NumberFormatException e) {
      return false;
    }
  }

  private static JsonElement parse(Setting setting, String text, String origin) {
    return switch (setting.type()) {
      case TEXT -> new JsonPrimitive(text);
      case NUMBER -> {
        try {
          yield new JsonPrimitive(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
          throw new UsageException(
              origin + ": " + text + " (expected: " + setting.type().words() + ")", e);
        }
      }
      case FLAG -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw new UsageException(origin + ": " + text + " (expected: true or false)");
        }
        yield new JsonPrimitive(Boolean.parseBoolean(text));
      }
      case LIST -> {
        JsonArray array = new JsonArray();
        for (String item : text.split(",")) {
          if (!item.isBlank()) {
            array.add(item.strip());
          }
        }
        yield array;
      }
      case OBJECTS -> new JsonArray();
    };
  }

  private static Setting setting(String key) {
    return ALL.stream()
        .filter(s -> s.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(key));
  }

  /** The value and origin of a key, in the order of {@link #ALL}. */
  public Map<String, Value> values() {
    return Map.copyOf(values);
  }

  private JsonElement value(String key) {
    Value value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key);
    }
    return value.value();
  }

  /** A value as it would be written in the file. */
  public String shown(String key) {
    return value(key).toString();
  }

  /** Where a value was set. */
  public String origin(String key) {
    Value value = values.get(key);
    return value == null ? "default" : value.origin();
  }

  /** A text, null when empty. */
  public @Nullable String text(String key) {
    JsonElement value = value(key);
    return value == JsonNull.INSTANCE || value.getAsString().isEmpty() ? null : value.getAsString();
  }

  /** A number that fits an {@code int}. */
  public int number(String key) {
    long value = value(key).getAsLong();
    if (value > Integer.MAX_VALUE) {
      throw new UsageException(
          origin(key) + ": " + key + ": " + value + " (expected: 0-" + Integer.MAX_VALUE + ")");
    }
    return (int) value;
  }

  /** A flag. */
  public boolean flag(String key) {
    return value(key).getAsBoolean();
  }

  /** A list of texts. */
  public List<String> list(String key) {
    List<String> list = new ArrayList<>();
    value(key).getAsJsonArray().forEach(item -> list.add(item.getAsString()));
    return list;
  }

  /** A list of objects. */
  public List<JsonObject> objects(String key) {
    List<JsonObject> list = new ArrayList<>();
    value(key).getAsJsonArray().forEach(item -> list.add(item.getAsJsonObject()));
    return list;
  }

  /** The limits, with what is configured. */
  public Limits limits() {
    Limits d = Limits.DEFAULT;
    return new Limits(
        number("captureBytes"),
        d.messageBytes(),
        d.messages(),
        d.requestLineBytes(),
        d.headerBytes(),
        d.headerFields(),
        number("decodeDepth"),
        number("decodeBytes"),
        d.decodeRatio(),
        d.decodeNodes(),
        number("queuedBytes"));
  }

  /** SHA-256 of the effective values, for the session's record. */
  public String sha256() {
    StringBuilder text = new StringBuilder();
    for (Setting setting : ALL) {
      text.append(setting.key()).append('=').append(value(setting.key())).append('\n');
    }
    return Hashes.sha256Hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
