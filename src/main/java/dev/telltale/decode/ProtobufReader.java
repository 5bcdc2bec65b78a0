package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Protocol buffers without a schema (Protocol Buffers encoding guide: records of a tag, which is
 * the field number times eight plus the wire type, and a value).
 *
 * <p>What is a message, a string or octets cannot be known, so it is judged. A length-delimited
 * field that is text without control characters is a string. One with line breaks or tabs, which
 * are also tags, is a message if it reads as one to its last octet. Other octets are a message if
 * they read as one; else packed numbers if they are several varints in their shortest form; else
 * octets. Sixty-four-bit and thirty-two-bit fields are floating-point where that gives a number of
 * ordinary size. Wire types 3 and 4, groups, were given up before any phone was made, and end a
 * reading.
 *
 * <p>Every octet is read at most once at each depth, and the depth is bounded, so a reading takes
 * linear time.
 */
final class ProtobufReader {
  /** The depth that protobuf's own parsers refuse by default is 100. */
  static final int MAX_NESTING = 64;

  private static final String[] NAMES = new String[64];

  static {
    for (int i = 0; i < NAMES.length; i++) {
      NAMES[i] = Integer.toString(i);
    }
  }

  private final Decoding d;
  private final byte[] a;
  private final Members members;

  /** Set by {@link #varint}. */
  private int next;

  private long varint;
  private int textOctets;
  private int fields;

  private ProtobufReader(Decoding d, Value holder) {
    this.d = d;
    this.a = holder.content.octets;
    this.members = new Members(d, holder);
  }

  /**
   * Reads a holder's content as one message.
   *
   * @param declared whether the message says that it is protobuf; then what can be read of a broken
   *     one is kept, otherwise it must read to its end and be half text
   */
  static boolean read(Decoding d, Value holder, boolean declared) {
    if (!declared && !tiles(holder.content.octets, holder.from, holder.to)) {
      return false;
    }
    ProtobufReader reader = new ProtobufReader(d, holder);
    Value top = reader.members.structure(Kind.OBJECT, "proto:", "protobuf", holder.from, holder.to);
    int end = reader.message(top, holder.from, holder.to, 0);
    boolean whole = end == holder.to;
    boolean convincing =
        declared
            ? !top.values().isEmpty()
            : whole
                && reader.fields >= 2
                && reader.textOctets >= 4
                && reader.textOctets * 5 >= holder.length() * 2;
    if (!convincing) {
      reader.members.abandon();
      return false;
    }
    if (!whole) {
      d.note("protobuf: breaks off at octet " + (end - holder.from));
    }
    reader.members.finish(top);
    return true;
  }

  /**
   * Whether fields stand there from the first octet to the last, whatever is in them: a glance that
   * spares the making of values from octets that are no message, as most are.
   */
  private static boolean tiles(byte[] a, int from, int to) {
    int i = from;
    while (i < to) {
      // The key of a field, then what its last three bits say.
      int length = varintLength(a, i, to);
      if (length == 0 || (length == 1 && a[i] >>> 3 == 0)) {
        return false;
      }
      int wire = a[i] & 7;
      i += length;
      if (wire == 0) {
        length = varintLength(a, i, to);
      } else if (wire == 1 || wire == 5) {
        length = wire == 1 ? 8 : 4;
      } else if (wire == 2) {
        int prefix = varintLength(a, i, to);
        long size = 0;
        for (int k = prefix - 1; k >= 0; k--) {
          size = size << 7 | a[i + k] & 0x7f;
        }
        if (prefix == 0 || size < 0 || size > to - i - prefix) {
          return false;
        }
        length = prefix + (int) size;
      } else {
        return false;
      }
      if (length == 0 || length > to - i) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** How many octets the varint there has, 0 if none ends there. */
  private static int varintLength(byte[] a, int at, int to) {
    for (int i = at; i < to && i < at + 10; i++) {
      if (a[i] >= 0) {
        return i + 1 - at;
      }
    }
    return 0;
  }

  /** Reads fields into {@code in}; returns where it could not go on, {@code to} if it could. */
  private int message(Value in, int from, int to, int depth) {
    int i = from;
    while (i < to) {
      int start = i;
      if (!varint(i, to) || varint >>> 3 == 0 || varint >>> 3 >= 1 << 29) {
        return start;
      }
      i = next;
      int number = (int) (varint >>> 3);
      int wire = (int) varint & 7;
      Value v;
      switch (wire) {
        case 0 -> {
          if (!varint(i, to)) {
            return start;
          }
          i = next;
          v = members.number(in, start, i, Long.toString(varint));
        }
        case 1 -> {
          if (i + 8 > to) {
            return start;
          }
          v = members.number(in, start, i + 8, fixed64(i));
          i += 8;
        }
        case 5 -> {
          if (i + 4 > to) {
            return start;
          }
          v = members.number(in, start, i + 4, fixed32(i));
          i += 4;
        }
        case 2 -> {
          if (!varint(i, to) || varint < 0 || varint > to - next) {
            return start;
          }
          int at = next;
          int end = at + (int) varint;
          v = delimited(in, start, at, end, depth);
          i = end;
        }
        default -> {
          return start;
        }
      }
      if (v == null) {
        return start;
      }
      fields++;
      in.add(v.named(number < NAMES.length ? NAMES[number] : Integer.toString(number)));
    }
    return i;
  }

  private @Nullable Value delimited(Value in, int start, int from, int to, int depth) {
    int classes = Text.classes(a, from, to);
    boolean text =
        (classes & Text.CONTROL) == 0 && ((classes & Text.HIGH) == 0 || Text.isUtf8(a, from, to));
    if (text && (classes & Text.BREAK) == 0) {
      textOctets += to - from;
      return members.leaf(Kind.TEXT, in, start, to, from, to);
    }
    if (depth < MAX_NESTING && tiles(a, from, to)) {
      Members.Mark mark = members.mark();
      int textBefore = textOctets;
      int fieldsBefore = fields;
      Value sub = members.member(Kind.OBJECT, in, start, to);
      if (sub == null) {
        return null;
      }
      if (message(sub, from, to, depth + 1) == to) {
        return sub;
      }
      members.back(mark);
      textOctets = textBefore;
      fields = fieldsBefore;
    } else if (depth >= MAX_NESTING) {
      d.note("protobuf: messages nested deeper than " + MAX_NESTING);
    }
    if (text) {
      textOctets += to - from;
      return members.leaf(Kind.TEXT, in, start, to, from, to);
    }
    Value packed = packed(in, start, from, to);
    return packed != null ? packed : members.leaf(Kind.BYTES, in, start, to, from, to);
  }

  private @Nullable Value packed(Value in, int start, int from, int to) {
    int n = to - from;
    if (n < 2 || n > 4096 || n == 16 || n == 20 || n == 32 || n == 64) {
      return null;
    }
    int count = 0;
    for (int i = from; i < to; i = next) {
      if (!varint(i, to) || (next - i > 1 && a[next - 1] == 0) || next - i > 6) {
        return null;
      }
      count++;
    }
    if (count < 2) {
      return null;
    }
    Value list = members.member(Kind.ARRAY, in, start, to);
    for (int i = from; list != null && i < to; i = next) {
      varint(i, to);
      Value v = members.number(list, i, next, Long.toString(varint));
      if (v == null) {
        break;
      }
      list.add(v.at(list.values().size()));
    }
    return list;
  }

  private boolean varint(int at, int to) {
    long value = 0;
    for (int i = at; i < to && i < at + 10; i++) {
      value |= (long) (a[i] & 0x7f) << 7 * (i - at);
      if (a[i] >= 0) {
        varint = value;
        next = i + 1;
        return true;
      }
    }
    return false;
  }

  private String fixed64(int at) {
    long bits = 0;
    for (int i = 7; i >= 0; i--) {
      bits = bits << 8 | a[at + i] & 0xff;
    }
    double value = Double.longBitsToDouble(bits);
    double size = Math.abs(value);
    return size >= 1e-7 && size < 1e15 ? Members.decimal(value) : Long.toString(bits);
  }

  private String fixed32(int at) {
    int bits = 0;
    for (int i = 3; i >= 0; i--) {
      bits = bits << 8 | a[at + i] & 0xff;
    }
    float value = Float.intBitsToFloat(bits);
    float size = Math.abs(value);
    return size >= 1e-5f && size < 1e9f ? Members.decimal(value) : Integer.toString(bits);
  }
}
