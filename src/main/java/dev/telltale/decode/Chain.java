package dev.telltale.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The encodings that led to a value, innermost first; shared by all values of one structure. */
final class Chain {
  private final @Nullable Chain outer;
  private final String name;
  private @Nullable List<String> names;

  Chain(@Nullable Chain outer, String name) {
    this.outer = outer;
    this.name = name;
  }

  /** The names from the wire inwards. */
  static List<String> names(@Nullable Chain innermost) {
    return innermost == null ? List.of() : innermost.names();
  }

  private List<String> names() {
    List<String> known = names;
    if (known == null) {
      List<String> all = new ArrayList<>();
      for (Chain c = this; c != null; c = c.outer) {
        all.add(c.name);
      }
      Collections.reverse(all);
      known = List.copyOf(all);
      names = known;
    }
    return known;
  }
}
