package dev.telltale.record;

/**
 * Makes the leaf of the evidence tree for an exchange at the moment it is stored: 32 octets. Called
 * on the writer thread, so it is quick; a leaf that could not be made is stored as none.
 */
@FunctionalInterface
public interface LeafFunction {
  /** The leaf of an exchange with its bodies and messages. */
  byte[] leaf(RecordedExchange exchange);
}
