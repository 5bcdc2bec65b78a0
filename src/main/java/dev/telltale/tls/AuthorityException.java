package dev.telltale.tls;

import java.io.IOException;

/**
 * The certificate authority's files cannot be used as they are. The message names the file, what is
 * wrong with it, what was expected, and the command that mends it; it never contains key material.
 */
public final class AuthorityException extends IOException {
  private static final long serialVersionUID = 1L;

  AuthorityException(String message) {
    super(message);
  }

  AuthorityException(String message, Throwable cause) {
    super(message, cause);
  }
}
