package dev.telltale.declare;

import java.util.List;

/**
 * A piece of a document's layout.
 *
 * @param kind what it is
 * @param level of a heading, 1 the highest and 9 for a line that only looks like one; of an item
 *     its depth from 1; else 0
 * @param passage its text; of a table empty
 * @param rows of a table its cells; else empty
 */
record Block(Kind kind, int level, Passage passage, List<List<Passage>> rows) {
  enum Kind {
    HEADING,
    PARAGRAPH,
    ITEM,
    TABLE
  }

  static Block text(Kind kind, int level, Passage passage) {
    return new Block(kind, level, passage, List.of());
  }

  static Block table(List<List<Passage>> rows) {
    return new Block(Kind.TABLE, 0, Passage.EMPTY, rows);
  }

  String string() {
    return passage.text();
  }

  boolean leadsIn() {
    String text = passage.text();
    return text.endsWith(":") || text.endsWith("：") || text.endsWith("—") || text.endsWith(":-");
  }
}
