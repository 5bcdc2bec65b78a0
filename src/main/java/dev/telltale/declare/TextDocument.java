package dev.telltale.declare;

import dev.telltale.util.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Reads a document for people: finds its layout, gives its tables to {@link TableReader} and the
 * rest to the prose readers.
 */
final class TextDocument {
  private TextDocument() {}

  /** Reads it and says what it was read as. */
  static String read(
      String fileName, SourceText text, Declarations.Options options, StatementList out) {
    String content = text.content();
    if (Words.foreign(content) > 0.4) {
      out.warn("neither English nor Chinese (expected: one of them); nothing could be read");
      return "text in another language";
    }
    if (options.language() != null && !options.language().equals(Words.language(content))) {
      out.warn(
          "said to be "
              + options.language()
              + ", but reads like "
              + Words.language(content)
              + "; each paragraph is read in its own language");
    }
    boolean html = text.isHtml();
    if (!html) {
      List<List<Passage>> csv = csv(fileName, content);
      if (!csv.isEmpty() && new TableReader(out, true).grid(csv, fileName)) {
        return "table (CSV)";
      }
      if (fileName.toLowerCase(Locale.ROOT).endsWith(".csv")) {
        out.warn("no header that names a column of data (expected: e.g. SDK名称, 收集个人信息类型, 使用目的)");
      }
    }
    List<Block> blocks = html ? html(content, out) : plain(content, out);
    boolean prose =
        blocks.stream()
            .anyMatch(b -> b.kind() == Block.Kind.PARAGRAPH && b.string().length() > 120);
    Sections sections = new Sections();
    TableReader tables = new TableReader(out, !prose);
    ProseReader reader = new ProseReader(blocks, content, html, out);
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.kind() == Block.Kind.HEADING) {
        sections.enter(block);
      }
      if (block.kind() == Block.Kind.TABLE) {
        String before = i > 0 ? blocks.get(i - 1).string() : "";
        String caption =
            sections.path() + " " + (before.length() < 200 ? before : "") + " " + fileName;
        if (!tables.grid(block.rows(), caption)) {
          reader.unreadTable(block);
        }
      } else {
        reader.block(i);
      }
    }
    if (reader.sentences() == 0 && blocks.isEmpty()) {
      out.warn("nothing in it that a person could read (scripts and styles are left out)");
    } else if (out.isEmpty() && !Words.familiar(content)) {
      out.warn("reads neither like English nor like Chinese; nothing could be read");
    }
    return html ? "HTML" : "text";
  }

  private static List<Block> html(String content, StatementList out) {
    List<Block> blocks = HtmlBlocks.of(content);
    List<Passage> lines = new ArrayList<>();
    List<Integer> index = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).kind() != Block.Kind.TABLE) {
        lines.add(blocks.get(i).passage());
        index.add(i);
      }
    }
    TreeMap<Integer, Integer> taken = new TreeMap<>();
    for (FlatTables.Table table : FlatTables.find(lines)) {
      if (read(table, lines, out)) {
        taken.put(index.get(table.firstLine()), index.get(table.endLine() - 1));
      }
    }
    List<Block> left = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      var range = taken.floorEntry(i);
      if (range == null || i > range.getValue()) {
        left.add(blocks.get(i));
      }
    }
    return left;
  }

  private static List<Block> plain(String content, StatementList out) {
    List<Passage> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= content.length(); i++) {
      if (i == content.length() || content.charAt(i) == '\n' || content.charAt(i) == '\r') {
        String line = content.substring(start, i);
        if (!line.isBlank() && line.indexOf('|') < 0 && line.indexOf('\t') < 0) {
          Passage.Builder builder = new Passage.Builder();
          String bare = line.replaceFirst("^\\s*([-*•·●]|\\d{1,2}[.、)）])\\s*", "");
          builder.add(bare.replace("**", "\u200b\u200b"), start + line.length() - bare.length());
          lines.add(builder.take());
        }
        start = i + 1;
      }
    }
    StringBuilder left = new StringBuilder(content);
    for (FlatTables.Table table : FlatTables.find(lines)) {
      if (read(table, lines, out)) {
        Passage last = lines.get(table.endLine() - 1);
        int from = lines.get(table.firstLine()).start(0);
        int to = last.end(last.text().length());
        for (int i = from; i < to; i++) {
          if (left.charAt(i) != '\n' && left.charAt(i) != '\r') {
            left.setCharAt(i, ' ');
          }
        }
      }
    }
    return TextBlocks.of(left.toString());
  }

  private static boolean read(FlatTables.Table table, List<Passage> lines, StatementList out) {
    StringBuilder caption = new StringBuilder();
    for (int i = Math.max(0, table.firstLine() - 3); i < table.firstLine(); i++) {
      if (lines.get(i).text().length() < 80) {
        caption.append(lines.get(i).text()).append(' ');
      }
    }
    boolean wholeFile = table.endLine() - table.firstLine() > lines.size() * 0.6;
    return new TableReader(out, wholeFile)
        .rows(table.columns(), table.header(), table.rows(), caption.toString());
  }

  /** The cells of a CSV file with their places; empty if it is none. */
  private static List<List<Passage>> csv(String fileName, String content) {
    String firstLine = content.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
    boolean named = fileName.toLowerCase(Locale.ROOT).matches(".*\\.(csv|tsv)");
    char separator = ',';
    for (char candidate : new char[] {';', '\t', '，'}) {
      if (count(firstLine, candidate) > count(firstLine, separator)) {
        separator = candidate;
      }
    }
    boolean header =
        firstLine.length() < 300
            && Columns.header(List.of(firstLine.replace("\"", "").split(String.valueOf(separator))))
                != null
            && !firstLine.matches(".*[。.]$")
            && firstLine.length() < 300;
    if (!named && !header) {
      return List.of();
    }
    List<List<Passage>> rows = new ArrayList<>();
    int cursor = 0;
    for (List<String> row : Csv.parse(content, separator)) {
      List<Passage> cells = new ArrayList<>();
      for (String cell : row) {
        int at = content.indexOf(cell.contains("\"") ? cell.split("\"", 2)[0] : cell, cursor);
        at = at < 0 ? cursor : at;
        Passage.Builder builder = new Passage.Builder();
        for (int i = 0; i < cell.length(); i++) {
          builder.add(cell.charAt(i), Math.min(at + i, content.length() - 1));
        }
        cells.add(builder.take());
        cursor = Math.min(content.length(), at + cell.length());
      }
      rows.add(cells);
    }
    return rows;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }
}
