package dev.telltale.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decoded value of a message, in a tree. A field of a form, a member of a JSON object, a
 * header, a path segment are nodes; so is what stands inside a string that could be decoded
 * further: a text node whose content is base64 of JSON has that JSON's root as its child.
 *
 * <p>Place and encoding are computed when asked for. Not safe for use by several threads at once.
 */
public interface Node {

  /** What a node holds. */
  enum Kind {
    /** Named members. */
    OBJECT,
    /** Members in order. */
    ARRAY,
    /** Characters. */
    TEXT,
    /** A number as it was written. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A null of its format. */
    NULL,
    /** Octets that are not text. */
    BYTES
  }

  Kind kind();

  /** The node that holds this one, null for a root. */
  @Nullable Node parent();

  /**
   * The name under which the parent holds it (a JSON member's or form field's name, a header's), or
   * the empty string.
   */
  default String key() {
    return name().text();
  }

  /** The same as an object that values of that name share. */
  Name name();

  /** Its place in an array, or -1. */
  int index();

  /**
   * Members, or what was decoded from inside this value; empty if none. A text keeps its meaning
   * when it has some: the children of a digest in hex are its octets, those of an address the
   * fields of its query.
   */
  List<Node> children();

  /** The characters of {@code TEXT}, {@code NUMBER} and {@code BOOLEAN}; empty otherwise. */
  String text();

  /** The octets of {@code BYTES}; of {@code TEXT}, its UTF-8 octets. */
  byte[] bytes();

  /**
   * The octets among which those of {@link #bytes} stand, from {@link #from} to {@link #to}: for
   * looking at them without a copy. Not to be written.
   */
  byte[] octets();

  /** Where they begin in {@link #octets}. */
  int from();

  /** Where they end. */
  int to();

  /**
   * The part of the message that it belongs to: {@code query}, {@code path}, {@code header}, {@code
   * cookie} or {@code body}; {@code target} for the whole of the first two.
   */
  String part();

  /** The place, as in {@code query:data#b64:/a/b} (see {@code docs/decoding.md}). */
  String where();

  /**
   * The chain of encodings from the wire inwards, such as {@code [gzip, form, base64, json]}; empty
   * is plain.
   */
  List<String> encoding();

  /**
   * Offset of the value in the octets of its root part (body, target, or header value), or -1 when
   * it does not stand there literally.
   */
  int start();

  /** The offset behind it, or -1. */
  int end();

  /**
   * The smallest span of the root part (body, target, or header value) out of which the octets
   * {@code [from, to)} of {@link #bytes} were made, whatever was decoded on the way: what has to be
   * replaced there so that they are gone. Of what stands there literally it is just that; of what
   * stands inside base64, the whole of that text.
   */
  default Span source(int from, int to) {
    return new Span(Math.max(start(), 0), Math.max(end(), 0));
  }

  /**
   * Of a node of {@link Decoded#layers}: the innermost value that stands at those offsets of its
   * {@link #bytes}, or the layer itself when what stands there belongs to no value (a name, a
   * separator, several values). The value's text may be longer than the span. Takes time
   * logarithmic in the number of values.
   */
  default Node at(int from, int to) {
    return this;
  }
}
