package dev.telltale.record;

import dev.telltale.model.Finding;
import dev.telltale.model.Observation;

/**
 * A finding with the exchange that it was found in.
 *
 * @param sequence number that grows with each stored finding
 * @param finding the finding
 * @param observation its exchange, bodies not loaded
 * @param rulesVersion version of the rules that made it
 */
public record RecordedFinding(
    long sequence, Finding finding, Observation observation, String rulesVersion) {}
