package dev.telltale.intercept;

import dev.telltale.model.Header;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1 message, as {@link HeadGuard} let it through.
 *
 * @param method method, empty in a response
 * @param target request target, empty in a response
 * @param status status code, 0 in a request
 * @param reason reason phrase, empty in a request
 * @param minor minor version: 0 or 1
 * @param headers field lines in wire order
 * @param framing how the body is delimited (RFC 9112 section 6.3)
 * @param lengthBytes length of the body where {@code framing} is {@link Framing#LENGTH}
 */
record Http1Head(
    String method,
    String target,
    int status,
    String reason,
    int minor,
    List<Header> headers,
    Framing framing,
    long lengthBytes) {

  /** How a body is delimited. */
  enum Framing {
    /** No body. */
    NONE,
    /** {@code Content-Length}. */
    LENGTH,
    /** {@code Transfer-Encoding} that ends in {@code chunked}. */
    CHUNKED,
    /** By the end of the connection; responses only. */
    CLOSE
  }

  String protocol() {
    return minor == 0 ? "HTTP/1.0" : "HTTP/1.1";
  }

  /** Value of the first field line of that name, null without one. */
  @Nullable String header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return null;
  }

  /** Whether a comma-separated list field has a member, without regard to case. */
  boolean lists(String name, String member) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)
          && listsMember(header.value().toLowerCase(Locale.ROOT), member)) {
        return true;
      }
    }
    return false;
  }

  private static boolean listsMember(String value, String member) {
    for (int at = value.indexOf(member); at >= 0; at = value.indexOf(member, at + 1)) {
      if (bounds(value, at - 1) && bounds(value, at + member.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean bounds(String value, int at) {
    return at < 0 || at >= value.length() || ", \t".indexOf(value.charAt(at)) >= 0;
  }

  /** Whether the connection ends with this message (RFC 9112 section 9.3). */
  boolean closes() {
    if (framing == Framing.CLOSE || lists("connection", "close")) {
      return true;
    }
    return minor == 0 && !lists("connection", "keep-alive");
  }
}
