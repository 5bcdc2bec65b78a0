package dev.telltale.classify.rules;

import dev.telltale.decode.Name;
import dev.telltale.decode.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands around a field: the fields beside it and the names of what holds it. Made once for
 * each group of fields (the members of an object, the fields of a query) and shared by them.
 */
final class Surroundings {
  private static final Set<String> PEOPLE = Words.read("holders.txt");
  private static final Set<String> PLACES =
      Set.of(
          "geo",
          "location",
          "loc",
          "address",
          "addresses",
          "addr",
          "place",
          "city",
          "placemark",
          "position",
          "gps",
          "region",
          "geoip",
          "locationinfo",
          "geoinfo",
          "extrainfo",
          "poi",
          "regeocode",
          "addresscomponent");

  /** Parts of an address that mean nothing else. */
  private static final Set<String> PARTS =
      Set.of(
          "zip",
          "zipcode",
          "postcode",
          "postalcode",
          "postal",
          "province",
          "provincename",
          "district",
          "county",
          "省份",
          "省",
          "区县");

  /** Members of goods and businesses. */
  private static final Set<String> GOODS = Words.read("goods.txt");

  /** The body of a message to someone. */
  private static final Set<String> LETTERS =
      Set.of(
          "text",
          "msg",
          "message",
          "content",
          "body",
          "msgtype",
          "chatid",
          "clientmsgid",
          "amount");

  private static final Set<String> PERSON_KINDS =
      Set.of(
          "contact.email",
          "contact.phone",
          "identity.name",
          "identity.gender",
          "identity.birth_age",
          "govid.national_id");

  /**
   * A field beside others.
   *
   * @param node the field
   * @param key the name that speaks for it: its own, or that of what holds it
   * @param proposals what that name proposes
   */
  record Field(Node node, String key, Vocabulary.Proposals proposals) {

    /** A field under the name that speaks for it. */
    static Field of(Node node, @Nullable Field holder, boolean numbered) {
      Name name = numbered ? Name.NONE : node.name();
      return name.isEmpty() && holder != null
          ? new Field(node, holder.key, holder.proposals)
          : new Field(node, name.text(), Vocabulary.shipped().of(name));
    }
  }

  /**
   * As many fields are looked at for what stands beside one: a form or an object has fewer, and
   * time stays linear in a message that has more.
   */
  private static final int MOST_BESIDE = 200;

  private final List<Node> nodes;
  private final @Nullable Field holder;
  private final boolean numbered;
  private final String holderName;
  private final @Nullable Surroundings outer;
  private @Nullable List<Field> fields;
  private @Nullable List<Node> describing;

  /**
   * @param nodes what stands together
   * @param holder what holds it, null for the parts of a message
   * @param numbered whether the nodes have numbers for names, as the segments of a path do
   * @param outer the surroundings of what holds these fields, null for the parts of a message
   */
  Surroundings(
      List<Node> nodes, @Nullable Field holder, boolean numbered, @Nullable Surroundings outer) {
    this.nodes = nodes;
    this.holder = holder;
    this.numbered = numbered;
    this.holderName =
        holder == null || holder.node().name().isEmpty() ? "" : holder.proposals().name().full();
    this.outer = outer;
  }

  /** Made when asked for: most groups hold nothing that anyone asks about. */
  List<Field> fields() {
    List<Field> made = fields;
    if (made == null) {
      made = new ArrayList<>(nodes.size());
      for (Node node : nodes) {
        made.add(Field.of(node, holder, numbered));
      }
      fields = made;
    }
    return made;
  }

  /** The first of them. */
  private List<Field> beside() {
    List<Field> all = fields();
    return all.size() <= MOST_BESIDE ? all : all.subList(0, MOST_BESIDE);
  }

  /** The first field whose name proposes {@code kind}. */
  @Nullable Field proposing(String kind) {
    List<Field> all = fields();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).proposals().says(kind)) {
        return all.get(i);
      }
    }
    return null;
  }

  /** Whether a field has this name, joined and in lower case. */
  boolean has(String name) {
    for (Field field : beside()) {
      if (field.proposals().name().full().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether {@code text} holds what the field with this name says, here or one level further out or
   * in.
   */
  boolean names(String name, String text) {
    for (Field field : beside()) {
      if (field.proposals().name().full().equals(name) && holds(text, field.node())) {
        return true;
      }
      for (Node inner : field.node().children()) {
        if (inner.key().equalsIgnoreCase(name) && holds(text, inner)) {
          return true;
        }
      }
    }
    return outer != null
        && beside().stream().allMatch(f -> f.node().index() >= 0)
        && outer.names(name, text);
  }

  private static boolean holds(String text, Node part) {
    String said = part.text().strip();
    return said.length() >= 3 && text.contains(said);
  }

  /** Whether the innermost holders, or the fields beside {@code except}, describe a person. */
  boolean person(Node except) {
    for (Node node : describing()) {
      if (node != except) {
        return true;
      }
    }
    return held(PEOPLE, 2)
        || marked(Vocabulary.Proposals.PERSON, 2)
        || (wrapper() && outer != null && outer.person(except));
  }

  /** Of the fields that describe a person, two, which tell whether there is another one. */
  private List<Node> describing() {
    List<Node> known = describing;
    if (known == null) {
      known = new ArrayList<>(2);
      for (Field field : beside()) {
        if (known.size() < 2 && describesPerson(field)) {
          known.add(field.node());
        }
      }
      describing = known;
    }
    return known;
  }

  private static boolean describesPerson(Field field) {
    String text = field.node().text().strip();
    for (Vocabulary.Entry entry : field.proposals().entries()) {
      if (PERSON_KINDS.contains(entry.kind())
          && entry.match() != Vocabulary.Match.PERSON
          && entry.match() != Vocabulary.Match.PLACE
          && entry.match() != Vocabulary.Match.SHAPED
          && entry.match() != Vocabulary.Match.NEAR
          && (text.isEmpty()
              ? !field.node().children().isEmpty()
              : !Nulls.is(text)
                  && Gates.test(entry.kind(), text, false, field.proposals().name()) != null)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether these fields only wrap the value of the one that holds them: {@code {"value": "…"}}.
   */
  private boolean wrapper() {
    for (Field field : beside()) {
      if (TypedPairs.valueKey(field.node().key()) || field.node().key().isEmpty()) {
        return nodes.size() <= 3;
      }
    }
    return false;
  }

  /** Whether they describe a place. */
  boolean place(Node except) {
    for (Field field : beside()) {
      if (field.node() != except) {
        for (Vocabulary.Entry entry : field.proposals().entries()) {
          boolean part =
              entry.match() != Vocabulary.Match.NEAR
                      && entry.match() != Vocabulary.Match.SHAPED
                      && (entry.kind().equals("location.coarse")
                          && (entry.match() != Vocabulary.Match.PLACE
                              || PARTS.contains(entry.words())))
                  || entry.kind().equals("lat")
                  || (entry.kind().equals("contact.postal_address")
                      && entry.match() != Vocabulary.Match.PLACE
                      && entry.match() != Vocabulary.Match.SHAPED
                      && entry.match() != Vocabulary.Match.NEAR);
          if (part || field.proposals().name().full().equals("country")) {
            return true;
          }
        }
      }
    }
    return held(PLACES, 2);
  }

  /** Whether one of the {@code depth} innermost holders that have a name is marked so. */
  boolean marked(int mark, int depth) {
    int left = depth;
    for (Surroundings at = this; at != null && left > 0; at = at.outer) {
      if (!at.holderName.isEmpty()) {
        if (at.holder != null && at.holder.proposals().marked(mark)) {
          return true;
        }
        left--;
      }
    }
    return false;
  }

  /** Whether what stands here is about a business, goods or a work: by its holders. */
  boolean business() {
    return marked(Vocabulary.Proposals.BUSINESS, 2);
  }

  /** Whether it is one of several goods or businesses, by what stands beside it. */
  boolean goods() {
    return !nodes.isEmpty()
        && row(nodes.get(0))
        && !held(PEOPLE, 1)
        && !marked(Vocabulary.Proposals.PERSON, 1)
        && any(GOODS);
  }

  /** Whether it is one of several things with names, which no people are. */
  boolean listed() {
    return !nodes.isEmpty()
        && row(nodes.get(0))
        && !held(PEOPLE, 1)
        && !marked(Vocabulary.Proposals.PERSON, 1)
        && (has("name") || has("title") || any(GOODS));
  }

  private static boolean row(Node node) {
    Node parent = node.parent();
    return parent != null && parent.kind() == Node.Kind.OBJECT && parent.index() >= 0;
  }

  /** Whether a member is called a value: then {@code name} beside it is the name of that. */
  boolean valued() {
    for (Node node : nodes) {
      if (TypedPairs.valueKey(node.key()) && !node.key().equalsIgnoreCase("id")) {
        return true;
      }
    }
    return false;
  }

  /** Whether a message to someone stands here. */
  boolean letter() {
    return any(LETTERS);
  }

  /** Whether one of the two innermost holders has one of these names. */
  boolean heldBy(Set<String> names) {
    return held(names, 2);
  }

  boolean any(Set<String> names) {
    for (Field field : beside()) {
      if (names.contains(field.proposals().name().full())) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of the {@code depth} innermost holders that have a name is among {@code names}. */
  boolean held(Set<String> names, int depth) {
    int left = depth;
    for (Surroundings at = this; at != null && left > 0; at = at.outer) {
      if (!at.holderName.isEmpty()) {
        if (names.contains(at.holderName)) {
          return true;
        }
        left--;
      }
    }
    return false;
  }

  /** Whether the innermost holder's name ends in {@code word}. */
  boolean under(String word) {
    for (Surroundings at = this; at != null; at = at.outer) {
      if (!at.holderName.isEmpty()) {
        String name = at.holderName;
        return name.endsWith(word)
            || (name.length() == word.length() + 1 && name.startsWith(word) && name.endsWith("s"));
      }
    }
    return false;
  }
}
