package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names and values joined by {@code =}, separated by one character: queries and forms (URL Standard
 * section 5.1), cookies (RFC 6265 section 4.2.1), matrix parameters (RFC 3986 section 3.3).
 */
final class Fields {
  private final Decoding d;
  private final Layer layer;
  private final char separator;
  private final Layer.@Nullable Unescaping unescaping;

  /** How a field becomes a value, from where it stands to where it ends. */
  interface Maker {
    Value make(int from, int to, @Nullable Chain chain);
  }

  /** Fields that stand in {@code layer}, whose values lose the escapes of {@code unescaping}. */
  Fields(Decoding d, Layer layer, char separator, Layer.@Nullable Unescaping unescaping) {
    this.d = d;
    this.layer = layer;
    this.separator = separator;
    this.unescaping = unescaping;
  }

  /** Reads {@code [from, to)}; gives each field to {@code sink} and looks into it. */
  void read(int from, int to, @Nullable Chain chain, Maker maker, Consumer<Value> sink) {
    byte[] a = layer.octets;
    int i = from;
    while (i <= to) {
      int end = Text.indexOf(a, i, to, separator);
      if (end < 0) {
        end = to;
      }
      int start = separator == ';' ? Text.skipSpace(a, i, end) : i;
      if (start < end) {
        if (!d.takeValue()) {
          return;
        }
        int equals = Text.indexOf(a, start, end, '=');
        int valueFrom = equals < 0 ? start : equals + 1;
        Value v = value(valueFrom, end, chain, maker);
        if (equals >= 0) {
          v.named(
              start, equals, unescaping == Escapes.FORM ? Value.Naming.FORM : Value.Naming.PLAIN);
        }
        sink.accept(v);
      }
      i = end + 1;
    }
  }

  /** One value at {@code [from, to)}, its escapes removed, looked into. */
  Value value(int from, int to, @Nullable Chain chain, Maker maker) {
    int classes = Text.classes(layer.octets, from, to);
    if (unescaping == null
        || (classes & (Text.PERCENT | Text.PLUS_SLASH)) == 0
        || !d.takeBytes(to - from)) {
      Value v = maker.make(from, to, chain);
      d.open(v, classes);
      return v;
    }
    Layer content = d.unescaped(layer, from, to, unescaping);
    Chain reached = chain;
    if (!Text.isUtf8(content.octets, 0, content.octets.length)) {
      Charsets.Decoded text = Charsets.guess(content.octets, 0, content.octets.length);
      if (text != null) {
        content = Layer.decoded(text.utf8());
        reached = new Chain(chain, text.name());
      }
    }
    Value v = maker.make(from, to, reached);
    v.setContent(content, 0, content.octets.length);
    d.layer(v);
    d.open(v);
    return v;
  }

  /** Reads the content of {@code holder} as a structure whose members are fields. */
  static void structure(
      Decoding d,
      Value holder,
      int from,
      int to,
      char separator,
      Layer.@Nullable Unescaping unescaping,
      String scheme,
      String step) {
    Value s = d.structure(Kind.OBJECT, scheme, holder, step, from, to);
    new Fields(d, holder.content, separator, unescaping)
        .read(
            from,
            to,
            s.chain,
            (f, t, chain) ->
                new Value(Kind.TEXT, Value.Role.MEMBER, "", s, chain, holder.content, f, t),
            s::add);
    if (!s.values().isEmpty()) {
      d.accept(holder, s);
    }
  }

  /**
   * Whether a text is fields and nothing else: every piece has a name of word characters, brackets
   * and dots, then {@code =}. A single piece must have a value and a name that begins like a word,
   * which keeps padded base64 out.
   */
  static boolean looksLikeFields(byte[] a, int from, int to, char separator) {
    int pieces = 0;
    int i = from;
    while (i <= to) {
      int end = Text.indexOf(a, i, to, separator);
      if (end < 0) {
        end = to;
      }
      int start = Text.skipSpace(a, i, end);
      if (start < end) {
        int equals = nameEnd(a, start, end);
        if (equals < 0) {
          return false;
        }
        pieces++;
        if (pieces == 1 && end == to && !convincingAlone(a, start, equals, end)) {
          return false;
        }
      }
      i = end + 1;
    }
    return pieces > 0;
  }

  private static boolean convincingAlone(byte[] a, int from, int equals, int to) {
    return equals - from >= 2
        && equals + 1 < to
        && a[equals + 1] != '='
        && Text.isWordStart(a[from])
        && Text.indexOf(a, from, to, ' ') < 0;
  }

  /** Where the {@code =} behind a name stands, or -1 if this is no field. */
  private static int nameEnd(byte[] a, int from, int to) {
    for (int i = from; i < to && i - from < 200; i++) {
      byte b = a[i];
      if (b == '=') {
        return i > from ? i : -1;
      }
      boolean ok =
          Text.isWord(b)
              || b == '.'
              || b == '['
              || b == ']'
              || b == '%'
              || b == ':'
              || b == '~'
              || b == '@'
              || b < 0;
      if (!ok) {
        return -1;
      }
    }
    return -1;
  }
}
