package dev.telltale.declare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds tables that have lost their form: one cell on each line, as copying from an app or a web
 * page leaves them, and blocks of "key: value" lines. Works on lines in order; each table found is
 * given back with the columns it has and the lines it took.
 */
final class FlatTables {
  private static final int LONGEST_CELL = 600;
  private static final Pattern KEY =
      Pattern.compile("(?:^|[;；。，,\\s|（(])([\\p{L}][\\p{L}\\p{N} /、（）()的-]{1,28}?)\\s?[:：]\\s*");

  private FlatTables() {}

  /**
   * A table found.
   *
   * @param columns what its columns are
   * @param header the cells that say so
   * @param rows its cells
   * @param firstLine index of the first line it took
   * @param endLine index behind the last
   */
  record Table(
      List<@Nullable Columns> columns,
      List<Passage> header,
      List<List<Passage>> rows,
      int firstLine,
      int endLine) {}

  /** The tables among lines, which are in order and not blank. */
  static List<Table> find(List<Passage> lines) {
    List<Table> tables = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      Table table = onePerLine(lines, i);
      if (table == null) {
        table = keyed(lines, i);
      }
      if (table == null) {
        i++;
      } else {
        tables.add(table);
        i = table.endLine;
      }
    }
    return tables;
  }

  private static @Nullable Table onePerLine(List<Passage> lines, int from) {
    List<@Nullable Columns> columns = new ArrayList<>();
    List<Passage> header = new ArrayList<>();
    int i = from;
    while (i < lines.size() && columns.size() < 9) {
      String text = lines.get(i).text();
      Columns column = text.length() <= 24 && !text.matches(".*[:：。].*") ? Columns.of(text) : null;
      if (column == null || (columns.size() >= 2 && looksLikeValue(text))) {
        break;
      }
      columns.add(column);
      header.add(lines.get(i));
      i++;
    }
    int n = columns.size();
    boolean name = columns.contains(Columns.NAME) || columns.contains(Columns.OWNER);
    if (n < 3 && !(n == 2 && name)
        || !columns.contains(Columns.DATA)
        || columns.stream().distinct().count() < 2) {
      return null;
    }
    List<List<Passage>> rows = new ArrayList<>();
    while (i < lines.size()) {
      List<Passage> row = row(lines, i, columns);
      if (row == null) {
        break;
      }
      rows.add(row);
      i += (int) row.stream().filter(c -> c != Passage.EMPTY).count();
    }
    return rows.isEmpty() ? null : new Table(columns, header, rows, from, i);
  }

  private static boolean looksLikeValue(String text) {
    return Entities.shipped().mention(text) != null || text.matches("(?i).{2,}sdk$");
  }

  /** The next row: as many lines as columns, or fewer where a cell was empty and left no line. */
  private static @Nullable List<Passage> row(
      List<Passage> lines, int from, List<@Nullable Columns> columns) {
    int n = columns.size();
    List<Passage> best = null;
    double most = 0.49;
    for (int mask = 0; mask < (1 << n); mask++) {
      int missing = Integer.bitCount(mask);
      if (missing > 2 || n - missing < 2 || from + n - missing > lines.size()) {
        continue;
      }
      double score = -0.35 * missing;
      List<Passage> cells = new ArrayList<>();
      int line = from;
      for (int c = 0; c < n; c++) {
        if ((mask >> c & 1) != 0) {
          Columns column = columns.get(c);
          score -= column == Columns.NAME || column == Columns.DATA ? 1.5 : 0;
          cells.add(Passage.EMPTY);
        } else {
          Passage cell = lines.get(line++);
          score += fit(columns.get(c), cell.text());
          cells.add(cell);
        }
      }
      // Where the next row would begin has to look like a beginning.
      if (line < lines.size()) {
        score += 0.5 * Math.min(0.5, fit(columns.get(0), lines.get(line).text()));
      }
      score /= n;
      if (score > most || (best == null && score > 0.2 && missing == 0)) {
        most = Math.max(score, most);
        best = cells;
      }
    }
    return best;
  }

  /** How well a text sits in a column, -1 to 1. */
  private static double fit(@Nullable Columns column, String text) {
    if (text.length() > LONGEST_CELL || column == null) {
      return column == null ? 0.3 : -1;
    }
    boolean link = text.matches("(?i).*(https?://|www\\.).*");
    boolean company =
        text.matches("(?i).*(公司|集团|有限|工作室|\\binc\\b|\\bltd\\b|\\bllc\\b|gmbh|corp).*");
    boolean sentence = text.length() > 20 && text.matches(".*[。.]$");
    return switch (column) {
      case LINK -> link ? 1 : text.matches("(?i).*(隐私政策|隐私协议|链接|privacy|点击|/|无|-).*") ? 0.6 : -0.6;
      case NAME ->
          link || sentence || text.length() > 45
              ? -1
              : looksLikeValue(text) ? 1 : company ? 0.3 : data(text) > 0 ? -0.5 : 0.5;
      case OWNER -> link || sentence ? -1 : company ? 1 : text.length() < 20 ? 0.3 : -0.3;
      case DATA ->
          link ? -1 : data(text) > 0 ? 1 : text.matches("无|不涉及|不收集.*|-|/|[Nn]one") ? 0.7 : -0.3;
      case PERMISSION ->
          text.contains("权限") || text.length() < 4 ? 0.8 : data(text) > 0 ? 0.1 : -0.2;
      default -> link ? -0.8 : company ? -0.3 : data(text) > 2 ? -0.1 : 0.5;
    };
  }

  private static int data(String text) {
    return text.chars().anyMatch(Words::isHan)
        ? DataPhrases.chinese(text).size()
        : DataPhrases.english(text).size();
  }

  /** Records of "key: value", one or several keys on a line. */
  private static @Nullable Table keyed(List<Passage> lines, int from) {
    List<Map<Columns, Passage>> records = new ArrayList<>();
    Map<Columns, Passage> record = new LinkedHashMap<>();
    Map<Columns, Passage> header = new LinkedHashMap<>();
    int i = from;
    Passage title = null;
    int end = from;
    int gap = 0;
    while (i < lines.size()) {
      Map<Columns, List<Passage>> keys = new LinkedHashMap<>();
      boolean read = keys(lines.get(i), keys, header);
      if (!read) {
        String text = lines.get(i).text();
        boolean short0 = text.length() <= 40 && !text.matches(".*[。;；，:：]$");
        if (i > from && !short0 || ++gap > 1 || (i == from && !short0)) {
          break;
        }
        if (complete(record)) {
          records.add(record);
          record = new LinkedHashMap<>();
        }
        title = unnumbered(lines.get(i));
        i++;
        continue;
      }
      gap = 0;
      for (Map.Entry<Columns, List<Passage>> key : keys.entrySet()) {
        Columns column = key.getKey();
        boolean opens = record.containsKey(column) && column != Columns.PURPOSE;
        if (opens && complete(record)) {
          records.add(record);
          record = new LinkedHashMap<>();
          title = null;
        }
        if (title != null && !record.containsKey(Columns.NAME) && column != Columns.NAME) {
          record.put(Columns.NAME, title);
        }
        title = null;
        for (Passage value : key.getValue()) {
          record.merge(column, value, FlatTables::joined);
        }
      }
      i++;
      end = i;
    }
    if (complete(record)) {
      records.add(record);
    }
    long named = records.stream().filter(r -> r.containsKey(Columns.NAME)).count();
    boolean rich = records.stream().anyMatch(r -> r.size() >= 3);
    if (records.isEmpty() || end == from || (!rich && records.size() < 2)) {
      return null;
    }
    boolean parties =
        named > 0
                && records.stream()
                    .map(r -> r.getOrDefault(Columns.NAME, Passage.EMPTY).text())
                    .anyMatch(t -> looksLikeValue(t) || Words.lower(t).contains("sdk"))
            || header.containsKey(Columns.NAME)
            || header.containsKey(Columns.OWNER);
    List<@Nullable Columns> columns = new ArrayList<>(header.keySet());
    if (named > 0 && parties && !columns.contains(Columns.NAME)) {
      columns.add(0, Columns.NAME);
    }
    List<Passage> heads = new ArrayList<>();
    for (Columns column : columns) {
      heads.add(header.getOrDefault(column, Passage.EMPTY));
    }
    List<List<Passage>> rows = new ArrayList<>();
    for (Map<Columns, Passage> one : records) {
      List<Passage> row = new ArrayList<>();
      for (Columns column : columns) {
        row.add(one.getOrDefault(column, Passage.EMPTY));
      }
      rows.add(row);
    }
    return new Table(columns, heads, rows, from, end);
  }

  private static Passage unnumbered(Passage line) {
    Matcher number =
        Pattern.compile("^\\s*([（(]?[一二三四五六七八九十\\d]{1,3}[）).、．]|[①-⑳])\\s*").matcher(line.text());
    return number.find() ? line.sub(number.end(), line.text().length()) : line;
  }

  private static boolean complete(Map<Columns, Passage> record) {
    return record.size() >= 2 && record.containsKey(Columns.DATA);
  }

  private static Passage joined(Passage a, Passage b) {
    Passage.Builder builder = new Passage.Builder();
    builder.add(a);
    builder.add('；', b.start(0));
    builder.add(b);
    return builder.take();
  }

  /** Reads the keys of a line; false if it begins with none. */
  private static boolean keys(
      Passage line, Map<Columns, List<Passage>> keys, Map<Columns, Passage> header) {
    String text = line.text();
    if (text.length() > 4 * LONGEST_CELL) {
      return false;
    }
    Matcher matcher = KEY.matcher(text);
    List<int[]> marks = new ArrayList<>();
    List<Columns> columns = new ArrayList<>();
    while (matcher.find()) {
      String key = matcher.group(1).replaceFirst("^(\\d+|[一二三四五六七八九十]+)[.、)]\\s*", "");
      Columns column =
          key.length() > 20 && Words.language(key).equals("zh") ? null : Columns.of(key);
      if (column != null && (strict(key, column) || !marks.isEmpty())) {
        if (marks.isEmpty() && matcher.start(1) > 6) {
          return false;
        }
        marks.add(new int[] {matcher.start(1), matcher.end(1), matcher.end()});
        columns.add(column);
        matcher.region(matcher.end(), text.length());
      }
    }
    for (int k = 0; k < marks.size(); k++) {
      int to = k + 1 < marks.size() ? marks.get(k + 1)[0] : text.length();
      int begin = Math.min(marks.get(k)[2], to);
      while (to > begin && "；;。，,、 |（(".indexOf(text.charAt(to - 1)) >= 0) {
        to--;
      }
      Passage value = line.sub(begin, to);
      header.putIfAbsent(columns.get(k), line.sub(marks.get(k)[0], marks.get(k)[1]));
      if (!value.isBlank()) {
        keys.computeIfAbsent(columns.get(k), c -> new ArrayList<>()).add(value);
      }
    }
    return !marks.isEmpty();
  }

  /** "设备信息：…" lists contents; only "收集信息：…" and its like is a column of data. */
  private static boolean strict(String key, Columns column) {
    if (column != Columns.DATA) {
      return true;
    }
    return key.matches(".*(收集|获取|涉及|共享|处理|采集|信息(类型|种类|字段|类别|名称|内容|范围)|数据类型|字段|使用).*")
        || key.toLowerCase(java.util.Locale.ROOT)
                .matches(
                    ".*(collect|shared|data|information (type|shared|collected|processed)|receives).*")
            && !key.toLowerCase(java.util.Locale.ROOT)
                .matches(
                    "(device|usage|location|log|account|contact|payment|technical|personal|profile|health|financial|diagnostic|crash) (data|information|info).*");
  }
}
