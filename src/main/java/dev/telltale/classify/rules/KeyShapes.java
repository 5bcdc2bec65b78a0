package dev.telltale.classify.rules;

import dev.telltale.classify.Detector;
import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Proposals;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.Name;
import dev.telltale.decode.Node;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.util.Hashes;
import dev.telltale.util.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds personal data by what fields are called and what their values look like. Walks the decoded
 * tree once; each group of fields is judged together, because what stands beside a field is
 * evidence too. A field whose name proposes nothing costs a look at what is remembered of the name;
 * its text is not even made, unless its octets can be one of the shapes that need no name.
 */
public final class KeyShapes implements Detector {
  private static final String VERSION =
      "keys-"
          + Hashes.sha256Hex(
                  (Resources.text(KeyShapes.class, "keys.csv")
                          + Resources.text(KeyShapes.class, "languages.csv")
                          + Resources.text(KeyShapes.class, "people.txt")
                          + Resources.text(KeyShapes.class, "businesses.txt")
                          + Resources.text(KeyShapes.class, "goods.txt")
                          + Resources.text(KeyShapes.class, "holders.txt")
                          + Resources.text(KeyShapes.class, "genders.txt")
                          + Resources.text(KeyShapes.class, "things.txt")
                          + Resources.text(KeyShapes.class, "headers.txt"))
                      .getBytes(StandardCharsets.UTF_8))
              .substring(0, 12);

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public List<Finding> detect(Exchange exchange, Decoded decoded) {
    Results results = new Results(exchange.id());
    Judge judge = new Judge(results, () -> Platform.of(exchange, decoded.roots()));
    Groups groups = new Groups(results);
    Map<String, List<Node>> parts = new LinkedHashMap<>();
    for (Node root : decoded.roots()) {
      parts.computeIfAbsent(root.part(), k -> new ArrayList<>()).add(root);
    }
    for (Map.Entry<String, List<Node>> part : parts.entrySet()) {
      if (part.getKey().equals("path")) {
        groups.path(part.getValue());
      }
      new Walk(part.getKey(), judge, groups).group(part.getValue(), null, null);
    }
    return results.findings();
  }

  /** The walk through one part of a message. */
  private static final class Walk {
    private final Vocabulary vocabulary = Vocabulary.shipped();
    private final String part;
    private final Judge judge;
    private final Groups groups;
    private final boolean path;

    Walk(String part, Judge judge, Groups groups) {
      this.part = part;
      this.judge = judge;
      this.groups = groups;
      this.path = part.equals("path");
    }

    /**
     * Judges nodes that stand beside each other.
     *
     * @param holder the field that holds them; its name speaks for those that have none
     */
    void group(List<Node> nodes, @Nullable Field holder, @Nullable Surroundings outer) {
      int marks = 0;
      int spoken = 0;
      boolean speaking = false;
      int n = nodes.size();
      for (int i = 0; i < n; i++) {
        Name name = path ? Name.NONE : nodes.get(i).name();
        Proposals proposals;
        if (name.isEmpty() && holder != null) {
          proposals = holder.proposals();
        } else {
          proposals = vocabulary.of(name);
          marks |= proposals.marks();
        }
        spoken |= proposals.marks();
        speaking |= !proposals.entries().isEmpty();
      }
      if (!speaking && (marks & Proposals.VALUE) == 0) {
        silent(nodes, holder, outer, null);
        return;
      }
      Surroundings around = new Surroundings(nodes, holder, path, outer);
      if ((marks & Proposals.VALUE) != 0 && name(around.fields(), holder, nodes, marks)) {
        speaking = true;
        for (Field field : around.fields()) {
          spoken |= field.proposals().marks();
        }
      }
      if (!speaking) {
        silent(nodes, holder, outer, around);
        return;
      }
      groups.points(around, marks, spoken);
      List<Field> fields = around.fields();
      for (int i = 0; i < n; i++) {
        one(fields.get(i), around);
      }
    }

    /** Goes through nodes of which no name proposes anything. */
    private void silent(
        List<Node> nodes,
        @Nullable Field holder,
        @Nullable Surroundings outer,
        @Nullable Surroundings known) {
      Surroundings around = known;
      int n = nodes.size();
      groups.unnamed(nodes);
      for (int i = 0; i < n; i++) {
        Node node = nodes.get(i);
        if (!node.children().isEmpty()
            || Nameless.in(node)
            || (node.name().isEmpty() && node.index() < 0)) {
          if (around == null) {
            around = new Surroundings(nodes, holder, path, outer);
          }
          one(Field.of(node, holder, path), around);
        }
      }
    }

    /** Lets values that another member or their holder names take that name. */
    private boolean name(List<Field> fields, @Nullable Field holder, List<Node> nodes, int marks) {
      String label = (marks & Proposals.LABEL) != 0 ? TypedPairs.label(nodes) : null;
      Proposals labelled = label == null ? Vocabulary.NOTHING : vocabulary.of(label);
      boolean any = false;
      for (int i = 0; i < fields.size(); i++) {
        Field field = fields.get(i);
        if (!field.proposals().marked(Proposals.VALUE)) {
          continue;
        }
        if (label != null && !labelled.entries().isEmpty()) {
          fields.set(i, new Field(field.node(), label, labelled));
          any = true;
        } else if (holder != null
            && !field.key().equalsIgnoreCase("id")
            && !holder.proposals().entries().isEmpty()) {
          fields.set(i, new Field(field.node(), holder.key(), holder.proposals()));
          any = true;
        }
      }
      return any;
    }

    private void one(Field field, Surroundings around) {
      Node node = field.node();
      List<Node> children = node.children();
      switch (node.kind()) {
        case OBJECT -> group(children, field, around);
        case ARRAY -> {
          groups.structure(field);
          group(children, field, around);
        }
        case TEXT, NUMBER, BYTES -> {
          if (children.isEmpty() && node.name().isEmpty() && !path) {
            groups.unnamedText(node);
          }
          if (!field.proposals().entries().isEmpty() || Nameless.in(node)) {
            if (children.isEmpty() || node.text().length() <= 160) {
              judge.value(field, around, part);
            } else {
              judge.mailboxes(field, part);
            }
          }
          if (!children.isEmpty()) {
            group(children, field, around);
          }
        }
        default -> {}
      }
    }
  }
}
