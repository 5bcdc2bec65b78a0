package dev.telltale.web;

import com.google.gson.JsonObject;

/**
 * A request that cannot be served: an HTTP status with what was wrong, what was expected and what
 * to do.
 */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String expected;
  private final String remedy;

  Problem(int status, String what, String expected, String remedy) {
    super(what, null, false, false);
    this.status = status;
    this.expected = expected;
    this.remedy = remedy;
  }

  /** A field of a request with a value that does not fit. */
  static Problem badValue(String field, String value, String expected, String remedy) {
    return new Problem(400, field + ": " + shortened(value), expected, remedy);
  }

  private static String shortened(String value) {
    return value.length() <= 80 ? value : value.substring(0, 80) + "…";
  }

  int status() {
    return status;
  }

  /** The message for people. */
  String sentence() {
    return getMessage() + " (expected: " + expected + "). " + remedy;
  }

  String json() {
    JsonObject error = new JsonObject();
    error.addProperty("what", getMessage());
    error.addProperty("expected", expected);
    error.addProperty("remedy", remedy);
    JsonObject body = new JsonObject();
    body.add("error", error);
    return body.toString();
  }
}
