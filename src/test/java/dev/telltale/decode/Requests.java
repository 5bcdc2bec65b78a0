package dev.telltale.decode;

import dev.telltale.model.Body;
import dev.telltale.model.Header;
import dev.telltale.model.Request;
import dev.telltale.util.Hashes;
import dev.telltale.util.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Requests to decode, and what tests ask of the result. */
final class Requests {
  static final MessageDecoder DECODER = new StandardDecoder(Limits.DEFAULT);

  private Requests() {}

  static Request get(String target, String... headers) {
    return request(target, new byte[0], headers);
  }

  static Request post(String contentType, byte[] body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!contentType.isEmpty()) {
      all.add("Content-Type");
      all.add(contentType);
    }
    return request("/collect", body, all.toArray(String[]::new));
  }

  static Request post(String contentType, String body, String... headers) {
    return post(contentType, utf8(body), headers);
  }

  private static Request request(String target, byte[] body, String... headers) {
    List<Header> fields = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(new Header(headers[i], headers[i + 1]));
    }
    return new Request(
        "POST",
        "https://t.example" + target,
        target,
        fields,
        List.of(),
        new Body(Hashes.sha256Hex(body), body.length, body.length, body));
  }

  static Decoded decode(Request request) {
    return DECODER.decode(request);
  }

  /** All nodes in the order of the tree. */
  static List<Node> all(Decoded decoded) {
    List<Node> all = new ArrayList<>();
    decoded.roots().forEach(r -> collect(r, all));
    return all;
  }

  private static void collect(Node node, List<Node> all) {
    all.add(node);
    node.children().forEach(c -> collect(c, all));
  }

  /** The values as {@code place = text [chain]}, of those that have a text and hold no others. */
  static List<String> leaves(Decoded decoded) {
    return all(decoded).stream()
        .filter(n -> n.children().isEmpty() && !n.text().isEmpty())
        .map(n -> n.where() + " = " + n.text() + " " + n.encoding())
        .toList();
  }

  static List<String> leaves(Request request) {
    return leaves(decode(request));
  }

  static byte[] utf8(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }

  static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  static String base64(String s) {
    return base64(utf8(s));
  }

  static String hex(byte[] octets) {
    return Hashes.hex(octets);
  }

  static byte[] zlib(byte[] octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] gzip(byte[] octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
