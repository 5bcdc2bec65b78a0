package dev.telltale.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One exchange for the inspector: both messages as they were on the wire, the decoded layers, and
 * for each finding the place to highlight.
 */
final class Inspection {
  private static final int MOST_LAYERS = 40;
  private static final int MOST_MESSAGES = 200;

  private final Exchange exchange;
  private final Content body;
  private final List<Content> messages = new ArrayList<>();
  private final List<Layers.Layer> layers;
  private final List<Content> layerContents = new ArrayList<>();

  Inspection(Exchange exchange, List<Layers.Layer> layers) {
    this.exchange = exchange;
    this.body = content(exchange.request().body());
    this.layers = layers.subList(0, Math.min(MOST_LAYERS, layers.size()));
    for (Layers.Layer layer : this.layers) {
      layerContents.add(Content.of(layer.content(), layer.content().length));
    }
    for (Message message :
        exchange.messages().subList(0, Math.min(MOST_MESSAGES, exchange.messages().size()))) {
      messages.add(Content.of(message.content(), message.sizeBytes()));
    }
  }

  private static Content content(Body body) {
    return Content.of(body.content(), body.sizeBytes());
  }

  JsonObject json(Rows rows, RecordedExchange recorded, List<RecordedFinding> findings) {
    JsonObject json = new JsonObject();
    json.add("exchange", Json.exchange(rows, recorded));
    json.add("failure", Json.text(exchange.failure()));
    json.add("connection", connection(exchange.connection()));
    json.add("request", request(exchange.request()));
    Response response = exchange.response();
    json.add("response", response == null ? JsonNull.INSTANCE : response(response));
    json.add("layers", layers());
    json.add("messages", messages());
    json.addProperty("messageCount", exchange.messages().size());
    JsonArray found = new JsonArray();
    for (RecordedFinding finding : findings) {
      JsonObject row = Json.finding(rows, finding);
      row.add("mark", mark(finding.finding()));
      found.add(row);
    }
    json.add("findings", found);
    return json;
  }

  private static JsonObject connection(Connection connection) {
    JsonObject json = new JsonObject();
    json.addProperty("id", connection.id());
    json.addProperty("entry", connection.entry());
    json.addProperty("client", connection.clientAddress());
    json.addProperty("host", connection.host());
    json.addProperty("port", connection.port());
    json.add("address", Json.text(connection.upstreamAddress()));
    json.add("clientTls", tls(connection.client()));
    json.add("upstreamTls", tls(connection.upstream()));
    return json;
  }

  private static JsonElement tls(@Nullable Tls tls) {
    if (tls == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.add("version", Json.text(tls.version()));
    json.add("cipher", Json.text(tls.cipher()));
    json.add("alpn", Json.text(tls.alpn()));
    json.add("sni", Json.text(tls.sni()));
    json.add("ja4", Json.text(tls.ja4()));
    return json;
  }

  private JsonObject request(Request request) {
    JsonObject json = new JsonObject();
    json.addProperty("method", request.method());
    json.addProperty("url", request.url());
    json.addProperty("target", request.target());
    json.add("headers", Json.headers(request.headers()));
    json.add("trailers", Json.headers(request.trailers()));
    json.add("body", body(request.body(), body));
    return json;
  }

  private static JsonObject response(Response response) {
    JsonObject json = new JsonObject();
    json.addProperty("status", response.status());
    json.addProperty("reason", response.reason());
    json.add("headers", Json.headers(response.headers()));
    json.add("trailers", Json.headers(response.trailers()));
    json.add("body", body(response.body(), content(response.body())));
    return json;
  }

  private static JsonObject body(Body body, Content content) {
    JsonObject json = content.json();
    json.addProperty("sha256", body.sha256());
    json.addProperty("keptBytes", body.keptBytes());
    return json;
  }

  private JsonArray layers() {
    JsonArray array = new JsonArray();
    for (int i = 0; i < layers.size(); i++) {
      JsonObject json = layerContents.get(i).json();
      json.addProperty("where", layers.get(i).where());
      json.add("encoding", Json.texts(layers.get(i).encoding()));
      array.add(json);
    }
    return array;
  }

  private JsonArray messages() {
    JsonArray array = new JsonArray();
    for (int i = 0; i < messages.size(); i++) {
      Message message = exchange.messages().get(i);
      JsonObject json = messages.get(i).json();
      json.addProperty("direction", message.direction().name().toLowerCase(Locale.ROOT));
      json.addProperty("time", Json.time(message.atMillis()));
      json.addProperty("kind", message.kind());
      array.add(json);
    }
    return array;
  }

  /**
   * Where to highlight a finding: {@code part} ({@code target}, {@code header}, {@code body},
   * {@code layer} or {@code message}), {@code index} of the header, layer or message, and {@code
   * start} and {@code end} in characters of what is shown there, or in octets where that is
   * hexadecimal. Null if it does not stand anywhere as it is.
   */
  private JsonElement mark(Finding finding) {
    Integer message = finding.message();
    if (message != null) {
      return message < messages.size()
          ? either(mark("message", message, messages.get(message), finding), layer(finding))
          : JsonNull.INSTANCE;
    }
    String root = finding.where().split("[:/#\\[]", 2)[0].toLowerCase(Locale.ROOT);
    JsonElement literal =
        switch (root) {
          case "query", "path", "fragment" -> target(finding);
          case "header", "cookie", "trailer" -> header(finding);
          default -> finding.start() < 0 ? JsonNull.INSTANCE : mark("body", 0, body, finding);
        };
    return either(
        either(literal, layer(finding)),
        finding.start() < 0 ? mark("body", 0, body, finding) : JsonNull.INSTANCE);
  }

  private static JsonElement either(JsonElement one, JsonElement other) {
    return one.isJsonNull() ? other : one;
  }

  private JsonElement target(Finding finding) {
    String target = exchange.request().target();
    return place("target", 0, target, finding.start(), finding.end(), finding.observed());
  }

  private JsonElement header(Finding finding) {
    List<Header> headers = exchange.request().headers();
    String where = finding.where().toLowerCase(Locale.ROOT);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < headers.size(); i++) {
        String name = headers.get(i).name().toLowerCase(Locale.ROOT);
        boolean named =
            where.startsWith("cookie") ? name.equals("cookie") : where.startsWith("header:" + name);
        if (named || pass == 1) {
          int start = pass == 0 ? finding.start() : -1;
          JsonElement found =
              place("header", i, headers.get(i).value(), start, finding.end(), finding.observed());
          if (!found.isJsonNull()) {
            return found;
          }
        }
      }
    }
    return JsonNull.INSTANCE;
  }

  /** The deepest layer on the way to the finding that shows it. */
  private JsonElement layer(Finding finding) {
    int best = -1;
    int bestScore = -1;
    for (int i = 0; i < layers.size(); i++) {
      String text = layerContents.get(i).text();
      if (text == null || !text.contains(finding.observed())) {
        continue;
      }
      boolean onTheWay = finding.where().startsWith(layers.get(i).where());
      int score = (onTheWay ? 1000 : 0) + layers.get(i).encoding().size();
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    if (best < 0) {
      return JsonNull.INSTANCE;
    }
    String text = layerContents.get(best).text();
    return place("layer", best, text == null ? "" : text, -1, -1, finding.observed());
  }

  private static JsonElement mark(String part, int index, Content content, Finding finding) {
    int start = finding.start();
    int end = finding.end();
    if (start >= 0 && start < end && end <= content.octets().length) {
      return json(part, index, content.offset(start), content.offset(end));
    }
    String text = content.text();
    return text == null ? JsonNull.INSTANCE : place(part, index, text, -1, -1, finding.observed());
  }

  private static JsonElement place(
      String part, int index, String text, int start, int end, String observed) {
    if (start >= 0 && start < end && end <= text.length()) {
      return json(part, index, start, end);
    }
    int at = observed.isEmpty() ? -1 : text.indexOf(observed);
    return at < 0 ? JsonNull.INSTANCE : json(part, index, at, at + observed.length());
  }

  private static JsonObject json(String part, int index, int start, int end) {
    JsonObject json = new JsonObject();
    json.addProperty("part", part);
    json.addProperty("index", index);
    json.addProperty("start", start);
    json.addProperty("end", end);
    return json;
  }
}
