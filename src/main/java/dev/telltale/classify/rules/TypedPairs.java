package dev.telltale.classify.rules;

import dev.telltale.decode.Node;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Objects that name their value in a member: {@code {"type": "imei", "value": "…"}}. */
final class TypedPairs {
  private static final Set<String> LABELS =
      Set.of(
          "type",
          "name",
          "key",
          "k",
          "idtype",
          "id_type",
          "kind",
          "field",
          "label",
          "attribute",
          "identifier_type",
          "identifiertype",
          "fieldname",
          "field_name",
          "property",
          "ns",
          "namespace",
          "source",
          "n");
  private static final Set<String> VALUES =
      Set.of("value", "val", "v", "id", "original", "raw", "data", "content", "text", "token");

  private TypedPairs() {}

  /** Whether a member of this name holds what another member or its holder names. */
  static boolean valueKey(String key) {
    return key.length() <= 8 && VALUES.contains(key.toLowerCase(Locale.ROOT));
  }

  /** Whether a member of this name may say what another one holds. */
  static boolean labelKey(String key) {
    return key.length() <= 16 && LABELS.contains(key.toLowerCase(Locale.ROOT));
  }

  /** The name that one of the members gives, null if none does. */
  static @Nullable String label(List<Node> members) {
    if (members.size() < 2 || members.size() > 12) {
      return null;
    }
    boolean value = false;
    String label = null;
    for (Node member : members) {
      String key = member.name().lower();
      if (valueKey(key)) {
        value = true;
      } else if (label == null
          && LABELS.contains(key)
          && member.kind() == Node.Kind.TEXT
          && member.text().length() <= 40) {
        label = member.text();
      }
    }
    return value ? label : null;
  }
}
