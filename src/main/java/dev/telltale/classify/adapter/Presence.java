package dev.telltale.classify.adapter;

import dev.telltale.decode.Node;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The places that any adapter requires, looked for together: every request is asked this, so it
 * must cost no more than a glance at the outermost names.
 */
final class Presence {
  private final Map<Place.Part, PlaceTree> places = new EnumMap<>(Place.Part.class);

  Presence(List<Adapter> adapters) {
    Set<Place> all = new HashSet<>();
    for (Adapter adapter : adapters) {
      for (Adapter.Match match : adapter.matches()) {
        all.addAll(match.requires());
      }
    }
    for (Place place : all) {
      places
          .computeIfAbsent(place.part(), part -> new PlaceTree())
          .add(place.names(), List.of(Claim.asking(place)));
    }
  }

  /** Those of the places at which something stands, as {@link Place#toString} writes them. */
  Set<String> in(List<Node> roots) {
    Set<String> present = new HashSet<>();
    new Walk(
            places,
            (node, claims) -> {
              for (Claim claim : claims) {
                present.add(claim.place());
              }
              return true;
            })
        .includingStructures()
        .ofBeginnings()
        .over(roots);
    return present;
  }
}
