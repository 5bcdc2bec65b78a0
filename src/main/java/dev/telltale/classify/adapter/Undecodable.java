package dev.telltale.classify.adapter;

import java.util.List;

/**
 * A payload that its SDK encrypts: nothing can be found in it, and nothing follows from that.
 *
 * @param adapter id of the adapter
 * @param sdk the SDK
 * @param organisation who receives it
 * @param data kinds and types that the vendor says it sends
 * @param note how it is encrypted, in words
 * @param source where that is known from
 */
public record Undecodable(
    String adapter,
    String sdk,
    String organisation,
    List<String> data,
    String note,
    Source source) {
  public Undecodable {
    data = List.copyOf(data);
  }

  /** For {@link dev.telltale.model.Gap#detail}. */
  public String detail() {
    return sdk
        + " ("
        + organisation
        + "): "
        + note
        + (data.isEmpty() ? "" : "; may carry " + String.join(", ", data))
        + " ("
        + source
        + ")";
  }
}
