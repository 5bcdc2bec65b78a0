package dev.telltale.classify.adapter;

import dev.telltale.decode.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the values of a message with the places of one adapter: at each value, the set of
 * places that could still lead on, as a nondeterministic automaton is run. A value without a name
 * of its own (what was decoded inside another) keeps the set; a member of an array keeps it too,
 * beside what its number leads to.
 */
final class Walk {
  private final Map<Place.Part, PlaceTree> places;
  private final BiPredicate<Node, List<Claim>> visitor;
  private int elements = Integer.MAX_VALUE;
  private boolean structures;
  private boolean stopped;

  /**
   * @param visitor is shown each claimed value; returns false to end the walk
   */
  Walk(Map<Place.Part, PlaceTree> places, BiPredicate<Node, List<Claim>> visitor) {
    this.places = places;
    this.visitor = visitor;
  }

  /** Shows objects, arrays and nulls too. */
  Walk includingStructures() {
    structures = true;
    return this;
  }

  /** Goes into the first few members of an array only, which tell what the others are like. */
  Walk ofBeginnings() {
    elements = 3;
    return this;
  }

  void over(List<Node> roots) {
    for (Node root : roots) {
      if (stopped) {
        return;
      }
      List<PlaceTree> start = new ArrayList<>(2);
      switch (root.part()) {
        case "query" -> start(start, Place.Part.QUERY, Place.Part.FIELD);
        case "body" -> start(start, Place.Part.BODY, Place.Part.FIELD);
        case "header" -> start(start, Place.Part.HEADER, null);
        case "cookie" -> start(start, Place.Part.COOKIE, null);
        case "path" -> start(start, Place.Part.PATH, null);
        default -> {}
      }
      if (!start.isEmpty()) {
        step(root, start);
      }
    }
  }

  private void start(List<PlaceTree> into, Place.Part one, Place.@Nullable Part other) {
    PlaceTree tree = places.get(one);
    if (tree != null) {
      tree.enter(into);
    }
    PlaceTree second = other == null ? null : places.get(other);
    if (second != null) {
      second.enter(into);
    }
  }

  /** Goes to {@code node} from a set of places, which its name leads on. */
  private void step(Node node, List<PlaceTree> from) {
    List<PlaceTree> here = from;
    if (node.index() >= 0) {
      for (PlaceTree place : from) {
        if (place.counts()) {
          here = here == from ? new ArrayList<>(from) : here;
          place.step(Integer.toString(node.index()), here);
        }
      }
    } else if (!node.name().isEmpty()) {
      here = new ArrayList<>(from.size());
      String name = node.name().lower();
      for (PlaceTree place : from) {
        place.step(name, here);
      }
    }
    if (here.isEmpty()) {
      return;
    }
    if (structures
        || (node.kind() != Node.Kind.OBJECT
            && node.kind() != Node.Kind.ARRAY
            && node.kind() != Node.Kind.NULL)) {
      for (PlaceTree place : here) {
        for (List<Claim> claim : place.claims()) {
          if (!stopped && !visitor.test(node, claim)) {
            stopped = true;
          }
        }
      }
    }
    List<Node> children = node.children();
    int most =
        node.kind() == Node.Kind.ARRAY ? Math.min(elements, children.size()) : children.size();
    for (int i = 0; i < most && !stopped; i++) {
      step(children.get(i), here);
    }
  }
}
