package dev.telltale.web;

import dev.telltale.model.Exchange;
import java.util.List;

/** Takes an exchange's request apart for the inspector. Safe for any thread, and never throws. */
@FunctionalInterface
public interface Layers {

  /** The decoded layers from the wire inwards; empty when nothing was encoded. */
  List<Layer> of(Exchange exchange);

  /**
   * The text or octets of one layer before it was taken apart further.
   *
   * @param where its place, such as {@code body:#gzip} or {@code query:data#b64}
   * @param encoding the chain that leads to it, such as {@code [gzip, form, base64]}
   * @param content its octets, in UTF-8 where it is text
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Layer(String where, List<String> encoding, byte[] content) {
    public Layer {
      encoding = List.copyOf(encoding);
    }
  }
}
