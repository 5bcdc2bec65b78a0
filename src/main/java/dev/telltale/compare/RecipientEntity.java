package dev.telltale.compare;

import dev.telltale.declare.Entities;
import dev.telltale.declare.Entities.Entity;
import dev.telltale.declare.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The recipient of a flow in the ontology of entities: itself and everything above it, each with
 * its distance.
 *
 * @param name the entity's id, or {@code third-party} for an outside party that nobody knows; null
 *     when it is not even known whether it is one
 * @param above every entity that covers it, itself included, with the shortest number of steps up
 */
record RecipientEntity(@Nullable String name, Map<String, Integer> above) {

  /** The categories of recipients that are entities of declarations under another name. */
  private static final Map<String, String> CATEGORIES =
      Map.of(
          "advertising", "advertisers",
          "analytics", "analytics-providers",
          "attribution", "analytics-providers",
          "crash", "analytics-providers",
          "push", "service-providers",
          "maps", "service-providers",
          "social", "social-networks",
          "payment", "payment-processors",
          "security", "service-providers",
          "cloud", "cloud-providers");

  static RecipientEntity of(Observed flow, Entities entities) {
    if (flow.party().equals("first")) {
      return new RecipientEntity(
          Statement.FIRST_PARTY, Map.of(Statement.FIRST_PARTY, 0, "group", 0));
    }
    Entity known = known(flow, entities);
    if (known != null) {
      return new RecipientEntity(known.id(), climb(known.id(), 0, entities));
    }
    if (flow.organisation() == null && !flow.party().equals("third")) {
      return new RecipientEntity(null, Map.of());
    }
    // A company that declarations have no name for, under its trade and under the third parties.
    // Its own name
    // counts as a name still: a policy may write it as the recipients' table does.
    Map<String, Integer> above = new LinkedHashMap<>();
    String name = flow.organisation() != null ? flow.organisation() : flow.domain();
    above.put(name, 0);
    String category = flow.category() == null ? null : CATEGORIES.get(flow.category());
    climb(category == null ? Statement.THIRD_PARTY : category, 1, entities)
        .forEach(above::putIfAbsent);
    return new RecipientEntity(name, above);
  }

  private static @Nullable Entity known(Observed flow, Entities entities) {
    Entity byDomain = entities.ofDomain(flow.host());
    if (byDomain == null && flow.organisation() != null) {
      byDomain = entities.find(flow.organisation());
    }
    if (byDomain == null && flow.sdk() != null) {
      byDomain = entities.find(flow.sdk());
    }
    return byDomain;
  }

  /** Breadth first, so that each entity gets its shortest distance. */
  private static Map<String, Integer> climb(String from, int distance, Entities entities) {
    Map<String, Integer> above = new LinkedHashMap<>();
    List<String> level = List.of(from);
    for (int steps = distance; !level.isEmpty(); steps++) {
      List<String> next = new ArrayList<>();
      for (String id : level) {
        if (above.putIfAbsent(id, steps) == null) {
          Entity entity = entities.find(id);
          if (entity != null) {
            next.addAll(entity.parents());
          }
        }
      }
      level = next;
    }
    return above;
  }
}
