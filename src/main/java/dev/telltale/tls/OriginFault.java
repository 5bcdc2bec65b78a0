package dev.telltale.tls;

import java.util.Locale;

/** Why an origin's certificate was not accepted. */
public enum OriginFault {
  /** The validity of a certificate in the chain is over. */
  EXPIRED,
  /** It has not begun. */
  NOT_YET_VALID,
  /** The certificate signs itself and is no trusted root. */
  SELF_SIGNED,
  /** It is for other names (RFC 9525). */
  WRONG_HOST,
  /** No path leads to a trusted root: a private authority, or a missing intermediate. */
  UNKNOWN_ISSUER,
  /** Revoked. */
  REVOKED,
  /** A key or signature algorithm that is no longer accepted. */
  WEAK,
  /** Anything else: a wrong signature, a missing usage, an unknown critical extension. */
  INVALID;

  /** The name outside: {@code wrong-host}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
