// One decision in the order in which it is made; in pieces, the order would have to be looked for.
package dev.telltale.compare;

import dev.telltale.compare.LayerIndex.Group;
import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declaration.ClosedScope;
import dev.telltale.declare.Entities;
import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.declare.Statement.Sign;
import dev.telltale.model.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds flows against declarations.
 *
 * <p><b>Relevance.</b> A statement is relevant to a flow when it covers the flow's type (the leaf
 * itself, or as part of what its wording covers) and its recipient is the flow's, or stands above
 * it in the ontology of entities. Statements about the roots ("information", "anyone") cover
 * nothing, so they never justify and never deny.
 *
 * <p><b>Decision</b>, for each layer on its own, after PolicyLint and PoliCheck with their known
 * faults mended:
 *
 * <ol>
 *   <li>the recipient is unknown: UNRESOLVED. It is reported, never dropped;
 *   <li>nothing could be read of the layer, or what decides was read with little confidence:
 *       UNDECIDED;
 *   <li>positives only: the nearest decides; CLEAR if it names type and recipient, else VAGUE_*;
 *   <li>general negatives only ({@link Denial}): CONTRARY;
 *   <li>both: EXCEPTED if every negative is an exception carved out of every positive ({@link
 *       Narrowing}), otherwise they contradict each other: AMBIGUOUS;
 *   <li>neither: a closed part that can say the type of this recipient denies it by silence
 *       (LABEL_CONTRARY); another party's own policy may cover it (BY_REFERENCE); else OMITTED.
 * </ol>
 *
 * <p>Immutable and safe for any thread; the order of statements and findings makes no difference.
 */
public final class Judge {
  private static final double LITTLE_CONFIDENCE = 0.4;
  private static final int MOST_SHOWN = 10;

  private final Entities entities;
  private final Map<Layer, LayerIndex> layers = new EnumMap<>(Layer.class);
  private final Map<String, List<Statement>> ofOthers = new HashMap<>();

  /** A relevant statement: its distance in data and the way from the recipient to its own. */
  record Near(Statement statement, int data, List<String> way) {
    int entity() {
      return way.size() - 1;
    }

    String party() {
      return way.get(way.size() - 1);
    }
  }

  /** Entity first, as PoliCheck orders them: who gets it counts for more than how it is called. */
  private static final Comparator<Near> NEARER =
      Comparator.comparingInt(Near::entity).thenComparingInt(Near::data);

  private static final Comparator<Near> SHOWN =
      NEARER.thenComparing(Near::statement, LayerIndex.ORDER);

  /**
   * @param declared the app's declarations
   * @param ofOthers declarations of other companies, by name
   */
  public Judge(
      Entities entities,
      Collection<Declaration> declared,
      Map<String, List<Declaration>> ofOthers) {
    this.entities = entities;
    for (Declaration declaration : declared) {
      if (declaration.layers().isEmpty()) {
        LayerIndex index = index(layerOf(declaration));
        if (!declaration.warnings().isEmpty()) {
          index.addUnreadable(declaration.source() + ": " + declaration.warnings().get(0));
        }
      }
      for (Layer layer : declaration.layers()) {
        index(layer).add(declaration, layer);
      }
    }
    if (declared.isEmpty()) {
      // Held against nothing: each flow is reported, and none is judged.
      index(Layer.PROSE).addUnreadable("");
    }
    layers.values().forEach(LayerIndex::seal);
    ofOthers.forEach(
        (company, declarations) -> {
          Entities.Entity entity = entities.find(company);
          String name = entity == null ? Names.key(company) : entity.id();
          for (Declaration declaration : declarations) {
            this.ofOthers
                .computeIfAbsent(name, n -> new ArrayList<>())
                .addAll(declaration.statements());
          }
        });
    this.ofOthers.values().forEach(list -> list.sort(LayerIndex.ORDER));
  }

  private LayerIndex index(Layer layer) {
    return layers.computeIfAbsent(layer, l -> new LayerIndex(entities));
  }

  /** The layer that a file without statements was meant for, by what it was read as. */
  private static Layer layerOf(Declaration declaration) {
    String format = declaration.format().toLowerCase(Locale.ROOT);
    if (format.contains("manifest")) {
      return Layer.MANIFEST;
    }
    return format.contains("data safety")
            || format.contains("app store")
            || format.contains("fastlane")
        ? Layer.LABEL
        : format.contains("table") ? Layer.LIST : Layer.PROSE;
  }

  /** The layers that anything was declared in. */
  public List<Layer> layers() {
    return List.copyOf(layers.keySet());
  }

  /** Judges a flow against every layer that is there. */
  public List<Judgement> judge(Flow flow) {
    RecipientEntity recipient = RecipientEntity.of(flow.first(), entities);
    List<Judgement> judgements = new ArrayList<>();
    layers.forEach(
        (layer, index) -> judgements.add(new Case(flow, recipient, layer, index).judge()));
    return judgements;
  }

  /** One flow against one layer. */
  private final class Case {
    private final Flow flow;
    private final RecipientEntity recipient;
    private final Layer layer;
    private final LayerIndex index;
    private final Map<String, Group> groups;
    private final List<Near> positive = new ArrayList<>();
    private final List<Near> negative = new ArrayList<>();
    private @Nullable Statement bounded;

    Case(Flow flow, RecipientEntity recipient, Layer layer, LayerIndex index) {
      this.flow = flow;
      this.recipient = recipient;
      this.layer = layer;
      this.index = index;
      this.groups = index.about(flow.type());
    }

    Judgement judge() {
      if (recipient.name() == null) {
        return silent(Verdict.UNRESOLVED, Reason.of("unresolved", flow.first().domain()), true);
      }
      if (index.blank() && index.isUnreadable()) {
        return silent(
            Verdict.UNDECIDED,
            index.unreadable().isEmpty()
                ? Reason.of("undeclared")
                : Reason.of("unreadable", index.unreadable()),
            true);
      }
      gather();
      dropSameSentence();
      if (positive.isEmpty() && negative.isEmpty()) {
        return uncovered();
      }
      boolean doubtfulPermission = positive.stream().noneMatch(Case::sure) && !positive.isEmpty();
      List<Near> all = new ArrayList<>(positive);
      all.addAll(negative);
      if (all.stream().anyMatch(Case::sure)) {
        positive.removeIf(n -> !sure(n));
        negative.removeIf(n -> !sure(n));
        if (doubtfulPermission) {
          // To call something contrary takes a text that nobody reads as permission.
          return decided(Verdict.UNDECIDED, negative, null, Reason.of("unsure-denial"));
        }
        return weighed();
      }
      Judgement would = weighed();
      return new Judgement(
          flow,
          layer,
          Verdict.UNDECIDED,
          would.way(),
          would.statements(),
          null,
          would.competing(),
          Reason.about("unsure", would.reason(), would.verdict().name()),
          would.notes(),
          true);
    }

    private static boolean sure(Near near) {
      return near.statement().confidence() >= LITTLE_CONFIDENCE;
    }

    private void gather() {
      for (Group group : groups.values()) {
        List<String> way = recipient.wayTo(group.party, group.key);
        if (way == null) {
          if (!group.known) {
            gatherNamed(group);
          }
          continue;
        }
        for (LayerIndex.Near near : group.positive) {
          positive.add(new Near(near.statement(), near.data(), named(near, way)));
        }
        if (group.party.equals(RecipientEntity.PARTNERS) && way.size() > 1) {
          continue;
        }
        group.negative.forEach(n -> negative.add(new Near(n.statement(), n.data(), way)));
        if (bounded == null && !group.bounded.isEmpty()) {
          bounded = group.bounded.get(0).statement();
        }
      }
    }

    /** A name of which only a part was read, where the sentence has the whole of it. */
    private void gatherNamed(Group group) {
      for (LayerIndex.Near near : group.positive) {
        if (recipient.wholeNameIn(near.plain(), group.key)) {
          positive.add(new Near(near.statement(), near.data(), List.of(group.party)));
        }
      }
    }

    /** "Partners such as Lumetrics" names Lumetrics. */
    private List<String> named(LayerIndex.Near near, List<String> way) {
      return way.size() > 1 && layer == Layer.PROSE && recipient.namedIn(near.plain())
          ? List.of(way.get(0))
          : way;
    }

    private Judgement weighed() {
      if (negative.isEmpty()) {
        return covered();
      }
      if (positive.isEmpty()) {
        return decided(Verdict.CONTRARY, negative, bounded, Reason.of("contrary"));
      }
      Statement against = nearest(positive).statement();
      return new Narrowing(entities).carvedOut(negative, positive)
          ? decided(Verdict.EXCEPTED, negative, against, Reason.of("excepted"))
          : decided(Verdict.AMBIGUOUS, negative, against, Reason.of("ambiguous"));
    }

    /**
     * "We collect no device information but the IMEI": a denial does not count against what the
     * same sentence allows more narrowly. The reverse is an exception, and stays.
     */
    private void dropSameSentence() {
      if (!positive.isEmpty() && !negative.isEmpty()) {
        Map<String, Near> allowed = nearestBySentence(positive);
        negative.removeIf(n -> farther(n, allowed));
      }
    }

    private Judgement covered() {
      Near nearest = nearest(positive);
      Verdict verdict =
          nearest.data() == 0
              ? nearest.entity() == 0 ? Verdict.CLEAR : Verdict.VAGUE_ENTITY
              : nearest.entity() == 0 ? Verdict.VAGUE_DATA : Verdict.VAGUE_BOTH;
      String data = nearest.statement().data();
      String term = nearest.statement().term();
      Reason reason =
          switch (verdict) {
            case CLEAR -> Reason.of("clear", flow.type());
            case VAGUE_ENTITY -> Reason.of("vague-entity", flow.type(), nearest.party());
            case VAGUE_DATA -> Reason.of("vague-data", data, term);
            default -> Reason.of("vague-both", data, term, nearest.party());
          };
      return decided(verdict, positive, bounded, reason);
    }

    private Judgement decided(
        Verdict verdict, List<Near> deciding, @Nullable Statement competing, Reason reason) {
      Near nearest = nearest(deciding);
      List<Reason> notes = new ArrayList<>();
      if (verdict.covered()
          && "consent".equals(nearest.statement().condition())
          && (flow.phases().contains(Phase.BEFORE_CONSENT)
              || flow.phases().contains(Phase.AFTER_REFUSAL))) {
        notes.add(Reason.of("consent-first"));
      }
      note(competing, notes);
      return new Judgement(
          flow,
          layer,
          verdict,
          way(nearest),
          deciding.stream()
              .sorted(SHOWN)
              .map(Near::statement)
              .distinct()
              .limit(MOST_SHOWN)
              .toList(),
          null,
          competing,
          reason,
          notes,
          true);
    }

    private Judgement.Way way(Near nearest) {
      List<String> data = new ArrayList<>(List.of(flow.type()));
      if (nearest.data() > 0) {
        data.add(nearest.statement().data());
      }
      return new Judgement.Way(
          data,
          nearest.way(),
          normalised(nearest.data(), 2 - nearest.data()),
          normalised(nearest.entity(), depth(nearest.party())));
    }

    private Judgement uncovered() {
      boolean closedParts = !index.closed().isEmpty();
      boolean typeSayable = !closedParts || !groups.isEmpty();
      boolean recipientSayable = !closedParts || layer == Layer.PROSE;
      for (ClosedScope scope : index.closed()) {
        boolean within = within(scope);
        recipientSayable |= within;
        typeSayable |= scope.types().contains(flow.type());
        if (within && scope.types().contains(flow.type())) {
          return silent(
              Verdict.LABEL_CONTRARY,
              Reason.of("label-contrary", scope.quote(), flow.type()),
              true);
        }
      }
      if (!index.listed().isEmpty() && !Statement.FIRST_PARTY.equals(recipient.name())) {
        return silent(
            Verdict.LABEL_CONTRARY,
            Reason.of("table-contrary", String.valueOf(index.listed().size())),
            true);
      }
      Statement reference = byReference();
      if (reference != null) {
        return new Judgement(
            flow,
            layer,
            Verdict.BY_REFERENCE,
            null,
            List.of(reference),
            shown(),
            bounded,
            Reason.of("by-reference", Objects.requireNonNullElse(recipient.name(), "")),
            List.of(),
            true);
      }
      if (index.isUnreadable()) {
        return silent(Verdict.UNDECIDED, Reason.of("partly-unreadable", index.unreadable()), true);
      }
      return silent(
          Verdict.OMITTED,
          !typeSayable
              ? Reason.of("unsayable-type", flow.type())
              : recipientSayable
                  ? Reason.of("omitted", flow.type())
                  : Reason.of("unsayable-recipient"),
          typeSayable && recipientSayable);
    }

    /** Another party's own policy; a store label refers to none. */
    private @Nullable Statement byReference() {
      if (layer == Layer.LABEL || layer == Layer.MANIFEST) {
        return null;
      }
      List<Statement> found = new ArrayList<>();
      ofOthers.forEach(
          (company, statements) -> {
            List<String> way = recipient.wayTo(company, Names.key(company));
            if (way != null && way.size() == 1) {
              statements.stream()
                  .filter(
                      s ->
                          s.sign() == Sign.POSITIVE
                              && s.covers().contains(flow.type())
                              && s.recipient().equals(Statement.FIRST_PARTY))
                  .forEach(found::add);
            }
          });
      return found.stream()
          .min(
              Comparator.comparing((Statement s) -> !s.data().equals(flow.type()))
                  .thenComparing(LayerIndex.ORDER))
          .orElse(null);
    }

    /** Whether a closed part lists what this recipient gets. */
    private boolean within(ClosedScope scope) {
      boolean firstParty = Statement.FIRST_PARTY.equals(recipient.name());
      if (scope.recipient().equals(Statement.FIRST_PARTY)) {
        return firstParty;
      }
      if (firstParty) {
        return false;
      }
      if (scope.recipient().equals(Statement.THIRD_PARTY)) {
        return true;
      }
      Entities.Entity named = entities.find(scope.recipient());
      String id = named == null ? scope.recipient() : named.id();
      return recipient.wayTo(id, Names.key(id)) != null;
    }

    /** A verdict that no statement decides. */
    private Judgement silent(Verdict verdict, Reason reason, boolean sayable) {
      List<Reason> notes = new ArrayList<>();
      note(bounded, notes);
      return new Judgement(
          flow, layer, verdict, null, List.of(), shown(), bounded, reason, notes, sayable);
    }

    private void note(@Nullable Statement beside, List<Reason> notes) {
      if (beside != null && beside.sign() == Sign.NEGATIVE && !Denial.general(beside)) {
        String condition = beside.condition();
        notes.add(
            Reason.of(
                "bounded",
                condition != null
                    ? condition
                    : beside.purposes().isEmpty() ? "sale" : String.join(", ", beside.purposes())));
      }
    }

    /**
     * The statement to show when none decides: a positive one that names the type itself, if there
     * is one, whoever its recipient is.
     */
    private @Nullable Statement shown() {
      return groups.values().stream()
          .flatMap(g -> (g.positive.isEmpty() ? g.negative : g.positive).stream())
          .min(
              Comparator.comparing((LayerIndex.Near n) -> n.statement().sign() != Sign.POSITIVE)
                  .thenComparingInt(LayerIndex.Near::data)
                  .thenComparing(LayerIndex.Near::statement, LayerIndex.ORDER))
          .map(LayerIndex.Near::statement)
          .orElse(null);
    }
  }

  private static boolean farther(Near near, Map<String, Near> opposite) {
    Near other = opposite.get(sentence(near));
    return other != null && NEARER.compare(other, near) < 0;
  }

  private static Map<String, Near> nearestBySentence(List<Near> list) {
    Map<String, Near> nearest = new HashMap<>();
    list.forEach(n -> nearest.merge(sentence(n), n, (a, b) -> NEARER.compare(b, a) < 0 ? b : a));
    return nearest;
  }

  private static String sentence(Near near) {
    return near.statement().source() + ':' + near.statement().start();
  }

  private static Near nearest(List<Near> list) {
    return list.stream().min(SHOWN).orElseThrow();
  }

  /** How many steps an entity is below the root: a party 1, a category 2, a company 3. */
  private int depth(String recipient) {
    return Math.max(1, Math.min(3, entities.ancestors(recipient).size()));
  }

  /**
   * PoliCheck's vagueness: the share of the way from the flow to the root that the statement stands
   * above the flow.
   */
  private static double normalised(int above, int belowRoot) {
    return above == 0 ? 0 : (double) above / (above + Math.max(1, belowRoot));
  }
}
