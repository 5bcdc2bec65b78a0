package dev.telltale.intercept;

import dev.telltale.model.Outcome;
import io.netty.channel.Channel;

/** Where the requests of a phone's connection go. */
sealed interface Destination {

  /** To one origin, to which a connection is open. */
  record Origin(Channel channel) implements Destination {}

  /**
   * Nowhere: there is no connection to the origin, and each request is answered with the reason.
   */
  record Unreachable(int status, String text, Outcome outcome) implements Destination {
    /** Why an attempt to connect failed. */
    static Unreachable of(Throwable cause) {
      if (!(cause instanceof Dialer.DialException failure)) {
        return new Unreachable(502, "the connection failed: " + cause, Outcome.UPSTREAM_FAILED);
      }
      return new Unreachable(
          failure.status,
          failure.text(),
          failure.status == 403 ? Outcome.REJECTED : Outcome.UPSTREAM_FAILED);
    }
  }

  /** To the origin that each request names: the explicit proxy's cleartext requests. */
  record Named() implements Destination {}

  /** To the proxy itself: the onboarding pages. */
  record Pages() implements Destination {}
}
