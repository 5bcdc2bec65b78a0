package dev.telltale.intercept;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.telltale.util.Clock;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the entries: an address within the allowed ranges, and beyond loopback someone who
 * knows the proxy token, where there is one. Safe for any thread.
 */
final class ClientAccess {
  private static final Logger LOG = LoggerFactory.getLogger(ClientAccess.class);
  private static final int FAILURES = 10;
  private static final long FAILURES_FOR_NANOS = 60_000_000_000L;
  private static final int LONGEST_CREDENTIAL = 200;

  /** A phone needs a few hundred at most; more is a fault, and would starve everyone else. */
  static final int CONNECTIONS_PER_CLIENT = 1_024;

  private final InterceptConfig config;
  private final Clock clock;
  private final Cache<InetAddress, Boolean> noticed =
      Caffeine.newBuilder().maximumSize(1_000).executor(Runnable::run).build();
  private final Cache<InetAddress, Failures> failures =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();

  private final ConcurrentMap<InetAddress, Integer> open = new ConcurrentHashMap<>();

  private static final class Failures {
    final AtomicInteger count = new AtomicInteger();
    final long sinceNanos;

    Failures(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  ClientAccess(InterceptConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Whether a client's address is served. The first refusal of an address is logged. */
  boolean admits(InetAddress client) {
    if (AddressRange.anyContains(config.allowClient(), client)) {
      return true;
    }
    if (noticed.asMap().putIfAbsent(client, Boolean.TRUE) == null) {
      LOG.warn(
          "refused a client at {}; allow it with --allow-client {}",
          client.getHostAddress(),
          client.getHostAddress());
    }
    return false;
  }

  /**
   * Counts a connection of a client's until {@link #left}.
   *
   * @return false, and nothing is counted, if the client has {@value #CONNECTIONS_PER_CLIENT} open
   */
  private boolean entered(InetAddress client) {
    boolean[] room = new boolean[1];
    open.compute(
        client,
        (address, count) -> {
          int now = count == null ? 0 : count;
          room[0] = now < CONNECTIONS_PER_CLIENT;
          return room[0] ? now + 1 : now;
        });
    return room[0];
  }

  /**
   * Whether a connection is served: its client's address is, and has room for one more, which is
   * then counted until the connection closes.
   */
  boolean takes(Channel connection, @Nullable InetSocketAddress client) {
    if (client == null || !admits(client.getAddress()) || !entered(client.getAddress())) {
      return false;
    }
    connection.closeFuture().addListener(closed -> left(client.getAddress()));
    return true;
  }

  /** A connection that {@link #entered} counted has closed. */
  private void left(InetAddress client) {
    open.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
  }

  /** What a client's credential amounts to. */
  sealed interface Verdict {}

  /**
   * It may go on.
   *
   * @param user the app that it named, null if none
   */
  record Granted(@Nullable String user) implements Verdict {}

  /**
   * It may not.
   *
   * @param status 407, or 429 after too many failures
   */
  record Denied(int status, String text) implements Verdict {}

  /**
   * Judges a {@code Proxy-Authorization} field (RFC 7617).
   *
   * @param authorization its value, null without one
   */
  Verdict judge(InetAddress client, @Nullable String authorization) {
    boolean required = config.proxyToken() != null && !client.isLoopbackAddress();
    if (authorization == null) {
      return required ? denied() : new Granted(null);
    }
    String[] parts = basic(authorization);
    if (parts == null) {
      return required ? denied() : new Granted(null);
    }
    return judge(client, parts[0], parts[1]);
  }

  /** Judges a user name and a password, as SOCKS5 gives them. */
  Verdict judge(InetAddress client, String user, String password) {
    String token = config.proxyToken();
    boolean required = token != null && !client.isLoopbackAddress();
    if (required && token != null) {
      if (tooMany(client)) {
        return new Denied(
            429,
            "Too many wrong proxy passwords from this address; wait a minute, then try again.");
      }
      boolean right =
          MessageDigest.isEqual(
              token.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
      if (!right) {
        failed(client);
        return denied();
      }
    }
    return new Granted(user.isEmpty() || user.length() > LONGEST_CREDENTIAL ? null : user);
  }

  private static Denied denied() {
    return new Denied(
        407,
        "This proxy wants a credential: user name = the app's id, such as com.example.app,"
            + " password = the proxy token that \"telltale ca show\" prints.");
  }

  private boolean tooMany(InetAddress client) {
    Failures seen = failures.getIfPresent(client);
    if (seen != null && clock.monotonicNanos() - seen.sinceNanos > FAILURES_FOR_NANOS) {
      failures.invalidate(client);
      return false;
    }
    return seen != null && seen.count.get() >= FAILURES;
  }

  private void failed(InetAddress client) {
    failures.get(client, address -> new Failures(clock.monotonicNanos())).count.incrementAndGet();
  }

  private static String @Nullable [] basic(String authorization) {
    if (!authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return null;
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(authorization.substring(6).strip()),
              StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? new String[] {pair, ""}
          : new String[] {pair.substring(0, colon), pair.substring(colon + 1)};
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
