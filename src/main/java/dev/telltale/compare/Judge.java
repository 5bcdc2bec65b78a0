package dev.telltale.compare;

import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declaration.ClosedScope;
import dev.telltale.declare.Entities;
import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.declare.Statement.Sign;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
 *   <li>general negatives only: CONTRARY. A negative is general when nothing bounds it: one about
 *       children, an opt-out, the user's choice, an exception or one purpose alone is no denial of
 *       the flow (nine in ten contradictions that such tools report are errors of this sort);
 *   <li>both: a negative that is narrower than every positive is an exception carved out of it
 *       (EXCEPTED), otherwise they contradict each other (AMBIGUOUS);
 *   <li>neither: a closed part that can say the type denies it by silence (LABEL_CONTRARY); another
 *       party's own policy may cover it (BY_REFERENCE); else OMITTED.
 * </ol>
 *
 * <p>Immutable and safe for any thread; the order of statements and findings makes no difference.
 */
public final class Judge {
  private static final double LITTLE_CONFIDENCE = 0.4;
  private static final int MOST_SHOWN = 10;

  private final Entities entities;
  private final Map<Layer, List<Statement>> statements = new EnumMap<>(Layer.class);
  private final Map<Layer, Map<String, Map<String, Group>>> byType = new EnumMap<>(Layer.class);
  private final Map<Layer, List<ClosedScope>> closed = new EnumMap<>(Layer.class);
  private final Map<Layer, List<String>> unreadable = new EnumMap<>(Layer.class);
  private final Map<String, List<Statement>> ofOthers = new HashMap<>();
  private final Map<String, String> ids = new HashMap<>();

  private record Near(Statement statement, int data, int entity) {}

  /** The statements of a layer about one type and one recipient, each with its distance in data. */
  private static final class Group {
    private final List<Near> positive = new ArrayList<>();
    private final List<Near> negative = new ArrayList<>();
    private @Nullable Statement bounded;

    void add(Statement statement, int data) {
      Near near = new Near(statement, data, 0);
      if (statement.sign() == Sign.POSITIVE) {
        positive.add(near);
      } else if (statement.condition() == null && statement.purposes().isEmpty()) {
        negative.add(near);
      } else if (bounded == null) {
        bounded = statement;
      }
    }
  }

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
      for (Statement statement : declaration.statements()) {
        statements.computeIfAbsent(statement.layer(), l -> new ArrayList<>()).add(statement);
      }
      for (ClosedScope scope : declaration.closed()) {
        closed.computeIfAbsent(scope.layer(), l -> new ArrayList<>()).add(scope);
      }
      if (declaration.statements().isEmpty() && declaration.closed().isEmpty()) {
        String why =
            declaration.warnings().isEmpty()
                ? "nothing was found in it"
                : declaration.warnings().get(0);
        unreadable
            .computeIfAbsent(Layer.PROSE, l -> new ArrayList<>())
            .add(declaration.source() + ": " + why);
      }
    }
    statements.forEach(
        (layer, list) -> {
          list.sort(ORDER);
          Map<String, Map<String, Group>> index =
              byType.computeIfAbsent(layer, l -> new HashMap<>());
          for (Statement statement : list) {
            String recipient = resolve(statement.recipient());
            for (String type : statement.covers()) {
              index
                  .computeIfAbsent(type, t -> new TreeMap<>())
                  .computeIfAbsent(recipient, r -> new Group())
                  .add(statement, dataDistance(statement, type));
            }
          }
        });
    ofOthers.forEach(
        (company, declarations) -> {
          Entities.Entity entity = entities.find(company);
          String name = entity == null ? company : entity.id();
          for (Declaration declaration : declarations) {
            this.ofOthers
                .computeIfAbsent(name, n -> new ArrayList<>())
                .addAll(declaration.statements());
          }
        });
  }

  private static final Comparator<Statement> ORDER =
      Comparator.comparing(Statement::source)
          .thenComparing(Statement::start)
          .thenComparing(Statement::end)
          .thenComparing(Statement::data)
          .thenComparing(Statement::recipient)
          .thenComparing(s -> s.act().text())
          .thenComparing(s -> s.sign().text())
          .thenComparing(Statement::term)
          .thenComparing(Statement::quote);

  /** The entity that goes by a name, or the name itself. */
  private String resolve(String recipient) {
    return ids.computeIfAbsent(
        recipient,
        written -> {
          Entities.Entity named = entities.find(written);
          return named == null ? written : named.id();
        });
  }

  /** The layers that anything was declared in. */
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : Layer.values()) {
      if (statements.containsKey(layer)
          || closed.containsKey(layer)
          || unreadable.containsKey(layer)) {
        layers.add(layer);
      }
    }
    return layers;
  }

  /** Judges a flow against every layer that is there. */
  public List<Judgement> judge(Flow flow) {
    RecipientEntity recipient = RecipientEntity.of(flow.first(), entities);
    List<Judgement> judgements = new ArrayList<>();
    for (Layer layer : layers()) {
      judgements.add(judge(flow, recipient, layer));
    }
    return judgements;
  }

  private Judgement judge(Flow flow, RecipientEntity recipient, Layer layer) {
    Map<String, Group> groups =
        byType.getOrDefault(layer, Map.of()).getOrDefault(flow.type(), Map.of());
    if (recipient.name() == null) {
      return new Judgement(
          flow,
          layer,
          Verdict.UNRESOLVED,
          null,
          null,
          List.of(),
          first(groups),
          null,
          "it is not known who runs " + flow.first().domain());
    }
    if (!statements.containsKey(layer) && !closed.containsKey(layer)) {
      return new Judgement(
          flow,
          layer,
          Verdict.UNDECIDED,
          null,
          null,
          List.of(),
          null,
          null,
          String.join("; ", unreadable.getOrDefault(layer, List.of())));
    }
    List<Near> positive = new ArrayList<>();
    List<Near> negative = new ArrayList<>();
    Statement bounded = null;
    for (Map.Entry<String, Group> group : groups.entrySet()) {
      Integer entity = recipient.above().get(group.getKey());
      if (entity != null) {
        group.getValue().positive.forEach(n -> positive.add(at(n, entity)));
        group.getValue().negative.forEach(n -> negative.add(at(n, entity)));
        bounded = bounded == null ? group.getValue().bounded : bounded;
      }
    }
    dropSameSentence(positive, negative);
    if (!positive.isEmpty() && negative.isEmpty()) {
      return covered(flow, layer, positive, bounded);
    }
    if (positive.isEmpty() && !negative.isEmpty()) {
      return decided(
          flow,
          layer,
          Verdict.CONTRARY,
          negative,
          bounded,
          "a written denial covers it and nothing allows it");
    }
    if (!positive.isEmpty()) {
      boolean exception = narrow(negative, positive);
      return exception
          ? decided(
              flow,
              layer,
              Verdict.EXCEPTED,
              negative,
              nearest(positive).statement(),
              "an exception that is carved out of a broader statement covers it")
          : decided(
              flow,
              layer,
              Verdict.AMBIGUOUS,
              negative,
              nearest(positive).statement(),
              "statements that cover it contradict each other");
    }
    return uncovered(flow, recipient, layer, groups, bounded);
  }

  private static Near at(Near near, int entity) {
    return near.entity() == entity ? near : new Near(near.statement(), near.data(), entity);
  }

  /**
   * "We collect the model but not the IMEI": of one sentence that says both, only the side that is
   * nearer counts.
   */
  private static void dropSameSentence(List<Near> positive, List<Near> negative) {
    if (positive.isEmpty() || negative.isEmpty()) {
      return;
    }
    Map<String, Near> denied = nearestBySentence(negative);
    Map<String, Near> allowed = nearestBySentence(positive);
    positive.removeIf(p -> farther(p, denied));
    negative.removeIf(n -> farther(n, allowed));
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

  /** Entity first, as PoliCheck orders them: who gets it counts for more than how it is called. */
  private static final Comparator<Near> NEARER =
      Comparator.comparingInt(Near::entity).thenComparingInt(Near::data);

  /** By data first: the order in which a negative narrows a positive. */
  private static final Comparator<Near> NARROWER =
      Comparator.comparingInt(Near::data).thenComparingInt(Near::entity);

  /**
   * Whether every negative narrows every positive: the cells N1 to N4 of PolicyLint's table, in
   * which the negative is about less data, or about the same data and fewer recipients.
   */
  private static boolean narrow(List<Near> negative, List<Near> positive) {
    return NARROWER.compare(
            Collections.max(negative, NARROWER), Collections.min(positive, NARROWER))
        < 0;
  }

  private Judgement covered(
      Flow flow, Layer layer, List<Near> positive, @Nullable Statement bounded) {
    Near nearest = nearest(positive);
    Verdict verdict =
        nearest.data() == 0
            ? nearest.entity() == 0 ? Verdict.CLEAR : Verdict.VAGUE_ENTITY
            : nearest.entity() == 0 ? Verdict.VAGUE_DATA : Verdict.VAGUE_BOTH;
    String reason =
        switch (verdict) {
          case CLEAR -> "names " + flow.type() + " and the recipient";
          case VAGUE_ENTITY ->
              "names " + flow.type() + "; the recipient only as " + nearest.statement().recipient();
          case VAGUE_DATA ->
              "names the recipient; the data only as "
                  + nearest.statement().data()
                  + " ("
                  + nearest.statement().term()
                  + ")";
          default ->
              "names the data only as "
                  + nearest.statement().data()
                  + " and the recipient only as "
                  + nearest.statement().recipient();
        };
    return decided(flow, layer, verdict, positive, bounded, reason);
  }

  private Judgement decided(
      Flow flow,
      Layer layer,
      Verdict verdict,
      List<Near> deciding,
      @Nullable Statement competing,
      String reason) {
    Near nearest = nearest(deciding);
    boolean unsure =
        deciding.stream().allMatch(n -> n.statement().confidence() < LITTLE_CONFIDENCE);
    return new Judgement(
        flow,
        layer,
        unsure ? Verdict.UNDECIDED : verdict,
        normalised(nearest.data(), 2 - nearest.data()),
        normalised(nearest.entity(), depth(nearest.statement().recipient())),
        nearestFirst(deciding),
        null,
        competing,
        unsure ? "read with little confidence: would be " + verdict + ", " + reason : reason);
  }

  private static Near nearest(List<Near> list) {
    Near nearest = list.get(0);
    for (Near near : list) {
      int order = NEARER.compare(near, nearest);
      if (order < 0 || (order == 0 && ORDER.compare(near.statement(), nearest.statement()) < 0)) {
        nearest = near;
      }
    }
    return nearest;
  }

  /** The statements to show: the nearest, and a few more. */
  private static List<Statement> nearestFirst(List<Near> list) {
    Near first = nearest(list);
    List<Statement> shown = new ArrayList<>(List.of(first.statement()));
    for (int i = 0; i < list.size() && shown.size() < MOST_SHOWN; i++) {
      if (list.get(i) != first) {
        shown.add(list.get(i).statement());
      }
    }
    return shown;
  }

  private Judgement uncovered(
      Flow flow,
      RecipientEntity recipient,
      Layer layer,
      Map<String, Group> groups,
      @Nullable Statement bounded) {
    Statement nearest = first(groups);
    for (ClosedScope scope : closed.getOrDefault(layer, List.of())) {
      if (scope.types().contains(flow.type()) && within(scope, recipient)) {
        return new Judgement(
            flow,
            layer,
            Verdict.LABEL_CONTRARY,
            null,
            null,
            List.of(),
            nearest,
            bounded,
            "\"" + scope.quote() + "\" can say " + flow.type() + " and does not");
      }
    }
    for (Statement statement :
        ofOthers.getOrDefault(Objects.requireNonNullElse(recipient.name(), ""), List.of())) {
      if (statement.sign() == Sign.POSITIVE
          && statement.covers().contains(flow.type())
          && statement.recipient().equals(Statement.FIRST_PARTY)) {
        return new Judgement(
            flow,
            layer,
            Verdict.BY_REFERENCE,
            null,
            null,
            List.of(statement),
            nearest,
            null,
            "only " + recipient.name() + "'s own policy covers it");
      }
    }
    boolean sayable = closed.getOrDefault(layer, List.of()).isEmpty() || !groups.isEmpty();
    return new Judgement(
        flow,
        layer,
        Verdict.OMITTED,
        null,
        null,
        List.of(),
        nearest,
        bounded,
        sayable
            ? "no statement covers " + flow.type() + " for this recipient"
            : "this layer has no way to say " + flow.type());
  }

  /** Whether a closed part lists what this recipient gets. */
  private boolean within(ClosedScope scope, RecipientEntity recipient) {
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
    return recipient.above().containsKey(id);
  }

  /**
   * Steps from the flow's leaf up to what a statement names: 0 for the leaf, 1 for its parent or
   * for a label's bucket.
   */
  private static int dataDistance(Statement statement, String type) {
    return statement.data().equals(type) || Taxonomy.shipped().typeOf(statement.data()).equals(type)
        ? 0
        : 1;
  }

  /** How many steps an entity is below the root: a party 1, a category 2, a company 3. */
  private int depth(String recipient) {
    return entities.ancestors(recipient).size() <= 1
        ? 1
        : Math.min(3, entities.ancestors(recipient).size());
  }

  /**
   * PoliCheck's vagueness: the share of the way from the flow to the root that the statement stands
   * above the flow.
   */
  private static double normalised(int above, int belowRoot) {
    return above == 0 ? 0 : (double) above / (above + Math.max(1, belowRoot));
  }

  /**
   * The statement to show when none decides: a positive one that names the type itself, if there is
   * one, whoever its recipient is.
   */
  private static @Nullable Statement first(Map<String, Group> groups) {
    return groups.values().stream()
        .flatMap(g -> (g.positive.isEmpty() ? g.negative : g.positive).stream())
        .min(
            Comparator.comparing((Near n) -> n.statement().sign() != Sign.POSITIVE)
                .thenComparingInt(Near::data)
                .thenComparing(Near::statement, ORDER))
        .map(Near::statement)
        .orElse(null);
  }
}
