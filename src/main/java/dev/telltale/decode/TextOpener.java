package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;

/**
 * Looks for a further encoding inside a text.
 *
 * <p>False decodings are the danger here. Most short words are well-formed base64, a third of all
 * octets is printable, and junk made of an identifier may look like another one. So the text must
 * be of the encoding's form from its first to its last character, <em>and</em> what comes out must
 * convince on its own:
 *
 * <ul>
 *   <li>a known magic number whose decompression succeeds;
 *   <li>a structure (JSON, XML, protobuf with readable fields …) that ends where the octets end;
 *   <li>text: well-formed UTF-8 without control characters, at least six octets of it, and nine
 *       tenths of its ASCII from the characters that identifiers and words are made of. Eight
 *       random base64 characters pass with a chance of about 3 in 10,000, sixteen with 1 in 10
 *       million; sixteen random hex digits with 1 in 100,000. Hex of decimal digits alone, which
 *       dates and account numbers are, must give ten octets or more, or digits only.
 * </ul>
 *
 * <p>Digests fail all three, and stay text. Where the octets are as many as a digest has (16, 20,
 * 32, 64) they are given as a child, for comparison with raw digests.
 */
final class TextOpener {
  private TextOpener() {}

  /** Whether a text with those classes may hold anything at all; a quick no for most. */
  static boolean promising(Value v, int classes) {
    int n = v.length();
    if (n < 4) {
      return false;
    }
    if ((classes & (Text.PERCENT | Text.EQUALS | Text.AMPERSAND | Text.BACKSLASH)) != 0) {
      return true;
    }
    if (n >= 8 && (classes & ~(Text.BASE64 | Text.DOT)) == 0) {
      return (classes & Text.DOT) == 0 || n >= 30;
    }
    if ((classes & Text.HIGH) != 0) {
      return true;
    }
    if ((classes & Text.OPENING) != 0) {
      byte first = v.content.octets[v.from];
      return first == '{' || first == '[' || first == '<' || first == '"' || Text.isSpace(first);
    }
    int pairs = Text.COLON | Text.SEPARATOR;
    return (classes & pairs) == pairs;
  }

  static void open(Decoding d, Value v, int classes) {
    byte[] a = v.content.octets;
    int from = Text.skipSpace(a, v.from, v.to);
    int to = Text.trimEnd(a, from, v.to);
    if (to - from < 4) {
      return;
    }
    byte first = a[from];
    if ((first == '{' || first == '[') && JsonReader.whole(d, v, from, to)) {
      return;
    }
    if ((classes & ~Text.BASE64) == 0) {
      if (hex(d, v, classes, from, to) || base64(d, v, classes, from, to)) {
        return;
      }
    }
    if ((classes & Text.EQUALS) != 0 && fields(d, v, from, to)) {
      return;
    }
    if ((classes & Text.PERCENT) != 0) {
      percent(d, v);
    }
  }

  private static boolean fields(Decoding d, Value v, int from, int to) {
    byte[] a = v.content.octets;
    int scheme = Text.indexOf(a, from, Math.min(to, from + 24), ':');
    if (scheme > 0 && Text.startsWith(a, scheme, to, "://")) {
      int query = Text.indexOf(a, scheme, to, '?');
      if (query < 0) {
        return false;
      }
      int end = Text.indexOf(a, query, to, '#');
      Fields.structure(d, v, query + 1, end < 0 ? to : end, '&', Escapes.FORM, "query:", "query");
      return true;
    }
    if (Fields.looksLikeFields(a, from, to, '&')) {
      Fields.structure(d, v, from, to, '&', Escapes.FORM, "query:", "query");
      return true;
    }
    return false;
  }

  private static void percent(Decoding d, Value v) {
    byte[] out = new byte[v.length() + 4];
    int n = Escapes.PERCENT.apply(v.content.octets, v.from, v.to, out, null);
    if (n == v.length() || !d.takeBytes(n)) {
      return;
    }
    Layer layer = d.unescaped(v.content, v.from, v.to, Escapes.PERCENT);
    Chain chain = new Chain(v.chain, "url");
    if (!Text.isUtf8(layer.octets, 0, n)) {
      Charsets.Decoded text = Charsets.guess(layer.octets, 0, n);
      if (text != null) {
        layer = Layer.decoded(text.utf8());
        chain = new Chain(chain, text.name());
      }
    }
    Kind kind = Text.isUtf8(layer.octets, 0, layer.octets.length) ? Kind.TEXT : Kind.BYTES;
    Value made = new Value(kind, Value.Role.DECODED, "", v, chain, layer, 0, layer.octets.length);
    d.layer(made);
    d.open(made);
    d.show(v, made);
  }

  private static boolean hex(Decoding d, Value v, int classes, int from, int to) {
    int n = to - from;
    if ((classes & ~(Text.HEX | Text.BREAK | Text.SPACE)) != 0 || n < 12 || n % 2 != 0) {
      return false;
    }
    byte[] octets = Binary.hex(v.content.octets, from, to);
    if (octets == null) {
      return false;
    }
    boolean decimal = (classes & (Text.HEX_LOWER | Text.HEX_UPPER)) == 0;
    return accept(d, v, octets, "hex", "hex:", decimal ? 10 : 6);
  }

  private static boolean base64(Decoding d, Value v, int classes, int from, int to) {
    byte[] a = v.content.octets;
    int n = to - from;
    boolean mixed =
        (classes & (Text.UPPER | Text.HEX_UPPER)) != 0
            && (classes & (Text.LOWER | Text.HEX_LOWER | Text.DIGIT)) != 0;
    if (n < 8 || !mixed) {
      return false;
    }
    byte[] octets = Binary.base64(a, from, to);
    return octets != null
        && accept(
            d,
            v,
            octets,
            (classes & Text.DASH_UNDERSCORE) != 0 ? "base64url" : "base64",
            "b64:",
            6);
  }

  private static boolean accept(
      Decoding d, Value v, byte[] octets, String step, String label, int leastText) {
    int n = octets.length;
    boolean text = n >= leastText && Convincing.text(octets, 0, n);
    boolean compressed = !text && Compression.sniff(octets, 0, n) != null;
    boolean digest = !text && (n == 16 || n == 20 || n == 32 || n == 64);
    boolean beginning = !text && Convincing.beginning(octets, 0, n);
    if (!(text || compressed || digest || beginning) || !d.takeBytes(n)) {
      return false;
    }
    Value made = d.attempt(v, octets, step, label);
    made.content.node = made;
    d.open(made);
    if (made.values().isEmpty() && !text && !digest) {
      return false;
    }
    d.layer(made);
    d.show(v, made);
    return true;
  }
}
