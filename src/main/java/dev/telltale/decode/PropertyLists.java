package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Apple's property lists: in XML, and in the binary form {@code bplist00} (CFBinaryPList.c in
 * Apple's CoreFoundation describes it: objects, a table of their offsets, and a trailer of 32
 * octets). Both give names, lists and values by JSON pointer.
 */
final class PropertyLists {
  private static final int MAX_NESTING = 64;
  private static final int TRAILER = 32;

  private PropertyLists() {}

  /** The property list that an XML document is, added to its holder; null if it is none. */
  static @Nullable Value of(Decoding d, Value holder, Value document) {
    Value plist = document.values().get(0);
    Value first = firstElement(plist);
    if (first == null) {
      return null;
    }
    Members members = new Members(d, holder);
    boolean list = name(first).equals("array");
    Value top =
        members.structure(list ? Kind.ARRAY : Kind.OBJECT, "", "plist", first.at, first.end);
    if (!list && !name(first).equals("dict")) {
      return null;
    }
    fill(members, d, top, first);
    members.finish(top);
    return top;
  }

  private static String name(Value element) {
    String key = element.key();
    int bracket = key.indexOf('[');
    return bracket < 0 ? key : key.substring(0, bracket);
  }

  private static @Nullable Value firstElement(Value in) {
    for (Value v : in.values()) {
      if (!v.key().startsWith("@")) {
        return v;
      }
    }
    return null;
  }

  private static void fill(Members members, Decoding d, Value into, Value element) {
    Value name = null;
    for (Value e : element.values()) {
      if (name(e).equals("key")) {
        name = e;
        continue;
      }
      Value v = convert(members, d, into, e);
      if (v == null) {
        continue;
      }
      if (into.kind == Kind.ARRAY) {
        v.at(into.values().size());
      } else {
        v.named(name == null ? "" : name.text());
      }
      into.add(v);
    }
  }

  private static @Nullable Value convert(Members members, Decoding d, Value into, Value e) {
    switch (name(e)) {
      case "dict", "array" -> {
        boolean list = name(e).equals("array");
        Value v = members.member(list ? Kind.ARRAY : Kind.OBJECT, into, e.at, e.end);
        if (v != null) {
          fill(members, d, v, e);
        }
        return v;
      }
      case "true", "false" -> {
        return members.truth(into, e.at, e.end, name(e).equals("true"));
      }
      case "integer", "real" -> {
        Value v = members.member(Kind.NUMBER, into, e.at, e.end);
        if (v != null) {
          v.setContent(e.content, e.from, e.to);
        }
        return v;
      }
      case "data" -> {
        byte[] compact = e.text().replaceAll("\\s", "").getBytes(StandardCharsets.UTF_8);
        byte[] octets = Binary.base64(compact, 0, compact.length);
        return octets == null ? null : members.octets(into, e.at, e.end, octets);
      }
      default -> {
        return e.kind == Kind.TEXT
            ? members.content(Kind.TEXT, into, e.at, e.end, e.content, e.from, e.to)
            : null;
      }
    }
  }

  /** Reads a binary property list; false if it is none. */
  static boolean readBinary(Decoding d, Value holder) {
    byte[] a = holder.content.octets;
    if (!Text.startsWith(a, holder.from, holder.to, "bplist00")
        || holder.length() < 8 + TRAILER + 1) {
      return false;
    }
    Binaries reader = new Binaries(d, holder);
    Value top = reader.read();
    if (top == null) {
      reader.members.abandon();
      return false;
    }
    reader.members.finish(top);
    return true;
  }

  /** One binary property list being read. */
  private static final class Binaries {
    private final byte[] a;
    private final int base;
    private final int to;
    private final Members members;
    private final Value holder;
    private int offsetSize;
    private int referenceSize;
    private long objects;
    private int table;

    Binaries(Decoding d, Value holder) {
      this.a = holder.content.octets;
      this.base = holder.from;
      this.to = holder.to;
      this.members = new Members(d, holder);
      this.holder = holder;
    }

    @Nullable Value read() {
      int trailer = to - TRAILER;
      offsetSize = a[trailer + 6] & 0xff;
      referenceSize = a[trailer + 7] & 0xff;
      objects = number(trailer + 8, 8);
      long top = number(trailer + 16, 8);
      long tableAt = number(trailer + 24, 8);
      if (offsetSize < 1 || offsetSize > 8 || referenceSize < 1 || referenceSize > 8) {
        return null;
      }
      if (objects < 1 || objects > to - base || tableAt < 8 || tableAt > trailer - base) {
        return null;
      }
      if (objects * offsetSize > trailer - base - tableAt) {
        return null;
      }
      table = base + (int) tableAt;
      int at = offset(top);
      if (at < 0) {
        return null;
      }
      int type = (a[at] & 0xf0) >> 4;
      if (type != 0xd && type != 0xa) {
        return null;
      }
      Value structure =
          members.structure(
              type == 0xd ? Kind.OBJECT : Kind.ARRAY, "", "plist", holder.from, holder.to);
      return container(structure, at, 0) && !structure.values().isEmpty() ? structure : null;
    }

    private long number(int at, int size) {
      long value = 0;
      for (int k = 0; k < size; k++) {
        value = value << 8 | a[at + k] & 0xff;
      }
      return value;
    }

    /** Where an object stands, or -1. */
    private int offset(long object) {
      if (object < 0 || object >= objects) {
        return -1;
      }
      long offset = number(table + (int) object * offsetSize, offsetSize);
      return offset < 8 || offset >= table - base ? -1 : base + (int) offset;
    }

    private record Head(int type, int count, int data) {}

    private @Nullable Head head(int at) {
      int type = (a[at] & 0xf0) >> 4;
      int count = a[at] & 0x0f;
      int data = at + 1;
      if (count == 15 && type >= 4) {
        if (data >= table || (a[data] & 0xf0) != 0x10) {
          return null;
        }
        int size = 1 << (a[data] & 0x0f);
        if (size > 8 || data + 1 + size > table) {
          return null;
        }
        long long64 = number(data + 1, size);
        if (long64 < 0 || long64 > table) {
          return null;
        }
        count = (int) long64;
        data += 1 + size;
      }
      return new Head(type, count, data);
    }

    private boolean container(Value in, int at, int depth) {
      Head head = head(at);
      if (head == null || depth > MAX_NESTING) {
        return false;
      }
      boolean map = head.type == 0xd;
      long references = (long) head.count * (map ? 2 : 1);
      if (references * referenceSize > table - head.data) {
        return false;
      }
      for (int n = 0; n < head.count; n++) {
        String name = null;
        int value = n;
        if (map) {
          int key = offset(number(head.data + n * referenceSize, referenceSize));
          Head k = key < 0 ? null : head(key);
          name = k == null ? null : string(k);
          if (name == null) {
            return false;
          }
          value = head.count + n;
        }
        int object = offset(number(head.data + value * referenceSize, referenceSize));
        Value v = object < 0 ? null : value(in, object, depth);
        if (v == null) {
          return false;
        }
        in.add(name == null ? v.at(n) : v.named(name));
      }
      return true;
    }

    private @Nullable String string(Head head) {
      int size = head.type == 6 ? 2 : 1;
      if ((head.type != 5 && head.type != 6 && head.type != 7)
          || (long) head.count * size > table - head.data) {
        return null;
      }
      return new String(
          a,
          head.data,
          head.count * size,
          head.type == 6 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
    }

    private @Nullable Value value(Value in, int at, int depth) {
      Head head = head(at);
      if (head == null) {
        return null;
      }
      switch (head.type) {
        case 0 -> {
          return a[at] == 8 || a[at] == 9
              ? members.truth(in, at, at + 1, a[at] == 9)
              : members.member(Kind.NULL, in, at, at + 1);
        }
        case 1, 8 -> {
          int size = head.type == 1 ? 1 << head.count : head.count + 1;
          if (size > 16 || head.data + size > table) {
            return null;
          }
          int skip = Math.max(0, size - 8);
          return members.number(
              in, at, head.data + size, Long.toString(number(head.data + skip, size - skip)));
        }
        case 2, 3 -> {
          int size = 1 << head.count;
          if ((size != 4 && size != 8) || head.data + size > table) {
            return null;
          }
          long bits = number(head.data, size);
          return members.number(
              in,
              at,
              head.data + size,
              size == 4
                  ? Members.decimal(Float.intBitsToFloat((int) bits))
                  : Members.decimal(Double.longBitsToDouble(bits)));
        }
        case 4 -> {
          return head.count > table - head.data
              ? null
              : members.leaf(
                  Kind.BYTES, in, at, head.data + head.count, head.data, head.data + head.count);
        }
        case 5, 6, 7 -> {
          String text = string(head);
          return text == null ? null : members.text(in, at, head.data, text);
        }
        case 0xa, 0xc, 0xd -> {
          Value v = members.member(head.type == 0xd ? Kind.OBJECT : Kind.ARRAY, in, at, head.data);
          return v != null && container(v, at, depth + 1) ? v : null;
        }
        default -> {
          return null;
        }
      }
    }
  }
}
