package dev.telltale.evidence;

import com.google.gson.JsonElement;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import dev.telltale.util.Ids;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entry of a HAR file as an exchange. Belongs to one reading of one file. */
final class HarEntryReader {
  /** The address of a phone that the file does not name. */
  static final String NO_ADDRESS = "0.0.0.0";

  private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
  private static final int REMEMBERED = 10_000;

  private final Limits limits;
  private final Ids ids;
  private final HarImport.Naming naming;
  private final HarBodies bodies;
  private final Map<String, Connection> connections =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Connection> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** An exchange and what could not be seen of it. */
  record Entry(HarImport.Draft draft, List<Gap> gaps) {}

  HarEntryReader(Limits limits, Ids ids, HarImport.Naming naming) {
    this.limits = limits;
    this.ids = ids;
    this.naming = naming;
    bodies = new HarBodies(limits.captureBytes());
  }

  /** The exchange of an entry, null if it was none with a server. */
  @Nullable Entry read(Members entry) throws HarException {
    Members request = entry.requiredObject("request");
    HarUrl url = HarUrl.parse(request.requiredText("url"));
    if (url == null || !SCHEMES.contains(url.scheme())) {
      return null;
    }
    Long started = entry.instant("startedDateTime");
    if (started == null) {
      throw entry.wrong("startedDateTime", "a time");
    }
    Members response = entry.object("response");
    boolean answered = response != null && response.whole("status", 0) > 0;
    String id = naming.id(entry.text("_id"));
    Request sent = request(request, url);
    Response received = answered && response != null ? response(response) : null;
    List<Message> messages = messages(entry);
    String failure = entry.text("_failure");
    if (!answered && failure == null) {
      String error = response == null ? null : response.text("_error");
      failure = error == null ? "the file holds no response" : error;
    }
    Exchange exchange =
        new Exchange(
            id,
            connection(entry, url, started),
            protocol(request, response),
            sent,
            received,
            messages,
            outcome(entry, sent, received),
            failure,
            started,
            Math.max(0, entry.whole("time", 0)));
    List<Gap> gaps = new ArrayList<>();
    for (Members gap : entry.objects("_gaps")) {
      gaps.add(HarLogReader.gap(gap, id));
    }
    if (!entry.object().has("_id")) {
      leftOut(gaps, exchange, sent.body(), "request");
      if (received != null) {
        leftOut(gaps, exchange, received.body(), "response");
      }
    }
    return new Entry(
        new HarImport.Draft(
            exchange, HarLogReader.context(entry), recipient(entry), findings(entry, id)),
        gaps);
  }

  private static void leftOut(List<Gap> gaps, Exchange exchange, Body body, String which) {
    if (body.truncated()) {
      gaps.add(
          new Gap(
              exchange.startedAtMillis(),
              Gap.Cause.TRUNCATED,
              exchange.connection(),
              exchange.id(),
              exchange.connection().host(),
              1,
              "the file holds "
                  + body.keptBytes()
                  + " of "
                  + body.sizeBytes()
                  + " octets of the "
                  + which
                  + " body"));
    }
  }

  private Request request(Members request, HarUrl url) throws HarException {
    List<Header> headers = headers(request, "headers");
    String path = pseudo(request, ":path");
    Members content = request.object("_content");
    if (content == null) {
      content = request.object("postData");
    }
    return new Request(
        request.requiredText("method"),
        // Our own files have the URL as it was recorded.
        request.object().has("_target") ? request.requiredText("url") : url.normal(),
        request.text("_target", path == null ? url.target() : path),
        headers,
        headers(request, "_trailers"),
        bodies.read(content, HarBodies.stated(request), request.whole("bodySize", -1)));
  }

  private Response response(Members response) throws HarException {
    Members content = response.object("content");
    long size = content == null ? 0 : content.whole("size", 0);
    int status = (int) response.whole("status", 0);
    if (status < 100 || status > 999) {
      throw response.wrong("status", "0, or 100 to 999");
    }
    return new Response(
        status,
        response.text("statusText", ""),
        headers(response, "headers"),
        headers(response, "_trailers"),
        bodies.read(content, HarBodies.stated(response), size));
  }

  /** Field lines without HTTP/2's pseudo-header fields, which browsers list among them. */
  private static List<Header> headers(Members message, String name) throws HarException {
    List<Header> headers = new ArrayList<>();
    for (Members header : message.objects(name)) {
      String field = header.requiredText("name");
      if (!field.startsWith(":")) {
        headers.add(new Header(octets(field), octets(header.text("value", ""))));
      }
    }
    return headers;
  }

  private static @Nullable String pseudo(Members request, String name) throws HarException {
    for (Members header : request.objects("headers")) {
      if (name.equals(header.text("name"))) {
        return header.text("value");
      }
    }
    return null;
  }

  /** A field's octets as characters: what is beyond ISO-8859-1 was UTF-8 on the wire. */
  private static String octets(String text) {
    return text.chars().allMatch(c -> c <= 0xFF)
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String protocol(Members request, @Nullable Members response) throws HarException {
    String stated = request.text("httpVersion", "");
    if ((stated.isEmpty() || stated.equals("unknown")) && response != null) {
      stated = response.text("httpVersion", "");
    }
    return switch (stated.toLowerCase(Locale.ROOT)) {
      case "h2", "http/2", "http/2.0", "h2c" -> "HTTP/2";
      case "h3", "http/3", "http/3.0", "quic", "h3-29" -> "HTTP/3";
      case "http/1.0" -> "HTTP/1.0";
      default -> "HTTP/1.1";
    };
  }

  private static Outcome outcome(Members entry, Request sent, @Nullable Response received)
      throws HarException {
    String stated = entry.text("_outcome");
    if (stated != null) {
      try {
        return Outcome.of(stated);
      } catch (IllegalArgumentException e) {
        throw entry.wrong("_outcome", "complete, client-aborted, upstream-failed, …");
      }
    }
    if (received == null) {
      return Outcome.UPSTREAM_FAILED;
    }
    return sent.body().truncated() || received.body().truncated()
        ? Outcome.TRUNCATED
        : Outcome.COMPLETE;
  }

  private Connection connection(Members entry, HarUrl url, long startedAtMillis)
      throws HarException {
    Members own = entry.object("_connection");
    if (own != null) {
      return HarLogReader.connection(own);
    }
    String address = entry.text("serverIPAddress", "").replaceAll("[\\[\\]]", "");
    String upstream = address.matches("[0-9a-fA-F:.]+") ? address : null;
    boolean encrypted = url.scheme().equals("https") || url.scheme().equals("wss");
    Tls tls = encrypted ? new Tls(null, null, null, null, null) : null;
    String number = entry.text("connection");
    Connection fresh =
        new Connection(
            ids.next(),
            startedAtMillis,
            "import",
            NO_ADDRESS,
            0,
            null,
            url.host(),
            url.port(),
            upstream,
            tls,
            tls);
    if (number == null || number.isEmpty()) {
      return fresh;
    }
    String key = String.join(" ", number, url.scheme(), url.host(), "" + url.port(), address);
    return connections.computeIfAbsent(key, k -> fresh);
  }

  private List<Message> messages(Members entry) throws HarException {
    List<Message> messages = new ArrayList<>();
    for (String name : List.of("_webSocketMessages", "_messages")) {
      for (Members message : entry.objects(name)) {
        if (messages.size() < limits.messages()) {
          messages.add(message(message));
        }
      }
    }
    return messages;
  }

  private Message message(Members message) throws HarException {
    int opcode = (int) message.whole("opcode", 0);
    String kind =
        switch (opcode) {
          case 0 -> message.text("_kind", "websocket-text");
          case 1 -> "websocket-text";
          case 8 -> "websocket-close";
          default -> "websocket-binary";
        };
    String data = message.text("data", "");
    boolean text = kind.equals("websocket-text") && message.text("_encoding") == null;
    byte[] octets;
    try {
      octets = text ? data.getBytes(StandardCharsets.UTF_8) : Base64.getMimeDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw message.wrong("data", "base64, for opcode " + opcode);
    }
    return new Message(
        message.text("type", "").equals("send")
            ? Message.Direction.SENT
            : Message.Direction.RECEIVED,
        Math.round(message.number("time", 0) * 1000),
        kind,
        Math.max(message.whole("_size", octets.length), octets.length),
        octets.length > limits.messageBytes()
            ? Arrays.copyOf(octets, limits.messageBytes())
            : octets);
  }

  private static @Nullable Recipient recipient(Members entry) throws HarException {
    Members own = entry.object("_recipient");
    return own == null
        ? null
        : new Recipient(
            own.requiredText("host"),
            own.requiredText("domain"),
            own.text("organisation"),
            own.text("sdk"),
            own.text("category"),
            own.text("party", "unknown"),
            own.text("country"),
            own.text("address"));
  }

  private static List<Finding> findings(Members entry, String id) throws HarException {
    List<Finding> findings = new ArrayList<>();
    if (!entry.object().has("_id")) {
      return findings;
    }
    for (Members own : entry.objects("_findings")) {
      List<String> encoding = new ArrayList<>();
      for (JsonElement step : own.array("encoding")) {
        if (!step.isJsonPrimitive()) {
          throw own.wrong("encoding", "an array of strings");
        }
        encoding.add(step.getAsString());
      }
      JsonElement message = own.object().get("message");
      findings.add(
          new Finding(
              id,
              own.requiredText("type"),
              own.requiredText("kind"),
              own.requiredText("value"),
              own.text("observed", ""),
              own.text("where", ""),
              encoding,
              (int) own.whole("start", -1),
              (int) own.whole("end", -1),
              own.text("method", ""),
              own.text("rule", ""),
              own.number("confidence", 0),
              own.text("why", ""),
              message == null || message.isJsonNull() ? null : (int) own.whole("message", 0)));
    }
    return findings;
  }
}
