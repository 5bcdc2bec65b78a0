package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import org.jspecify.annotations.Nullable;

/** MessagePack (the specification at msgpack.org, "Formats"). */
final class MsgpackReader {
  private static final int MAX_NESTING = 128;

  private final byte[] a;
  private final Members members;
  private final int to;
  private int i;
  private int names;
  private int texts;

  private MsgpackReader(Decoding d, Value holder) {
    this.a = holder.content.octets;
    this.members = new Members(d, holder);
    this.i = holder.from;
    this.to = holder.to;
  }

  /**
   * Reads a holder's content as one map or array, to its end.
   *
   * @param declared whether the message says that it is MessagePack; otherwise it must be a map of
   *     names, or an array with several of them inside
   */
  static boolean read(Decoding d, Value holder, boolean declared) {
    if (holder.length() < 3) {
      return false;
    }
    int first = holder.content.octets[holder.from] & 0xff;
    boolean map = (first & 0xf0) == 0x80 || first == 0xde || first == 0xdf;
    boolean array = (first & 0xf0) == 0x90 || first == 0xdc || first == 0xdd;
    if (!map && !array) {
      return false;
    }
    MsgpackReader reader = new MsgpackReader(d, holder);
    Value top =
        reader.members.structure(
            map ? Kind.OBJECT : Kind.ARRAY, "", "msgpack", holder.from, holder.to);
    boolean whole = reader.container(top, 0) && reader.i == holder.to;
    if (!(whole && !top.values().isEmpty() && (declared || reader.convincing(map)))) {
      reader.members.abandon();
      return false;
    }
    reader.members.finish(top);
    return true;
  }

  private boolean convincing(boolean map) {
    return map ? names >= 1 : names + texts >= 2;
  }

  /** Reads the members of the map or array that begins here. */
  private boolean container(Value in, int depth) {
    if (depth > MAX_NESTING) {
      return false;
    }
    int b = a[i++] & 0xff;
    long count;
    if (b < 0xa0) {
      count = b & 0x0f;
    } else {
      count = unsigned((b & 1) == 0 ? 2 : 4);
    }
    boolean map = in.kind == Kind.OBJECT;
    if (count < 0 || count > (map ? (to - i) / 2 : to - i)) {
      return false;
    }
    for (long n = 0; n < count; n++) {
      String name = null;
      if (map) {
        Value named = value(in, depth);
        if (named == null || (named.kind != Kind.TEXT && named.kind != Kind.NUMBER)) {
          return false;
        }
        names += named.kind == Kind.TEXT ? 1 : 0;
        name = members.asName(named);
      }
      Value v = value(in, depth);
      if (v == null) {
        return false;
      }
      in.add(name == null ? v.at((int) n) : v.named(name));
    }
    return true;
  }

  private @Nullable Value value(Value in, int depth) {
    if (i >= to) {
      return null;
    }
    int start = i;
    int b = a[i] & 0xff;
    if (b < 0x80 || b >= 0xe0) {
      i++;
      return members.number(in, start, i, Integer.toString((byte) b));
    }
    if (b < 0xa0 || (b >= 0xdc && b <= 0xdf)) {
      boolean map = b < 0x90 || b >= 0xde;
      Value v = members.member(map ? Kind.OBJECT : Kind.ARRAY, in, start, start);
      if (v == null || !container(v, depth + 1)) {
        return null;
      }
      v.end = i;
      v.to = i;
      return v;
    }
    if (b < 0xc0) {
      i++;
      return text(in, start, b & 0x1f);
    }
    i++;
    return switch (b) {
      case 0xc0 -> members.member(Kind.NULL, in, start, i);
      case 0xc2, 0xc3 -> members.truth(in, start, i, b == 0xc3);
      case 0xc4, 0xc5, 0xc6 -> octets(in, start, unsigned(1 << b - 0xc4));
      case 0xc7, 0xc8, 0xc9 -> {
        long length = unsigned(1 << b - 0xc7);
        i++;
        yield octets(in, start, length);
      }
      case 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3 -> number(in, start, b);
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> {
        i++;
        yield octets(in, start, 1L << b - 0xd4);
      }
      case 0xd9, 0xda, 0xdb -> text(in, start, unsigned(1 << b - 0xd9));
      default -> null;
    };
  }

  private @Nullable Value number(Value in, int start, int type) {
    int size = type == 0xca ? 4 : type == 0xcb ? 8 : 1 << (type & 3);
    if (i + size > to) {
      return null;
    }
    long bits = 0;
    for (int k = 0; k < size; k++) {
      bits = bits << 8 | a[i++] & 0xff;
    }
    int shift = 64 - 8 * size;
    String decimal =
        switch (type) {
          case 0xca -> Members.decimal(Float.intBitsToFloat((int) bits));
          case 0xcb -> Members.decimal(Double.longBitsToDouble(bits));
          case 0xcc, 0xcd, 0xce, 0xcf -> Long.toUnsignedString(bits);
          default -> Long.toString(bits << shift >> shift);
        };
    return members.number(in, start, i, decimal);
  }

  private @Nullable Value text(Value in, int start, long length) {
    if (length < 0 || length > to - i) {
      return null;
    }
    int from = i;
    i += (int) length;
    boolean text = Text.isUtf8(a, from, i);
    if (text) {
      texts++;
    }
    return members.leaf(text ? Kind.TEXT : Kind.BYTES, in, start, i, from, i);
  }

  private @Nullable Value octets(Value in, int start, long length) {
    if (length < 0 || length > to - i) {
      return null;
    }
    int from = i;
    i += (int) length;
    Kind kind = length > 0 && Text.isPlain(a, from, i) ? Kind.TEXT : Kind.BYTES;
    return members.leaf(kind, in, start, i, from, i);
  }

  private long unsigned(int size) {
    if (i + size > to) {
      return -1;
    }
    long value = 0;
    for (int k = 0; k < size; k++) {
      value = value << 8 | a[i++] & 0xff;
    }
    return value;
  }
}
