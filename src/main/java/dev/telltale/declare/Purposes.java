package dev.telltale.declare;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The purposes of {@code purposes.csv}: our ids, what the stores call them, and the words that give
 * them away in text. Immutable.
 */
public final class Purposes {
  private static final Purposes SHIPPED =
      new Purposes(Csv.table(Resources.text(Purposes.class, "purposes.csv")));

  private final List<Map<String, String>> rows;

  private Purposes(List<Map<String, String>> rows) {
    this.rows = List.copyOf(rows);
  }

  /** The purposes that ship with the program. */
  public static Purposes shipped() {
    return SHIPPED;
  }

  /** All ids in the order of the file. */
  public List<String> ids() {
    return rows.stream().map(r -> r.getOrDefault("id", "")).toList();
  }

  /** The label of a purpose; its id if unknown. */
  public String label(String id, String language) {
    return rows.stream()
        .filter(r -> id.equals(r.get("id")))
        .map(r -> r.getOrDefault(language.equals("zh") ? "label_zh" : "label_en", id))
        .findFirst()
        .orElse(id);
  }

  /** Our id for a store's purpose id ({@code PSL_ANALYTICS}, {@code APP_FUNCTIONALITY}, …). */
  @Nullable String ofStore(String column, String id) {
    String wanted = id.replace("NSPrivacyCollectedDataTypePurpose", "");
    for (Map<String, String> row : rows) {
      if (List.of(row.getOrDefault(column, "").split(";")).contains(wanted)) {
        return row.get("id");
      }
    }
    return null;
  }

  /** The purposes that a stretch of text names, in the order of the file. */
  List<String> inText(String text, String language) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    for (Map<String, String> row : rows) {
      for (String word : row.getOrDefault(language, "").split(";")) {
        if (!word.isEmpty() && lower.contains(word)) {
          found.add(row.getOrDefault("id", ""));
          break;
        }
      }
    }
    return found;
  }
}
