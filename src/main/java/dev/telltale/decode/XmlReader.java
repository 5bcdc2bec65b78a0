package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * XML (W3C XML 1.0) as values: elements by name, attributes as {@code @name}, the text of an
 * element that has other content as {@code text()}, as in XPath; elements of the same name beside
 * each other as {@code name[2]}.
 *
 * <p>A document type is skipped and its entities are never defined, so there is nothing to expand
 * and nothing to fetch: only the five entities of the standard and character references are
 * replaced. Read without recursion, containers at most {@value #MAX_NESTING} deep.
 */
final class XmlReader {
  static final int MAX_NESTING = 256;

  private final Decoding d;
  private final Value holder;
  private final byte[] a;
  private final int to;
  private final boolean lenient;
  private int i;

  private final List<Value> open = new ArrayList<>();
  private final List<Map<String, Integer>> counts = new ArrayList<>();
  private final List<Value> texts = new ArrayList<>();
  private boolean failed;

  private XmlReader(Decoding d, Value holder, int from, int to, boolean lenient) {
    this.d = d;
    this.holder = holder;
    this.a = holder.content.octets;
    this.i = from;
    this.to = to;
    this.lenient = lenient;
  }

  /**
   * Reads one document.
   *
   * @param lenient whether what was read of a broken document is kept
   */
  static boolean read(Decoding d, Value holder, int from, int to, boolean lenient) {
    int start = Text.skipSpace(holder.content.octets, skipMark(holder, from, to), to);
    if (to - start < 4 || holder.content.octets[start] != '<') {
      return false;
    }
    int taken = d.valuesTaken();
    XmlReader reader = new XmlReader(d, holder, start, to, lenient);
    Value top = d.structure(Kind.OBJECT, "", holder, "xml", start, to);
    reader.document(top);
    boolean whole = !reader.failed && reader.open.isEmpty();
    if (top.values().isEmpty() || (!whole && !lenient)) {
      d.restoreValues(taken);
      return false;
    }
    if (!whole) {
      d.note("xml: breaks off at octet " + (reader.i - holder.from));
    }
    if (top.values().get(0).key().equals("plist")) {
      Value list = PropertyLists.of(d, holder, top);
      if (list != null) {
        return true;
      }
    }
    d.accept(holder, top);
    reader.openTexts();
    return true;
  }

  private static int skipMark(Value holder, int from, int to) {
    byte[] a = holder.content.octets;
    return to - from >= 3 && (a[from] & 0xff) == 0xef && (a[from + 1] & 0xff) == 0xbb
        ? from + 3
        : from;
  }

  private void openTexts() {
    for (Value v : texts) {
      if (v.kind == Kind.TEXT) {
        if (v.content != v.stands) {
          d.layer(v);
        }
        d.open(v);
      }
    }
  }

  private void document(Value top) {
    while (i < to && !failed) {
      if (a[i] != '<') {
        text(top);
      } else if (Text.startsWith(a, i, to, "<!--")) {
        skipTo("-->");
      } else if (Text.startsWith(a, i, to, "<?")) {
        skipTo("?>");
      } else if (Text.startsWith(a, i, to, "<![CDATA[")) {
        cdata();
      } else if (Text.startsWith(a, i, to, "<!")) {
        documentType();
      } else if (Text.startsWith(a, i, to, "</")) {
        close();
      } else {
        element(top);
      }
    }
  }

  private void skipTo(String end) {
    int at = Text.indexOf(a, i, to, end.getBytes(StandardCharsets.US_ASCII));
    if (at < 0) {
      failed = true;
      i = to;
    } else {
      i = at + end.length();
    }
  }

  /** Skips a document type with its internal subset. */
  private void documentType() {
    d.note("xml: a document type is not read");
    int depth = 0;
    while (i < to) {
      byte b = a[i++];
      if (b == '<') {
        depth++;
      } else if (b == '>' && --depth == 0) {
        return;
      }
    }
    failed = true;
  }

  private void element(Value top) {
    int start = i++;
    int nameFrom = i;
    while (i < to && isName(a[i])) {
      i++;
    }
    if (i == nameFrom || open.size() >= MAX_NESTING || !d.takeValue()) {
      if (open.size() >= MAX_NESTING) {
        d.note("xml: elements nested deeper than " + MAX_NESTING);
      }
      i = start;
      failed = true;
      return;
    }
    if (open.isEmpty() && !top.values().isEmpty()) {
      // A second root: this is no document.
      i = start;
      failed = true;
      return;
    }
    Value in = open.isEmpty() ? top : open.get(open.size() - 1);
    Value made = Value.member(Kind.OBJECT, in, start, start);
    String name = Text.name(a, nameFrom, i, Value.Naming.PLAIN);
    int nth = counts.isEmpty() ? 1 : counts.get(counts.size() - 1).merge(name, 1, Integer::sum);
    in.add(made.named(nth == 1 ? name : name + "[" + nth + "]"));
    open.add(made);
    counts.add(new HashMap<>(4));
    attributes(made);
    if (failed) {
      return;
    }
    if (a[i] == '/') {
      i += 2;
      end(made, i);
    } else {
      i++;
      made.from = i;
    }
  }

  /** Reads to the {@code >} or {@code />} of a tag. */
  private void attributes(Value element) {
    while (true) {
      i = Text.skipSpace(a, i, to);
      if (i >= to) {
        failed = true;
        return;
      }
      if (a[i] == '>' || (a[i] == '/' && i + 1 < to && a[i + 1] == '>')) {
        return;
      }
      int nameFrom = i;
      while (i < to && isName(a[i])) {
        i++;
      }
      int nameTo = i;
      int equals = Text.skipSpace(a, i, to);
      if (nameTo == nameFrom || equals >= to || (a[equals] != '=' && !lenient)) {
        failed = true;
        return;
      }
      if (a[equals] != '=') {
        continue;
      }
      i = Text.skipSpace(a, equals + 1, to);
      if (i >= to || (a[i] != '"' && a[i] != '\'')) {
        failed = true;
        return;
      }
      int from = i + 1;
      int end = Text.indexOf(a, from, to, (char) a[i]);
      if (end < 0 || !d.takeValue()) {
        failed = true;
        return;
      }
      Value v = Value.member(Kind.TEXT, element, from, end);
      v.named("@" + Text.name(a, nameFrom, nameTo, Value.Naming.PLAIN));
      references(v);
      element.add(v);
      texts.add(v);
      i = end + 1;
    }
  }

  private static boolean isName(byte b) {
    return Text.isWord(b) || b == ':' || b == '.' || b < 0;
  }

  private void text(Value top) {
    int from = i;
    while (i < to && a[i] != '<') {
      i++;
    }
    int start = Text.skipSpace(a, from, i);
    int end = Text.trimEnd(a, start, i);
    if (start == end) {
      return;
    }
    if (open.isEmpty()) {
      failed = failed || !lenient || top.values().isEmpty();
      return;
    }
    addText(start, end, true);
  }

  private void cdata() {
    int start = i + 9;
    int end = Text.indexOf(a, start, to, new byte[] {']', ']', '>'});
    if (end < 0 || open.isEmpty()) {
      failed = true;
      return;
    }
    i = end + 3;
    if (end > start) {
      addText(start, end, false);
    }
  }

  private void addText(int from, int to, boolean references) {
    if (!d.takeValue()) {
      failed = true;
      return;
    }
    Value in = open.get(open.size() - 1);
    Value v = Value.member(Kind.TEXT, in, from, to).named("text()");
    if (references) {
      references(v);
    }
    in.add(v);
    texts.add(v);
  }

  private void references(Value v) {
    if (Text.indexOf(a, v.from, v.to, '&') >= 0 && d.takeBytes(v.length())) {
      Layer layer = d.unescaped(v.stands, v.from, v.to, Escapes.HTML);
      v.setContent(layer, 0, layer.octets.length);
    }
  }

  private void close() {
    int start = i;
    int nameFrom = i + 2;
    int end = Text.indexOf(a, nameFrom, to, '>');
    if (end < 0 || open.isEmpty()) {
      failed = true;
      return;
    }
    String name = Text.name(a, nameFrom, Text.trimEnd(a, nameFrom, end), Value.Naming.PLAIN);
    Value last = open.get(open.size() - 1);
    String key = last.key();
    boolean same = key.equals(name) || (key.startsWith(name) && key.startsWith("[", name.length()));
    if (!same) {
      failed = true;
      return;
    }
    i = end + 1;
    end(last, start);
    last.end = i;
  }

  /** Ends an element; one that holds nothing but text becomes that text. */
  private void end(Value element, int contentEnd) {
    open.remove(open.size() - 1);
    counts.remove(counts.size() - 1);
    element.end = i;
    List<Value> members = element.values();
    if (members.size() == 1 && members.get(0).key().equals("text()")) {
      Value only = members.get(0);
      element.become(Kind.TEXT);
      element.setContent(only.content, only.from, only.to);
      element.setChildren(List.of());
      texts.set(texts.size() - 1, element);
    } else if (members.isEmpty()) {
      element.become(Kind.NULL);
    } else {
      element.to = Math.max(contentEnd, element.from);
    }
  }
}
