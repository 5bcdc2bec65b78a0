package dev.telltale.decode;

/** Writes where a value stands. {@link StandardDecoder} has the grammar. */
final class Places {
  private Places() {}

  static String of(Value value) {
    // Each round climbs from a value to the value whose text its structure was found in.
    String inside = "";
    Value v = value;
    while (true) {
      while (v.role == Value.Role.DECODED) {
        v = holder(v);
      }
      if (v.role == Value.Role.PART) {
        return v.scheme + (v.index >= 0 ? Integer.toString(v.index) : v.key()) + inside;
      }
      if (v.role == Value.Role.BODY) {
        return "body:raw" + inside;
      }
      Value member = v;
      while (v.role == Value.Role.MEMBER) {
        v = holder(v);
      }
      Value structure = v;
      String labels = "";
      v = holder(structure);
      while (v.role == Value.Role.DECODED) {
        labels = v.scheme.isEmpty() ? labels : v.scheme + labels;
        v = holder(v);
      }
      if (member == structure) {
        continue;
      }
      boolean first =
          v.role == Value.Role.BODY && labels.isEmpty() && standsAlone(structure.scheme);
      StringBuilder place = new StringBuilder(40);
      if (!first) {
        place.append('#').append(labels);
      } else if (structure.scheme.isEmpty()) {
        place.append("body:");
      }
      place.append(structure.scheme);
      boolean pointer = structure.scheme.isEmpty() || structure.scheme.equals("jwt:");
      members(place, member, pointer, structure.scheme.equals("proto:") ? '.' : '/');
      place.append(inside);
      inside = place.toString();
      if (first) {
        return inside;
      }
    }
  }

  private static Value holder(Value v) {
    Value h = v.holder;
    if (h == null) {
      throw new IllegalStateException("a value without a part: " + v.role);
    }
    return h;
  }

  private static boolean standsAlone(String scheme) {
    return switch (scheme) {
      case "", "form:", "multipart:", "proto:" -> true;
      default -> false;
    };
  }

  /**
   * Writes the names that lead from a structure to {@code v}. Recurses no deeper than the readers
   * let structures nest.
   */
  private static void members(StringBuilder place, Value v, boolean pointer, char separator) {
    Value holder = holder(v);
    boolean inner = holder.role == Value.Role.MEMBER;
    if (inner) {
      members(place, holder, pointer, separator);
    }
    if (pointer || inner) {
      place.append(separator);
    }
    if (v.index >= 0) {
      place.append(v.index);
      return;
    }
    String name = v.key();
    // RFC 6901 section 3
    boolean escaped = pointer && (name.indexOf('~') >= 0 || name.indexOf('/') >= 0);
    place.append(escaped ? name.replace("~", "~0").replace("/", "~1") : name);
  }
}
