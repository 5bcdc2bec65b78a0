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
  private final String grpcEncoding;

  /**
   * Opens bodies of one message.
   *
   * @param grpcEncoding its {@code grpc-encoding}, or the empty string
   */
  Bodies(Decoding d, String grpcEncoding) {
    this.d = d;
    this.grpcEncoding = grpcEncoding;
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
    String type = Parameters.value(contentType);
    innermost = inUtf8(innermost, type, Parameters.of(contentType, "charset"));
    format(innermost, type, contentType);
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

  private Value inUtf8(Value v, String type, String charset) {
    byte[] a = v.content.octets;
    Charsets.Decoded text = null;
    if (!charset.isEmpty()) {
      text = Charsets.declared(charset, a, v.from, v.to);
    }
    if (text == null && v.kind == Kind.BYTES) {
      text = Charsets.guess(a, v.from, v.to);
      if (text == null && isTextual(type) && Text.isMostlyText(a, v.from, v.to)) {
        if (Text.isUtf8(a, v.from, v.to)) {
          v.become(Kind.TEXT);
        } else {
          text = Charsets.latin(a, v.from, v.to);
        }
      }
    }
    if (text == null || !d.takeBytes(text.utf8().length)) {
      return v;
    }
    return d.made(v, text.utf8(), text.name(), "");
  }

  private static boolean isTextual(String type) {
    return type.startsWith("text/")
        || type.contains("json")
        || type.contains("xml")
        || type.equals("application/x-www-form-urlencoded");
  }

  /** Opens what is neither compressed nor in another charset. */
  private void format(Value v, String type, String contentType) {
    if (v.length() == 0 || declared(v, type, contentType)) {
      return;
    }
    if (v.kind == Kind.BYTES) {
      d.open(v);
      return;
    }
    byte[] a = v.content.octets;
    int from = Text.skipSpace(a, v.from, v.to);
    int to = Text.trimEnd(a, from, v.to);
    if (JsonReader.body(d, v, false)
        || (from < to && a[from] == '<' && XmlReader.read(d, v, v.from, to, false))) {
      return;
    }
    if (Fields.looksLikeFields(a, from, to, '&')) {
      form(v, from, to);
      return;
    }
    int line = Text.indexOf(a, from, Math.min(to, from + 300), '\n');
    if (line > 0
        && MultipartReader.looksLikeDelimiter(a, from, Text.trimEnd(a, from, line))
        && MultipartReader.read(d, this, v, "")) {
      return;
    }
    d.open(v);
  }

  /** Opens by what the message says; false where that is nothing known, or not true. */
  private boolean declared(Value v, String type, String contentType) {
    byte[] a = v.content.octets;
    String kind = type.substring(type.indexOf('/') + 1);
    if (kind.startsWith("grpc")) {
      return grpc(v, kind);
    }
    if (type.startsWith("multipart/")) {
      return MultipartReader.read(d, this, v, Parameters.of(contentType, "boundary"));
    }
    if (kind.equals("x-www-form-urlencoded")) {
      int to = Text.trimEnd(a, v.from, v.to);
      boolean json = v.kind == Kind.TEXT && JsonReader.body(d, v, false);
      if (!json
          && v.kind == Kind.TEXT
          && Text.indexOf(a, v.from, to, '=') > 0
          && !isPadded(v, to)) {
        form(v, v.from, to);
        return true;
      }
      return json;
    }
    if (kind.contains("json") || kind.endsWith("javascript")) {
      return JsonReader.body(d, v, true);
    }
    if (kind.contains("protobuf") || kind.equals("vnd.google.protobuf")) {
      return ProtobufReader.read(d, v, true);
    }
    if (kind.contains("msgpack") || kind.contains("messagepack")) {
      return MsgpackReader.read(d, v, true);
    }
    if (kind.contains("cbor")) {
      return CborReader.read(d, v, true);
    }
    if (kind.equals("event-stream")) {
      return eventStream(v);
    }
    if (kind.equals("xml") || kind.endsWith("+xml") || kind.contains("plist")) {
      return XmlReader.read(d, v, v.from, v.to, true);
    }
    return false;
  }

  /** Whether the only equals signs are the padding of base64. */
  private static boolean isPadded(Value v, int to) {
    byte[] a = v.content.octets;
    int first = Text.indexOf(a, v.from, to, '=');
    return first >= to - 2
        && (Text.classes(a, v.from, to) & ~Text.BASE64) == 0
        && (to - v.from) % 4 == 0;
  }

  private void form(Value v, int from, int to) {
    Fields.structure(d, v, from, to, '&', Escapes.FORM, "form:", "form");
  }

  private boolean grpc(Value v, String kind) {
    Value frames = v;
    if (kind.startsWith("grpc-web-text")) {
      byte[] octets = Binary.base64(v.content.octets, v.from, v.to);
      if (octets == null || !d.takeBytes(octets.length)) {
        return false;
      }
      frames = d.made(v, octets, "base64", "");
    }
    boolean read = GrpcReader.read(d, frames, grpcEncoding, kind.contains("json"));
    if (read && frames != v) {
      d.show(v, frames);
    }
    return read;
  }

  /** Server-sent events (HTML Standard section 9.2): the lines of data, each looked into. */
  private boolean eventStream(Value v) {
    byte[] a = v.content.octets;
    Value events = d.structure(Kind.ARRAY, "", v, "sse", v.from, v.to);
    for (int line = v.from; line < v.to; ) {
      int end = Text.indexOf(a, line, v.to, '\n');
      end = end < 0 ? v.to : end;
      if (Text.startsWith(a, line, end, "data:")) {
        int from = Text.skipSpace(a, line + 5, end);
        if (!d.takeValue()) {
          break;
        }
        Value data = Value.member(Kind.TEXT, events, from, Text.trimEnd(a, from, end));
        events.add(data.at(events.values().size()));
        d.open(data);
      }
      line = end + 1;
    }
    if (events.values().isEmpty()) {
      return false;
    }
    d.accept(v, events);
    return true;
  }

  private static String printable(String s) {
    return s.length() > 40 ? s.substring(0, 40) + "…" : s;
  }
}
