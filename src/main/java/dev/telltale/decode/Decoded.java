package dev.telltale.decode;

import java.util.List;

/**
 * A decoded message.
 *
 * @param roots one node for each part: path segments, query fields, header fields, cookies, the
 *     body
 * @param layers the texts and octets of every layer, for detectors that search a layer whole: each
 *     is a node whose {@link Node#text} or {@link Node#bytes} is the layer before it was taken
 *     apart. Every value's text stands literally in at least one of them, so that searching all
 *     layers once searches everything; {@link Node#at} leads from an offset to the value
 * @param limits what was left undecoded and why, in words; empty if nothing was
 * @param opaque whether the body is not empty, no decoder opened it, and it looks encrypted or
 *     compressed
 * @param opaqueFields the values, other than the body itself, of which the same is true
 */
public record Decoded(
    List<Node> roots,
    List<Node> layers,
    List<String> limits,
    boolean opaque,
    List<Node> opaqueFields) {
  public Decoded {
    roots = List.copyOf(roots);
    layers = List.copyOf(layers);
    limits = List.copyOf(limits);
    opaqueFields = List.copyOf(opaqueFields);
  }
}
