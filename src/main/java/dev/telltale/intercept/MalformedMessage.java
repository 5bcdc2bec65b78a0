package dev.telltale.intercept;

/**
 * A message that breaks the rules of its protocol. Without a stack trace, since input causes it.
 */
final class MalformedMessage extends Exception {
  private static final long serialVersionUID = 1L;

  /** Status code to answer a request with; a response is answered with 502 in its place. */
  final int status;

  MalformedMessage(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  MalformedMessage(String reason) {
    this(400, reason);
  }

  String reason() {
    String reason = getMessage();
    return reason == null ? "malformed message" : reason;
  }
}
