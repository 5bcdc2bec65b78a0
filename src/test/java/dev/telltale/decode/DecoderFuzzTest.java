package dev.telltale.decode;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import java.util.List;

/**
 * Any octets under any label: nothing is thrown, the limits hold, and every value can be asked
 * everything. With {@code JAZZER_FUZZ=1} each test searches; otherwise it runs the kept inputs.
 */
class DecoderFuzzTest {
  private static final Limits SMALL =
      new Limits(1 << 20, 1 << 20, 10, 16 << 10, 64 << 10, 100, 8, 1 << 20, 100, 5_000, 1 << 20);
  private static final MessageDecoder DECODER = new StandardDecoder(SMALL);
  private static final List<String> TYPES =
      List.of(
          "",
          "application/json",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=b",
          "multipart/mixed",
          "text/xml",
          "application/x-plist",
          "application/x-protobuf",
          "application/grpc",
          "application/grpc-web-text+json",
          "application/msgpack",
          "application/cbor",
          "text/event-stream",
          "text/plain; charset=gbk",
          "text/plain; charset=utf-16",
          "application/octet-stream");
  private static final List<String> CODINGS =
      List.of("", "gzip", "deflate", "br", "zstd", "gzip, br", "identity");

  @FuzzTest(maxDuration = "2m")
  void body(FuzzedDataProvider data) {
    String type = data.pickValue(TYPES);
    String coding = data.pickValue(CODINGS);
    byte[] body = data.consumeRemainingAsBytes();
    check(
        coding.isEmpty()
            ? DECODER.decode(Requests.post(type, body))
            : DECODER.decode(Requests.post(type, body, "Content-Encoding", coding)));
  }

  @FuzzTest(maxDuration = "2m")
  void head(FuzzedDataProvider data) {
    String target = "/" + data.consumeString(200);
    String cookie = data.consumeString(200);
    String header = data.consumeRemainingAsString();
    check(DECODER.decode(Requests.get(target, "Cookie", cookie, "X-Client", header)));
  }

  @FuzzTest(maxDuration = "2m")
  void text(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    check(DECODER.decode(Requests.post("application/json", "{\"v\":" + quoted(text) + "}")));
  }

  @FuzzTest(maxDuration = "2m")
  void message(FuzzedDataProvider data) {
    String kind = data.pickValue(List.of("websocket-text", "websocket-binary", "grpc", "sse"));
    byte[] content = data.consumeRemainingAsBytes();
    check(DECODER.decode(new Message(Message.Direction.SENT, 0, kind, content.length, content)));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static void check(Decoded decoded) {
    for (String limit : decoded.limits()) {
      if (limit.startsWith(StandardDecoder.FAULT)) {
        throw new AssertionError(limit);
      }
    }
    List<Node> all = Requests.all(decoded);
    if (all.size() > 4 * SMALL.decodeNodes()) {
      throw new AssertionError("values: " + all.size());
    }
    long octets = 0;
    for (Node layer : decoded.layers()) {
      octets += layer.bytes().length;
    }
    if (octets > 8L * SMALL.decodeBytes()) {
      throw new AssertionError("octets: " + octets);
    }
    for (Node node : all.subList(0, Math.min(all.size(), 300))) {
      node.where();
      node.encoding();
      node.key();
      int start = node.start();
      boolean leaf = node.kind() == Node.Kind.TEXT || node.kind() == Node.Kind.BYTES;
      if (start >= 0 && leaf && node.end() - start != node.bytes().length) {
        throw new AssertionError("span of " + node);
      }
      Node parent = node.parent();
      if (parent != null && !parent.children().contains(node)) {
        throw new AssertionError("parent of " + node);
      }
    }
    for (Node layer : decoded.layers()) {
      int length = layer.bytes().length;
      layer.at(length / 3, length / 2);
      layer.where();
    }
  }
}
