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

/** The decoder. */
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

  private final Limits limits;

  public StandardDecoder(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Decoded decode(Request request) {
    Decoding d = new Decoding(limits);
    List<Node> roots = new ArrayList<>();
    target(d, request, roots);
    String contentType = "";
    String grpcEncoding = "";
    List<String> codings = new ArrayList<>();
    for (Header header : request.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.equals("content-type")) {
        contentType = header.value();
      } else if (name.equals("content-encoding")) {
        codings.addAll(List.of(header.value().split(",", 17)));
      } else if (name.equals("grpc-encoding")) {
        grpcEncoding = header.value();
      }
      header(d, header, name, roots);
    }
    for (Header trailer : request.trailers()) {
      header(d, trailer, trailer.name().toLowerCase(Locale.ROOT), roots);
    }
    if (!request.body().loaded()) {
      d.note("body: not loaded");
    }
    boolean opaque =
        content(d, request.body().content(), contentType, codings, grpcEncoding, roots);
    return new Decoded(roots, d.layers(), d.notes(), opaque, d.opaqueFields());
  }

  @Override
  public Decoded decode(Message message) {
    Decoding d = new Decoding(limits);
    List<Node> roots = new ArrayList<>();
    String type =
        switch (message.kind()) {
          case "sse" -> "text/event-stream";
          case "grpc" ->
              GrpcReader.looksFramed(message.content(), 0, message.content().length)
                  ? "application/grpc"
                  : "application/x-protobuf";
          default -> "";
        };
    boolean opaque = content(d, message.content(), type, List.of(), "", roots);
    return new Decoded(roots, d.layers(), d.notes(), opaque, d.opaqueFields());
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
      }
      i = end + 1;
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
