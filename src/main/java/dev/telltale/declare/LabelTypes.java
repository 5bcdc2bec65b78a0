package dev.telltale.declare;

import dev.telltale.model.Taxonomy;
import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data types of the two stores' labels. One store type is often a bucket for several leaf types
 * of the taxonomy, whose crosswalk columns say which; {@code labels.csv} names the id that stands
 * for the bucket.
 */
final class LabelTypes {
  static final LabelTypes GOOGLE = new LabelTypes("google", "google_play_response_id", "");
  static final LabelTypes APPLE =
      new LabelTypes("apple", "apple_nsprivacy_type", "NSPrivacyCollectedDataType");

  private final Map<String, LabelType> byName = new HashMap<>();
  private final Set<String> expressible = new LinkedHashSet<>();
  private final String prefix;

  private LabelTypes(String system, String column, String prefix) {
    this.prefix = prefix;
    for (Map<String, String> row : Csv.table(Resources.text(LabelTypes.class, "labels.csv"))) {
      if (!system.equals(row.get("system"))) {
        continue;
      }
      String id = row.getOrDefault("id", "");
      Set<String> covers = new LinkedHashSet<>();
      for (Taxonomy.DataType type : Taxonomy.shipped().types().values()) {
        if (type.values(column).contains(prefix + id)) {
          covers.add(type.id());
        }
      }
      expressible.addAll(covers);
      LabelType type = new LabelType(id, row.getOrDefault("data", ""), Set.copyOf(covers));
      byName.put(normal(id), type);
      for (String alias : row.getOrDefault("aliases", "").split(";")) {
        if (!alias.isBlank()) {
          byName.put(normal(alias), type);
        }
      }
    }
  }

  /** The type of a name in any of the store's spellings, null if unknown. */
  @Nullable LabelType of(String name) {
    String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    return byName.get(normal(bare));
  }

  /** Leaf types that at least one of the store's types can hold. */
  Set<String> expressible() {
    return Set.copyOf(expressible);
  }

  private static String normal(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
  }

  /**
   * A store's type.
   *
   * @param id in the store's files, without Apple's prefix
   * @param data taxonomy id that stands for it
   * @param covers leaf types it can hold
   */
  record LabelType(String id, String data, Set<String> covers) {}
}
