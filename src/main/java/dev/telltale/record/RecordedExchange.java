package dev.telltale.record;

import dev.telltale.model.Observation;

/**
 * A stored exchange.
 *
 * @param sequence its place in the recording, 1 and up, without holes
 * @param observation the exchange
 */
public record RecordedExchange(long sequence, Observation observation) {}
