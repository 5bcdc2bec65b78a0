package dev.telltale.compare;

import dev.telltale.declare.Entities;
import dev.telltale.declare.Entities.Entity;
import dev.telltale.declare.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recipient of a flow in the ontology of entities: itself and everything above it, each with
 * the way there.
 *
 * @param name the entity's id, or the organisation's name or the domain of an outside party that
 *     the ontology does not know; null when it is not even known whether it is one
 * @param above every entity that covers it, itself included, with the shortest way up: the names
 *     from the recipient to that entity
 * @param names keys ({@link Names#key}) of the names it goes by
 */
record RecipientEntity(@Nullable String name, Map<String, List<String>> above, Set<String> names) {

  /** Policies say "partners" for whoever they work with; such words permit, but deny nothing. */
  static final String PARTNERS = "business-partners";

  private static final int SHORTEST_LABEL = 4;

  /** The categories of recipients that are entities of declarations under another name. */
  private static final Map<String, String> CATEGORIES =
      Map.ofEntries(
          Map.entry("advertising", "advertisers"),
          Map.entry("analytics", "analytics-providers"),
          Map.entry("attribution", "analytics-providers"),
          Map.entry("crash", "analytics-providers"),
          Map.entry("push", "service-providers"),
          Map.entry("maps", "service-providers"),
          Map.entry("social", "social-networks"),
          Map.entry("payment", "payment-processors"),
          Map.entry("security", "service-providers"),
          Map.entry("cdn", "cloud-providers"),
          Map.entry("cloud", "cloud-providers"));

  static RecipientEntity of(Observed flow, Entities entities) {
    if (flow.party().equals("first")) {
      String self = Statement.FIRST_PARTY;
      return new RecipientEntity(
          self, Map.of(self, List.of(self), "group", List.of("group")), Set.of());
    }
    Entity known = known(flow, entities);
    if (known == null && flow.organisation() == null && !flow.party().equals("third")) {
      return new RecipientEntity(null, Map.of(), Set.of());
    }
    // A company that declarations have no name for stands under its trade and under the third
    // parties; its own name counts as a name still, for a policy may write it.
    String name =
        known != null
            ? known.id()
            : flow.organisation() != null ? flow.organisation() : flow.domain();
    Map<String, List<String>> above = new LinkedHashMap<>();
    climb(name, List.of(), entities, above);
    String category = flow.category() == null ? null : CATEGORIES.get(flow.category());
    if (category != null) {
      climb(category, List.of(name), entities, above);
    }
    climb(Statement.THIRD_PARTY, List.of(name), entities, above);
    climb(PARTNERS, List.of(name), entities, above);
    return new RecipientEntity(name, above, names(flow));
  }

  private static Set<String> names(Observed flow) {
    Set<String> names = new LinkedHashSet<>();
    if (flow.organisation() != null) {
      names.add(Names.key(flow.organisation()));
    }
    if (flow.sdk() != null) {
      names.add(Names.key(flow.sdk()));
    }
    names.add(Names.key(flow.domain()));
    String label = flow.domain().split("\\.", 2)[0];
    if (label.length() >= SHORTEST_LABEL && !label.chars().allMatch(Character::isDigit)) {
      names.add(Names.key(label));
    }
    names.remove("");
    return names;
  }

  /**
   * The way from the recipient up to what a statement names; null if the statement is about someone
   * else.
   *
   * @param party an entity's id, or a name as written
   * @param key the party's {@link Names#key}
   */
  @Nullable List<String> wayTo(String party, String key) {
    List<String> way = above.get(party);
    if (way == null && names.stream().anyMatch(own -> Names.same(own, key))) {
      way = List.of(party);
    }
    return way;
  }

  /** Whether a plain sentence has a name of the recipient of which {@code part} is a word. */
  boolean wholeNameIn(String plain, String part) {
    return names.stream()
        .anyMatch(own -> Names.words(' ' + own + ' ', part) && Names.in(plain, own));
  }

  /** Whether a plain sentence ({@link Names#plain}) names the recipient itself. */
  boolean namedIn(String plain) {
    return names.stream().anyMatch(own -> Names.in(plain, own));
  }

  private static @Nullable Entity known(Observed flow, Entities entities) {
    Entity known = entities.ofDomain(flow.host());
    if (known == null && flow.organisation() != null) {
      known = entities.find(flow.organisation());
    }
    if (known == null && flow.sdk() != null) {
      known = entities.find(flow.sdk());
    }
    return known == null || !known.company() ? null : known;
  }

  /** Breadth first, so that each entity gets the shortest way. */
  private static void climb(
      String from, List<String> way, Entities entities, Map<String, List<String>> above) {
    List<List<String>> level = List.of(longer(way, from));
    while (!level.isEmpty()) {
      List<List<String>> next = new ArrayList<>();
      for (List<String> path : level) {
        String id = path.get(path.size() - 1);
        List<String> known = above.get(id);
        if (known != null && known.size() <= path.size()) {
          continue;
        }
        above.put(id, path);
        Entity entity = entities.find(id);
        if (entity != null && entity.id().equals(id)) {
          entity.parents().forEach(parent -> next.add(longer(path, parent)));
        }
      }
      level = next;
    }
  }

  private static List<String> longer(List<String> way, String id) {
    List<String> longer = new ArrayList<>(way);
    longer.add(id);
    return List.copyOf(longer);
  }
}
