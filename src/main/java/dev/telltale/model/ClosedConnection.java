package dev.telltale.model;

/**
 * What a connection that carried no readable exchange amounted to: an opaque or passed-through
 * stream.
 *
 * @param connection the connection
 * @param closedAtMillis UTC epoch milliseconds
 * @param sentBytes octets from the phone
 * @param receivedBytes octets from the origin
 * @param firstSent the first octets from the phone, at most 256
 * @param firstReceived the first octets from the origin, at most 256
 */
@SuppressWarnings("ArrayRecordComponent")
public record ClosedConnection(
    Connection connection,
    long closedAtMillis,
    long sentBytes,
    long receivedBytes,
    byte[] firstSent,
    byte[] firstReceived) {}
