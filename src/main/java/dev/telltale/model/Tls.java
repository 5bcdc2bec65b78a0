package dev.telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * One side of a connection's TLS.
 *
 * @param version such as {@code TLSv1.3}, null before the handshake ended
 * @param cipher IANA name of the cipher suite
 * @param alpn protocol chosen by ALPN (RFC 7301), null if none
 * @param sni server name of the ClientHello (RFC 6066 section 3), null if none
 * @param ja4 JA4 fingerprint of the ClientHello, null when not a client's
 */
public record Tls(
    @Nullable String version,
    @Nullable String cipher,
    @Nullable String alpn,
    @Nullable String sni,
    @Nullable String ja4) {}
