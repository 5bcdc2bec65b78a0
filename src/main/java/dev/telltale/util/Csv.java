package dev.telltale.util;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads comma-separated values (RFC 4180): quoted fields, doubled quotes, line breaks inside
 * quotes, an optional BOM.
 */
public final class Csv {
  private Csv() {}

  /** The records of {@code text}, each a list of fields; blank lines are left out. */
  public static List<List<String>> parse(String text) {
    return parse(text, ',');
  }

  /** The same with another separator. An unclosed quote runs to the end of the text. */
  public static List<List<String>> parse(String text, char separator) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    int i = text.startsWith("\uFEFF") ? 1 : 0;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && field.isEmpty()) {
        quoted = true;
      } else if (c == separator) {
        row.add(field.toString());
        field.setLength(0);
      } else if (c == '\n' || c == '\r') {
        endRow(rows, row, field);
        row = new ArrayList<>();
      } else {
        field.append(c);
      }
    }
    endRow(rows, row, field);
    return rows;
  }

  private static void endRow(List<List<String>> rows, List<String> row, StringBuilder field) {
    if (!row.isEmpty() || !field.isEmpty()) {
      row.add(field.toString());
      rows.add(List.copyOf(row));
    }
    field.setLength(0);
  }

  /** The records behind the header line, by column name; missing fields are empty. */
  public static List<Map<String, String>> table(String text) {
    List<List<String>> rows = parse(text);
    List<Map<String, String>> table = new ArrayList<>();
    for (int r = 1; r < rows.size(); r++) {
      Map<String, String> named = new LinkedHashMap<>();
      for (int c = 0; c < rows.get(0).size(); c++) {
        named.put(rows.get(0).get(c), c < rows.get(r).size() ? rows.get(r).get(c) : "");
      }
      table.add(named);
    }
    return table;
  }
}
