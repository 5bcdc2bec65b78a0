package dev.telltale.intercept;

import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Connection;
import dev.telltale.model.Gap;
import dev.telltale.model.Tls;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one phone connection while it lives, from which {@link Connection} records are
 * made. One event loop uses it.
 */
final class Flow {
  final Arrival arrival;
  private final Services services;
  private final String id;
  private final long openedAtMillis;
  private @Nullable String upstreamAddress;
  private @Nullable Tls client;
  private @Nullable Tls upstream;
  private String host;
  private int port;
  private @Nullable Connection snapshot;

  Flow(Services services, Arrival arrival) {
    this.services = services;
    this.arrival = arrival;
    this.host = arrival.host();
    this.port = arrival.port();
    id = services.ids().next();
    openedAtMillis = services.clock().epochMillis();
  }

  /** A later request of the same connection goes elsewhere, as on an explicit proxy's. */
  void destination(String newHost, int newPort) {
    host = newHost;
    port = newPort;
    snapshot = null;
  }

  void dialled(@Nullable InetSocketAddress address) {
    upstreamAddress =
        address == null || address.getAddress() == null
            ? null
            : address.getAddress().getHostAddress();
    snapshot = null;
  }

  void clientTls(@Nullable Tls tls) {
    client = tls;
    snapshot = null;
  }

  void upstreamTls(@Nullable Tls tls) {
    upstream = tls;
    snapshot = null;
  }

  @Nullable Tls clientTls() {
    return client;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /** The name that the phone meant: SNI where it sent one, else the destination. */
  String name() {
    Tls tls = client;
    return tls == null || tls.sni() == null ? host : tls.sni().toLowerCase(Locale.ROOT);
  }

  Connection connection() {
    Connection made = snapshot;
    if (made == null) {
      made =
          new Connection(
              id,
              openedAtMillis,
              arrival.entry(),
              arrival.client().getAddress().getHostAddress(),
              arrival.client().getPort(),
              arrival.credential(),
              host,
              port,
              upstreamAddress,
              client,
              upstream);
      snapshot = made;
    }
    return made;
  }

  void gap(Gap.Cause cause, @Nullable String exchange, String detail) {
    services
        .sink()
        .gap(
            new Gap(
                services.clock().epochMillis(), cause, connection(), exchange, name(), 1, detail));
  }

  void closed(long sentBytes, long receivedBytes, byte[] firstSent, byte[] firstReceived) {
    services
        .sink()
        .connection(
            new ClosedConnection(
                connection(),
                services.clock().epochMillis(),
                sentBytes,
                receivedBytes,
                firstSent,
                firstReceived));
  }
}
