package dev.telltale.evidence;

import java.io.IOException;

/** A HAR file that cannot be read; the message says where, what was found and what was expected. */
public final class HarException extends IOException {
  private static final long serialVersionUID = 1L;

  HarException(String message) {
    super(message);
  }

  HarException(String message, Throwable cause) {
    super(message, cause);
  }
}
