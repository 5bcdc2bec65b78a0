package dev.telltale.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The layout of plain text and Markdown: headings, items, tables, paragraphs of wrapped lines. */
final class TextBlocks {
  private static final Pattern BULLET =
      Pattern.compile("^(\\s*)([-*+•·●▪◦○–—►■◆◇➢✓]|\\*\\*[-•])\\s*(?=\\S)");
  private static final Pattern NUMBER =
      Pattern.compile(
          "^(\\s*)(\\(?\\d{1,2}(\\.\\d{1,2}){0,3}[.)、．]?(?=[\\s\\p{IsHan}A-Z\"“*]|$)"
              + "|\\([a-zA-Z]{1,4}\\)|[a-zA-Z][.)]|[ivx]{1,4}[.)]|（[\\d一二三四五六七八九十]{1,3}）"
              + "|\\([一二三四五六七八九十]{1,3}\\)|[①-⑳]|\\d{1,2}）|[一二三四五六七八九十]{1,3}[、.．]"
              + "|第[一二三四五六七八九十\\d]{1,3}[条章节部分]{1,2})\\s*");
  private static final Pattern MARKDOWN_HEADING = Pattern.compile("^\\s{0,3}(#{1,6})\\s+(.*)$");
  private static final Pattern RULE = Pattern.compile("^\\s*([-=*_])\\1{2,}\\s*$");
  private static final Pattern SEPARATOR = Pattern.compile("^[\\s|:+-]+$");

  private final List<Block> blocks = new ArrayList<>();
  private final Passage.Builder open = new Passage.Builder();
  private Block.Kind openKind = Block.Kind.PARAGRAPH;
  private int openLevel;
  private String previousLine = "";
  private boolean blankBefore = true;
  private final List<List<Passage>> table = new ArrayList<>();

  private TextBlocks() {}

  static List<Block> of(String text) {
    TextBlocks reader = new TextBlocks();
    List<int[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '\n' || text.charAt(i) == '\r') {
        lines.add(new int[] {start, i});
        if (i + 1 < text.length() && text.charAt(i) == '\r' && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      int[] line = lines.get(i);
      String next =
          i + 1 < lines.size() ? text.substring(lines.get(i + 1)[0], lines.get(i + 1)[1]) : "";
      reader.line(text.substring(line[0], line[1]), line[0], next);
    }
    reader.flush();
    reader.flushTable();
    return reader.blocks;
  }

  private void line(String line, int offset, String next) {
    if (line.isBlank()) {
      flush();
      flushTable();
      blankBefore = true;
      return;
    }
    if (row(line, offset)) {
      flush();
      return;
    }
    flushTable();
    if (RULE.matcher(line).matches()) {
      underline(line);
      return;
    }
    Matcher heading = MARKDOWN_HEADING.matcher(line);
    if (heading.matches()) {
      flush();
      open.add(unmarked(heading.group(2)), offset + heading.start(2));
      openKind = Block.Kind.HEADING;
      openLevel = heading.group(1).length();
      flush();
      blankBefore = true;
      return;
    }
    Matcher bullet = BULLET.matcher(line);
    Matcher number = NUMBER.matcher(line);
    if (bullet.find() && !line.strip().startsWith("**")) {
      flush();
      start(Block.Kind.ITEM, 1 + indent(bullet.group(1)), line, offset, bullet.end());
    } else if (number.find() && number.end() < line.length()) {
      String rest = line.substring(number.end());
      flush();
      if (heading(rest, next) && !afterLeadIn()) {
        start(Block.Kind.HEADING, level(number.group(2)), line, offset, number.end());
        flush();
      } else {
        start(Block.Kind.ITEM, 1 + indent(number.group(1)), line, offset, number.end());
      }
    } else if (blankBefore && !afterOpenLeadIn(line) && heading(line, next)) {
      flush();
      start(Block.Kind.HEADING, 9, line, offset, 0);
      flush();
      blankBefore = true;
      return;
    } else if (!blankBefore
        && afterLeadIn()
        && line.strip().length() < 70
        && !line.strip().matches(".*[.。]$")) {
      flush();
      start(Block.Kind.ITEM, 1, line, offset, 0);
    } else if (continues(line)) {
      if (!(Words.isHan(line.strip().charAt(0)) && Words.isHan(open.last()))) {
        open.add(' ', offset);
      }
      open.add(unmarked(line), offset);
    } else {
      flush();
      start(Block.Kind.PARAGRAPH, 0, line, offset, 0);
    }
    blankBefore = false;
    previousLine = line;
  }

  private void start(Block.Kind kind, int level, String line, int offset, int from) {
    openKind = kind;
    openLevel = level;
    open.add(unmarked(line.substring(from)), offset + from);
  }

  /** The same characters with Markdown's emphasis marks as zero-width ones, which are left out. */
  private static String unmarked(String line) {
    return line.replace("**", "\u200b\u200b").replace("__", "\u200b\u200b").replace('`', '\u200b');
  }

  private static int indent(String spaces) {
    return Math.min(4, spaces.replace("\t", "    ").length() / 2);
  }

  private static int level(String number) {
    if (number.matches("[一二三四五六七八九十]{1,3}[、.．]|第.*|\\d{1,2}[.、．]?")) {
      return 2;
    }
    return number.matches("[（(].*") || number.matches("\\d+\\.\\d+[.、]?") ? 3 : 4;
  }

  private boolean afterLeadIn() {
    if (!open.isEmpty()) {
      return open.last() == ':' || open.last() == '：';
    }
    if (blocks.isEmpty()) {
      return false;
    }
    Block last = blocks.get(blocks.size() - 1);
    return last.leadsIn() || (last.kind() == Block.Kind.ITEM && !blankBefore);
  }

  private boolean afterOpenLeadIn(String line) {
    if (blocks.isEmpty()) {
      return false;
    }
    Block last = blocks.get(blocks.size() - 1);
    return last.leadsIn() && last.kind() != Block.Kind.HEADING && line.strip().length() < 40;
  }

  private static boolean heading(String line, String next) {
    String text = line.strip().replace("**", "");
    boolean chinese = Words.language(text).equals("zh");
    if (text.length() > (chinese ? 32 : 90) || text.matches(".*[.。；;,，、:：!！]$")) {
      return false;
    }
    if (!chinese && Character.isLowerCase(text.charAt(0))) {
      return false;
    }
    if (chinese
        && (text.matches(".*[，；、].*[，；、].*")
            || text.contains("、") && DataPhrases.chinese(text).size() > 1)) {
      return false;
    }
    if (!chinese && text.split(",").length > 3) {
      return false;
    }
    return next.isBlank()
        || next.strip().length() > text.length() / 2
        || RULE.matcher(next).matches();
  }

  private boolean continues(String line) {
    if (open.isEmpty() || openKind == Block.Kind.HEADING) {
      return false;
    }
    char last = open.last();
    boolean chinese = Words.language(line).equals("zh");
    if (last == ':' || last == '：') {
      return false;
    }
    if (chinese) {
      return "。；！？".indexOf(last) < 0
          && previousLine.length() > 20
          && !line.matches("^.{1,16}[:：].*");
    }
    if (openKind == Block.Kind.ITEM) {
      return Character.isLowerCase(line.strip().charAt(0))
          || (Character.isWhitespace(line.charAt(0)) && last != '.');
    }
    return last != '.' && last != '!' && last != '?' || previousLine.length() > 60;
  }

  private void underline(String line) {
    if (!open.isEmpty()
        && openKind == Block.Kind.PARAGRAPH
        && open.length() < 90
        && line.strip().charAt(0) != '*') {
      openKind = Block.Kind.HEADING;
      openLevel = line.strip().startsWith("=") ? 1 : 2;
    }
    flush();
    blankBefore = true;
  }

  /** A row of a Markdown or tab-separated table. */
  private boolean row(String line, int offset) {
    String stripped = line.strip();
    long bars = stripped.chars().filter(c -> c == '|' || c == '｜').count();
    long tabs = stripped.chars().filter(c -> c == '\t').count();
    boolean piped = bars >= 2 || (bars == 1 && (!table.isEmpty() || stripped.contains(" | ")));
    if (!piped && tabs < 1) {
      return false;
    }
    if (SEPARATOR.matcher(stripped).matches()) {
      return true;
    }
    List<Passage> cells = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length()
          || (piped ? line.charAt(i) == '|' || line.charAt(i) == '｜' : line.charAt(i) == '\t')) {
        Passage.Builder cell = new Passage.Builder();
        cell.add(
            unmarked(line.substring(start, i))
                .replace("<br>", ";   ")
                .replace("<br/>", ";    ")
                .replace("<br />", ";     "),
            offset + start);
        cells.add(cell.take());
        start = i + 1;
      }
    }
    if (piped && stripped.startsWith("|") && !cells.isEmpty()) {
      cells.remove(0);
    }
    if (piped && stripped.endsWith("|") && !cells.isEmpty()) {
      cells.remove(cells.size() - 1);
    }
    table.add(cells);
    return true;
  }

  private void flushTable() {
    if (table.size() >= 2) {
      blocks.add(Block.table(List.copyOf(table)));
    } else {
      for (List<Passage> row : table) {
        row.forEach(cell -> blocks.add(Block.text(Block.Kind.PARAGRAPH, 0, cell)));
      }
    }
    table.clear();
  }

  private void flush() {
    if (!open.isEmpty()) {
      blocks.add(Block.text(openKind, openLevel, open.take()));
    } else {
      open.take();
    }
    openKind = Block.Kind.PARAGRAPH;
    openLevel = 0;
  }

  /** A line of an HTML paragraph, in which people also write bullets and numbers by hand. */
  static List<Block> line(Passage passage, List<Block> before) {
    String text = passage.text();
    Matcher bullet = BULLET.matcher(text);
    Matcher number = NUMBER.matcher(text);
    boolean numbered = number.find() && number.end() < text.length();
    if (bullet.find()) {
      return List.of(Block.text(Block.Kind.ITEM, 1, passage.sub(bullet.end(), text.length())));
    }
    boolean leadIn = !before.isEmpty() && before.get(before.size() - 1).leadsIn();
    if (numbered) {
      Passage rest = passage.sub(number.end(), text.length());
      boolean heading = !leadIn && heading(rest.text(), "");
      return List.of(
          Block.text(
              heading ? Block.Kind.HEADING : Block.Kind.ITEM,
              heading ? level(number.group(2)) + 3 : 1,
              rest));
    }
    return List.of(Block.text(Block.Kind.PARAGRAPH, 0, passage));
  }
}
