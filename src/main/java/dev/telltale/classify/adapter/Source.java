package dev.telltale.classify.adapter;

/**
 * Where a claim is known from.
 *
 * @param how {@code documentation}, {@code observed} (seen in traffic that may be shown) or {@code
 *     general-knowledge}
 * @param address https address of the page that was read; empty unless documentation
 */
public record Source(String how, String address) {

  /** How sure a claim of this source is, 0 to 1. */
  double confidence() {
    return switch (how) {
      case "documentation" -> 0.97;
      case "observed" -> 0.95;
      default -> 0.9;
    };
  }

  @Override
  public String toString() {
    return address.isEmpty() ? how : how + " " + address;
  }
}
