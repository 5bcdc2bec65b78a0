package dev.telltale.model;

/**
 * An exchange with its circumstances: what the store keeps.
 *
 * @param exchange the exchange
 * @param context session, device, app and phase
 * @param recipient who received it
 */
public record Observation(Exchange exchange, Context context, Recipient recipient) {}
