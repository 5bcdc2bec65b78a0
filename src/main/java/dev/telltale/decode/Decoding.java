package dev.telltale.decode;

import dev.telltale.util.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One message being decoded: its budget, its layers, and what had to be left. Every reader asks it
 * before it makes a value or octets, so that one message costs no more than {@link Limits} say
 * whatever it holds.
 */
final class Decoding {
  final Limits limits;
  private final List<Node> layers = new ArrayList<>();
  private final List<Node> opaqueFields = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private int values;
  private int depth;
  private long producedBytes;

  Decoding(Limits limits) {
    this.limits = limits;
  }

  List<Node> layers() {
    return layers;
  }

  List<Node> opaqueFields() {
    return opaqueFields;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Records that something was left undecoded. */
  void note(String what) {
    if (notes.size() < 100) {
      notes.add(what);
    }
  }

  /** Takes one value from the budget; false when none is left. */
  boolean takeValue() {
    if (values >= limits.decodeNodes()) {
      note("values: more than " + limits.decodeNodes());
      return false;
    }
    values++;
    return true;
  }

  int valuesTaken() {
    return values;
  }

  /** Gives back the values of an attempt that failed. */
  void restoreValues(int taken) {
    values = taken;
  }

  /** Takes octets from the budget; false when fewer are left. */
  boolean takeBytes(int count) {
    if (producedBytes + count > limits.decodeBytes()) {
      note("decoded octets: more than " + limits.decodeBytes());
      return false;
    }
    producedBytes += count;
    return true;
  }

  /** How many octets may still be made. */
  int bytesLeft() {
    return (int) (limits.decodeBytes() - producedBytes);
  }

  /** Makes a value stand for its content among the layers. */
  void layer(Value v) {
    v.content.node = v;
    layers.add(v);
  }

  /** Records that a value looks encrypted or compressed and nothing opened it. */
  void opaque(Value v) {
    opaqueFields.add(v);
  }

  /** Whether the body, or all that was made of it, is opaque; it is then no field. */
  boolean isOpaque(Value body) {
    boolean found = false;
    for (Node node : List.copyOf(opaqueFields)) {
      Value v = (Value) node;
      while (v.role == Value.Role.DECODED && v.holder != null) {
        v = v.holder;
      }
      if (v == body) {
        opaqueFields.remove(node);
        found = true;
      }
    }
    return found;
  }

  /** Looks for further encodings inside a value; what is found becomes its children. */
  void open(Value v) {
    if (v.kind == Node.Kind.TEXT) {
      open(v, Text.classes(v.content.octets, v.from, v.to));
    } else if (v.kind == Node.Kind.BYTES && !tryOpen(v) && OctetOpener.isOpaque(v)) {
      opaque(v);
    }
  }

  /** The same for a text whose octets' classes are known. */
  void open(Value v, int classes) {
    if (TextOpener.promising(v, classes) && enter()) {
      try {
        TextOpener.open(this, v, classes);
      } finally {
        depth--;
      }
    }
  }

  /** Opens a value that is only an attempt; false if nothing was found. */
  boolean tryOpen(Value v) {
    if (v.kind == Node.Kind.TEXT) {
      open(v);
    } else if (enter()) {
      try {
        OctetOpener.open(this, v);
      } finally {
        depth--;
      }
    }
    return !v.values().isEmpty();
  }

  private boolean enter() {
    if (depth >= limits.decodeDepth()) {
      note("encodings nested deeper than " + limits.decodeDepth());
      return false;
    }
    depth++;
    return true;
  }

  /**
   * Adds what a decoding step made of a value, after looking further into it.
   *
   * @param label how the step is written in a place in front of what is found inside; may be empty
   */
  void decoded(Value v, byte[] octets, String step, String label) {
    Value made = made(v, octets, step, label);
    open(made);
    show(v, made);
  }

  /** What a decoding step made of a value, not yet looked into nor added. */
  Value made(Value v, byte[] octets, String step, String label) {
    Value made = attempt(v, octets, step, label);
    layer(made);
    return made;
  }

  /** The same, not yet among the layers: an attempt that may come to nothing. */
  Value attempt(Value v, byte[] octets, String step, String label) {
    Layer layer = Layer.decoded(octets);
    int length = octets.length;
    Node.Kind kind = Text.isPlain(octets, 0, length) ? Node.Kind.TEXT : Node.Kind.BYTES;
    return new Value(
        kind, Value.Role.DECODED, label, v, new Chain(v.chain, step), layer, 0, length);
  }

  /** Adds a decoded value to its holder, or what was found inside it where that says it all. */
  void show(Value holder, Value made) {
    if (settle(made)) {
      made.values().forEach(holder::add);
    } else {
      holder.add(made);
    }
  }

  /**
   * Hides a value of which everything is said by what was found inside: octets that were opened,
   * text that is one structure.
   */
  static boolean settle(Value v) {
    if (v.values().isEmpty()) {
      return false;
    }
    v.hidden = v.kind == Node.Kind.BYTES || v.values().get(0).role == Value.Role.STRUCTURE;
    return v.hidden;
  }

  /** {@code v}'s content without escapes, in a layer that remembers where it came from. */
  Layer unescaped(Layer in, int from, int to, Layer.Unescaping how) {
    byte[] out = new byte[to - from + 4];
    int n = how.apply(in.octets, from, to, out, null);
    return Layer.unescaped(Arrays.copyOf(out, n), in, from, to, how);
  }

  /** Begins a structure found in a value's content; a top of the layer it stands in. */
  Value structure(Node.Kind kind, String scheme, Value holder, String step, int at, int end) {
    Value s =
        new Value(
            kind,
            Value.Role.STRUCTURE,
            scheme,
            holder,
            new Chain(holder.chain, step),
            holder.content,
            at,
            end);
    return s;
  }

  /** Adds a finished structure to its holder. */
  void accept(Value holder, Value structure) {
    holder.add(structure);
    if (holder.content.node == holder) {
      holder.content.tops.add(structure);
    }
  }
}
