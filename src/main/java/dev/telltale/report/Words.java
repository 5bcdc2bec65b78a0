package dev.telltale.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.util.Resources;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Set;

/** The report's words in one language. */
final class Words {
  private final JsonObject catalogue;
  private final String language;

  private Words(JsonObject catalogue, String language) {
    this.catalogue = catalogue;
    this.language = language;
  }

  /** {@code en} or {@code zh}. */
  static Words of(String language) {
    return new Words(
        JsonParser.parseString(Resources.text(Words.class, language + ".json")).getAsJsonObject(),
        language);
  }

  String language() {
    return language;
  }

  Set<String> keys() {
    return catalogue.keySet();
  }

  /** A sentence with its figures in place. */
  String say(String key, Object... figures) {
    if (!catalogue.has(key)) {
      return key;
    }
    String pattern = catalogue.get(key).getAsString();
    return figures.length == 0
        ? pattern
        : new MessageFormat(pattern.replace("'", "''"), Locale.ROOT).format(figures);
  }
}
