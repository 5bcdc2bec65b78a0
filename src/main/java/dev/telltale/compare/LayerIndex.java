package dev.telltale.compare;

import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declaration.ClosedScope;
import dev.telltale.declare.Entities;
import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.declare.Statement.Sign;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What one declared layer says, by type and recipient. Filled once, then read by any thread; the
 * order in which it is filled makes no difference to what is read.
 */
final class LayerIndex {
  /** Names of the advertising identifier that are not the word for all of them. */
  private static final Pattern ONE_AD_ID =
      Pattern.compile("idfa|gaid|aaid|oaid|google|apple|android");

  /** Words for whatever somebody does in an app. */
  private static final Pattern USAGE =
      Pattern.compile("usage (data|information)|使用(信息|数据|情况|记录)|用户?行为(信息|数据)");

  private static final Set<String> USE =
      Set.of("activity.interaction", "activity.search", "activity.browsing", "activity.ad_events");

  /** "We share it with nobody" is about every outside party, not about the public. */
  private static final Pattern NOBODY = Pattern.compile("any(one|body)|no ?(one|body)|任何|他人|所有人");

  static final Comparator<Statement> ORDER =
      Comparator.comparing(Statement::source)
          .thenComparing(Statement::start)
          .thenComparing(Statement::end)
          .thenComparing(Statement::data)
          .thenComparing(Statement::recipient)
          .thenComparing(s -> s.act().text())
          .thenComparing(s -> s.sign().text())
          .thenComparing(Statement::term)
          .thenComparing(Statement::quote);

  private final Entities entities;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Map<String, Group>> byType = new HashMap<>();
  private final List<ClosedScope> closed = new ArrayList<>();
  private final Set<String> unreadable = new TreeSet<>();
  private final Set<String> listed = new LinkedHashSet<>();

  private record Entry(Statement statement, String party) {}

  /**
   * A statement about a type.
   *
   * @param statement the statement
   * @param data its distance in data: 0 names the leaf, 1 is broader
   * @param plain its sentence, for looking names up in ({@link Names#plain})
   */
  record Near(Statement statement, int data, String plain) {}

  /** The statements about one type and one recipient. */
  static final class Group {
    final String party;
    final String key;
    final boolean known;
    final List<Near> positive = new ArrayList<>();
    final List<Near> negative = new ArrayList<>();
    final List<Near> bounded = new ArrayList<>();

    Group(String party, boolean known) {
      this.party = party;
      this.key = Names.key(party);
      this.known = known;
    }

    private void add(Statement statement, int data, String plain) {
      Near near = new Near(statement, data, plain);
      if (statement.sign() == Sign.POSITIVE) {
        positive.add(near);
      } else {
        (Denial.general(statement) ? negative : bounded).add(near);
      }
    }
  }

  LayerIndex(Entities entities) {
    this.entities = entities;
  }

  /** Adds what a declaration says in this layer. */
  void add(Declaration declaration, Layer layer) {
    List<Statement> own =
        declaration.statements().stream().filter(s -> s.layer() == layer).toList();
    List<ClosedScope> scopes =
        declaration.closed().stream().filter(s -> s.layer() == layer).toList();
    // A store label or manifest that knows no sharing says what leaves the phone, to whomever: it
    // can cover an outside recipient, only without naming one.
    boolean nameless =
        (layer == Layer.LABEL || layer == Layer.MANIFEST)
            && own.stream().allMatch(s -> s.act() == Act.COLLECT)
            && scopes.stream().allMatch(s -> s.act() == Act.COLLECT);
    for (Statement statement : own) {
      entries.add(new Entry(statement, party(statement)));
      if (nameless) {
        entries.add(new Entry(statement, Statement.THIRD_PARTY));
      }
    }
    for (ClosedScope scope : scopes) {
      closed.add(scope);
      if (nameless) {
        closed.add(
            new ClosedScope(
                layer,
                scope.act(),
                Statement.THIRD_PARTY,
                scope.types(),
                scope.quote(),
                scope.start(),
                scope.end()));
      }
      String party = resolve(scope.recipient());
      if (!party.equals(Statement.FIRST_PARTY) && !party.equals(Statement.THIRD_PARTY)) {
        listed.add(party);
      }
    }
  }

  void addUnreadable(String why) {
    unreadable.add(why);
  }

  /** Sorts what was added; call once, before reading. */
  void seal() {
    entries.sort(Comparator.comparing(Entry::statement, ORDER).thenComparing(Entry::party));
    for (Entry entry : entries) {
      Statement statement = entry.statement();
      String plain = Names.plain(statement.quote());
      for (String type : covers(statement)) {
        put(type, entry.party(), statement, plain);
      }
    }
    closed.sort(
        Comparator.comparing(ClosedScope::quote)
            .thenComparing(ClosedScope::start)
            .thenComparing(ClosedScope::recipient));
  }

  /**
   * The leaf types that a statement's wording covers: what was read, and what the word stands for
   * beside it. "Advertising identifier" is the word for China's OAID too; "usage data" are
   * searches, too.
   */
  static Set<String> covers(Statement statement) {
    Set<String> more = Set.of();
    String term = statement.term().toLowerCase(Locale.ROOT);
    if (statement.data().equals("device.ad_id") && !ONE_AD_ID.matcher(term).find()) {
      more = Set.of("device.oaid");
    } else if (statement.data().equals("activity.interaction") && USAGE.matcher(term).find()) {
      more = USE;
    }
    if (statement.covers().containsAll(more)) {
      return statement.covers();
    }
    Set<String> covers = new TreeSet<>(statement.covers());
    covers.addAll(more);
    return covers;
  }

  /** Whom a statement is about. */
  private String party(Statement statement) {
    String term = statement.recipientTerm();
    return statement.sign() == Sign.NEGATIVE
            && statement.recipient().equals("public")
            && term != null
            && NOBODY.matcher(term.toLowerCase(Locale.ROOT)).find()
        ? Statement.THIRD_PARTY
        : resolve(statement.recipient());
  }

  private void put(String type, String party, Statement statement, String plain) {
    byType
        .computeIfAbsent(type, t -> new TreeMap<>())
        .computeIfAbsent(party, p -> new Group(p, entities.find(p) != null))
        .add(statement, distance(statement, type), plain);
  }

  private static int distance(Statement statement, String type) {
    return statement.data().equals(type) || Taxonomy.shipped().typeOf(statement.data()).equals(type)
        ? 0
        : 1;
  }

  /** The entity that goes by a name, or the name itself. */
  private String resolve(String party) {
    Entities.Entity named = entities.find(party);
    return named == null ? party : named.id();
  }

  /** Whether nothing of the layer could be read. */
  boolean blank() {
    return entries.isEmpty() && closed.isEmpty();
  }

  /** Whether something meant for the layer could not be read. */
  boolean isUnreadable() {
    return !unreadable.isEmpty();
  }

  /** What could not be read, and why. */
  String unreadable() {
    return String.join("; ", unreadable);
  }

  /** The statements about a type, by recipient. */
  Map<String, Group> about(String type) {
    return byType.getOrDefault(type, Map.of());
  }

  /** The closed parts of the layer. */
  List<ClosedScope> closed() {
    return closed;
  }

  /** The recipients that its closed lists or tables name one by one. */
  Set<String> listed() {
    return listed;
  }
}
