package dev.telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * One transport connection from a phone, and the one that was opened for it.
 *
 * @param id UUID version 7
 * @param openedAtMillis UTC epoch milliseconds
 * @param entry {@code proxy}, {@code socks}, {@code transparent} or {@code import}
 * @param clientAddress address literal of the phone
 * @param clientPort its port
 * @param credential user name of the proxy credential, null if none was given
 * @param host the destination that the phone asked for: a name or an address literal
 * @param port its port, 1 to 65535
 * @param upstreamAddress the address that was dialled, null before or without a connection
 * @param client TLS towards the phone, null in cleartext
 * @param upstream TLS towards the origin, null in cleartext
 */
public record Connection(
    String id,
    long openedAtMillis,
    String entry,
    String clientAddress,
    int clientPort,
    @Nullable String credential,
    String host,
    int port,
    @Nullable String upstreamAddress,
    @Nullable Tls client,
    @Nullable Tls upstream) {}
