package dev.telltale.intercept;

import dev.telltale.intercept.Http1Head.Framing;
import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1 heads by the letter of RFC 9112, because what two readers understand differently is
 * how requests are smuggled: whatever passes here has one meaning only.
 *
 * <p>Stricter than the RFC where it leaves a choice to recipients: no bare LF (section 2.2), no
 * obs-fold (section 5.2), one space between the parts of a request line (section 3), no repeated
 * {@code Content-Length} in a request. Octets above 0x7f pass in field values only, where they are
 * opaque data (RFC 9110 section 5.5) that real apps send. Stateless; safe for any thread.
 */
final class HeadGuard {
  private static final int LONGEST_METHOD = 32;
  private static final int LONGEST_LENGTH_DIGITS = 18;
  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 'a' + 'A'] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private HeadGuard() {}

  /**
   * Reads a request head.
   *
   * @param head from the request line to the empty line, both included
   * @throws MalformedMessage with the status code to answer
   */
  static Http1Head request(byte[] head, Limits limits) throws MalformedMessage {
    int end = lineEnd(head, 0);
    int space = indexOf(head, ' ', 0, end);
    // RFC 9112 section 3: request-line = method SP request-target SP HTTP-version
    if (space <= 0) {
      throw new MalformedMessage("request line without a method and one space");
    }
    if (space > LONGEST_METHOD) {
      throw new MalformedMessage(501, "method of " + space + " octets");
    }
    String method = token(head, 0, space, "method");
    int second = indexOf(head, ' ', space + 1, end);
    if (second < 0 || second == space + 1) {
      throw new MalformedMessage("request line without a target and a version");
    }
    if (second > limits.requestLineBytes()) {
      throw new MalformedMessage(414, "request line of " + end + " octets");
    }
    for (int i = space + 1; i < second; i++) {
      // RFC 9112 section 3.2: a target has no whitespace; RFC 3986 section 2: US-ASCII only
      if (head[i] <= 0x20 || head[i] == 0x7f) {
        throw new MalformedMessage("octet " + hex(head[i]) + " in the request target");
      }
    }
    int minor = version(head, second + 1, end);
    List<Header> headers = fields(head, end + 2, limits);
    checkHost(headers, minor);
    return framed(
        method,
        text(head, space + 1, second),
        0,
        "",
        minor,
        headers,
        requestFraming(headers, minor));
  }

  /**
   * Reads a response head.
   *
   * @param requestMethod method of the request that it answers
   */
  static Http1Head response(byte[] head, String requestMethod, Limits limits)
      throws MalformedMessage {
    int end = lineEnd(head, 0);
    // RFC 9112 section 4: status-line = HTTP-version SP status-code SP [ reason-phrase ]. The last
    // SP is missing in the wild where the phrase is empty; that is unambiguous.
    if (end < 12 || head[8] != ' ' || end > 12 && head[12] != ' ') {
      throw new MalformedMessage("status line");
    }
    int minor = version(head, 0, 8);
    int status = 0;
    for (int i = 9; i < 12; i++) {
      if (head[i] < '0' || head[i] > '9') {
        throw new MalformedMessage("status code");
      }
      status = status * 10 + head[i] - '0';
    }
    if (status < 100) {
      throw new MalformedMessage("status code " + status);
    }
    for (int i = 12; i < end; i++) {
      checkText(head[i], "reason phrase");
    }
    String reason = end > 13 ? text(head, 13, end) : "";
    List<Header> headers = fields(head, end + 2, limits);
    Framed framing = responseFraming(headers, minor, status, requestMethod);
    return framed("", "", status, reason, minor, headers, framing);
  }

  private static Http1Head framed(
      String method,
      String target,
      int status,
      String reason,
      int minor,
      List<Header> headers,
      Framed framed) {
    return new Http1Head(
        method, target, status, reason, minor, headers, framed.framing, framed.length);
  }

  private record Framed(Framing framing, long length) {
    static final Framed NONE = new Framed(Framing.NONE, 0);
    static final Framed CHUNKED = new Framed(Framing.CHUNKED, 0);
    static final Framed CLOSE = new Framed(Framing.CLOSE, 0);
  }

  /** RFC 9112 section 6.3, for requests. */
  private static Framed requestFraming(List<Header> headers, int minor) throws MalformedMessage {
    String coding = transferCoding(headers, minor);
    String length = null;
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("content-length")) {
        if (length != null) {
          throw new MalformedMessage("ambiguous framing: two Content-Length fields");
        }
        length = header.value();
      }
    }
    if (coding != null) {
      if (length != null) {
        // Section 6.1: a server MAY reject; section 11.2 names the smuggling it prevents.
        throw new MalformedMessage("ambiguous framing: Content-Length with Transfer-Encoding");
      }
      if (!coding.equals("chunked")) {
        // Section 6.3 rule 4.3: a request whose final coding is not chunked is answered with 400.
        throw new MalformedMessage("Transfer-Encoding that does not end in chunked");
      }
      return Framed.CHUNKED;
    }
    return length == null ? Framed.NONE : ofLength(length);
  }

  /** RFC 9112 section 6.3, for responses. */
  private static Framed responseFraming(
      List<Header> headers, int minor, int status, String requestMethod) throws MalformedMessage {
    String coding = transferCoding(headers, minor);
    String length = null;
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("content-length")) {
        // Rule 5 lets a recipient collapse equal values.
        if (length != null && !length.equals(header.value())) {
          throw new MalformedMessage("ambiguous framing: two Content-Length values");
        }
        length = header.value();
      }
    }
    if (coding != null && length != null) {
      throw new MalformedMessage("ambiguous framing: Content-Length with Transfer-Encoding");
    }
    // Rule 1: these have no body whatever the fields say.
    if (requestMethod.equals("HEAD") || status < 200 || status == 204 || status == 304) {
      return Framed.NONE;
    }
    if (coding != null) {
      return coding.equals("chunked") ? Framed.CHUNKED : Framed.CLOSE;
    }
    return length == null ? Framed.CLOSE : ofLength(length);
  }

  /**
   * The final transfer coding, {@code identity} never being one (RFC 9112 section 7), or null.
   *
   * @throws MalformedMessage if the list is not one that everyone reads the same way
   */
  private static @Nullable String transferCoding(List<Header> headers, int minor)
      throws MalformedMessage {
    String value = null;
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("transfer-encoding")) {
        if (value != null) {
          throw new MalformedMessage("ambiguous framing: two Transfer-Encoding fields");
        }
        value = header.value();
      }
    }
    if (value == null) {
      return null;
    }
    if (minor == 0) {
      // Section 6.1: a server or client that receives an HTTP/1.0 message with it MUST treat the
      // framing as faulty.
      throw new MalformedMessage("Transfer-Encoding in HTTP/1.0");
    }
    String last = "";
    for (String coding : value.toLowerCase(Locale.ROOT).split(",", -1)) {
      if (last.equals("chunked")) {
        throw new MalformedMessage("Transfer-Encoding with a coding after chunked");
      }
      last = coding.strip();
      switch (last) {
        case "chunked", "gzip", "x-gzip", "deflate", "compress", "x-compress" -> {}
        default -> throw new MalformedMessage(501, "transfer coding: " + printable(last));
      }
    }
    return last;
  }

  private static Framed ofLength(String value) throws MalformedMessage {
    // RFC 9110 section 8.6: Content-Length = 1*DIGIT
    if (value.isEmpty() || value.length() > LONGEST_LENGTH_DIGITS) {
      throw new MalformedMessage("Content-Length: " + printable(value));
    }
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedMessage("Content-Length: " + printable(value));
      }
      length = length * 10 + digit;
    }
    return length == 0 ? Framed.NONE : new Framed(Framing.LENGTH, length);
  }

  private static int version(byte[] head, int from, int end) throws MalformedMessage {
    // RFC 9112 section 2.3: HTTP-name is case-sensitive; RFC 9110 section 2.5
    if (end - from == 8
        && head[from] == 'H'
        && head[from + 1] == 'T'
        && head[from + 2] == 'T'
        && head[from + 3] == 'P'
        && head[from + 4] == '/'
        && head[from + 6] == '.') {
      int minor = head[from + 7] - '0';
      if (head[from + 5] == '1' && (minor == 0 || minor == 1)) {
        return minor;
      }
      throw new MalformedMessage(505, "version " + text(head, from, end));
    }
    throw new MalformedMessage("version: " + printable(text(head, from, end)));
  }

  /** RFC 9112 section 3.2: exactly one Host in HTTP/1.1, and a valid one. */
  private static void checkHost(List<Header> headers, int minor) throws MalformedMessage {
    String host = null;
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("host")) {
        if (host != null) {
          throw new MalformedMessage("two Host fields");
        }
        host = header.value();
      }
    }
    if (host == null) {
      if (minor == 1) {
        throw new MalformedMessage("no Host field");
      }
    } else if (!host.isEmpty() && Authority.parse(host) == null) {
      throw new MalformedMessage("Host: " + printable(host));
    }
  }

  /** Reads field lines (RFC 9112 section 5) up to the empty line. */
  static List<Header> fields(byte[] head, int from, Limits limits) throws MalformedMessage {
    List<Header> headers = new ArrayList<>(16);
    int at = from;
    while (true) {
      int end = lineEnd(head, at);
      if (end == at) {
        return headers;
      }
      if (headers.size() == limits.headerFields()) {
        throw new MalformedMessage(431, "more than " + limits.headerFields() + " field lines");
      }
      if (head[at] == ' ' || head[at] == '\t') {
        // Section 5.2: obs-fold; section 2.2: whitespace before the first field line.
        throw new MalformedMessage("a field line that begins with whitespace");
      }
      int colon = indexOf(head, ':', at, end);
      if (colon <= at) {
        throw new MalformedMessage("a field line without a name and a colon");
      }
      // Section 5.1: no whitespace between the name and the colon, which is no token character.
      String name = token(head, at, colon, "field name");
      int start = colon + 1;
      int stop = end;
      while (start < stop && (head[start] == ' ' || head[start] == '\t')) {
        start++;
      }
      while (stop > start && (head[stop - 1] == ' ' || head[stop - 1] == '\t')) {
        stop--;
      }
      for (int i = start; i < stop; i++) {
        checkText(head[i], name);
      }
      headers.add(new Header(name, text(head, start, stop)));
      at = end + 2;
    }
  }

  /** RFC 9110 section 5.5: field-vchar = VCHAR / obs-text, and SP and HTAB between. */
  private static void checkText(byte octet, String where) throws MalformedMessage {
    if (octet >= 0 && octet < 0x20 && octet != '\t' || octet == 0x7f) {
      throw new MalformedMessage("octet " + hex(octet) + " in " + where);
    }
  }

  /** Index of the CR of the CRLF that ends the line at {@code from}. */
  private static int lineEnd(byte[] head, int from) throws MalformedMessage {
    for (int i = from; i < head.length; i++) {
      if (head[i] == '\r') {
        if (i + 1 < head.length && head[i + 1] == '\n') {
          return i;
        }
        throw new MalformedMessage("a CR without LF");
      }
      if (head[i] == '\n') {
        throw new MalformedMessage("a LF without CR");
      }
    }
    throw new MalformedMessage("a line without an end");
  }

  private static String token(byte[] head, int from, int end, String what) throws MalformedMessage {
    for (int i = from; i < end; i++) {
      if (!TOKEN[head[i] & 0xff]) {
        throw new MalformedMessage("octet " + hex(head[i]) + " in the " + what);
      }
    }
    return text(head, from, end);
  }

  private static int indexOf(byte[] head, char c, int from, int end) {
    for (int i = from; i < end; i++) {
      if (head[i] == c) {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] head, int from, int end) {
    return new String(head, from, end - from, StandardCharsets.ISO_8859_1);
  }

  private static String hex(byte octet) {
    return String.format("0x%02x", octet & 0xff);
  }

  /** At most 40 characters, control characters replaced. */
  static String printable(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return shown.replaceAll("[^\\x20-\\x7e…]", "?");
  }
}
