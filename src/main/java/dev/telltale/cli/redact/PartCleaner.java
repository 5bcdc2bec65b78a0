package dev.telltale.cli.redact;

import dev.telltale.classify.ValueSearch;
import dev.telltale.classify.known.KnownValues.Sighting;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.Node;
import dev.telltale.decode.Span;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cleans one part of a message (target, header value, body, message): searches it in all its
 * layers, replaces what the hits were made from, and searches again until nothing is found. Where
 * an encoding hides the value, the whole encoded text is replaced: no decoder's work has to be
 * undone, so none can be undone wrongly.
 */
final class PartCleaner {
  /** How every token begins. */
  static final String MARK = "redacted-";

  private static final int ROUNDS = 12;
  private static final Pattern DIGEST_KEY =
      Pattern.compile(
          "(?i).*(sign|signature|sig|checksum|digest|hash|hmac|md5|sha\\d*|etag|if-none-match)");

  private final ValueSearch search;
  private final BinaryOperator<String> token;

  /**
   * A cleaner.
   *
   * @param token what stands for a value of a kind
   */
  PartCleaner(ValueSearch search, BinaryOperator<String> token) {
    this.search = search;
    this.token = token;
  }

  /** Whether a field of this name tells a digest of others, which would allow to guess them. */
  static boolean tellsDigest(String key) {
    return DIGEST_KEY.matcher(key).matches();
  }

  /**
   * The outcome.
   *
   * @param octets the cleaned octets, the same array if there was nothing to clean; null if they
   *     could not be cleaned
   * @param reason why not, empty if they were
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Cleaned(byte @Nullable [] octets, String reason) {
    static Cleaned failed(String reason) {
      return new Cleaned(null, reason);
    }
  }

  /**
   * Cleans.
   *
   * @param octets the part
   * @param decode decodes a message that has these octets as that part
   * @param own whether a node belongs to the part
   * @param first cuts that are known already
   * @param wholeMatters whether octets that no decoder opens make the part unfit to be shown
   */
  Cleaned clean(
      byte[] octets,
      Function<byte[], Decoded> decode,
      Predicate<Node> own,
      List<Cut> first,
      boolean wholeMatters) {
    byte[] now = octets;
    for (int round = 0; round < ROUNDS; round++) {
      Decoded decoded = decode.apply(now);
      if (wholeMatters && (decoded.opaque() || !decoded.limits().isEmpty())) {
        return Cleaned.failed(
            decoded.opaque()
                ? "no decoder opens it, so that it cannot be searched"
                : "not decoded to the end: " + decoded.limits().get(0));
      }
      List<Cut> cuts = new ArrayList<>(round == 0 ? first : List.of());
      for (Sighting sighting : search.in(decoded)) {
        if (own.test(sighting.layer())) {
          cuts.add(cut(sighting, now));
        }
      }
      for (Node field : decoded.opaqueFields()) {
        if (own.test(field) && !field.text().startsWith(MARK)) {
          Span span = field.source(0, field.bytes().length);
          cuts.add(new Cut(span.from(), span.to(), MARK + "opaque"));
        }
      }
      if (cuts.isEmpty()) {
        return new Cleaned(now, "");
      }
      if (!isText(now)) {
        return Cleaned.failed("a binary format that holds personal values and is not rewritten");
      }
      if (round == 0) {
        decoded.roots().stream().filter(own).forEach(root -> digests(root, cuts));
      }
      now = Cut.apply(now, cuts);
    }
    return Cleaned.failed("values remained after " + ROUNDS + " rounds of cleaning");
  }

  private Cut cut(Sighting sighting, byte[] part) {
    Node layer = sighting.layer();
    int from = sighting.from();
    int to = sighting.to();
    if (sighting.encoded()) {
      byte[] text = layer.bytes();
      while (from > 0 && base64(text[from - 1])) {
        from--;
      }
      while (to < text.length && base64(text[to])) {
        to++;
      }
    }
    Node value = layer.at(from, to);
    String name = token.apply(sighting.kind(), sighting.value());
    if (value.kind() == Node.Kind.NUMBER) {
      return number(value, name, part);
    }
    Span span = layer.source(from, to);
    return new Cut(span.from(), span.to(), name);
  }

  /** A cut of the whole value; a number becomes a text, in quotes where it had none to be one. */
  static Cut whole(Node value, String token, byte[] part) {
    if (value.kind() == Node.Kind.NUMBER || value.kind() == Node.Kind.BOOLEAN) {
      return number(value, token, part);
    }
    Span span = value.source(0, value.bytes().length);
    return new Cut(span.from(), span.to(), token);
  }

  private static Cut number(Node value, String token, byte[] part) {
    Span span = value.source(0, value.bytes().length);
    int before = span.from() - 1;
    while (before >= 0 && (part[before] == ' ' || part[before] == '\n' || part[before] == '\t')) {
      before--;
    }
    boolean bare =
        before >= 0 && (part[before] == ':' || part[before] == '[' || part[before] == ',');
    boolean json = value.encoding().contains("json");
    return new Cut(span.from(), span.to(), bare && json ? '"' + token + '"' : token);
  }

  private static void digests(Node node, List<Cut> cuts) {
    if (node.kind() == Node.Kind.TEXT && tellsDigest(node.key()) && !node.text().isEmpty()) {
      Span span = node.source(0, node.bytes().length);
      cuts.add(new Cut(span.from(), span.to(), MARK + "digest"));
    }
    node.children().forEach(child -> digests(child, cuts));
  }

  private static boolean base64(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '-'
        || c == '_'
        || c == '=';
  }

  private static boolean isText(byte[] octets) {
    for (byte octet : octets) {
      if (octet == 0) {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
