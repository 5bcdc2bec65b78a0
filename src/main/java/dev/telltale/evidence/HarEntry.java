package dev.telltale.evidence;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.util.Times;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as an entry of a HAR file (HAR 1.2, "entries").
 *
 * <p>The members that HAR defines are for its readers: a compressed body appears decoded, as the
 * specification asks for. Members that begin with an underscore, which it leaves to programs, hold
 * what HAR has no place for, so that a re-import gives the same exchange: the body as it was, the
 * request target, trailers, both TLS sides, circumstances, recipient, findings and gaps.
 */
final class HarEntry {
  private final ContentDecoder decoder;

  HarEntry(ContentDecoder decoder) {
    this.decoder = decoder;
  }

  JsonObject of(RecordedExchange recorded, List<RecordedFinding> findings, List<Gap> gaps) {
    Exchange exchange = recorded.observation().exchange();
    Connection connection = exchange.connection();
    JsonObject entry = new JsonObject();
    entry.addProperty("startedDateTime", Times.iso(exchange.startedAtMillis()));
    entry.addProperty("time", exchange.durationMillis());
    entry.add("request", request(exchange));
    entry.add("response", response(exchange));
    entry.add("cache", new JsonObject());
    entry.add("timings", timings(exchange));
    if (connection.upstreamAddress() != null) {
      entry.addProperty("serverIPAddress", connection.upstreamAddress());
    }
    entry.addProperty("connection", connection.id());
    addMessages(entry, exchange);
    entry.addProperty("_id", exchange.id());
    entry.addProperty("_sequence", recorded.sequence());
    addContext(entry, recorded.observation().context());
    entry.add("_recipient", JsonLines.recipient(recorded.observation().recipient()));
    entry.addProperty("_outcome", exchange.outcome().id());
    entry.addProperty("_failure", exchange.failure());
    entry.add("_connection", connection(connection));
    JsonArray found = new JsonArray();
    for (RecordedFinding finding : findings) {
      JsonObject object = new JsonObject();
      JsonLines.addFinding(object, finding.finding());
      found.add(object);
    }
    entry.add("_findings", found);
    JsonArray unseen = new JsonArray();
    gaps.forEach(gap -> unseen.add(gap(gap)));
    entry.add("_gaps", unseen);
    return entry;
  }

  static void addContext(JsonObject object, Context context) {
    object.addProperty("_app", context.attribution().app());
    JsonObject attribution = new JsonObject();
    attribution.addProperty("method", context.attribution().method());
    attribution.addProperty("confidence", context.attribution().confidence());
    object.add("_attribution", attribution);
    object.addProperty("_session", context.session());
    object.addProperty("_device", context.device());
    object.addProperty("_phase", context.phase());
  }

  static JsonObject gap(Gap gap) {
    JsonObject object = new JsonObject();
    object.addProperty("time", Times.iso(gap.atMillis()));
    object.addProperty("cause", gap.cause().id());
    object.addProperty("host", gap.host());
    object.addProperty("count", gap.count());
    object.addProperty("detail", gap.detail());
    object.add(
        "connection", gap.connection() == null ? JsonNull.INSTANCE : connection(gap.connection()));
    return object;
  }

  static JsonObject connection(Connection connection) {
    JsonObject object = new JsonObject();
    object.addProperty("id", connection.id());
    object.addProperty("opened", Times.iso(connection.openedAtMillis()));
    object.addProperty("entry", connection.entry());
    object.addProperty("clientAddress", connection.clientAddress());
    object.addProperty("clientPort", connection.clientPort());
    object.addProperty("credential", connection.credential());
    object.addProperty("host", connection.host());
    object.addProperty("port", connection.port());
    object.addProperty("upstreamAddress", connection.upstreamAddress());
    object.add("client", JsonLines.tls(connection.client()));
    object.add("upstream", JsonLines.tls(connection.upstream()));
    return object;
  }

  private JsonObject request(Exchange exchange) {
    Request request = exchange.request();
    JsonObject object = new JsonObject();
    object.addProperty("method", request.method());
    object.addProperty("url", request.url());
    object.addProperty("httpVersion", exchange.protocol());
    object.add("cookies", HarCookies.sent(request.headers()));
    object.add("headers", headers(request.headers()));
    object.add("queryString", query(request.url()));
    if (request.body().sizeBytes() > 0) {
      JsonObject post = new JsonObject();
      post.addProperty("mimeType", mimeType(request.headers()));
      post.add("params", new JsonArray());
      addContent(post, "_encoding", request.headers(), request.body());
      object.add("postData", post);
    }
    object.addProperty("headersSize", -1);
    object.addProperty("bodySize", request.body().sizeBytes());
    object.addProperty("_target", request.target());
    object.add("_trailers", headers(request.trailers()));
    object.add("_body", body(request.body()));
    return object;
  }

  private JsonObject response(Exchange exchange) {
    Response response = exchange.response();
    JsonObject object = new JsonObject();
    JsonObject content = new JsonObject();
    object.addProperty("status", response == null ? 0 : response.status());
    object.addProperty("statusText", response == null ? "" : response.reason());
    object.addProperty("httpVersion", response == null ? "" : exchange.protocol());
    List<Header> headers = response == null ? List.of() : response.headers();
    object.add("cookies", HarCookies.set(headers));
    object.add("headers", headers(headers));
    content.addProperty("size", 0);
    content.addProperty("mimeType", response == null ? "x-unknown" : mimeType(headers));
    if (response != null && response.body().sizeBytes() > 0) {
      long decoded = addContent(content, "encoding", headers, response.body());
      content.addProperty("size", decoded);
      if (decoded != response.body().sizeBytes()) {
        content.addProperty("compression", decoded - response.body().sizeBytes());
      }
    }
    object.add("content", content);
    object.addProperty("redirectURL", first(headers, "Location"));
    object.addProperty("headersSize", -1);
    object.addProperty("bodySize", response == null ? -1 : response.body().sizeBytes());
    if (response == null) {
      object.addProperty("_error", exchange.failure());
    } else {
      object.add("_trailers", headers(response.trailers()));
      object.add("_body", body(response.body()));
    }
    return object;
  }

  /**
   * Adds a body as text where it is UTF-8, and in base64 otherwise.
   *
   * @param encodingName the member that says {@code base64}
   * @return length of what the text stands for
   */
  private long addContent(JsonObject object, String encodingName, List<Header> headers, Body body) {
    byte[] decoded = body.truncated() ? null : decoder.decode(headers, body.content());
    byte[] shown = decoded == null ? body.content() : decoded;
    String text = utf8(shown);
    object.addProperty("text", text == null ? base64(shown) : text);
    if (text == null) {
      object.addProperty(encodingName, "base64");
    }
    if (decoded != null) {
      object.addProperty("_raw", base64(body.content()));
    }
    return decoded == null ? body.sizeBytes() : decoded.length;
  }

  private static JsonObject body(Body body) {
    JsonObject object = new JsonObject();
    object.addProperty("sha256", body.sha256());
    object.addProperty("size", body.sizeBytes());
    object.addProperty("kept", body.keptBytes());
    return object;
  }

  private static JsonObject timings(Exchange exchange) {
    JsonObject timings = new JsonObject();
    for (String unknown : List.of("blocked", "dns", "connect", "ssl")) {
      timings.addProperty(unknown, -1);
    }
    timings.addProperty("send", 0);
    timings.addProperty("wait", exchange.durationMillis());
    timings.addProperty("receive", 0);
    return timings;
  }

  private static JsonArray headers(List<Header> headers) {
    JsonArray array = new JsonArray();
    headers.forEach(header -> array.add(pair(header.name(), header.value())));
    return array;
  }

  static JsonObject pair(String name, String value) {
    JsonObject object = new JsonObject();
    object.addProperty("name", name);
    object.addProperty("value", value);
    return object;
  }

  /** The query's parameters as they stand in the URL, not decoded, as browsers export them. */
  private static JsonArray query(String url) {
    JsonArray array = new JsonArray();
    int start = url.indexOf('?');
    if (start < 0) {
      return array;
    }
    int end = url.indexOf('#', start);
    for (String part : url.substring(start + 1, end < 0 ? url.length() : end).split("&", -1)) {
      int equals = part.indexOf('=');
      if (!part.isEmpty()) {
        array.add(
            equals < 0
                ? pair(part, "")
                : pair(part.substring(0, equals), part.substring(equals + 1)));
      }
    }
    return array;
  }

  /**
   * WebSocket messages as Chromium writes them ({@code _webSocketMessages}: {@code type}, {@code
   * time} in seconds, {@code opcode} and {@code data}, base64 unless text), other messages in
   * {@code _messages}.
   */
  private static void addMessages(JsonObject entry, Exchange exchange) {
    JsonArray webSocket = new JsonArray();
    JsonArray others = new JsonArray();
    for (Message message : exchange.messages()) {
      JsonObject object = new JsonObject();
      String text = message.kind().equals("websocket-text") ? utf8(message.content()) : null;
      object.addProperty(
          "type", message.direction() == Message.Direction.SENT ? "send" : "receive");
      object.addProperty("time", message.atMillis() / 1000.0);
      if (message.kind().startsWith("websocket-")) {
        object.addProperty("opcode", opcode(message.kind()));
        webSocket.add(object);
      } else {
        object.addProperty("_kind", message.kind());
        others.add(object);
      }
      object.addProperty("data", text == null ? base64(message.content()) : text);
      object.addProperty("_size", message.sizeBytes());
      if (text == null) {
        object.addProperty("_encoding", "base64");
      }
    }
    if (!webSocket.isEmpty()) {
      entry.addProperty("_resourceType", "websocket");
      entry.add("_webSocketMessages", webSocket);
    }
    if (!others.isEmpty()) {
      entry.add("_messages", others);
    }
  }

  /** Opcode of RFC 6455 section 5.2. */
  private static int opcode(String kind) {
    return switch (kind) {
      case "websocket-text" -> 1;
      case "websocket-close" -> 8;
      default -> 2;
    };
  }

  private static String mimeType(List<Header> headers) {
    String type = first(headers, "Content-Type");
    return type.isEmpty() ? "x-unknown" : type;
  }

  static String first(List<Header> headers, String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return "";
  }

  static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  /** The text of octets that are UTF-8, else null. Encoding it again gives the same octets. */
  private static @Nullable String utf8(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
