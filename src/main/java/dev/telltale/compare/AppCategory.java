package dev.telltale.compare;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One of the 39 categories of apps whose necessary personal information is fixed by rule
 * (常见类型移动互联网应用程序必要个人信息范围规定, in force 2021-05-01).
 *
 * @param number 1 to 39
 * @param name its Chinese name, such as 地图导航类
 * @param necessary leaf types that it may require; a name with every leaf below it
 */
public record AppCategory(int number, String name, Set<String> necessary) {
  private static final List<AppCategory> ALL =
      Csv.table(Resources.text(AppCategory.class, "necessary39.csv")).stream()
          .map(AppCategory::of)
          .toList();

  private static AppCategory of(Map<String, String> row) {
    return new AppCategory(
        Integer.parseInt(row.getOrDefault("item", "0")),
        row.getOrDefault("category_zh", ""),
        Arrays.stream(row.getOrDefault("necessary_type_ids", "").split(";"))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether a leaf type is among what an app of this category may require. */
  public boolean needs(String type) {
    return necessary.contains(type)
        || necessary.stream().anyMatch(parent -> type.startsWith(parent + "."));
  }

  /** All 39, by number. */
  public static List<AppCategory> all() {
    return ALL;
  }

  /** The category of a number or Chinese name. */
  public static Optional<AppCategory> find(String text) {
    return ALL.stream()
        .filter(
            c ->
                Integer.toString(c.number).equals(text)
                    || c.name.equals(text)
                    || c.name.equals(text + "类"))
        .findFirst();
  }
}
