package dev.telltale.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's length-prefixed messages (gRPC over HTTP/2: one octet, 1 if compressed, then four octets
 * of length) and the trailers frame of gRPC-Web, whose first octet is 128.
 */
final class GrpcReader {
  private GrpcReader() {}

  /** Whether octets are frames from the first to the last. */
  static boolean looksFramed(byte[] a, int from, int to) {
    int at = from;
    while (at + 5 <= to && (a[at] == 0 || a[at] == 1)) {
      int length = length(a, at);
      if (length < 0 || length > to - at - 5) {
        return false;
      }
      at += 5 + length;
    }
    return at == to && at > from;
  }

  /**
   * Opens each message of a body.
   *
   * @param coding how compressed messages are compressed ({@code grpc-encoding}), or the empty
   *     string
   * @param json whether messages are JSON ({@code application/grpc+json})
   */
  static boolean read(Decoding d, Value holder, String coding, boolean json) {
    byte[] a = holder.content.octets;
    int at = holder.from;
    boolean any = false;
    while (at + 5 <= holder.to) {
      int flag = a[at] & 0xff;
      int length = length(a, at);
      if ((flag > 1 && flag != 0x80) || length < 0) {
        break;
      }
      int end = (int) Math.min(holder.to, at + 5L + length);
      if (end - at - 5 < length) {
        d.note("grpc: a message breaks off");
      }
      if (!d.takeValue() || !d.takeBytes(end - at - 5)) {
        return any;
      }
      Value message = message(d, holder, at + 5, end, flag == 1, coding);
      if (flag == 0x80) {
        d.open(message);
      } else if (!(json && JsonReader.body(d, message, true))
          && !ProtobufReader.read(d, message, true)) {
        d.open(message);
      }
      d.show(holder, message);
      any = true;
      at = end;
    }
    return any;
  }

  private static Value message(
      Decoding d, Value holder, int from, int to, boolean compressed, String coding) {
    byte[] octets = Arrays.copyOfRange(holder.content.octets, from, to);
    Value message = d.made(holder, octets, "grpc", "");
    String sniffed = Compression.sniff(octets, 0, octets.length);
    String how = coding.isEmpty() || coding.equals("identity") ? sniffed : coding;
    byte @Nullable [] expanded =
        compressed && how != null ? new Compression(d).undo(how, octets, 0, octets.length) : null;
    if (expanded == null) {
      return message;
    }
    Value inner = d.made(message, expanded, how == null ? "gzip" : how, "");
    message.hidden = true;
    return inner;
  }

  private static int length(byte[] a, int at) {
    return (a[at + 1] & 0xff) << 24
        | (a[at + 2] & 0xff) << 16
        | (a[at + 3] & 0xff) << 8
        | (a[at + 4] & 0xff);
  }
}
