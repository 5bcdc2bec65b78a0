package dev.telltale.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ClientHello} from the first bytes of a connection without taking them: the bytes
 * are wanted again by the TLS engine or, passed through, by the origin.
 *
 * <p>The handshake message may be spread over several records (RFC 8446 section 5.1). No input
 * makes it throw, and none makes it look at more than {@value #MAX_BYTES} octets. Stateless; safe
 * for any thread.
 */
public final class ClientHelloParser {
  /** The longest handshake message that is read; post-quantum hellos take about 2 KiB. */
  public static final int MAX_BYTES = 64 << 10;

  private static final int HANDSHAKE = 0x16;
  private static final int CLIENT_HELLO = 1;

  private ClientHelloParser() {}

  /** What the first bytes are. */
  public sealed interface Result {}

  /** A whole ClientHello. */
  public record Complete(ClientHello hello) implements Result {}

  /** The beginning of one, as far as can be told: ask again with more bytes. */
  public record Incomplete() implements Result {}

  /** Not TLS at all: the first bytes are not a handshake record. */
  public record NotTls() implements Result {}

  /**
   * A handshake record without a ClientHello that can be read.
   *
   * @param reason what is wrong, in words
   */
  public record Malformed(String reason) implements Result {}

  private static final Incomplete INCOMPLETE = new Incomplete();
  private static final NotTls NOT_TLS = new NotTls();

  /**
   * Whether {@code bytes} may be the start of a TLS record with a handshake; true as long as
   * nothing speaks against it, so also for no bytes.
   */
  public static boolean looksLikeTls(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int length = bytes.readableBytes();
    return (length < 1 || bytes.getUnsignedByte(at) == HANDSHAKE)
        && (length < 2 || bytes.getUnsignedByte(at + 1) == 3)
        && (length < 3 || bytes.getUnsignedByte(at + 2) <= 4)
        && (length < 6 || bytes.getUnsignedByte(at + 5) == CLIENT_HELLO);
  }

  /** Reads from the reader index on, and leaves it where it is. */
  public static Result parse(ByteBuf bytes) {
    if (!looksLikeTls(bytes)) {
      return NOT_TLS;
    }
    byte[] message = new byte[0];
    int have = 0;
    int want = 4;
    int at = bytes.readerIndex();
    while (have < want) {
      if (bytes.writerIndex() - at < 5) {
        return INCOMPLETE;
      }
      int length = bytes.getUnsignedShort(at + 3);
      if (bytes.getUnsignedByte(at) != HANDSHAKE) {
        return new Malformed("a record of type " + bytes.getUnsignedByte(at) + " inside the hello");
      }
      if (length == 0 || length > (1 << 14) + 256) {
        return new Malformed("record length " + length);
      }
      int present = Math.min(length, bytes.writerIndex() - at - 5);
      message = Arrays.copyOf(message, have + present);
      bytes.getBytes(at + 5, message, have, present);
      have += present;
      if (want == 4 && have >= 4) {
        if (message[0] != CLIENT_HELLO) {
          return new Malformed("handshake type " + message[0]);
        }
        want = 4 + u24(message, 1);
        if (want > MAX_BYTES) {
          return new Malformed("hello of " + want + " octets (expected: at most 65536)");
        }
      }
      if (have < want && present < length) {
        return INCOMPLETE;
      }
      at += 5 + length;
    }
    try {
      return new Complete(read(new Reader(message, 4, want)));
    } catch (Short e) {
      return new Malformed("a length that points past its end");
    }
  }

  private static int u24(byte[] b, int at) {
    return (b[at] & 0xff) << 16 | (b[at + 1] & 0xff) << 8 | b[at + 2] & 0xff;
  }

  private static ClientHello read(Reader in) throws Short {
    int legacyVersion = in.u16();
    in.skip(32);
    in.skip(in.u8());
    List<Integer> ciphers = in.part(in.u16()).u16s();
    in.skip(in.u8());
    List<Integer> versions = List.of();
    List<Integer> extensions = new ArrayList<>();
    String sni = null;
    List<String> alpn = List.of();
    List<Integer> groups = List.of();
    List<Integer> signatures = List.of();
    Reader rest = in.left() >= 2 ? in.part(in.u16()) : in;
    while (rest.left() > 0) {
      int type = rest.u16();
      Reader body = rest.part(rest.u16());
      extensions.add(type);
      switch (type) {
        case 0 -> sni = serverName(body);
        case 10 -> groups = body.part(body.u16()).u16s();
        case 13 -> signatures = body.part(body.u16()).u16s();
        case 16 -> alpn = protocols(body);
        case 43 -> versions = body.part(body.u8()).u16s();
        default -> {}
      }
    }
    return new ClientHello(
        legacyVersion, versions, ciphers, extensions, sni, alpn, groups, signatures);
  }

  private static @Nullable String serverName(Reader body) throws Short {
    if (body.left() == 0) {
      return null;
    }
    Reader names = body.part(body.u16());
    while (names.left() > 0) {
      int kind = names.u8();
      Reader name = names.part(names.u16());
      if (kind == 0) {
        return name.text();
      }
    }
    return null;
  }

  private static List<String> protocols(Reader body) throws Short {
    Reader names = body.part(body.u16());
    List<String> protocols = new ArrayList<>();
    while (names.left() > 0) {
      protocols.add(names.part(names.u8()).text());
    }
    return protocols;
  }

  /** Thrown when a length points past the end; without a stack trace, since input can cause it. */
  private static final class Short extends Exception {
    private static final long serialVersionUID = 1L;

    Short() {
      super(null, null, false, false);
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private final int end;
    private int at;

    Reader(byte[] bytes, int at, int end) {
      this.bytes = bytes;
      this.at = at;
      this.end = end;
    }

    int left() {
      return end - at;
    }

    int u8() throws Short {
      skip(1);
      return bytes[at - 1] & 0xff;
    }

    int u16() throws Short {
      skip(2);
      return (bytes[at - 2] & 0xff) << 8 | bytes[at - 1] & 0xff;
    }

    void skip(int count) throws Short {
      if (count > left()) {
        throw new Short();
      }
      at += count;
    }

    Reader part(int length) throws Short {
      skip(length);
      return new Reader(bytes, at - length, at);
    }

    List<Integer> u16s() throws Short {
      List<Integer> values = new ArrayList<>(left() / 2);
      while (left() >= 2) {
        values.add(u16());
      }
      return values;
    }

    String text() {
      return new String(bytes, at, left(), StandardCharsets.ISO_8859_1);
    }
  }
}
