package dev.telltale.record;

import java.util.Collections;

/**
 * Inserts several rows with one statement: what SQLite does once for each statement, such as giving
 * out numbers, and what the driver does, is shared by them.
 */
final class MultiInsert {
  /** Numbers of rows for which there is a statement. */
  private static final int[] SIZES = {64, 16, 8, 4, 2, 1};

  private final String[] statements = new String[SIZES[0] + 1];

  /**
   * @param columns names, separated by commas
   */
  MultiInsert(String table, String columns) {
    int width = columns.split(",").length;
    String row = "(" + String.join(", ", Collections.nCopies(width, "?")) + ")";
    for (int size : SIZES) {
      statements[size] =
          "INSERT INTO "
              + table
              + " ("
              + columns
              + ") VALUES "
              + String.join(", ", Collections.nCopies(size, row));
    }
  }

  /** How many of {@code left} rows to insert next. */
  static int rows(int left) {
    for (int size : SIZES) {
      if (size <= left) {
        return size;
      }
    }
    throw new IllegalArgumentException("rows: " + left + " (expected: at least 1)");
  }

  /** The statement for a number that {@link #rows} gave. */
  String sql(int rows) {
    return statements[rows];
  }
}
