package dev.telltale.model;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The data types and their kinds: {@code taxonomy.csv} (leaf types with the crosswalk to store
 * labels and standards) and {@code kinds.csv} (the identifiers that regulators name one by one,
 * each a kind of a type). Immutable.
 */
public final class Taxonomy {
  private static final Taxonomy SHIPPED =
      new Taxonomy(
          Csv.table(Resources.text(Taxonomy.class, "taxonomy.csv")),
          Csv.table(Resources.text(Taxonomy.class, "kinds.csv")));

  private final Map<String, DataType> types;
  private final Map<String, Kind> kinds;

  private Taxonomy(List<Map<String, String>> types, List<Map<String, String>> kinds) {
    this.types =
        index(
            types.stream()
                .collect(
                    Collectors.toMap(
                        row -> row.get("id"), DataType::of, (a, b) -> a, LinkedHashMap::new)));
    this.kinds =
        index(
            kinds.stream()
                .collect(
                    Collectors.toMap(
                        row -> row.get("kind"), Kind::of, (a, b) -> a, LinkedHashMap::new)));
  }

  private static <T> Map<String, T> index(LinkedHashMap<String, T> map) {
    return Collections.unmodifiableMap(map);
  }

  /** The taxonomy that ships with the program. */
  public static Taxonomy shipped() {
    return SHIPPED;
  }

  /** Leaf types by id, in the order of the file. */
  public Map<String, DataType> types() {
    return types;
  }

  /** Kinds by id, in the order of the file. */
  public Map<String, Kind> kinds() {
    return kinds;
  }

  /** The leaf type of a kind or type id; the id itself if it is neither. */
  public String typeOf(String id) {
    Kind kind = kinds.get(id);
    return kind != null ? kind.type() : id;
  }

  /** The label of a type or kind in a language; its id if it has none. */
  public String label(String id, String language) {
    Kind kind = kinds.get(id);
    if (kind != null) {
      return language.equals("zh") ? kind.labelZh() : kind.labelEn();
    }
    DataType type = types.get(id);
    if (type != null) {
      return language.equals("zh") ? type.labelZh() : type.labelEn();
    }
    return id;
  }

  /** The kind whose label in the detection corpus is {@code label}, null if none has it. */
  public @Nullable Kind kindOfCorpusLabel(String label) {
    return kinds.values().stream()
        .filter(k -> k.corpusLabel().equals(label))
        .findFirst()
        .orElse(null);
  }

  /**
   * A leaf type.
   *
   * @param id such as {@code device.ad_id}
   * @param parent such as {@code device}
   * @param labelEn English label
   * @param labelZh Chinese label
   * @param identifierClass {@code direct}, {@code immutable}, {@code mutable}, {@code
   *     pseudonymous}, …
   * @param columns the whole row by column name, for the crosswalks
   */
  public record DataType(
      String id,
      String parent,
      String labelEn,
      String labelZh,
      String identifierClass,
      Map<String, String> columns) {
    private static DataType of(Map<String, String> row) {
      return new DataType(
          row.getOrDefault("id", ""),
          row.getOrDefault("parent", ""),
          row.getOrDefault("label_en", ""),
          row.getOrDefault("label_zh", ""),
          row.getOrDefault("identifier_class", ""),
          Collections.unmodifiableMap(row));
    }

    /** The values of a column that holds several, separated by semicolons. */
    public Set<String> values(String column) {
      return java.util.Arrays.stream(columns.getOrDefault(column, "").split(";"))
          .map(String::strip)
          .filter(s -> !s.isEmpty())
          .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }
  }

  /**
   * A kind.
   *
   * @param id such as {@code device.ad_id.gaid}
   * @param type id of its leaf type
   * @param corpusLabel its name in the detection corpus
   * @param labelEn English label
   * @param labelZh Chinese label
   * @param resettable whether the user can reset it
   * @param shape what its values look like, in words
   */
  public record Kind(
      String id,
      String type,
      String corpusLabel,
      String labelEn,
      String labelZh,
      boolean resettable,
      String shape) {
    private static Kind of(Map<String, String> row) {
      return new Kind(
          row.getOrDefault("kind", ""),
          row.getOrDefault("type_id", ""),
          row.getOrDefault("corpus_label", ""),
          row.getOrDefault("label_en", ""),
          row.getOrDefault("label_zh", ""),
          "yes".equals(row.get("resettable")),
          row.getOrDefault("shape", ""));
    }
  }
}
