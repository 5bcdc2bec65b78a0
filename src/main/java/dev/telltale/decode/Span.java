package dev.telltale.decode;

/**
 * A span of octets.
 *
 * @param from offset of the first
 * @param to offset behind the last
 */
public record Span(int from, int to) {}
