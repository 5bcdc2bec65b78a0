package dev.telltale.declare;

import java.util.List;

/** Reads running text. */
final class ProseReader {
  ProseReader(List<Block> blocks, String content, boolean html, StatementList out) {}

  void block(int i) {}

  void unreadTable(Block b) {}

  int sentences() {
    return 0;
  }
}
