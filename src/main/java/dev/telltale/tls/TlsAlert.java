package dev.telltale.tls;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An alert that a client sent (RFC 8446 section 6): the one way in which it can say why it refuses.
 *
 * @param code the description's number, 0 to 255
 * @param name its name as the RFC writes it, {@code unknown_ca}; {@code alert_N} for others
 */
public record TlsAlert(int code, String name) {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "close_notify"),
          Map.entry(10, "unexpected_message"),
          Map.entry(20, "bad_record_mac"),
          Map.entry(22, "record_overflow"),
          Map.entry(40, "handshake_failure"),
          Map.entry(42, "bad_certificate"),
          Map.entry(43, "unsupported_certificate"),
          Map.entry(44, "certificate_revoked"),
          Map.entry(45, "certificate_expired"),
          Map.entry(46, "certificate_unknown"),
          Map.entry(47, "illegal_parameter"),
          Map.entry(48, "unknown_ca"),
          Map.entry(49, "access_denied"),
          Map.entry(50, "decode_error"),
          Map.entry(51, "decrypt_error"),
          Map.entry(70, "protocol_version"),
          Map.entry(71, "insufficient_security"),
          Map.entry(80, "internal_error"),
          Map.entry(86, "inappropriate_fallback"),
          Map.entry(90, "user_canceled"),
          Map.entry(109, "missing_extension"),
          Map.entry(110, "unsupported_extension"),
          Map.entry(112, "unrecognized_name"),
          Map.entry(113, "bad_certificate_status_response"),
          Map.entry(115, "unknown_psk_identity"),
          Map.entry(116, "certificate_required"),
          Map.entry(120, "no_application_protocol"));

  /** {@code TLSV1_ALERT_UNKNOWN_CA} of BoringSSL, {@code fatal alert: unknown_ca} of the JDK. */
  private static final Pattern IN_MESSAGE =
      Pattern.compile("ALERT_([A-Z_]+)|fatal alert: ([a-z_]+)");

  /** The alert with that number. */
  public static TlsAlert of(int code) {
    return new TlsAlert(code, NAMES.getOrDefault(code, "alert_" + code));
  }

  /**
   * The alert that the engine read, named in the message of the failure or of one of its causes.
   */
  public static Optional<TlsAlert> in(@Nullable Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
      Matcher matcher = IN_MESSAGE.matcher(String.valueOf(t.getMessage()));
      if (matcher.find()) {
        String found = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        String name = found.toLowerCase(Locale.ROOT);
        for (Map.Entry<Integer, String> known : NAMES.entrySet()) {
          if (known.getValue().equals(name)) {
            return Optional.of(of(known.getKey()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether it says that the certificate was not accepted, and not that something else failed. */
  public boolean meansDistrust() {
    return code >= 42 && code <= 46 || code == 48;
  }
}
