package dev.telltale.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The encodings that led to a value, innermost first; shared by all values of one structure. */
record Chain(@Nullable Chain outer, String name) {

  /** The names from the wire inwards. */
  static List<String> names(@Nullable Chain innermost) {
    List<String> names = new ArrayList<>();
    for (Chain c = innermost; c != null; c = c.outer) {
      names.add(c.name);
    }
    Collections.reverse(names);
    return Collections.unmodifiableList(names);
  }
}
