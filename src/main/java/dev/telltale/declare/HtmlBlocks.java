package dev.telltale.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeVisitor;

/**
 * The layout of an HTML document. Scripts, styles, forms' contents and everything a reader does not
 * see are left out; nothing is run or fetched. Offsets are those of the tags' source.
 */
final class HtmlBlocks implements NodeVisitor {
  private static final Set<String> SKIPPED =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "head",
          "nav",
          "svg",
          "select",
          "textarea",
          "button",
          "iframe",
          "object",
          "footer");
  private static final Set<String> BREAKS =
      Set.of(
          "p",
          "div",
          "section",
          "article",
          "ul",
          "ol",
          "li",
          "dl",
          "dt",
          "dd",
          "table",
          "tr",
          "td",
          "th",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "br",
          "hr",
          "blockquote",
          "pre",
          "body",
          "main",
          "header",
          "aside",
          "figure",
          "details",
          "summary",
          "address",
          "form",
          "tbody",
          "thead",
          "center");

  private final String source;
  private final List<Block> blocks = new ArrayList<>();
  private final Passage.Builder open = new Passage.Builder();
  private int bold;
  private int skip;
  private int listDepth;
  private int heading;
  private boolean item;
  private boolean fresh = true;

  private HtmlBlocks(String source) {
    this.source = source;
  }

  static List<Block> of(String source) {
    Document document = Parser.htmlParser().setTrackPosition(true).parseInput(source, "");
    HtmlBlocks reader = new HtmlBlocks(source);
    document.body().traverse(reader);
    reader.flush();
    return reader.blocks;
  }

  @Override
  public void head(Node node, int depth) {
    if (skip > 0) {
      if (node instanceof Element) {
        skip++;
      }
      return;
    }
    if (node instanceof TextNode text) {
      append(text);
    } else if (node instanceof Element element) {
      String tag = element.tagName().toLowerCase(Locale.ROOT);
      if (SKIPPED.contains(tag) || hidden(element)) {
        skip = 1;
        return;
      }
      if (BREAKS.contains(tag)) {
        flush();
      }
      switch (tag) {
        case "table" -> {
          if (table(element)) {
            skip = 1;
          }
        }
        case "ul", "ol" -> listDepth++;
        case "li", "dd" -> item = true;
        case "h1", "h2", "h3", "h4", "h5", "h6" -> heading = tag.charAt(1) - '0';
        case "dt" -> heading = 8;
        default -> {}
      }
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (!(node instanceof Element element)) {
      return;
    }
    if (skip > 0) {
      skip--;
      return;
    }
    String tag = element.tagName().toLowerCase(Locale.ROOT);
    if (BREAKS.contains(tag)) {
      flush();
      item = false;
    }
    if (tag.equals("ul") || tag.equals("ol")) {
      listDepth = Math.max(0, listDepth - 1);
    } else if (heading > 0 && (tag.matches("h[1-6]") || tag.equals("dt"))) {
      heading = 0;
    }
  }

  private static boolean hidden(Element element) {
    String style = element.attr("style").replace(" ", "").toLowerCase(Locale.ROOT);
    return element.hasAttr("hidden") || style.contains("display:none");
  }

  private void append(TextNode node) {
    if (!node.getWholeText().isBlank()) {
      boolean strong = false;
      Node parent = node.parent();
      for (int up = 0; up < 3 && parent != null && !strong; up++, parent = parent.parent()) {
        strong = parent.nodeName().equals("b") || parent.nodeName().equals("strong");
      }
      bold += strong ? 1 : 0;
      fresh &= strong;
    }
    decode(node, open);
  }

  private void decode(TextNode node, Passage.Builder into) {
    int from = node.sourceRange().startPos();
    int to = node.sourceRange().endPos();
    if (from < 0 || to > source.length() || to < from) {
      into.add(node.getWholeText(), Math.max(0, from));
      return;
    }
    int i = from;
    while (i < to) {
      char c = source.charAt(i);
      int semicolon = c == '&' ? source.indexOf(';', i) : -1;
      if (semicolon > i && semicolon - i < 12 && semicolon < to) {
        String entity = Parser.unescapeEntities(source.substring(i, semicolon + 1), false);
        for (int k = 0; k < entity.length(); k++) {
          into.add(entity.charAt(k), i);
        }
        i = semicolon + 1;
      } else {
        into.add(c, i);
        i++;
      }
    }
  }

  private void flush() {
    boolean allBold = bold > 0 && fresh;
    bold = 0;
    fresh = true;
    if (open.isEmpty()) {
      open.take();
      return;
    }
    Passage passage = open.take();
    boolean looksLikeHeading =
        allBold && passage.text().length() < 90 && !passage.text().matches(".*[.。；;:：]$");
    if (heading > 0 && passage.text().length() < 300) {
      blocks.add(Block.text(Block.Kind.HEADING, heading, passage));
    } else if (listDepth > 0 && item) {
      blocks.add(Block.text(Block.Kind.ITEM, listDepth, passage));
      item = false;
    } else if (listDepth > 0) {
      // A second paragraph inside an item reads like the item.
      blocks.add(Block.text(Block.Kind.ITEM, listDepth, passage));
    } else if (looksLikeHeading) {
      blocks.add(Block.text(Block.Kind.HEADING, 7, passage));
    } else {
      blocks.addAll(TextBlocks.line(passage, blocks));
    }
  }

  /** Adds a data table; false if the table is only there for layout. */
  private boolean table(Element table) {
    if (!table.select("table table").isEmpty()) {
      return false;
    }
    List<List<Passage>> rows = new ArrayList<>();
    int widest = 0;
    // What a cell above still covers, by column: how many rows more, and its text.
    List<Integer> left = new ArrayList<>();
    List<Passage> above = new ArrayList<>();
    for (Element row : table.select("tr")) {
      List<Passage> cells = new ArrayList<>();
      List<Element> own = row.children();
      int next = 0;
      for (int column = 0; column < 40 && (next < own.size() || covered(left, column)); column++) {
        if (covered(left, column)) {
          cells.add(above.get(column));
          left.set(column, left.get(column) - 1);
          continue;
        }
        Element cell = own.get(next++);
        Passage text = text(cell);
        int span = number(cell.attr("colspan"));
        for (int s = 0; s < span; s++) {
          cells.add(text);
          while (left.size() < cells.size()) {
            left.add(0);
            above.add(Passage.EMPTY);
          }
          left.set(cells.size() - 1, number(cell.attr("rowspan")) - 1);
          above.set(cells.size() - 1, text);
        }
        column += span - 1;
      }
      widest = Math.max(widest, cells.size());
      if (cells.stream().anyMatch(c -> !c.isBlank())) {
        rows.add(cells);
      }
    }
    if (widest < 2 || rows.size() < 2) {
      return false;
    }
    blocks.add(Block.table(rows));
    return true;
  }

  private static boolean covered(List<Integer> left, int column) {
    return column < left.size() && left.get(column) > 0;
  }

  private static int number(String span) {
    return span.matches("\\d{1,2}") ? Math.max(1, Math.min(30, Integer.parseInt(span))) : 1;
  }

  private Passage text(Element cell) {
    Passage.Builder builder = new Passage.Builder();
    cell.traverse(
        (node, depth) -> {
          if (node instanceof TextNode text) {
            decode(text, builder);
          } else if (node instanceof Element element
              && BREAKS.contains(element.tagName().toLowerCase(Locale.ROOT))
              && builder.length() > 0) {
            char last = builder.last();
            int at = Math.max(0, element.sourceRange().startPos());
            if (Character.isLetterOrDigit(last)) {
              builder.add(';', at);
            }
            builder.add(' ', at);
          }
        });
    return builder.take();
  }
}
