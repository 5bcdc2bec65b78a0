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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the leaves of exchanges while they are recorded: commits to the parts that {@link Units}
 * takes from a record, in the order of their paths, written straight into one buffer. Building the
 * record as maps, sorting and printing it took a quarter of what storing an exchange costs.
 *
 * <p>A bundle is written and verified with {@link Units}; {@code LeafEncoderTest} holds the two
 * against each other. Keeps its buffers, and belongs to one thread.
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

  private final CaseKey key;
  private final MessageDigest digest = Hashes.digest("SHA-256");
  private final MessageDigest salts = Hashes.digest("SHA-256");
  private final Map<String, byte[]> paths = new HashMap<>();
  private final Map<Integer, int[]> orders = new HashMap<>();
  private final ByteArrayOutputStream commitments = new ByteArrayOutputStream(2 << 10);
  private byte[] seed = new byte[0];
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

  /**
   * An encoder.
   *
   * @param key gives the seeds of the salts
   */
  public LeafEncoder(CaseKey key) {
    this.key = key;
  }

  /** The leaf hash of an exchange. */
  public byte[] leaf(RecordedExchange recorded) {
    commitments.reset();
    seed = key.seed(recorded.observation().exchange().id());
    digest.reset();
    encode(recorded);
    digest.update(LEAF_PREFIX);
    return digest.digest(commitments.toByteArray());
  }

  private void encode(RecordedExchange recorded) {
    Exchange exchange = recorded.observation().exchange();
    Context context = recorded.observation().context();
    text("app", context.attribution().app());
    text("attribution", context.attribution().method());
    text("attributionConfidence", context.attribution().confidence());
    begin("connection");
    octets(part(exchange.connection()));
    end();
    text("device", context.device());
    number("durationMillis", exchange.durationMillis());
    text("failure", exchange.failure());
    text("id", exchange.id());
    List<Message> messages = exchange.messages();
    for (int i : order(messages.size())) {
      begin("messages/", i);
      message(messages.get(i));
      end();
    }
    text("outcome", exchange.outcome().id());
    text("phase", context.phase());
    text("protocol", exchange.protocol());
    request(exchange.request());
    response(exchange.response());
    number("sequence", recorded.sequence());
    number("session", context.session());
    begin("started");
    raw("\"");
    time(exchange.startedAtMillis());
    raw("\"");
    end();
  }

  private void text(String path, @Nullable String value) {
    begin(path);
    text(value);
    end();
  }

  private void number(String path, long value) {
    begin(path);
    number(value);
    end();
  }

  /** Begins a part: its salt and its path. */
  private void begin(String path) {
    byte[] octets = paths.get(path);
    if (octets == null) {
      octets = path.getBytes(StandardCharsets.US_ASCII);
      paths.put(path, octets);
    }
    salts.update(seed);
    byte[] salt = salts.digest(octets);
    length = 0;
    reserve(salt.length + octets.length + 4);
    System.arraycopy(salt, 0, buffer, 0, Units.SALT_BYTES);
    length = Units.SALT_BYTES;
    raw("[\"");
    octets(octets);
    raw("\",");
  }

  /** Begins the part of a list's entry. */
  private void begin(String list, int index) {
    begin(list + index);
  }

  private void end() {
    raw("]");
    digest.update(buffer, 0, length);
    commitments.writeBytes(digest.digest());
  }

  /** Numbers below {@code count} in the order of their digits as text: 0, 1, 10, 11, 2. */
  private int[] order(int count) {
    int[] order = orders.get(count);
    if (order == null) {
      order =
          IntStream.range(0, count)
              .boxed()
              .sorted(Comparator.comparing(String::valueOf))
              .mapToInt(Integer::intValue)
              .toArray();
      if (orders.size() < CONNECTIONS) {
        orders.put(count, order);
      }
    }
    return order;
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
    begin("request/body");
    body(request.body());
    end();
    headers("request/headers/", request.headers());
    text("request/method", request.method());
    text("request/target", request.target());
    headers("request/trailers/", request.trailers());
    text("request/url", request.url());
  }

  private void response(@Nullable Response response) {
    if (response == null) {
      text("response", null);
      return;
    }
    begin("response/body");
    body(response.body());
    end();
    headers("response/headers/", response.headers());
    text("response/reason", response.reason());
    number("response/status", response.status());
    headers("response/trailers/", response.trailers());
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

  private void headers(String list, List<Header> headers) {
    for (int i : order(headers.size())) {
      begin(list, i);
      raw("[");
      text(headers.get(i).name());
      raw(",");
      text(headers.get(i).value());
      raw("]");
      end();
    }
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
