package dev.telltale.intercept;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.telltale.util.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which apps refused our certificate for which hosts, and what follows: a host is left unread by
 * rule, or for an hour after two refusals by the same app where that is enabled. Remembers the
 * latest few thousand; safe for any thread.
 */
final class Refusals {
  private static final int REFUSALS_BEFORE_PASSING = 2;
  private static final long PASSED_FOR_NANOS = 3_600_000_000_000L;
  private static final int REMEMBERED = 4_096;

  private record Key(String client, String host) {}

  private record Count(int refusals, long lastNanos) {}

  private final InterceptConfig config;
  private final Clock clock;
  // Housekeeping runs on the event loop that caused it: another thread costs more than it saves.
  private final Cache<Key, Count> counts =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
  private final Cache<String, Boolean> trusting =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  Refusals(InterceptConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** The app as far as it is known: its credential, else the phone's address. */
  private static String client(Flow flow) {
    String credential = flow.arrival.credential();
    return credential != null ? credential : flow.arrival.client().getAddress().getHostAddress();
  }

  /** Notes a refusal; returns how many there were by this app for this host, this one included. */
  int refused(Flow flow) {
    Key key = new Key(client(flow), flow.name());
    Count now =
        counts
            .asMap()
            .compute(
                key,
                (k, old) ->
                    new Count(old == null ? 1 : old.refusals() + 1, clock.monotonicNanos()));
    return now == null ? 1 : now.refusals();
  }

  /** Notes that a client went on after the handshake, and therefore trusts the authority. */
  void accepted(Flow flow) {
    String client = client(flow);
    if (trusting.getIfPresent(client) == null) {
      trusting.put(client, Boolean.TRUE);
    }
    Key key = new Key(client, flow.name());
    if (counts.getIfPresent(key) != null) {
      counts.invalidate(key);
    }
  }

  /** Whether this client has been seen to trust the authority for any host. */
  boolean trustsElsewhere(Flow flow) {
    return trusting.getIfPresent(client(flow)) != null;
  }

  /** Why the connection is to be left unread, null if it is to be read. */
  @Nullable String passThrough(Flow flow) {
    if (!config.intercept()) {
      return "interception is off";
    }
    String host = flow.name();
    String pattern = matching(config.passThrough(), host);
    if (pattern == null && !flow.host().equals(host)) {
      pattern = matching(config.passThrough(), flow.host());
    }
    if (pattern != null) {
      return "by the rule " + pattern;
    }
    if (!config.autoPassThrough()) {
      return null;
    }
    Count count = counts.getIfPresent(new Key(client(flow), host));
    if (count == null
        || count.refusals() < REFUSALS_BEFORE_PASSING
        || clock.monotonicNanos() - count.lastNanos() >= PASSED_FOR_NANOS) {
      return null;
    }
    return "for an hour after " + count.refusals() + " refusals by the app";
  }

  /** The first of {@code patterns} that covers a host, null if none does. */
  static @Nullable String matching(List<String> patterns, String host) {
    for (String pattern : patterns) {
      String wanted = pattern.toLowerCase(Locale.ROOT);
      if (wanted.startsWith("*.")
          ? host.endsWith(wanted.substring(1)) && host.length() > wanted.length() - 1
          : host.equals(wanted)) {
        return pattern;
      }
    }
    return null;
  }
}
