package dev.telltale.intercept;

import dev.telltale.intercept.Http1Head.Framing;
import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages in one direction of an HTTP/1 connection, without a copy: what passes is
 * handed on as the octets that came, chunk framing included, and the content inside it is pointed
 * at for the record. Octets of which the meaning is not yet clear stay unread in the buffer.
 *
 * <p>After {@link #head} the caller says with {@link #begin} how the body is delimited, and calls
 * {@link #body} until it returns true. One event loop uses it.
 */
final class Http1Reader {
  /** Longest chunk-size line; extensions are for no one (RFC 9112 section 7.1.1). */
  private static final int LONGEST_CHUNK_LINE = 4 << 10;

  /**
   * Fields that must not be in a trailer section since they would have changed how the message was
   * read (RFC 9110 section 6.5.1).
   */
  private static final Set<String> NOT_IN_TRAILERS =
      Set.of(
          "content-length",
          "transfer-encoding",
          "host",
          "trailer",
          "te",
          "connection",
          "upgrade",
          "expect",
          "authorization",
          "proxy-authorization",
          "set-cookie",
          "content-encoding",
          "content-type",
          "content-range");

  /** What {@link #body} finds. */
  interface Listener {
    /** Octets to pass on as they are; to be retained if they are kept. */
    void pass(ByteBuf octets);

    /** Content, which is part of the octets that are passed on next. */
    void content(ByteBuf buffer, int index, int length);

    /** The trailer section, when there is one. */
    void trailers(List<Header> trailers);
  }

  private enum State {
    LENGTH,
    SIZE,
    DATA,
    DATA_END,
    TRAILERS,
    CLOSE,
    DONE
  }

  private final Limits limits;
  private State state = State.DONE;
  private long left;
  private int scanned;

  Http1Reader(Limits limits) {
    this.limits = limits;
  }

  /**
   * Takes a whole head out of {@code in}, up to and with its empty line.
   *
   * @return null as long as it is not complete
   * @throws MalformedMessage if it cannot become one, or grows beyond the limits
   */
  byte @Nullable [] head(ByteBuf in) throws MalformedMessage {
    // RFC 9112 section 2.2: empty lines before a request line are ignored.
    while (scanned == 0
        && in.readableBytes() >= 2
        && in.getByte(in.readerIndex()) == '\r'
        && in.getByte(in.readerIndex() + 1) == '\n') {
      in.skipBytes(2);
    }
    int start = in.readerIndex();
    int end = in.writerIndex();
    int at = start + scanned;
    while (at < end) {
      int newline = in.indexOf(at, end, (byte) '\n');
      if (newline < 0) {
        break;
      }
      if (newline == start || in.getByte(newline - 1) != '\r') {
        throw new MalformedMessage("a LF without CR");
      }
      if (newline - start >= 3 && in.getByte(newline - 2) == '\n') {
        byte[] head = new byte[newline + 1 - start];
        in.readBytes(head);
        scanned = 0;
        if (head.length > limits.headerBytes()) {
          throw new MalformedMessage(431, "head of " + head.length + " octets");
        }
        return head;
      }
      at = newline + 1;
    }
    scanned = at - start;
    int size = end - start;
    if (scanned == 0 && size > limits.requestLineBytes()) {
      throw new MalformedMessage(414, "first line of more than " + size + " octets");
    }
    if (size > limits.headerBytes()) {
      throw new MalformedMessage(431, "head of more than " + size + " octets");
    }
    return null;
  }

  /** Starts on the body that belongs to a head. */
  void begin(Framing framing, long lengthBytes) {
    left = lengthBytes;
    state =
        switch (framing) {
          case NONE -> State.DONE;
          case LENGTH -> State.LENGTH;
          case CHUNKED -> State.SIZE;
          case CLOSE -> State.CLOSE;
        };
  }

  /** Whether the message has ended. */
  boolean done() {
    return state == State.DONE;
  }

  /** Whether the body ends with the connection. */
  boolean endsWithConnection() {
    return state == State.CLOSE;
  }

  /**
   * Reads as much of the body as is there.
   *
   * @return whether the message has ended
   * @throws MalformedMessage after what came before the fault has been passed on
   */
  boolean body(ByteBuf in, Listener to) throws MalformedMessage {
    int start = in.readerIndex();
    try {
      boolean more = true;
      while (more && state != State.DONE) {
        more =
            switch (state) {
              case LENGTH -> data(in, to, State.DONE);
              case DATA -> data(in, to, State.DATA_END);
              case CLOSE -> rest(in, to);
              case SIZE -> size(in);
              case DATA_END -> dataEnd(in);
              case TRAILERS -> {
                int begin = in.readerIndex();
                List<Header> trailers = trailerSection(in);
                if (trailers == null) {
                  yield false;
                }
                start = passTrailers(in, to, start, begin, trailers);
                yield true;
              }
              case DONE -> false;
            };
      }
    } finally {
      pass(in, to, start, in.readerIndex());
    }
    return state == State.DONE;
  }

  private static void pass(ByteBuf in, Listener to, int from, int end) {
    if (end > from) {
      to.pass(in.slice(from, end - from));
    }
  }

  private boolean data(ByteBuf in, Listener to, State next) {
    int length = (int) Math.min(left, in.readableBytes());
    if (length > 0) {
      to.content(in, in.readerIndex(), length);
      in.skipBytes(length);
      left -= length;
    }
    if (left > 0) {
      return false;
    }
    state = next;
    return true;
  }

  private static boolean rest(ByteBuf in, Listener to) {
    if (in.isReadable()) {
      to.content(in, in.readerIndex(), in.readableBytes());
      in.skipBytes(in.readableBytes());
    }
    return false;
  }

  /** RFC 9112 section 7.1: chunk-size [ chunk-ext ] CRLF. */
  private boolean size(ByteBuf in) throws MalformedMessage {
    int start = in.readerIndex();
    int newline = in.indexOf(start, in.writerIndex(), (byte) '\n');
    if (newline < 0) {
      if (in.readableBytes() > LONGEST_CHUNK_LINE) {
        throw new MalformedMessage("chunk-size line of more than 4096 octets");
      }
      return false;
    }
    if (newline == start || in.getByte(newline - 1) != '\r') {
      throw new MalformedMessage("a LF without CR in a chunk-size line");
    }
    int at = start;
    long size = 0;
    for (int digit; at < newline - 1; at++) {
      digit = Character.digit(in.getByte(at), 16);
      if (digit < 0) {
        break;
      }
      // Section 7.1: a recipient MUST anticipate potentially large hexadecimal numerals.
      if (at - start == 15) {
        throw new MalformedMessage("chunk size of more than 15 digits");
      }
      size = size << 4 | digit;
    }
    if (at == start) {
      throw new MalformedMessage("chunk without a size");
    }
    checkExtensions(in, at, newline - 1);
    in.readerIndex(newline + 1);
    left = size;
    state = size == 0 ? State.TRAILERS : State.DATA;
    return true;
  }

  /** Section 7.1.1; a quoted string may hold neither CR nor LF, and has to end. */
  private static void checkExtensions(ByteBuf in, int from, int end) throws MalformedMessage {
    int at = from;
    while (at < end && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
      at++;
    }
    if (at < end && in.getByte(at) != ';') {
      throw new MalformedMessage("octets after a chunk size");
    }
    boolean quoted = false;
    boolean escaped = false;
    for (; at < end; at++) {
      byte octet = in.getByte(at);
      if (octet >= 0 && octet < 0x20 && octet != '\t' || octet == 0x7f) {
        throw new MalformedMessage("a control character in a chunk extension");
      }
      if (octet < 0) {
        // Allowed between quotation marks only, where readers differ; no one sends them.
        throw new MalformedMessage("an octet above 0x7f in a chunk extension");
      }
      if (escaped) {
        escaped = false;
      } else if (quoted && octet == '\\') {
        escaped = true;
      } else if (octet == '"') {
        quoted = !quoted;
      }
    }
    if (quoted) {
      throw new MalformedMessage("a chunk extension whose quotation does not end");
    }
  }

  private boolean dataEnd(ByteBuf in) throws MalformedMessage {
    if (in.readableBytes() < 2) {
      if (in.isReadable() && in.getByte(in.readerIndex()) != '\r') {
        throw new MalformedMessage("chunk data without CRLF after it");
      }
      return false;
    }
    if (in.getByte(in.readerIndex()) != '\r' || in.getByte(in.readerIndex() + 1) != '\n') {
      throw new MalformedMessage("chunk data without CRLF after it");
    }
    in.skipBytes(2);
    state = State.SIZE;
    return true;
  }

  private @Nullable List<Header> trailerSection(ByteBuf in) throws MalformedMessage {
    int start = in.readerIndex();
    int end = in.writerIndex();
    int line = start;
    while (true) {
      int newline = in.indexOf(line, end, (byte) '\n');
      if (newline < 0) {
        if (end - start > limits.headerBytes()) {
          throw new MalformedMessage(431, "trailer section of more than " + (end - start));
        }
        return null;
      }
      if (newline == line || in.getByte(newline - 1) != '\r') {
        throw new MalformedMessage("a LF without CR in the trailer section");
      }
      if (newline == line + 1) {
        byte[] section = new byte[newline + 1 - start];
        in.getBytes(start, section);
        List<Header> trailers = HeadGuard.fields(section, 0, limits);
        in.readerIndex(newline + 1);
        state = State.DONE;
        return trailers;
      }
      line = newline + 1;
    }
  }

  /** Passes a trailer section on, without the fields that have no business in it. */
  private static int passTrailers(
      ByteBuf in, Listener to, int from, int begin, List<Header> trailers) {
    List<Header> kept = new ArrayList<>(trailers);
    boolean dropped =
        kept.removeIf(h -> NOT_IN_TRAILERS.contains(h.name().toLowerCase(Locale.ROOT)));
    if (!trailers.isEmpty()) {
      to.trailers(kept);
    }
    if (!dropped) {
      return from;
    }
    pass(in, to, from, begin);
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    for (Header header : kept) {
      section.writeBytes(
          (header.name() + ": " + header.value() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    section.write('\r');
    section.write('\n');
    ByteBuf encoded = in.alloc().buffer(section.size()).writeBytes(section.toByteArray());
    to.pass(encoded);
    encoded.release();
    return in.readerIndex();
  }
}
