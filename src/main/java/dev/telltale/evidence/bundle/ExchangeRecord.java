package dev.telltale.evidence.bundle;

import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Exchange;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.model.Observation;
import dev.telltale.model.Response;
import dev.telltale.model.Tls;
import dev.telltale.record.RecordedExchange;
import dev.telltale.util.Hashes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as evidence: everything that was seen on the wire and in which circumstances, and
 * nothing that was concluded from it. Its units ({@link Units}) make a leaf of the tree. Bodies and
 * messages are in it by the SHA-256 of the kept octets; the octets are files of the bag.
 */
final class ExchangeRecord {
  private ExchangeRecord() {}

  /** The record. */
  static Map<String, @Nullable Object> of(RecordedExchange recorded) {
    Observation observation = recorded.observation();
    Exchange exchange = observation.exchange();
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    record.put("id", exchange.id());
    record.put("sequence", recorded.sequence());
    record.put("session", observation.context().session());
    record.put("device", observation.context().device());
    record.put("app", observation.context().attribution().app());
    record.put("attribution", observation.context().attribution().method());
    record.put("attributionConfidence", observation.context().attribution().confidence());
    record.put("phase", observation.context().phase());
    record.put("started", Instant.ofEpochMilli(exchange.startedAtMillis()).toString());
    record.put("durationMillis", exchange.durationMillis());
    record.put("protocol", exchange.protocol());
    record.put("outcome", exchange.outcome().id());
    record.put("failure", exchange.failure());
    record.put("connection", connection(exchange.connection()));
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("method", exchange.request().method());
    request.put("url", exchange.request().url());
    request.put("target", exchange.request().target());
    request.put("headers", headers(exchange.request().headers()));
    request.put("trailers", headers(exchange.request().trailers()));
    request.put("body", body(exchange.request().body()));
    record.put("request", request);
    Response response = exchange.response();
    record.put("response", response == null ? null : response(response));
    List<@Nullable Object> messages = new ArrayList<>();
    for (Message message : exchange.messages()) {
      messages.add(message(message));
    }
    record.put("messages", messages);
    return record;
  }

  private static Map<String, @Nullable Object> connection(Connection c) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("id", c.id());
    map.put("opened", Instant.ofEpochMilli(c.openedAtMillis()).toString());
    map.put("entry", c.entry());
    map.put("clientAddress", c.clientAddress());
    map.put("clientPort", c.clientPort());
    map.put("credential", c.credential());
    map.put("host", c.host());
    map.put("port", c.port());
    map.put("upstreamAddress", c.upstreamAddress());
    map.put("clientTls", tls(c.client()));
    map.put("upstreamTls", tls(c.upstream()));
    return map;
  }

  private static @Nullable Map<String, @Nullable Object> tls(@Nullable Tls tls) {
    if (tls == null) {
      return null;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("version", tls.version());
    map.put("cipher", tls.cipher());
    map.put("alpn", tls.alpn());
    map.put("sni", tls.sni());
    map.put("ja4", tls.ja4());
    return map;
  }

  private static Map<String, @Nullable Object> response(Response r) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("status", r.status());
    map.put("reason", r.reason());
    map.put("headers", headers(r.headers()));
    map.put("trailers", headers(r.trailers()));
    map.put("body", body(r.body()));
    return map;
  }

  private static List<Object> headers(List<Header> headers) {
    List<Object> list = new ArrayList<>(headers.size());
    for (Header header : headers) {
      list.add(List.of(header.name(), header.value()));
    }
    return list;
  }

  private static Map<String, @Nullable Object> body(Body body) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("sha256", body.sha256());
    map.put("bytes", body.sizeBytes());
    map.put("keptBytes", body.keptBytes());
    map.put("keptSha256", body.truncated() ? Hashes.sha256Hex(body.content()) : body.sha256());
    return map;
  }

  private static Map<String, @Nullable Object> message(Message message) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("direction", message.direction() == Message.Direction.SENT ? "sent" : "received");
    map.put("time", Instant.ofEpochMilli(message.atMillis()).toString());
    map.put("kind", message.kind());
    map.put("bytes", message.sizeBytes());
    map.put("keptBytes", message.content().length);
    map.put("keptSha256", Hashes.sha256Hex(message.content()));
    return map;
  }

  /**
   * The part whose kept octets are not those of its digest, in words; null if all are. The leaf
   * binds digests, so whoever reads the octets back has to look.
   */
  static @Nullable String foreignBody(Exchange exchange) {
    if (foreign(exchange.request().body())) {
      return "request body";
    }
    Response response = exchange.response();
    return response != null && foreign(response.body()) ? "response body" : null;
  }

  private static boolean foreign(Body body) {
    return body.content().length != body.keptBytes()
        || (!body.truncated() && !Hashes.sha256Hex(body.content()).equals(body.sha256()));
  }

  /** The octets that a record refers to, by their SHA-256. */
  static Map<String, byte[]> octets(Exchange exchange) {
    Map<String, byte[]> octets = new LinkedHashMap<>();
    put(octets, exchange.request().body().content());
    if (exchange.response() != null) {
      put(octets, exchange.response().body().content());
    }
    for (Message message : exchange.messages()) {
      put(octets, message.content());
    }
    return octets;
  }

  private static void put(Map<String, byte[]> octets, byte[] content) {
    if (content.length > 0) {
      octets.put(Hashes.sha256Hex(content), content);
    }
  }
}
