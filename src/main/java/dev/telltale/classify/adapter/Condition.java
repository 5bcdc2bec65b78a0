package dev.telltale.classify.adapter;

import dev.telltale.decode.Node;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that must be true of a value beside the one that is claimed.
 *
 * @param up how many levels above the claimed value's own level
 * @param names names from there
 * @param values lower-case values of which it must have one; empty if it need only be there
 * @param negated whether it must not hold
 */
record Condition(int up, List<String> names, Set<String> values, boolean negated) {

  boolean holds(Node claimed, List<Node> roots) {
    Node other = Siblings.find(claimed, up, names, roots);
    boolean holds =
        other != null
            && (values.isEmpty() || values.contains(other.text().strip().toLowerCase(Locale.ROOT)));
    return holds != negated;
  }

  /** Finds values by their place relative to another. */
  static final class Siblings {
    private Siblings() {}

    /** The value that {@code names} lead to from {@code up} levels above {@code from}'s own. */
    static @Nullable Node find(Node from, int up, List<String> names, List<Node> roots) {
      Node level = named(from);
      for (int i = 0; i <= up && level != null; i++) {
        Node above = level.parent();
        level = above == null ? null : named(above);
      }
      List<Node> among = level == null ? roots : level.children();
      Node found = null;
      for (String name : names) {
        found = child(among, name);
        if (found == null) {
          return null;
        }
        among = found.children();
      }
      return found;
    }

    /**
     * The nearest value at or above {@code node} that is not merely what was decoded inside one.
     */
    private static Node named(Node node) {
      Node at = node;
      while (at.key().isEmpty() && at.index() < 0) {
        Node parent = at.parent();
        if (parent == null) {
          return at;
        }
        at = parent;
      }
      return at;
    }

    private static @Nullable Node child(List<Node> among, String name) {
      for (Node node : among) {
        if (node.key().equalsIgnoreCase(name)
            || (node.index() >= 0 && name.equals(Integer.toString(node.index())))) {
          return node;
        }
        if (node.key().isEmpty()) {
          Node inside = child(node.children(), name);
          if (inside != null) {
            return inside;
          }
        }
      }
      return null;
    }
  }
}
