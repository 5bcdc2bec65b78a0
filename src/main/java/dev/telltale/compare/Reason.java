package dev.telltale.compare;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.declare.Entities;
import dev.telltale.model.Taxonomy;
import dev.telltale.util.Resources;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a verdict is what it is, in words of the reader's language.
 *
 * @param key key in {@code reasons.json}
 * @param args what goes into the sentence: type and entity ids are shown by their labels
 * @param inner the reason that this one is about, null if none
 */
public record Reason(String key, List<String> args, @Nullable Reason inner) {
  private static final JsonObject CATALOGUE =
      JsonParser.parseString(Resources.text(Reason.class, "reasons.json")).getAsJsonObject();

  static Reason of(String key, String... args) {
    return new Reason(key, List.of(args), null);
  }

  static Reason about(String key, Reason inner, String... args) {
    return new Reason(key, List.of(args), inner);
  }

  /**
   * The sentence.
   *
   * @param language {@code en} or {@code zh}
   */
  public String say(String language) {
    JsonObject words = words(language);
    Object[] figures = new Object[args.size() + 1];
    Arrays.fill(figures, "");
    for (int i = 0; i < args.size(); i++) {
      figures[i] = label(args.get(i), language);
    }
    figures[args.size()] = inner == null ? "" : inner.say(language);
    return new MessageFormat(
            words.get("reason." + key).getAsString().replace("'", "''"), Locale.ROOT)
        .format(figures);
  }

  /**
   * The label of a type, group of types, layer, verdict, issue, state or entity; the text itself if
   * it is none.
   */
  public static String label(String id, String language) {
    JsonObject words = words(language);
    if (words.has("label." + id)) {
      return words.get("label." + id).getAsString();
    }
    Entities.Entity entity =
        Entities.shipped().all().stream().filter(e -> e.id().equals(id)).findFirst().orElse(null);
    if (entity != null) {
      return language.equals("zh") && !entity.zh().isEmpty() ? entity.zh() : entity.en();
    }
    return Taxonomy.shipped().label(id, language);
  }

  private static JsonObject words(String language) {
    return CATALOGUE.getAsJsonObject(language.equals("zh") ? "zh" : "en");
  }
}
