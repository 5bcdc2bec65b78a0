package dev.telltale.evidence.bundle;

import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import dev.telltale.record.RecordedExchange;
import dev.telltale.util.Hashes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the leaves of exchanges while they are recorded: the octets of {@link ExchangeRecord}'s
 * canonical JSON, written straight into one buffer in the order of their names. Building the record
 * as maps, sorting and printing it took a quarter of what storing an exchange costs.
 *
 * <p>A bundle is written and verified with {@link CanonicalJson}; {@code LeafEncoderTest} holds the
 * two against each other. Keeps its buffer, and belongs to one thread.
 */
public final class LeafEncoder {
  private static final int CONNECTIONS = 256;
  private static final long SECOND = 1_000;
  private static final byte LEAF_PREFIX = 0;
  private static final boolean[] PLAIN = new boolean[128];

  static {
    Arrays.fill(PLAIN, 0x20, PLAIN.length, true);
    PLAIN['"'] = false;
    PLAIN['\\'] = false;
  }

  /** A connection's part, which its exchanges share. */
  private record Part(Connection connection, byte[] octets) {}

  private final MessageDigest digest = Hashes.digest("SHA-256");
  private final Map<String, Part> connections =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Part> eldest) {
          return size() > CONNECTIONS;
        }
      };
  private byte[] buffer = new byte[8 << 10];
  private int length;
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  /** The leaf hash of an exchange (RFC 9162 section 2.1.1). */
  public byte[] leaf(RecordedExchange recorded) {
    encode(recorded);
    digest.update(LEAF_PREFIX);
    digest.update(buffer, 0, length);
    return digest.digest();
  }

  /** The canonical JSON of an exchange. */
  byte[] octets(RecordedExchange recorded) {
    encode(recorded);
    return Arrays.copyOf(buffer, length);
  }

  private void encode(RecordedExchange recorded) {
    Exchange exchange = recorded.observation().exchange();
    Context context = recorded.observation().context();
    length = 0;
    raw("{\"app\":");
    text(context.attribution().app());
    raw(",\"attribution\":");
    text(context.attribution().method());
    raw(",\"attributionConfidence\":");
    text(context.attribution().confidence());
    raw(",\"connection\":");
    octets(part(exchange.connection()));
    raw(",\"device\":");
    text(context.device());
    raw(",\"durationMillis\":");
    number(exchange.durationMillis());
    raw(",\"failure\":");
    text(exchange.failure());
    raw(",\"id\":");
    text(exchange.id());
    raw(",\"messages\":[");
    List<Message> messages = exchange.messages();
    for (int i = 0; i < messages.size(); i++) {
      if (i > 0) {
        raw(",");
      }
      message(messages.get(i));
    }
    raw("],\"outcome\":");
    text(exchange.outcome().id());
    raw(",\"phase\":");
    text(context.phase());
    raw(",\"protocol\":");
    text(exchange.protocol());
    raw(",\"request\":");
    request(exchange.request());
    raw(",\"response\":");
    response(exchange.response());
    raw(",\"sequence\":");
    number(recorded.sequence());
    raw(",\"session\":");
    number(context.session());
    raw(",\"started\":\"");
    time(exchange.startedAtMillis());
    raw("\"}");
  }

  private byte[] part(Connection connection) {
    Part known = connections.get(connection.id());
    if (known != null && known.connection() == connection) {
      return known.octets();
    }
    int from = length;
    connection(connection);
    byte[] made = Arrays.copyOfRange(buffer, from, length);
    length = from;
    connections.put(connection.id(), new Part(connection, made));
    return made;
  }

  private void connection(Connection c) {
    raw("{\"clientAddress\":");
    text(c.clientAddress());
    raw(",\"clientPort\":");
    number(c.clientPort());
    raw(",\"clientTls\":");
    tls(c.client());
    raw(",\"credential\":");
    text(c.credential());
    raw(",\"entry\":");
    text(c.entry());
    raw(",\"host\":");
    text(c.host());
    raw(",\"id\":");
    text(c.id());
    raw(",\"opened\":\"");
    time(c.openedAtMillis());
    raw("\",\"port\":");
    number(c.port());
    raw(",\"upstreamAddress\":");
    text(c.upstreamAddress());
    raw(",\"upstreamTls\":");
    tls(c.upstream());
    raw("}");
  }

  private void tls(@Nullable Tls tls) {
    if (tls == null) {
      raw("null");
      return;
    }
    raw("{\"alpn\":");
    text(tls.alpn());
    raw(",\"cipher\":");
    text(tls.cipher());
    raw(",\"ja4\":");
    text(tls.ja4());
    raw(",\"sni\":");
    text(tls.sni());
    raw(",\"version\":");
    text(tls.version());
    raw("}");
  }

  private void request(Request request) {
    raw("{\"body\":");
    body(request.body());
    raw(",\"headers\":");
    headers(request.headers());
    raw(",\"method\":");
    text(request.method());
    raw(",\"target\":");
    text(request.target());
    raw(",\"trailers\":");
    headers(request.trailers());
    raw(",\"url\":");
    text(request.url());
    raw("}");
  }

  private void response(@Nullable Response response) {
    if (response == null) {
      raw("null");
      return;
    }
    raw("{\"body\":");
    body(response.body());
    raw(",\"headers\":");
    headers(response.headers());
    raw(",\"reason\":");
    text(response.reason());
    raw(",\"status\":");
    number(response.status());
    raw(",\"trailers\":");
    headers(response.trailers());
    raw("}");
  }

  private void body(Body body) {
    raw("{\"bytes\":");
    number(body.sizeBytes());
    raw(",\"keptBytes\":");
    number(body.keptBytes());
    raw(",\"keptSha256\":");
    text(body.truncated() ? Hashes.sha256Hex(body.content()) : body.sha256());
    raw(",\"sha256\":");
    text(body.sha256());
    raw("}");
  }

  private void message(Message message) {
    raw("{\"bytes\":");
    number(message.sizeBytes());
    raw(",\"direction\":");
    text(message.direction() == Message.Direction.SENT ? "sent" : "received");
    raw(",\"keptBytes\":");
    number(message.content().length);
    raw(",\"keptSha256\":");
    text(Hashes.sha256Hex(message.content()));
    raw(",\"kind\":");
    text(message.kind());
    raw(",\"time\":\"");
    time(message.atMillis());
    raw("\"}");
  }

  private void headers(List<Header> headers) {
    raw("[");
    for (int i = 0; i < headers.size(); i++) {
      raw(i == 0 ? "[" : ",[");
      text(headers.get(i).name());
      raw(",");
      text(headers.get(i).value());
      raw("]");
    }
    raw("]");
  }

  /** As {@link Instant#toString} writes it: milliseconds only where there are some. */
  private void time(long epochMillis) {
    long whole = Math.floorDiv(epochMillis, SECOND);
    if (whole != second) {
      second = whole;
      String text = Instant.ofEpochSecond(whole).toString();
      secondText = text.substring(0, text.length() - 1);
    }
    raw(secondText);
    int millis = (int) Math.floorMod(epochMillis, SECOND);
    if (millis > 0) {
      reserve(4);
      buffer[length++] = '.';
      buffer[length++] = (byte) ('0' + millis / 100);
      buffer[length++] = (byte) ('0' + millis / 10 % 10);
      buffer[length++] = (byte) ('0' + millis % 10);
    }
    raw("Z");
  }

  private void number(long number) {
    if (Math.abs(number) > CanonicalJson.MOST) {
      throw new ArithmeticException(number + " (expected: at most 2^53 - 1)");
    }
    reserve(20);
    long rest = number;
    if (rest < 0) {
      buffer[length++] = '-';
      rest = -rest;
    }
    int end = length + 1;
    for (long more = rest / 10; more > 0; more /= 10) {
      end++;
    }
    for (int at = end - 1; at >= length; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length = end;
  }

  private void text(@Nullable String text) {
    if (text == null) {
      raw("null");
      return;
    }
    int size = text.length();
    reserve(size + 2);
    byte[] out = buffer;
    int at = length;
    out[at++] = '"';
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c >= 128 || !PLAIN[c]) {
        octets(CanonicalJson.bytes(text));
        return;
      }
      out[at++] = (byte) c;
    }
    out[at++] = '"';
    length = at;
  }

  /** US-ASCII that is JSON already. */
  private void raw(String json) {
    int size = json.length();
    reserve(size);
    for (int i = 0; i < size; i++) {
      buffer[length + i] = (byte) json.charAt(i);
    }
    length += size;
  }

  private void octets(byte[] octets) {
    reserve(octets.length);
    System.arraycopy(octets, 0, buffer, length, octets.length);
    length += octets.length;
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
    }
  }
}
