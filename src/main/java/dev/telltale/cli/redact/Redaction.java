// Longer than the house's 400 lines: each part of an exchange is cleaned with what the parts before
// it showed, so the walk over them and its memory stand together.
package dev.telltale.cli.redact;

import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.classify.ValueSearch;
import dev.telltale.decode.ContentCodings;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.MessageDecoder;
import dev.telltale.decode.Node;
import dev.telltale.evidence.bundle.Redactor;
import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces every planted value of the phones, and every value that was detected, by its pseudonym:
 * in whatever form, on whatever side, in whatever part of an exchange. Values that are too short to
 * be told from other text ({@code en}, {@code 14}) are replaced where the rules detect them.
 *
 * <p>What cannot be searched is not shown: bodies that no decoder opens, bodies of which the
 * capture limit cut the rest off, binary formats with a hit. Digests over what was replaced (such
 * as {@code Content-Digest}, {@code ETag}, or a field named {@code sign}) are replaced with it,
 * because with everything else at hand they would allow to guess the value.
 */
public final class Redaction implements Redactor {
  private static final int REMEMBERED = 20_000;
  private static final Pattern DIGEST_HEADER =
      Pattern.compile("(?i).*(md5|sha\\d|digest|hash|checksum|sign|etag|if-none-match|if-match).*");
  private static final List<String> BODY_FIELDS = List.of("content-type", "grpc-encoding");

  private final MessageDecoder decoder;
  private final Classifier classifier;
  private final Function<String, CompiledProfile> profiles;
  private final UnaryOperator<String> pseudonyms;
  private final PartCleaner cleaner;
  private final ContentCodings codings = new ContentCodings(Limits.DEFAULT);
  private final Map<String, String> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A redaction.
   *
   * @param profiles the compiled profile of a device by its name
   * @param search finds the values that must go
   * @param pseudonyms what stands for a value throughout the case
   */
  public Redaction(
      MessageDecoder decoder,
      Classifier classifier,
      Function<String, CompiledProfile> profiles,
      ValueSearch search,
      UnaryOperator<String> pseudonyms) {
    this.decoder = decoder;
    this.classifier = classifier;
    this.profiles = profiles;
    this.pseudonyms = pseudonyms;
    this.cleaner = new PartCleaner(search, this::pseudonym);
  }

  @Override
  public String pseudonym(String kind, String value) {
    String name = kind.substring(kind.lastIndexOf('.') + 1);
    return PartCleaner.MARK + name + "-" + pseudonyms.apply(value);
  }

  @Override
  public String text(String text) {
    if (text.isEmpty()) {
      return text;
    }
    return known.computeIfAbsent(
        "\0" + text,
        key -> {
          byte[] octets = text.getBytes(StandardCharsets.UTF_8);
          PartCleaner.Cleaned cleaned =
              cleaner.clean(
                  octets,
                  o ->
                      decoder.decode(
                          request("/", List.of(new Header("Content-Type", "text/plain")), o)),
                  Redaction::inBody,
                  List.of(),
                  false);
          return cleaned.octets() == null
              ? PartCleaner.MARK + "text"
              : cleaned.octets() == octets ? text : utf8(cleaned.octets());
        });
  }

  private @Nullable String orNull(@Nullable String text) {
    return text == null ? null : text(text);
  }

  private static String utf8(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }

  @Override
  public Redacted exchange(Observation observation) {
    return new One(observation).redacted();
  }

  private static Request request(String target, List<Header> headers, byte[] body) {
    return new Request("POST", target, target, headers, List.of(), kept(body, body.length));
  }

  private static Body kept(byte[] octets, long size) {
    return octets.length == 0 && size == 0
        ? Body.EMPTY
        : new Body(Hashes.sha256Hex(octets), size, octets.length, octets);
  }

  private static boolean inTarget(Node node) {
    String where = node.where();
    return where.startsWith("target:") || where.startsWith("query:") || where.startsWith("path:");
  }

  private static boolean inHeader(Node node) {
    String where = node.where();
    return where.startsWith("header:") || where.startsWith("cookie:");
  }

  private static boolean inBody(Node node) {
    return !inTarget(node) && !inHeader(node);
  }

  /** A value that a rule detected, and the node in which it stands. */
  private record Hit(Node node, Finding finding, String token) {

    /** Whether the finding says where in the part it stands. */
    boolean exact() {
      return finding.start() >= 0
          && finding.end() > finding.start()
          && node.kind() == Node.Kind.TEXT
          && node.start() >= 0;
    }

    Cut cut(byte[] part) {
      return exact()
          ? new Cut(finding.start(), finding.end(), token)
          : PartCleaner.whole(node, token, part);
    }
  }

  /** One exchange on its way. */
  private final class One {
    private final Observation observation;
    private final Exchange exchange;
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final List<Finding> findings;
    private final byte @Nullable [] plainRequestBody;

    One(Observation observation) {
      this.observation = observation;
      this.exchange = observation.exchange();
      Request request = exchange.request();
      plainRequestBody = plain(request.headers(), request.body());
      findings =
          classifier
              .classify(stripped(), profiles.apply(observation.context().device()))
              .findings();
    }

    /** The exchange with the request's content coding taken off, so that spans are of the text. */
    private Exchange stripped() {
      Request r = exchange.request();
      if (plainRequestBody == null) {
        return exchange;
      }
      Request plain =
          new Request(
              r.method(),
              r.url(),
              r.target(),
              withoutCoding(r.headers()),
              r.trailers(),
              kept(plainRequestBody, plainRequestBody.length));
      return with(plain, exchange.response(), exchange.messages());
    }

    private Exchange with(Request request, @Nullable Response response, List<Message> messages) {
      return new Exchange(
          exchange.id(),
          exchange.connection(),
          exchange.protocol(),
          request,
          response,
          messages,
          exchange.outcome(),
          exchange.failure(),
          exchange.startedAtMillis(),
          exchange.durationMillis());
    }

    Redacted redacted() {
      Request request = request();
      Response response = exchange.response() == null ? null : response(exchange.response());
      List<Message> messages = new ArrayList<>();
      for (int i = 0; i < exchange.messages().size(); i++) {
        messages.add(message(i, exchange.messages().get(i)));
      }
      Exchange shown =
          new Exchange(
              exchange.id(),
              connection(exchange.connection()),
              exchange.protocol(),
              request,
              response,
              messages,
              exchange.outcome(),
              orNull(exchange.failure()),
              exchange.startedAtMillis(),
              exchange.durationMillis());
      Context c = observation.context();
      Attribution a = c.attribution();
      Context context =
          new Context(
              c.session(),
              text(c.device()),
              new Attribution(orNull(a.app()), a.method(), a.confidence()),
              text(c.phase()));
      Recipient recipient = observation.recipient();
      return new Redacted(new Observation(shown, context, recipient), leftOut);
    }

    private Connection connection(Connection c) {
      return new Connection(
          c.id(),
          c.openedAtMillis(),
          c.entry(),
          text(c.clientAddress()),
          c.clientPort(),
          orNull(c.credential()),
          text(c.host()),
          c.port(),
          orNull(c.upstreamAddress()),
          tls(c.client()),
          tls(c.upstream()));
    }

    private @Nullable Tls tls(@Nullable Tls t) {
      return t == null
          ? null
          : new Tls(t.version(), t.cipher(), t.alpn(), orNull(t.sni()), t.ja4());
    }

    private Request request() {
      Request r = exchange.request();
      Decoded decoded = decoder.decode(stripped().request());
      List<Hit> hits = hits(decoded, null);
      List<Cut> inTarget = new ArrayList<>();
      List<Cut> inBody = new ArrayList<>();
      Map<String, List<Cut>> inHeaders = new LinkedHashMap<>();
      byte[] target = r.target().getBytes(StandardCharsets.UTF_8);
      byte[] body = plainRequestBody != null ? plainRequestBody : r.body().content();
      hits.forEach(
          hit -> {
            if (Redaction.inTarget(hit.node())) {
              inTarget.add(hit.cut(target));
            } else if (Redaction.inHeader(hit.node())) {
              inHeaders
                  .computeIfAbsent(headerName(hit.node()), name -> new ArrayList<>())
                  .add(hit.cut(new byte[0]));
            } else {
              inBody.add(hit.cut(body));
            }
          });
      String cleanTarget = target(r.target(), inTarget);
      String cleanUrl =
          !r.target().isEmpty() && r.url().endsWith(r.target())
              ? text(r.url().substring(0, r.url().length() - r.target().length())) + cleanTarget
              : url(r.url(), r.target(), inTarget);
      Body cleanBody = body("request", r.headers(), r.body(), plainRequestBody, inBody);
      boolean bodyChanged = cleanBody != r.body();
      return new Request(
          r.method(),
          cleanUrl,
          cleanTarget,
          headers(r.headers(), inHeaders, bodyChanged, !cleanTarget.equals(r.target())),
          headers(r.trailers(), inHeaders, bodyChanged, false),
          cleanBody);
    }

    /** The nodes in which a rule detected a value. */
    private List<Hit> hits(Decoded decoded, @Nullable Integer message) {
      Map<String, List<Finding>> places = new LinkedHashMap<>();
      for (Finding finding : findings) {
        if (Objects.equals(finding.message(), message)) {
          places.computeIfAbsent(finding.where(), where -> new ArrayList<>()).add(finding);
        }
      }
      List<Hit> hits = new ArrayList<>();
      if (!places.isEmpty()) {
        decoded.roots().forEach(root -> collect(root, places, hits));
        decoded.layers().forEach(layer -> collect(layer, places, hits));
      }
      return hits;
    }

    private void collect(Node node, Map<String, List<Finding>> places, List<Hit> hits) {
      if (node.kind() == Node.Kind.TEXT
          || node.kind() == Node.Kind.NUMBER
          || node.kind() == Node.Kind.BOOLEAN) {
        for (Finding finding : places.getOrDefault(node.where(), List.of())) {
          Hit hit = new Hit(node, finding, pseudonym(finding.kind(), finding.value()));
          // What stands in a running text is found by its value.
          if (hit.exact() || !isWholePart(node)) {
            hits.add(hit);
          }
        }
      }
      node.children().forEach(child -> collect(child, places, hits));
    }

    private boolean isWholePart(Node node) {
      return node.where().equals("target:target") || node.where().equals("body:raw");
    }

    private String target(String target, List<Cut> first) {
      byte[] octets = target.getBytes(StandardCharsets.UTF_8);
      PartCleaner.Cleaned cleaned =
          cleaner.clean(
              octets,
              o -> decoder.decode(Redaction.request(utf8(o), List.of(), new byte[0])),
              Redaction::inTarget,
              first,
              false);
      return cleaned.octets() == null
          ? "/" + PartCleaner.MARK + "target"
          : cleaned.octets() == octets ? target : utf8(cleaned.octets());
    }

    /** A URL that does not end with the target as it was on the wire. */
    private String url(String url, String target, List<Cut> cuts) {
      String cut = url;
      byte[] octets = target.getBytes(StandardCharsets.UTF_8);
      for (Cut c : cuts) {
        int to = Math.min(c.to(), octets.length);
        if (c.from() < to) {
          cut =
              cut.replace(
                  new String(octets, c.from(), to - c.from(), StandardCharsets.UTF_8), c.token());
        }
      }
      return target(cut, List.of());
    }

    private List<Header> headers(
        List<Header> headers,
        Map<String, List<Cut>> cuts,
        boolean bodyChanged,
        boolean targetChanged) {
      List<Header> clean = new ArrayList<>(headers.size());
      for (Header header : headers) {
        String name = header.name().toLowerCase(Locale.ROOT);
        if (bodyChanged && name.equals("content-encoding")) {
          clean.add(new Header(header.name(), "identity"));
        } else if ((bodyChanged || targetChanged) && DIGEST_HEADER.matcher(name).matches()) {
          clean.add(new Header(header.name(), PartCleaner.MARK + "digest"));
        } else {
          clean.add(header(header, cuts.getOrDefault(name, List.of())));
        }
      }
      return clean;
    }

    private Header header(Header header, List<Cut> first) {
      String key = header.name() + '\0' + header.value();
      String remembered = first.isEmpty() ? known.get(key) : null;
      if (remembered == null) {
        byte[] octets = header.value().getBytes(StandardCharsets.ISO_8859_1);
        PartCleaner.Cleaned cleaned =
            cleaner.clean(
                octets,
                o ->
                    decoder.decode(
                        Redaction.request(
                            "/",
                            List.of(
                                new Header(
                                    header.name(), new String(o, StandardCharsets.ISO_8859_1))),
                            new byte[0])),
                Redaction::inHeader,
                first,
                false);
        remembered =
            cleaned.octets() == null
                ? PartCleaner.MARK + "header"
                : new String(cleaned.octets(), StandardCharsets.ISO_8859_1);
        if (first.isEmpty()) {
          known.put(key, remembered);
        }
      }
      String name = text(header.name());
      return remembered.equals(header.value()) && name.equals(header.name())
          ? header
          : new Header(name, remembered);
    }

    private Response response(Response r) {
      byte[] plain = plain(r.headers(), r.body());
      Body body = body("response", r.headers(), r.body(), plain, List.of());
      boolean changed = body != r.body();
      return new Response(
          r.status(),
          text(r.reason()),
          headers(r.headers(), Map.of(), changed, false),
          headers(r.trailers(), Map.of(), changed, false),
          body);
    }

    private Body body(
        String part, List<Header> headers, Body body, byte @Nullable [] plain, List<Cut> first) {
      if (body.sizeBytes() == 0) {
        return body;
      }
      String reason = null;
      if (body.truncated()) {
        reason = "the capture limit cut it, so that what its digest covers cannot be searched";
      } else if (plain == null && !ContentCodings.of(headers).isEmpty()) {
        reason = "its content coding could not be undone";
      }
      if (reason == null) {
        List<Header> fields =
            headers.stream()
                .filter(h -> BODY_FIELDS.contains(h.name().toLowerCase(Locale.ROOT)))
                .toList();
        byte[] octets = plain == null ? body.content() : plain;
        PartCleaner.Cleaned cleaned =
            cleaner.clean(
                octets,
                o -> decoder.decode(Redaction.request("/", fields, o)),
                Redaction::inBody,
                first,
                true);
        if (cleaned.octets() == octets) {
          return body;
        }
        if (cleaned.octets() != null) {
          return kept(cleaned.octets(), cleaned.octets().length);
        }
        reason = cleaned.reason();
      }
      leftOut.put(part + "/body", reason);
      return kept(new byte[0], body.sizeBytes());
    }

    private Message message(int index, Message message) {
      if (message.content().length == 0) {
        return message;
      }
      String reason = "the capture limit cut it";
      if (message.content().length == message.sizeBytes()) {
        List<Cut> first = new ArrayList<>();
        hits(decoder.decode(message), index).forEach(hit -> first.add(hit.cut(message.content())));
        PartCleaner.Cleaned cleaned =
            cleaner.clean(
                message.content(),
                o -> decoder.decode(replaced(message, o)),
                node -> true,
                first,
                true);
        if (cleaned.octets() == message.content()) {
          return message;
        }
        if (cleaned.octets() != null) {
          return replaced(message, cleaned.octets());
        }
        reason = cleaned.reason();
      }
      leftOut.put("messages/" + index, reason);
      return replaced(message, new byte[0]);
    }

    private Message replaced(Message message, byte[] content) {
      return new Message(
          message.direction(),
          message.atMillis(),
          message.kind(),
          content.length == 0 ? message.sizeBytes() : content.length,
          content);
    }

    private byte @Nullable [] plain(List<Header> headers, Body body) {
      return body.truncated() || body.sizeBytes() == 0
          ? null
          : codings.undo(headers, body.content());
    }

    private List<Header> withoutCoding(List<Header> headers) {
      return headers.stream().filter(h -> !h.name().equalsIgnoreCase("Content-Encoding")).toList();
    }

    private String headerName(Node node) {
      Node root = node;
      for (Node up = node.parent(); up != null; up = up.parent()) {
        root = up;
      }
      String where = root.where();
      if (where.startsWith("cookie:")) {
        return "cookie";
      }
      int end = where.indexOf('#');
      return where
          .substring("header:".length(), end < 0 ? where.length() : end)
          .toLowerCase(Locale.ROOT);
    }
  }
}
