package dev.telltale.util;

/**
 * Every bound of the program in one place. A limit that is reached is recorded as a gap; none is
 * ever silent.
 *
 * @param captureBytes octets kept of one body
 * @param messageBytes octets kept of one WebSocket, gRPC or event-stream message
 * @param messages messages kept of one exchange
 * @param requestLineBytes longest request line (RFC 9112 section 3 recommends at least 8000)
 * @param headerBytes longest header section
 * @param headerFields most field lines in a header section
 * @param decodeDepth how deep encodings may nest
 * @param decodeBytes octets that decoding one message may produce in all
 * @param decodeRatio how many times its input one decompression may produce, once past a mebibyte
 * @param decodeNodes most values in one decoded message
 * @param queuedBytes octets that may wait for analysis before phones are held back
 */
public record Limits(
    int captureBytes,
    int messageBytes,
    int messages,
    int requestLineBytes,
    int headerBytes,
    int headerFields,
    int decodeDepth,
    int decodeBytes,
    int decodeRatio,
    int decodeNodes,
    long queuedBytes) {

  /** What the program uses unless configured otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          4 << 20, 1 << 20, 10_000, 16 << 10, 64 << 10, 1_000, 12, 32 << 20, 200, 100_000,
          64L << 20);
}
