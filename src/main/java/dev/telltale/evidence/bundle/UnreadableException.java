package dev.telltale.evidence.bundle;

import java.io.IOException;

/** A file of a bundle is not text, or longer than what it may be; the message names it. */
final class UnreadableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }
}
