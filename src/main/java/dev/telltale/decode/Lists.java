package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Names and values in a text by a convention of its own, as in {@code a:1,b:2}, {@code a=1;b=2} or
 * {@code a=1|b=2}. There must be two pieces at least, and every piece must have a name that begins
 * like a word, so that times, addresses and prose are none.
 */
final class Lists {
  private static final char[] AFTER_EQUALS = {';', '|', ',', '\n', ' ', '\t'};
  private static final char[] AFTER_COLON = {',', ';', '|', '\n', '&'};

  private Lists() {}

  static boolean read(Decoding d, Value v, int classes, int from, int to) {
    if ((classes & Text.EQUALS) != 0 && read(d, v, from, to, '=', AFTER_EQUALS)) {
      return true;
    }
    return (classes & Text.COLON) != 0 && read(d, v, from, to, ':', AFTER_COLON);
  }

  private static boolean read(
      Decoding d, Value v, int from, int to, char joiner, char[] separators) {
    byte[] a = v.content.octets;
    int first = nameEnd(a, from, to, joiner);
    if (first < 0) {
      return false;
    }
    for (char separator : separators) {
      if (Text.indexOf(a, first, to, separator) >= 0 && fits(a, from, to, joiner, separator)) {
        Value s = d.structure(Kind.OBJECT, "list:", v, "list", from, to);
        fill(d, s, from, to, joiner, separator);
        if (!s.values().isEmpty()) {
          d.accept(v, s);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean fits(byte[] a, int from, int to, char joiner, char separator) {
    int pieces = 0;
    for (int i = from; i < to; ) {
      int end = Text.indexOf(a, i, to, separator);
      end = end < 0 ? to : end;
      int start = Text.skipSpace(a, i, end);
      if (start < end) {
        if (nameEnd(a, start, end, joiner) < 0) {
          return false;
        }
        pieces++;
      }
      i = end + 1;
    }
    return pieces >= 2;
  }

  private static void fill(Decoding d, Value s, int from, int to, char joiner, char separator) {
    byte[] a = s.stands.octets;
    for (int i = from; i < to; ) {
      int end = Text.indexOf(a, i, to, separator);
      end = end < 0 ? to : end;
      int start = Text.skipSpace(a, i, end);
      if (start < end) {
        int joint = nameEnd(a, start, end, joiner);
        Value v = member(d, s, start, joint, Text.skipSpace(a, joint + 1, end), end);
        if (v == null) {
          return;
        }
      }
      i = end + 1;
    }
  }

  private static @Nullable Value member(
      Decoding d, Value s, int nameFrom, int nameTo, int from, int end) {
    if (!d.takeValue()) {
      return null;
    }
    byte[] a = s.stands.octets;
    Value v =
        Value.member(Kind.TEXT, s, from, Text.trimEnd(a, from, end))
            .named(nameFrom, Text.trimEnd(a, nameFrom, nameTo), Value.Naming.PLAIN);
    s.add(v);
    d.open(v);
    return v;
  }

  /** Where the joiner behind a name stands, or -1. */
  private static int nameEnd(byte[] a, int from, int to, char joiner) {
    if (from >= to || !Text.isWordStart(a[from])) {
      return -1;
    }
    for (int i = from; i < to && i - from < 64; i++) {
      byte b = a[i];
      if (b == joiner) {
        // "https://…" is no member named "https".
        return joiner == ':' && Text.startsWith(a, i, to, "://") ? -1 : i;
      }
      if (!Text.isWord(b) && b != '.') {
        return -1;
      }
    }
    return -1;
  }
}
