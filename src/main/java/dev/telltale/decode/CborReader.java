package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** CBOR (RFC 8949), of definite and indefinite length. */
final class CborReader {
  private static final int MAX_NESTING = 128;

  private final byte[] a;
  private final Members members;
  private final int to;
  private int i;
  private int names;

  private CborReader(Decoding d, Value holder, int from) {
    this.a = holder.content.octets;
    this.members = new Members(d, holder);
    this.i = from;
    this.to = holder.to;
  }

  /**
   * Reads a holder's content as one map or array, to its end.
   *
   * @param declared whether the message says that it is CBOR; otherwise it must hold names
   */
  static boolean read(Decoding d, Value holder, boolean declared) {
    byte[] a = holder.content.octets;
    int from = holder.from;
    // RFC 8949 section 3.4.6: the tag that says nothing but "this is CBOR".
    boolean tagged =
        holder.length() > 3
            && (a[from] & 0xff) == 0xd9
            && (a[from + 1] & 0xff) == 0xd9
            && (a[from + 2] & 0xff) == 0xf7;
    from += tagged ? 3 : 0;
    if (from >= holder.to) {
      return false;
    }
    int major = (a[from] & 0xff) >> 5;
    if (major != 4 && major != 5) {
      return false;
    }
    CborReader reader = new CborReader(d, holder, from);
    Value top =
        reader.members.structure(
            major == 5 ? Kind.OBJECT : Kind.ARRAY, "", "cbor", holder.from, holder.to);
    boolean whole = reader.container(top, 0) && reader.i == reader.to;
    boolean convincing = declared || tagged || reader.names >= (major == 5 ? 1 : 2);
    if (!whole || top.values().isEmpty() || !convincing) {
      reader.members.abandon();
      return false;
    }
    reader.members.finish(top);
    return true;
  }

  private boolean container(Value in, int depth) {
    if (depth > MAX_NESTING) {
      return false;
    }
    boolean map = in.kind == Kind.OBJECT;
    int info = a[i++] & 0x1f;
    boolean endless = info == 31;
    long count = endless ? Long.MAX_VALUE : argument(info);
    if (count < 0 || (!endless && count > (map ? (to - i) / 2 : to - i))) {
      return false;
    }
    for (long n = 0; n < count; n++) {
      if (endless && i < to && (a[i] & 0xff) == 0xff) {
        i++;
        return true;
      }
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
    if (i >= to || depth > MAX_NESTING) {
      return null;
    }
    int start = i;
    int b = a[i] & 0xff;
    int info = b & 0x1f;
    int major = b >> 5;
    if (major == 4 || major == 5) {
      Value v = members.member(major == 5 ? Kind.OBJECT : Kind.ARRAY, in, start, start);
      if (v == null || !container(v, depth + 1)) {
        return null;
      }
      v.end = i;
      v.to = i;
      return v;
    }
    i++;
    if (major == 7) {
      return simple(in, start, info);
    }
    if ((major == 2 || major == 3) && info == 31) {
      return chunks(in, start, major);
    }
    long argument = argument(info);
    if (argument < 0 && info != 27) {
      return null;
    }
    return switch (major) {
      case 0 -> members.number(in, start, i, Long.toUnsignedString(argument));
      case 1 -> members.number(in, start, i, Long.toString(-1 - argument));
      case 2, 3 -> string(in, start, argument, major == 3);
      default -> value(in, depth + 1);
    };
  }

  private @Nullable Value string(Value in, int start, long length, boolean text) {
    if (length < 0 || length > to - i) {
      return null;
    }
    int from = i;
    i += (int) length;
    boolean plain = text ? Text.isUtf8(a, from, i) : length > 0 && Text.isPlain(a, from, i);
    return members.leaf(plain ? Kind.TEXT : Kind.BYTES, in, start, i, from, i);
  }

  /** Strings in chunks (RFC 8949 section 3.2.3) are joined. */
  private @Nullable Value chunks(Value in, int start, int major) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    while (i < to && (a[i] & 0xff) != 0xff) {
      int b = a[i++] & 0xff;
      long length = argument(b & 0x1f);
      if (b >> 5 != major || length < 0 || length > to - i) {
        return null;
      }
      joined.write(a, i, (int) length);
      i += (int) length;
    }
    if (i >= to) {
      return null;
    }
    i++;
    return members.text(in, start, i, joined.toString(StandardCharsets.UTF_8));
  }

  private @Nullable Value simple(Value in, int start, int info) {
    return switch (info) {
      case 20, 21 -> members.truth(in, start, i, info == 21);
      case 22, 23 -> members.member(Kind.NULL, in, start, i);
      case 25, 26, 27 -> real(in, start, info);
      default -> null;
    };
  }

  private @Nullable Value real(Value in, int start, int info) {
    if (i + (1 << info - 24) > to) {
      return null;
    }
    long bits = argument(info);
    String decimal =
        switch (info) {
          case 25 -> Members.decimal(half((int) bits));
          case 26 -> Members.decimal(Float.intBitsToFloat((int) bits));
          default -> Members.decimal(Double.longBitsToDouble(bits));
        };
    return members.number(in, start, i, decimal);
  }

  /** RFC 8949 appendix D. */
  private static double half(int bits) {
    int exponent = bits >> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    double size =
        exponent == 0
            ? Math.scalb(mantissa, -24)
            : exponent == 31
                ? (mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb(mantissa + 1024, exponent - 25);
    return (bits & 0x8000) != 0 ? -size : size;
  }

  /** The argument of a head (RFC 8949 section 3), or a negative number when it breaks off. */
  private long argument(int info) {
    if (info < 24) {
      return info;
    }
    int size = info <= 27 ? 1 << info - 24 : 0;
    if (size == 0 || i + size > to) {
      i = to;
      return -1;
    }
    long value = 0;
    for (int k = 0; k < size; k++) {
      value = value << 8 | a[i++] & 0xff;
    }
    return value;
  }
}
