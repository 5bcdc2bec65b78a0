package dev.telltale.cli.live;

import dev.telltale.decode.MessageDecoder;
import dev.telltale.decode.Node;
import dev.telltale.model.Exchange;
import dev.telltale.web.Layers;
import java.util.List;

/**
 * The decoder's layers for the dashboard's inspector: what stood on the wire, and what was inside
 * it.
 */
final class DecodedLayers implements Layers {
  private static final int MOST_LAYERS = 200;
  private final MessageDecoder decoder;

  DecodedLayers(MessageDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public List<Layer> of(Exchange exchange) {
    return decoder.decode(exchange.request()).layers().stream()
        .filter(node -> !node.encoding().isEmpty())
        .limit(MOST_LAYERS)
        .map(DecodedLayers::layer)
        .toList();
  }

  private static Layer layer(Node node) {
    return new Layer(node.where(), node.encoding(), node.bytes());
  }
}
