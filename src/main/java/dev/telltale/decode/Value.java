package dev.telltale.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one kind of node. It holds spans of octets; text, place and chain are made when asked for, so
 * that a message of thousands of values costs little more than reading it once.
 *
 * <p>Two spans matter: where the value <em>stands</em>, with its escapes, and its <em>content</em>
 * without them. They are the same span unless there were escapes to remove.
 */
final class Value implements Node {

  /** What a value is to its parent, which decides how its place is written. */
  enum Role {
    /** A part of the message: {@code query:K}, {@code header:K}, {@code path:N}. */
    PART,
    /** The body or one message: {@code body:raw}. */
    BODY,
    /** The outermost value of a structure that was found in its parent. */
    STRUCTURE,
    /** A member of a structure. */
    MEMBER,
    /** What one decoding step made of its parent. */
    DECODED
  }

  /** How names are written where they stand. */
  enum Naming {
    PLAIN,
    JSON,
    FORM
  }

  Kind kind;
  final Role role;

  /** The value in which this one was found; also where that one is not shown. */
  @Nullable Value holder;

  /** For a part, its scheme; for a structure, that of its members; for a decoding, its step. */
  final String scheme;

  final @Nullable Chain chain;
  final Layer stands;
  final int at;
  int end;
  Layer content;
  int from;
  int to;
  int index = -1;

  /** Whether its decoded content is shown in its stead. */
  boolean hidden;

  private static final int NOT_LOCATED = -2;

  private int start = NOT_LOCATED;
  private @Nullable Name name;
  private int keyFrom;
  private int keyTo;
  private Naming naming = Naming.PLAIN;
  private List<Value> children = List.of();
  private @Nullable String text;

  Value(
      Kind kind,
      Role role,
      String scheme,
      @Nullable Value holder,
      @Nullable Chain chain,
      Layer stands,
      int at,
      int end) {
    this.kind = kind;
    this.role = role;
    this.scheme = scheme;
    this.holder = holder;
    this.chain = chain;
    this.stands = stands;
    this.at = at;
    this.end = end;
    this.content = stands;
    this.from = at;
    this.to = end;
  }

  /** A member of {@code holder}'s structure that stands in the same layer. */
  static Value member(Kind kind, Value holder, int at, int end) {
    return new Value(kind, Role.MEMBER, "", holder, holder.chain, holder.stands, at, end);
  }

  Value named(String text) {
    name = Name.of(text);
    return this;
  }

  /** Names it by a span of the layer it stands in. */
  Value named(int from, int to, Naming how) {
    keyFrom = from;
    keyTo = to;
    naming = how;
    return this;
  }

  Value at(int position) {
    index = position;
    return this;
  }

  /** Changes what it holds, for formats that tell at its end. */
  void become(Kind other) {
    kind = other;
  }

  void setContent(Layer layer, int from, int to) {
    content = layer;
    this.from = from;
    this.to = to;
  }

  void add(Value child) {
    if (children.isEmpty()) {
      children = new ArrayList<>();
    }
    children.add(child);
  }

  void setChildren(List<Value> list) {
    children = list;
  }

  List<Value> values() {
    return children;
  }

  int length() {
    return to - from;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public @Nullable Node parent() {
    Value p = holder;
    while (p != null && p.hidden) {
      p = p.holder;
    }
    return p;
  }

  @Override
  public Name name() {
    Name n = name;
    if (n == null) {
      n = keyTo == 0 ? Name.NONE : Name.of(stands.octets, keyFrom, keyTo, naming);
      name = n;
    }
    return n;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public List<Node> children() {
    return children.isEmpty() ? List.of() : Collections.unmodifiableList(children);
  }

  @Override
  public String text() {
    String t = text;
    if (t == null) {
      t =
          kind == Kind.TEXT || kind == Kind.NUMBER || kind == Kind.BOOLEAN
              ? new String(content.octets, from, to - from, StandardCharsets.UTF_8)
              : "";
      text = t;
    }
    return t;
  }

  @Override
  public byte[] bytes() {
    return kind == Kind.OBJECT || kind == Kind.ARRAY || kind == Kind.NULL
        ? new byte[0]
        : Arrays.copyOfRange(content.octets, from, to);
  }

  @Override
  public byte[] octets() {
    return content.octets;
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int to() {
    return kind == Kind.OBJECT || kind == Kind.ARRAY || kind == Kind.NULL ? from : to;
  }

  @Override
  public String part() {
    Value v = this;
    while (v.holder != null) {
      v = v.holder;
    }
    return switch (v.scheme) {
      case "query:" -> "query";
      case "header:" -> "header";
      case "cookie:" -> "cookie";
      case "path:" -> "path";
      case "target:" -> "target";
      default -> "body";
    };
  }

  @Override
  public List<String> encoding() {
    return Chain.names(chain);
  }

  @Override
  public int start() {
    if (start == NOT_LOCATED) {
      start = content.locate(from, to);
    }
    return start;
  }

  @Override
  public int end() {
    int first = start();
    return first < 0 ? -1 : first + to - from;
  }

  @Override
  public Span source(int spanFrom, int spanTo) {
    Span span = content.enclosing(from + spanFrom, from + spanTo);
    Layer layer = content;
    Value v = this;
    while (span == null) {
      // The layer was decoded from a value that stands in an outer one.
      Layer inner = layer;
      while (v.holder != null && v.stands == inner) {
        v = v.holder;
      }
      if (v.stands == inner) {
        return new Span(0, Integer.MAX_VALUE);
      }
      layer = v.stands;
      span = layer.enclosing(v.at, v.end);
    }
    return span;
  }

  @Override
  public Node at(int spanFrom, int spanTo) {
    if (content.node != this) {
      return this;
    }
    Value found = this;
    List<Value> among = content.tops;
    while (true) {
      Value inner = lastNotBehind(among, spanFrom + from);
      if (inner == null || (inner.stands == content ? inner.end : inner.to) < spanTo + from) {
        return found;
      }
      found = inner;
      among = inner.children;
      if (among.isEmpty() || among.get(0).stands != content) {
        return found;
      }
    }
  }

  private @Nullable Value lastNotBehind(List<Value> values, int offset) {
    int low = 0;
    int high = values.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Value v = values.get(middle);
      if ((v.stands == content ? v.at : v.from) <= offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? null : values.get(high);
  }

  @Override
  public String where() {
    return Places.of(this);
  }

  @Override
  public String toString() {
    return where() + " " + kind + " " + encoding() + (children.isEmpty() ? " " + text() : "");
  }
}
