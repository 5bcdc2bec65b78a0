package dev.telltale.classify.rules;

import dev.telltale.classify.Detector;
import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.Node;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds personal data by what fields are called and what their values look like. Walks the decoded
 * tree once; each group of fields is judged together, because what stands beside a field is
 * evidence too.
 */
public final class KeyShapes implements Detector {
  private final Vocabulary vocabulary = Vocabulary.shipped();

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public List<Finding> detect(Exchange exchange, Decoded decoded) {
    Judge judge = new Judge(exchange.id(), Platform.of(exchange, decoded.roots()));
    Map<String, List<Node>> parts = new LinkedHashMap<>();
    for (Node root : decoded.roots()) {
      String where = root.where();
      int colon = where.indexOf(':');
      String part = colon < 0 ? where : where.substring(0, colon);
      parts.computeIfAbsent(part, k -> new ArrayList<>()).add(root);
    }
    for (Map.Entry<String, List<Node>> part : parts.entrySet()) {
      group(part.getValue(), "", List.of(), part.getKey(), null, judge);
    }
    return judge.findings();
  }

  /**
   * Judges nodes that stand beside each other.
   *
   * @param inherited the name that speaks for members that have none
   */
  private void group(
      List<Node> nodes,
      String inherited,
      List<String> holders,
      String part,
      @Nullable Surroundings outer,
      Judge judge) {
    List<Field> fields = new ArrayList<>(nodes.size());
    String labelled = TypedPairs.label(nodes);
    for (Node node : nodes) {
      String key = node.key().isEmpty() || part.equals("path") ? inherited : node.key();
      if (TypedPairs.valueKey(node.key())) {
        if (labelled != null && !vocabulary.of(labelled).entries().isEmpty()) {
          key = labelled;
        } else if (!node.key().equalsIgnoreCase("id")
            && !vocabulary.of(inherited).entries().isEmpty()) {
          key = inherited;
        }
      }
      fields.add(new Field(node, key, vocabulary.of(key)));
    }
    Surroundings around = new Surroundings(fields, holders, outer);
    judge.points(around, part);
    for (Field field : fields) {
      Node node = field.node();
      List<Node> children = node.children();
      switch (node.kind()) {
        case OBJECT, ARRAY -> {
          judge.structure(field, around);
          descend(field, around, part, judge);
        }
        case TEXT, NUMBER, BYTES -> {
          if (children.isEmpty() || node.text().length() <= 160) {
            judge.value(field, around, part);
          } else if (!children.isEmpty()) {
            judge.mailboxes(field, part);
          }
          if (!children.isEmpty()) {
            descend(field, around, part, judge);
          }
        }
        default -> {}
      }
    }
  }

  private void descend(Field field, Surroundings around, String part, Judge judge) {
    List<String> holders = around.holders();
    if (!field.node().key().isEmpty()) {
      holders = new ArrayList<>(holders);
      holders.add(vocabulary.of(field.node().key()).name().full());
    }
    group(field.node().children(), field.key(), holders, part, around, judge);
  }
}
