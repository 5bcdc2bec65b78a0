package dev.telltale.web;

import dev.telltale.model.Finding;
import dev.telltale.model.Taxonomy;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Data types as people write them: an id, a part of one, or a part of a label. */
final class Types {
  private static final Set<String> IDS = new HashSet<>();

  static {
    Taxonomy.shipped()
        .types()
        .forEach(
            (id, type) -> {
              IDS.add(id);
              IDS.add(type.parent());
            });
    IDS.addAll(Taxonomy.shipped().kinds().keySet());
  }

  private Types() {}

  /** The id that is meant, or that alone is called so; null if there is none or several. */
  static @Nullable String id(String value) {
    if (IDS.contains(value)) {
      return value;
    }
    String only = null;
    for (String id : Taxonomy.shipped().kinds().keySet()) {
      if (called(id, value)) {
        if (only != null) {
          return null;
        }
        only = id;
      }
    }
    return only;
  }

  /** Whether a finding's type or kind is called so. */
  static boolean named(Finding finding, String value) {
    return called(finding.type(), value) || called(finding.kind(), value);
  }

  private static boolean called(String id, String value) {
    Taxonomy taxonomy = Taxonomy.shipped();
    return id.contains(value)
        || taxonomy.label(id, "en").toLowerCase(Locale.ROOT).contains(value)
        || taxonomy.label(id, "zh").contains(value);
  }
}
