package dev.telltale.classify.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places of an adapter, joined by what their names have in common. */
final class PlaceTree {
  private final Map<String, PlaceTree> byName = new HashMap<>();
  private final List<List<Claim>> claims = new ArrayList<>();
  private @Nullable PlaceTree any;
  private @Nullable PlaceTree deep;
  private boolean stays;
  private boolean numbered;

  /** Only while it is built; of {@code claim}'s meanings, the first that holds counts. */
  void add(List<String> names, List<Claim> claim) {
    PlaceTree at = this;
    for (String name : names) {
      at = at.next(name);
    }
    at.claims.add(claim);
  }

  private PlaceTree next(String name) {
    if (name.equals("*")) {
      if (any == null) {
        any = new PlaceTree();
      }
      return any;
    }
    if (name.equals("**")) {
      if (deep == null) {
        deep = new PlaceTree();
        deep.stays = true;
      }
      return deep;
    }
    numbered |= name.charAt(0) >= '0' && name.charAt(0) <= '9';
    return byName.computeIfAbsent(name, n -> new PlaceTree());
  }

  List<List<Claim>> claims() {
    return claims;
  }

  boolean isEmpty() {
    return byName.isEmpty() && any == null && deep == null && claims.isEmpty();
  }

  /** Adds to {@code into} where one can be after this, before any further name. */
  void enter(List<PlaceTree> into) {
    // Two ways to the same place are one; the sets are small.
    if (into.contains(this)) {
      return;
    }
    into.add(this);
    if (deep != null) {
      deep.enter(into);
    }
  }

  /** Whether a member of an array can lead anywhere by its number. */
  boolean counts() {
    return stays || any != null || numbered;
  }

  /** Adds to {@code into} where a value named {@code name}, in lower case, leads from here. */
  void step(String name, List<PlaceTree> into) {
    if (stays) {
      enter(into);
    }
    PlaceTree named = byName.get(name);
    if (named != null) {
      named.enter(into);
    }
    if (any != null) {
      any.enter(into);
    }
  }
}
