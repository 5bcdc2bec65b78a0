package dev.telltale.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for people: columns as wide as their cells, wide East Asian characters counted as two,
 * long cells cut with an ellipsis.
 */
public final class Table {
  private static final int WIDEST_CELL = 60;
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    this.header = List.of(header);
  }

  /** Adds a row; every cell is made harmless for a terminal. */
  public void row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cut(Terminal.plain(String.valueOf(cell))));
    }
    rows.add(row);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table as lines. */
  public List<String> lines() {
    int[] widths = new int[header.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = width(header.get(c));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], width(row.get(c)));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths));
    List<String> rule = new ArrayList<>();
    for (int w : widths) {
      rule.add("─".repeat(w));
    }
    lines.add(line(rule, widths));
    for (List<String> row : rows) {
      lines.add(line(row, widths));
    }
    return lines;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < cells.size(); c++) {
      line.append(cells.get(c)).append(" ".repeat(widths[c] - width(cells.get(c)) + 2));
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String text) {
    if (width(text) <= WIDEST_CELL) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int width = 0;
    for (int cp : text.codePoints().toArray()) {
      width += width(cp);
      if (width >= WIDEST_CELL) {
        break;
      }
      kept.appendCodePoint(cp);
    }
    return kept.append('…').toString();
  }

  static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  /** Two columns for the wide blocks of Unicode Standard Annex 11, none for combining marks. */
  private static int width(int cp) {
    int type = Character.getType(cp);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (cp >= 0x1100 && cp <= 0x115F)
            || (cp >= 0x2E80 && cp <= 0xA4CF)
            || (cp >= 0xAC00 && cp <= 0xD7A3)
            || (cp >= 0xF900 && cp <= 0xFAFF)
            || (cp >= 0xFE30 && cp <= 0xFE6F)
            || (cp >= 0xFF00 && cp <= 0xFF60)
            || (cp >= 0xFFE0 && cp <= 0xFFE6)
            || (cp >= 0x1F300 && cp <= 0x1FAFF)
            || (cp >= 0x20000 && cp <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
