package dev.telltale.decode;

import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Request;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests and messages apart, whatever they hold.
 *
 * <p><b>How.</b> Each part of a message (target, every header field, body) is a <em>layer</em> of
 * octets, in which values stand as spans. A text value that turns out to be encoded further is
 * opened; what decoding makes is a new layer with values of its own, and so on, to a depth. Nothing
 * is copied that need not be, and texts, places and chains are made when asked for, so that a JSON
 * body costs little more than one look at each of its octets.
 *
 * <p><b>Places.</b> The grammar of {@link Node#where}:
 *
 * <pre>
 * place   = part *( "#" step )
 * part    = "query:" name / "header:" name / "cookie:" name
 *         / "path:" number            ; segments from 0, empty ones not counted
 *         / "form:" name / "multipart:" name / "multipart:" name "/filename"
 *         / "proto:" number *( "." number )
 *         / "body:" pointer           ; JSON, XML, property lists, MessagePack, CBOR (RFC 6901)
 *         / "body:raw"                ; the body itself
 * step    = *( "b64:" / "hex:" / "jwt:" / "jwt-header:" ) inside
 * inside  = pointer / "query:" name / "matrix:" name / "list:" name / "multipart:" name
 *         / "form:" name / "proto:" number *( "." number )
 * </pre>
 *
 * A step leads <em>into</em> a structure. An encoding that holds nothing but a text leaves the
 * place as it is: base64 of a telephone number in a field {@code t} is still at {@code query:t},
 * and the chain says {@code base64}. Compression is never a step.
 *
 * <p><b>Chains.</b> The names of {@link Node#encoding}, from the wire inwards:
 *
 * <table>
 * <caption>Names in chains</caption>
 * <tr><td>{@code gzip deflate br zstd}</td><td>compression, of a body or inside a value</td></tr>
 * <tr><td>{@code utf-16 gbk iso-8859-1} …</td><td>a charset other than UTF-8; {@code gbk} stands
 * for GB 2312, GBK and GB 18030</td></tr>
 * <tr><td>{@code json xml plist protobuf msgpack cbor multipart sse grpc}</td><td>formats; {@code
 * grpc} is the framing, {@code protobuf} follows</td></tr>
 * <tr><td>{@code form}</td><td>a form body, with its own percent-encoding</td></tr>
 * <tr><td>{@code query}</td><td>the query of an address, or fields in {@code a=1&amp;b=2}, inside a
 * value; the request's own query adds nothing</td></tr>
 * <tr><td>{@code matrix list}</td><td>parameters of a path segment; names and values in a
 * convention of their own</td></tr>
 * <tr><td>{@code url}</td><td>each layer of percent-encoding beyond the one that a query, form or
 * path implies</td></tr>
 * <tr><td>{@code base64 base64url hex quoted-printable}</td><td>octets as text</td></tr>
 * <tr><td>{@code jwt}</td><td>header or payload of a JSON Web Token</td></tr>
 * <tr><td>{@code html unicode}</td><td>character references; backslash escapes outside JSON</td></tr>
 * <tr><td>{@code nfkc}</td><td>full-width letters and digits, zero-width characters</td></tr>
 * </table>
 *
 * <p><b>The adversary.</b> A message may be made to cost: bombs, containers without end, chains of
 * encodings, texts that every reader begins and none finishes. One budget for each message counts
 * values, decoded octets and depth; expansion is counted while it happens; no reader recurses by
 * the message's own nesting beyond a constant; none looks at an octet more than a constant number
 * of times at each depth. What a limit leaves undone is said in {@link Decoded#limits}, and what
 * was done is kept. How false decodings are kept out is told in {@code TextOpener}.
 *
 * <p>Immutable; safe for any thread.
 */
public final class StandardDecoder implements MessageDecoder {

  /** Fields of content negotiation and connection handling: text, whatever they look like. */
  private static final Set<String> LEFT_AS_TEXT =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "cache-control",
          "connection",
          "content-disposition",
          "content-encoding",
          "content-length",
          "content-type",
          "date",
          "expect",
          "host",
          "keep-alive",
          "te",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  /** How a note begins that tells of a fault of the decoder itself. */
  static final String FAULT = "a fault of the decoder: ";

  private final Limits limits;

  /**
   * A decoder.
   *
   * @param limits what one message may cost; of them the fields that begin with {@code decode}
   */
  public StandardDecoder(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Decoded decode(Request request) {
    return whole((d, roots) -> request(d, request, roots));
  }

  @Override
  public Decoded decode(Message message) {
    String type =
        switch (message.kind()) {
          case "sse" -> "text/event-stream";
          case "grpc" ->
              GrpcReader.looksFramed(message.content(), 0, message.content().length)
                  ? "application/grpc"
                  : "application/x-protobuf";
          default -> "";
        };
    return whole((d, roots) -> content(d, message.content(), type, List.of(), "", roots));
  }

  /** Takes one message apart; says whether its body is opaque. */
  private interface Part {
    boolean decode(Decoding d, List<Node> roots);
  }

  private Decoded whole(Part part) {
    Decoding d = new Decoding(limits);
    List<Node> roots = new ArrayList<>();
    boolean opaque = false;
    try {
      opaque = part.decode(d, roots);
    } catch (RuntimeException e) {
      // A fault here must not cost the message what was decoded before it.
      d.note(FAULT + e);
    }
    return new Decoded(roots, d.layers(), d.notes(), opaque, d.opaqueFields());
  }

  private static boolean request(Decoding d, Request request, List<Node> roots) {
    target(d, request, roots);
    String contentType = "";
    String grpcEncoding = "";
    List<String> codings = new ArrayList<>();
    for (Header header : request.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      switch (name) {
        case "content-type" -> contentType = header.value();
        case "content-encoding" -> codings.addAll(List.of(header.value().split(",", 17)));
        case "grpc-encoding" -> grpcEncoding = header.value();
        default -> {}
      }
      header(d, header, name, roots);
    }
    for (Header trailer : request.trailers()) {
      header(d, trailer, trailer.name().toLowerCase(Locale.ROOT), roots);
    }
    if (!request.body().loaded()) {
      d.note("body: not loaded");
    }
    return content(d, request.body().content(), contentType, codings, grpcEncoding, roots);
  }

  private static void target(Decoding d, Request request, List<Node> roots) {
    String target = request.target().isEmpty() ? request.url() : request.target();
    Layer layer = Layer.ofPart(target.getBytes(StandardCharsets.UTF_8));
    byte[] a = layer.octets;
    Value whole = part(layer, "target", "target:", 0, a.length, null);
    d.layer(whole);
    int end = Text.indexOf(a, 0, a.length, '#');
    end = end < 0 ? a.length : end;
    int query = Text.indexOf(a, 0, end, '?');
    int pathEnd = query < 0 ? end : query;
    int from = 0;
    int scheme = Text.indexOf(a, 0, Math.min(end, 16), ':');
    if (scheme > 0 && Text.startsWith(a, scheme, end, "://")) {
      from = Text.indexOf(a, scheme + 3, pathEnd, '/');
      from = from < 0 ? pathEnd : from;
    }
    path(d, layer, from, pathEnd, roots);
    if (query >= 0) {
      new Fields(d, layer, '&', Escapes.FORM)
          .read(
              query + 1,
              end,
              null,
              (f, t, chain) -> part(layer, "", "query:", f, t, chain),
              v -> {
                layer.tops.add(v);
                roots.add(v);
              });
    }
  }

  private static void path(Decoding d, Layer layer, int from, int to, List<Node> roots) {
    byte[] a = layer.octets;
    Fields segments = new Fields(d, layer, '/', Escapes.PERCENT);
    int number = 0;
    int i = from;
    while (i < to) {
      int end = Text.indexOf(a, i, to, '/');
      end = end < 0 ? to : end;
      if (end > i) {
        if (!d.takeValue()) {
          return;
        }
        int n = number++;
        Value v =
            segments.value(
                i, end, null, (f, t, chain) -> part(layer, "", "path:", f, t, chain).at(n));
        layer.tops.add(v);
        roots.add(v);
        matrix(d, v);
      }
      i = end + 1;
    }
  }

  /** Parameters of a path segment (RFC 3986 section 3.3). */
  private static void matrix(Decoding d, Value segment) {
    byte[] a = segment.content.octets;
    int first = Text.indexOf(a, segment.from, segment.to, ';');
    if (first >= 0
        && segment.values().isEmpty()
        && Fields.looksLikeFields(a, first + 1, segment.to, ';')) {
      Fields.structure(
          d, segment, first + 1, segment.to, ';', Escapes.PERCENT, "matrix:", "matrix");
    }
  }

  private static void header(Decoding d, Header header, String name, List<Node> roots) {
    if (!d.takeValue()) {
      return;
    }
    Layer layer = Layer.ofPart(header.value().getBytes(StandardCharsets.ISO_8859_1));
    Value v = part(layer, header.name(), "header:", 0, layer.octets.length, null);
    d.layer(v);
    if (name.equals("cookie")) {
      new Fields(d, layer, ';', null)
          .read(
              0,
              layer.octets.length,
              null,
              (f, t, chain) -> part(layer, "", "cookie:", f, t, chain),
              c -> {
                layer.tops.add(c);
                roots.add(c);
              });
      return;
    }
    roots.add(v);
    if (!LEFT_AS_TEXT.contains(name) && !name.startsWith("sec-")) {
      d.open(v);
    }
  }

  private static Value part(
      Layer layer, String name, String scheme, int from, int to, @Nullable Chain chain) {
    Value v = new Value(Node.Kind.TEXT, Value.Role.PART, scheme, null, chain, layer, from, to);
    return name.isEmpty() ? v : v.named(name);
  }

  private static boolean content(
      Decoding d,
      byte[] octets,
      String contentType,
      List<String> codings,
      String grpcEncoding,
      List<Node> roots) {
    if (octets.length == 0 || !d.takeValue()) {
      return false;
    }
    Layer layer = Layer.ofPart(octets);
    Node.Kind kind = Text.isPlain(octets, 0, octets.length) ? Node.Kind.TEXT : Node.Kind.BYTES;
    Value body = new Value(kind, Value.Role.BODY, "", null, null, layer, 0, octets.length);
    d.layer(body);
    new Bodies(d, grpcEncoding).open(body, contentType, codings);
    if (Decoding.settle(body)) {
      roots.addAll(body.values());
    } else {
      roots.add(body);
    }
    return d.isOpaque(body);
  }
}
