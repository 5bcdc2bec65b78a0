package dev.telltale.decode;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Octets in which values stand: a part of the message as it came, or what one decoding step made.
 *
 * <p>A layer that only removes escapes (JSON's, percent-encoding) remembers what it was made from,
 * so that a value which needed no escaping is still found in the octets of the message. That is
 * worked out when asked for, by decoding once more: findings are rare, values are not.
 */
final class Layer {

  /** Removes escapes and says where each octet of the result came from. */
  interface Unescaping {
    /**
     * Writes {@code in[from, to)} without escapes to {@code out}, which is as long as the input or
     * longer, and to {@code origins}, if given, the offset of each octet's origin.
     *
     * @return how many octets were written
     */
    int apply(byte[] in, int from, int to, byte[] out, int @Nullable [] origins);
  }

  final byte[] octets;

  /** The value whose content this layer is, and which stands for it in {@link Decoded#layers}. */
  @Nullable Value node;

  /** The outermost values that stand in it, in order. */
  final List<Value> tops = new ArrayList<>(2);

  private final boolean literal;
  private final @Nullable Layer source;
  private final int sourceFrom;
  private final int sourceTo;
  private final @Nullable Unescaping unescaping;
  private int @Nullable [] origins;

  private Layer(
      byte[] octets,
      boolean literal,
      @Nullable Layer source,
      int sourceFrom,
      int sourceTo,
      @Nullable Unescaping unescaping) {
    this.octets = octets;
    this.literal = literal;
    this.source = source;
    this.sourceFrom = sourceFrom;
    this.sourceTo = sourceTo;
    this.unescaping = unescaping;
  }

  /** A part of the message as it came. */
  static Layer ofPart(byte[] octets) {
    return new Layer(octets, true, null, 0, 0, null);
  }

  /** What a decoding step made of octets; nothing in it stands in the message. */
  static Layer decoded(byte[] octets) {
    return new Layer(octets, false, null, 0, 0, null);
  }

  /** {@code source[from, to)} without its escapes. */
  static Layer unescaped(byte[] octets, Layer source, int from, int to, Unescaping how) {
    return new Layer(octets, false, source, from, to, how);
  }

  /** Where {@code [from, to)} of this layer stands in the message's part, or -1. */
  int locate(int from, int to) {
    if (literal) {
      return from;
    }
    if (source == null || unescaping == null || from >= to) {
      return -1;
    }
    int[] origins = origins(source, unescaping);
    int first = origins[from];
    for (int i = from; i < to; i++) {
      if (origins[i] - first != i - from || source.octets[origins[i]] != octets[i]) {
        return -1;
      }
    }
    return source.locate(first, first + to - from);
  }

  private int[] origins(Layer of, Unescaping how) {
    int[] found = origins;
    if (found == null) {
      int length = sourceTo - sourceFrom;
      found = new int[length + 4];
      how.apply(of.octets, sourceFrom, sourceTo, new byte[length + 4], found);
      origins = found;
    }
    return found;
  }

  /** What {@code [from, to)} was made from in the message's part, escapes included; or null. */
  @Nullable Span enclosing(int from, int to) {
    if (literal) {
      return new Span(from, to);
    }
    if (source == null || unescaping == null) {
      return null;
    }
    if (from >= to) {
      return source.enclosing(sourceFrom, sourceTo);
    }
    int[] made = origins(source, unescaping);
    int behind = to;
    // One escape may make several octets.
    while (behind < octets.length && made[behind] <= made[to - 1]) {
      behind++;
    }
    return source.enclosing(made[from], behind < octets.length ? made[behind] : sourceTo);
  }
}
