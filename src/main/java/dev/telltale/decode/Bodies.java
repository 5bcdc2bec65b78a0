package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Opens a body: its content codings, its charset, then its format, by what the message says and,
 * where that is missing or wrong, by what the octets look like.
 */
final class Bodies {
  private final Decoding d;

  Bodies(Decoding d) {
    this.d = d;
  }

  /**
   * Opens {@code body}; its children are what was found.
   *
   * @param contentType the field's value, or the empty string
   * @param codings content codings in the order they were applied
   */
  void open(Value body, String contentType, List<String> codings) {
    Value innermost = body;
    for (int i = codings.size() - 1; i >= 0; i--) {
      String coding = codings.get(i).trim().toLowerCase(Locale.ROOT);
      coding = coding.equals("x-gzip") ? "gzip" : coding;
      if (coding.isEmpty() || coding.equals("identity")) {
        continue;
      }
      Value next = uncompressed(innermost, coding);
      if (next != null) {
        innermost = next;
      } else {
        String found = Compression.sniff(innermost.content.octets, innermost.from, innermost.to);
        d.note("content coding " + printable(coding) + ": the body is not of it");
        if (found == null) {
          continue;
        }
      }
    }
    for (int depth = 0; depth < d.limits.decodeDepth(); depth++) {
      String coding = Compression.sniff(innermost.content.octets, innermost.from, innermost.to);
      Value next =
          coding == null || innermost.kind == Kind.TEXT ? null : uncompressed(innermost, coding);
      if (next == null) {
        break;
      }
      innermost = next;
    }
    innermost = inUtf8(innermost, Parameters.of(contentType, "charset"));
    format(innermost, Parameters.value(contentType), contentType);
    for (Value v = innermost; v != body; ) {
      Value holder = v.holder;
      if (holder == null) {
        break;
      }
      d.show(holder, v);
      v = holder;
    }
  }

  private @Nullable Value uncompressed(Value v, String coding) {
    byte[] octets = new Compression(d).undo(coding, v.content.octets, v.from, v.to);
    return octets == null ? null : d.made(v, octets, coding, "");
  }

  private Value inUtf8(Value v, String charset) {
    byte[] a = v.content.octets;
    Charsets.Decoded text = null;
    if (!charset.isEmpty()) {
      text = Charsets.declared(charset, a, v.from, v.to);
    }
    if (text == null && v.kind == Kind.BYTES) {
      text = Charsets.guess(a, v.from, v.to);
    }
    if (text == null || !d.takeBytes(text.utf8().length)) {
      return v;
    }
    return d.made(v, text.utf8(), text.name(), "");
  }

  private void format(Value v, String type, String contentType) {
    byte[] a = v.content.octets;
    boolean form = type.equals("application/x-www-form-urlencoded");
    boolean json = type.contains("json") || type.endsWith("javascript");
    if (JsonReader.body(d, v, json)) {
      return;
    }
    int to = Text.trimEnd(a, v.from, v.to);
    if (v.kind == Kind.TEXT
        && (form
            ? Text.indexOf(a, v.from, to, '=') >= 0
            : Fields.looksLikeFields(a, v.from, to, '&'))) {
      Fields.structure(d, v, v.from, to, '&', Escapes.FORM, "form:", "form");
      return;
    }
    d.open(v);
  }

  private static String printable(String s) {
    return s.length() > 40 ? s.substring(0, 40) + "…" : s;
  }
}
