package dev.telltale.cli;

/**
 * The caller asked for something that cannot be: what, the offending value, what was expected, what
 * to do. Exit code 2.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
