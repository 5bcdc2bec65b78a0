package dev.telltale.classify.differential;

import dev.telltale.decode.Decoded;
import dev.telltale.decode.Node;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Takes the values that could be identifiers from a decoded message. */
public final class Sightings {
  /** Candidates of one message; more is a bulk upload, and its identifiers stand in its head. */
  private static final int MOST = 2_000;

  private static final Set<String> PROTOCOL_HEADERS =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "date",
          "digest",
          "etag",
          "expect",
          "host",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "origin",
          "range",
          "referer",
          "sec-websocket-key",
          "te",
          "traceparent",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private Sightings() {}

  /**
   * The candidates of a message.
   *
   * @param findings what other methods found in it; names what is known already
   * @param host the receiver
   * @param session the session
   */
  public static List<Sighting> of(
      Exchange exchange, Decoded decoded, List<Finding> findings, String host, long session) {
    Map<String, String> kinds = new HashMap<>();
    for (Finding finding : findings) {
      kinds.putIfAbsent(finding.where(), finding.kind());
    }
    List<Sighting> sightings = new ArrayList<>();
    for (Node root : decoded.roots()) {
      boolean header = root.where().startsWith("header:");
      if (!header || !PROTOCOL_HEADERS.contains(root.key().toLowerCase(Locale.ROOT))) {
        collect(root, exchange.id(), host.toLowerCase(Locale.ROOT), session, kinds, sightings);
      }
    }
    return sightings;
  }

  private static void collect(
      Node node,
      String exchange,
      String host,
      long session,
      Map<String, String> kinds,
      List<Sighting> into) {
    if (into.size() >= MOST) {
      return;
    }
    boolean scalar = node.kind() == Node.Kind.TEXT || node.kind() == Node.Kind.NUMBER;
    if (scalar && Randomness.high(node.text()) && !structured(node)) {
      String where = node.where();
      into.add(
          new Sighting(
              exchange,
              session,
              host,
              where,
              node.text(),
              node.encoding(),
              node.start(),
              node.end(),
              kinds.get(where)));
    }
    for (Node child : node.children()) {
      collect(child, exchange, host, session, kinds, into);
    }
  }

  private static boolean structured(Node node) {
    for (Node child : node.children()) {
      if (child.kind() == Node.Kind.OBJECT || child.kind() == Node.Kind.ARRAY) {
        return true;
      }
    }
    return false;
  }
}
