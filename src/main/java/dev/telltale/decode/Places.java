package dev.telltale.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes where a value stands. {@link StandardDecoder} has the grammar. */
final class Places {
  private Places() {}

  static String of(Value value) {
    // Each round climbs from a value to the value whose text its structure was found in.
    List<String> steps = new ArrayList<>(2);
    Value v = value;
    while (true) {
      while (v.role == Value.Role.DECODED) {
        v = holder(v);
      }
      if (v.role == Value.Role.PART) {
        String name = v.index >= 0 ? Integer.toString(v.index) : v.key();
        steps.add(v.scheme + name);
        break;
      }
      if (v.role == Value.Role.BODY) {
        steps.add("body:raw");
        break;
      }
      List<Value> path = new ArrayList<>();
      while (v.role == Value.Role.MEMBER) {
        path.add(v);
        v = holder(v);
      }
      Collections.reverse(path);
      Value structure = v;
      StringBuilder labels = new StringBuilder();
      v = holder(structure);
      while (v.role == Value.Role.DECODED) {
        labels.insert(0, v.scheme);
        v = holder(v);
      }
      if (path.isEmpty()) {
        continue;
      }
      boolean first =
          v.role == Value.Role.BODY && labels.isEmpty() && standsAlone(structure.scheme);
      String members = members(structure.scheme, path);
      if (first) {
        steps.add(structure.scheme.isEmpty() ? "body:" + members : members);
        break;
      }
      steps.add("#" + labels + members);
    }
    Collections.reverse(steps);
    return String.join("", steps);
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

  private static String members(String scheme, List<Value> path) {
    StringBuilder b = new StringBuilder(scheme);
    char separator = scheme.equals("proto:") ? '.' : '/';
    boolean pointer = scheme.isEmpty() || scheme.equals("jwt:");
    for (int i = 0; i < path.size(); i++) {
      Value v = path.get(i);
      if (pointer || i > 0) {
        b.append(separator);
      }
      String name = v.index >= 0 ? Integer.toString(v.index) : v.key();
      // RFC 6901 section 3
      b.append(pointer ? name.replace("~", "~0").replace("/", "~1") : name);
    }
    return b.toString();
  }
}
