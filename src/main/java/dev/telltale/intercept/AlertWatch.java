package dev.telltale.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the TLS handler of a phone's connection and looks at the record layer until the
 * handshake is over. OpenSSL clients that refuse a certificate in TLS 1.3 say so in a plaintext
 * alert, which TLS engines that already have keys report as an undecryptable record: its code can
 * only be read here (RFC 8446 sections 5.1 and 6).
 */
final class AlertWatch extends ChannelInboundHandlerAdapter {
  private static final int ALERT = 0x15;
  private static final int RECORD_HEAD_BYTES = 5;
  private static final Pattern IN_MESSAGE =
      Pattern.compile("(?:ALERT_|alert: ?|alert )([A-Za-z_]+)");

  private final byte[] head = new byte[RECORD_HEAD_BYTES];
  private final byte[] alert = new byte[2];
  private int headRead;
  private int bodyRead;
  private int bodyLength;
  private int code = -1;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf octets) {
      look(octets);
    }
    ctx.fireChannelRead(msg);
  }

  private void look(ByteBuf octets) {
    int at = octets.readerIndex();
    int end = octets.writerIndex();
    while (at < end) {
      if (headRead < RECORD_HEAD_BYTES) {
        head[headRead++] = octets.getByte(at++);
        bodyLength = (head[3] & 0xff) << 8 | head[4] & 0xff;
        bodyRead = 0;
      } else if (head[0] == ALERT && bodyLength == alert.length) {
        alert[bodyRead++] = octets.getByte(at++);
        if (bodyRead == bodyLength) {
          code = alert[1] & 0xff;
        }
      } else {
        int part = Math.min(bodyLength - bodyRead, end - at);
        bodyRead += part;
        at += part;
      }
      if (headRead == RECORD_HEAD_BYTES && bodyRead == bodyLength) {
        headRead = 0;
        bodyLength = 0;
      }
    }
  }

  /** Name of the plaintext alert that was seen, null if none was. */
  @Nullable String plaintextAlert() {
    return code < 0 ? null : name(code);
  }

  /** Name of the alert that an engine's failure tells of, null if it tells of none. */
  static @Nullable String alertIn(@Nullable Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 10; t = t.getCause(), depth++) {
      String message = t.getMessage();
      if (message != null) {
        Matcher matcher = IN_MESSAGE.matcher(message);
        if (matcher.find()) {
          return matcher.group(1).toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  /** What the innermost cause says. */
  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  /** RFC 8446 section 6. */
  private static String name(int code) {
    return switch (code) {
      case 0 -> "close_notify";
      case 10 -> "unexpected_message";
      case 20 -> "bad_record_mac";
      case 40 -> "handshake_failure";
      case 42 -> "bad_certificate";
      case 43 -> "unsupported_certificate";
      case 44 -> "certificate_revoked";
      case 45 -> "certificate_expired";
      case 46 -> "certificate_unknown";
      case 47 -> "illegal_parameter";
      case 48 -> "unknown_ca";
      case 49 -> "access_denied";
      case 50 -> "decode_error";
      case 51 -> "decrypt_error";
      case 70 -> "protocol_version";
      case 71 -> "insufficient_security";
      case 80 -> "internal_error";
      case 86 -> "inappropriate_fallback";
      case 90 -> "user_canceled";
      case 109 -> "missing_extension";
      case 112 -> "unrecognized_name";
      case 113 -> "bad_certificate_status_response";
      case 116 -> "certificate_required";
      case 120 -> "no_application_protocol";
      default -> "alert " + code;
    };
  }
}
