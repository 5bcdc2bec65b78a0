package dev.telltale.evidence.timestamp;

import java.io.IOException;

/** A timestamp that is none, or proves nothing; the message says why. */
public final class TimestampException extends IOException {
  private static final long serialVersionUID = 1L;

  public TimestampException(String message) {
    super(message);
  }

  TimestampException(String message, Throwable cause) {
    super(message, cause);
  }
}
