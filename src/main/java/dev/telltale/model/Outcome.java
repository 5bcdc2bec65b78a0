package dev.telltale.model;

import java.util.Locale;

/** How an exchange ended. */
public enum Outcome {
  /** Request and response passed whole. */
  COMPLETE,
  /** The phone closed or reset before the response had passed. */
  CLIENT_ABORTED,
  /** The origin could not be reached, broke off, or sent a malformed response. */
  UPSTREAM_FAILED,
  /** The exchange passed whole, but the capture limit kept only a part of a body. */
  TRUNCATED,
  /** The proxy refused the request: malformed or not allowed. */
  REJECTED;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name outside: {@code client-aborted}. */
  public String id() {
    return id;
  }

  /**
   * The outcome of an {@link #id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Outcome of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
