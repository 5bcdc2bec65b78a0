package dev.telltale.declare;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** The headings that a place in a document lies under, outermost first. Not thread-safe. */
final class Sections {
  private final Deque<Block> open = new ArrayDeque<>();

  /** Enters a section; those of the same or a lower rank end. */
  void enter(Block heading) {
    while (!open.isEmpty() && open.getLast().level() >= heading.level()) {
      open.removeLast();
    }
    open.addLast(heading);
  }

  /** All headings in one line. */
  String path() {
    return open.stream().map(Block::string).collect(Collectors.joining(" / "));
  }

  /** The headings, innermost last. */
  Iterable<Block> all() {
    return open;
  }
}
