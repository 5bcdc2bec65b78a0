package dev.telltale.decode;

import dev.telltale.decode.Node.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as it is found in traffic, read in one pass over the octets without recursion.
 *
 * <p>Duplicate members are kept. Beyond the standard it takes a byte order mark, {@code NaN},
 * {@code Infinity}, {@code None} and their kind, trailing commas, comments, strings in single
 * quotes, bare member names, several values one behind the other (JSON lines, RFC 7464 text
 * sequences), a function call around it (JSONP), and the guards {@code )]}'} and {@code for(;;);}.
 * A string inside a value must be read to its end to count as JSON at all: a word in brackets is
 * not an array. A body that breaks off keeps what was read.
 *
 * <p>Values are spans of the octets. Strings with escapes get a layer of their own. Strings that
 * may hold a further encoding, by the classes of their octets, are looked into only once the whole
 * text has turned out to be JSON.
 */
final class JsonReader {
  /** Containers nested deeper than this are left as text; no real message comes near. */
  static final int MAX_NESTING = 512;

  /** The classes of quotes and backslashes. */
  private static final int STRING_STOPS = Text.BACKSLASH | Text.OPENING | Text.OTHER;

  private final Decoding d;
  private final Value holder;
  private final byte[] a;
  private final int to;
  private final boolean lenient;
  private int i;

  private final List<Value> tops = new ArrayList<>(1);
  private final List<Value> candidates = new ArrayList<>();
  private int[] candidateClasses = new int[16];
  private @Nullable String failure;

  private Value[] open = new Value[16];
  private int nesting;

  private JsonReader(Decoding d, Value holder, int from, int to, boolean lenient) {
    this.d = d;
    this.holder = holder;
    this.a = holder.content.octets;
    this.i = from;
    this.to = to;
    this.lenient = lenient;
  }

  /** Reads text that must be JSON to its end; adds nothing and returns false if it is not. */
  static boolean whole(Decoding d, Value holder, int from, int to) {
    int taken = d.valuesTaken();
    JsonReader reader = new JsonReader(d, holder, from, to, false);
    reader.readAll();
    if (reader.failure != null || reader.tops.isEmpty() || reader.tops.get(0).values().isEmpty()) {
      d.restoreValues(taken);
      return false;
    }
    reader.deliver();
    return true;
  }

  /**
   * Reads a body, and keeps what could be read of one that breaks off.
   *
   * @param declared whether the message says that it is JSON
   */
  static boolean body(Decoding d, Value holder, boolean declared) {
    byte[] a = holder.content.octets;
    int start = JsonWords.skipPrelude(a, holder.from, holder.to);
    if (start >= holder.to || !(a[start] == '{' || a[start] == '[')) {
      return false;
    }
    int taken = d.valuesTaken();
    JsonReader reader = new JsonReader(d, holder, start, holder.to, true);
    reader.readAll();
    String failed = reader.failure;
    boolean convincing =
        !reader.tops.isEmpty()
            && (failed == null || declared || reader.looksLikeJson(start))
            && (failed == null || !reader.tops.get(0).values().isEmpty());
    if (!convincing) {
      d.restoreValues(taken);
      return false;
    }
    if (failed != null) {
      d.note("json: " + failed);
    }
    reader.deliver();
    return true;
  }

  /** Whether a text that broke off began with an object's member or a nested array. */
  private boolean looksLikeJson(int start) {
    int next = Text.skipSpace(a, start + 1, to);
    return next < to && (a[next] == '"' || a[next] == '{' || a[next] == '[');
  }

  private void readAll() {
    while (failure == null) {
      skipBetween();
      if (i >= to) {
        return;
      }
      byte b = a[i];
      if (b != '{' && b != '[') {
        if (!tops.isEmpty() && (b == ')' || b == ';')) {
          i++;
          continue;
        }
        fail("something other than a value");
        return;
      }
      readTop();
    }
  }

  private void skipBetween() {
    while (i < to && (Text.isSpace(a[i]) || a[i] == 0x1e || (a[i] == ',' && !tops.isEmpty()))) {
      i++;
    }
  }

  private void fail(String what) {
    if (failure == null) {
      failure = what + " at octet " + (i - holder.from);
    }
  }

  /** Reads one object or array. */
  private void readTop() {
    Value top = container(null);
    if (top == null) {
      return;
    }
    tops.add(top);
    while (nesting > 0 && failure == null) {
      Value in = open[nesting - 1];
      skipSpaceAndCommas();
      if (i >= to) {
        fail("the end of the text");
        break;
      }
      byte b = a[i];
      if (b == (in.kind == Kind.OBJECT ? '}' : ']')) {
        i++;
        in.end = i;
        in.to = i;
        nesting--;
        continue;
      }
      readMember(in);
    }
    while (nesting > 0) {
      Value in = open[--nesting];
      in.end = i;
      in.to = i;
    }
  }

  private void readMember(Value in) {
    int keyFrom = 0;
    int keyTo = 0;
    if (in.kind == Kind.OBJECT) {
      byte b = a[i];
      if (b == '"' || (b == '\'' && lenient)) {
        keyFrom = i + 1;
        keyTo = endOfName(b);
        if (keyTo < 0) {
          return;
        }
        i = keyTo + 1;
      } else if (lenient && Text.isWordStart(b)) {
        keyFrom = i;
        while (i < to && Text.isWord(a[i])) {
          i++;
        }
        keyTo = i;
      } else {
        fail("no member name");
        return;
      }
      while (i < to && Text.isSpace(a[i])) {
        i++;
      }
      if (i >= to || a[i] != ':') {
        fail("no colon behind a member name");
        return;
      }
      i++;
      while (i < to && Text.isSpace(a[i])) {
        i++;
      }
      if (i >= to) {
        fail("the end of the text");
        return;
      }
    }
    byte b = a[i];
    Value made;
    if (b == '"' || (b == '\'' && lenient)) {
      made = string(in, b);
    } else if (b == '{' || b == '[') {
      made = container(in);
    } else {
      made = literal(in);
    }
    if (made == null) {
      return;
    }
    if (in.kind == Kind.OBJECT) {
      made.named(keyFrom, keyTo, Value.Naming.JSON);
    } else {
      made.index = in.values().size();
    }
    in.add(made);
  }

  private void skipSpaceAndCommas() {
    while (i < to) {
      byte b = a[i];
      if (b == ',' || Text.isSpace(b)) {
        i++;
      } else if (b == '/' && lenient && i + 1 < to && (a[i + 1] == '/' || a[i + 1] == '*')) {
        skipComment();
      } else {
        return;
      }
    }
  }

  private void skipComment() {
    boolean line = a[i + 1] == '/';
    i += 2;
    while (i < to) {
      if (line ? a[i] == '\n' : a[i] == '*' && i + 1 < to && a[i + 1] == '/') {
        i += line ? 1 : 2;
        return;
      }
      i++;
    }
  }

  private int endOfName(byte quote) {
    for (int p = i + 1; p < to; p++) {
      byte b = a[p];
      if (b == quote) {
        return p;
      }
      if (b == '\\') {
        p++;
      }
    }
    fail("a member name without an end");
    return -1;
  }

  private @Nullable Value container(@Nullable Value in) {
    if (!d.takeValue()) {
      fail("too many values");
      return null;
    }
    if (nesting >= MAX_NESTING) {
      fail("containers nested deeper than " + MAX_NESTING);
      return null;
    }
    Kind kind = a[i] == '{' ? Kind.OBJECT : Kind.ARRAY;
    Value made =
        in == null ? d.structure(kind, "", holder, "json", i, i) : Value.member(kind, in, i, i);
    i++;
    if (nesting == open.length) {
      open = Arrays.copyOf(open, nesting * 2);
    }
    open[nesting++] = made;
    return made;
  }

  private @Nullable Value string(Value in, byte quote) {
    int start = i + 1;
    int classes = 0;
    int p = start;
    byte[] octets = a;
    while (p < to) {
      int c = Text.classOf(octets[p]);
      if ((c & STRING_STOPS) != 0) {
        if (octets[p] == quote) {
          break;
        }
        if ((c & Text.BACKSLASH) != 0) {
          p++;
        }
      }
      classes |= c;
      p++;
    }
    if (p >= to) {
      if (!lenient) {
        fail("a string without an end");
        return null;
      }
      p = to;
    }
    if (!d.takeValue()) {
      fail("too many values");
      return null;
    }
    Value made = Value.member(Kind.TEXT, in, start, p);
    i = Math.min(p + 1, to);
    if ((classes & Text.BACKSLASH) != 0) {
      unescape(made);
    } else if (TextOpener.promising(made, classes)) {
      candidate(made, classes);
    }
    return made;
  }

  private void unescape(Value made) {
    if (!d.takeBytes(made.length())) {
      return;
    }
    Layer layer = d.unescaped(made.stands, made.from, made.to, Escapes.JSON);
    made.setContent(layer, 0, layer.octets.length);
    candidate(made, Text.classes(layer.octets, 0, layer.octets.length));
  }

  private void candidate(Value v, int classes) {
    if (candidates.size() == candidateClasses.length) {
      candidateClasses = Arrays.copyOf(candidateClasses, candidates.size() * 2);
    }
    candidateClasses[candidates.size()] = classes;
    candidates.add(v);
  }

  private @Nullable Value literal(Value in) {
    int start = i;
    int p = i;
    int together = JsonWords.NUMERIC;
    while (p < to) {
      int what = JsonWords.what(a[p]);
      if (what == JsonWords.END) {
        break;
      }
      together &= what;
      p++;
    }
    i = p;
    boolean number = together == JsonWords.NUMERIC && p > start && JsonWords.beginsNumber(a[start]);
    Kind kind = number ? Kind.NUMBER : JsonWords.kindOf(a, start, p);
    if (kind == null) {
      if (!lenient || i == start) {
        i = start;
        fail("something other than a value");
        return null;
      }
      kind = Kind.TEXT;
    }
    if (!d.takeValue()) {
      fail("too many values");
      return null;
    }
    return Value.member(kind, in, start, i);
  }

  /** Adds what was read to the holder and looks into the strings that may hold more. */
  private void deliver() {
    if (tops.size() == 1) {
      d.accept(holder, tops.get(0));
    } else {
      Value first = tops.get(0);
      Value all =
          d.structure(Kind.ARRAY, "", holder, "json", first.at, tops.get(tops.size() - 1).end);
      for (Value top : tops) {
        Value member = asMember(top, all);
        member.index = all.values().size();
        all.add(member);
      }
      d.accept(holder, all);
    }
    for (int c = 0; c < candidates.size(); c++) {
      Value v = candidates.get(c);
      if (v.content != v.stands) {
        d.layer(v);
      }
      d.open(v, candidateClasses[c]);
    }
  }

  private static Value asMember(Value top, Value in) {
    Value member = Value.member(top.kind, in, top.at, top.end);
    for (Value v : top.values()) {
      v.holder = member;
    }
    member.setChildren(top.values());
    return member;
  }
}
