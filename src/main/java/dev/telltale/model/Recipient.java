package dev.telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * Who received an exchange.
 *
 * @param host host name or address literal, lower case
 * @param domain registrable domain by the public suffix list, the host itself if it has none
 * @param organisation who runs it, null if unknown
 * @param sdk name of the SDK that talks to it, null if unknown
 * @param category {@code advertising}, {@code analytics}, {@code attribution}, {@code push}, {@code
 *     crash}, {@code maps}, {@code social}, {@code payment}, {@code security}, {@code cdn}, {@code
 *     cloud}, or null if unknown
 * @param party {@code first}, {@code third} or {@code unknown}, relative to the app
 * @param country ISO 3166-1 alpha-2 code of the address, null if unknown
 * @param address the address that was dialled, null if none was
 */
public record Recipient(
    String host,
    String domain,
    @Nullable String organisation,
    @Nullable String sdk,
    @Nullable String category,
    String party,
    @Nullable String country,
    @Nullable String address) {}
