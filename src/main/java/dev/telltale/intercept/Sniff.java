package dev.telltale.intercept;

import dev.telltale.tls.ClientHelloParser;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Tells by the first octets from a client what it speaks. */
enum Sniff {
  /** Too few octets to tell. */
  UNDECIDED,
  /** A TLS handshake record with a ClientHello. */
  TLS,
  /** An HTTP/1 request line. */
  HTTP1,
  /** The connection preface of HTTP/2 (RFC 9113 section 3.4). */
  HTTP2,
  /** None of these. */
  OPAQUE;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_METHOD = 20;

  /** Looks at the readable octets and leaves them. */
  static Sniff of(ByteBuf octets) {
    if (!octets.isReadable()) {
      return UNDECIDED;
    }
    int start = octets.readerIndex();
    int length = octets.readableBytes();
    if (octets.getByte(start) == 0x16) {
      if (!ClientHelloParser.looksLikeTls(octets)) {
        return OPAQUE;
      }
      return length < 6 ? UNDECIDED : TLS;
    }
    int same = 0;
    while (same < length
        && same < PREFACE.length
        && octets.getByte(start + same) == PREFACE[same]) {
      same++;
    }
    if (same == PREFACE.length) {
      return HTTP2;
    }
    if (same == length && same > 3) {
      return UNDECIDED;
    }
    for (int i = 0; i < length; i++) {
      byte octet = octets.getByte(start + i);
      if (octet == ' ') {
        return i >= 3 ? HTTP1 : OPAQUE;
      }
      // Methods are upper-case by convention; WebDAV's have hyphens.
      if ((octet < 'A' || octet > 'Z') && octet != '-' || i == LONGEST_METHOD) {
        return OPAQUE;
      }
    }
    return UNDECIDED;
  }
}
