package dev.telltale.intercept;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A phone's connection as an entry hands it to the {@link Relay}.
 *
 * @param entry {@code proxy}, {@code socks} or {@code transparent}
 * @param client address of the phone
 * @param host destination: a name in lower case, or an address literal without brackets
 * @param port destination port, 1 to 65535
 * @param credential user name that the phone gave to the entry, null if none
 */
record Arrival(
    String entry, InetSocketAddress client, String host, int port, @Nullable String credential) {}
