package dev.telltale.declare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Policies of fictional apps with what a careful reader finds in them. A file holds several: {@code
 * #### name} begins a text, {@code #### labels} its labels, one line {@code act sign recipient:
 * data …} each. The recipient {@code company} stands for any named company. Negatives with a
 * condition are no general negatives (POLICY.md 6.2) and are neither labelled nor scored.
 */
record LabelledPolicies(String name, String text, Set<String> labels) {
  static List<LabelledPolicies> parse(String content) {
    List<LabelledPolicies> all = new ArrayList<>();
    String name = null;
    StringBuilder text = new StringBuilder();
    Set<String> labels = new TreeSet<>();
    boolean inLabels = false;
    for (String line : content.lines().toList()) {
      if (line.equals("#### labels")) {
        inLabels = true;
      } else if (line.startsWith("#### ")) {
        if (name != null) {
          all.add(new LabelledPolicies(name, text.toString(), labels));
        }
        name = line.substring(5).strip();
        text = new StringBuilder();
        labels = new TreeSet<>();
        inLabels = false;
      } else if (inLabels) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          for (String data : line.substring(colon + 1).strip().split("\\s+")) {
            labels.add(line.substring(0, colon).strip() + " " + data);
          }
        }
      } else {
        text.append(line).append('\n');
      }
    }
    if (name != null) {
      all.add(new LabelledPolicies(name, text.toString(), labels));
    }
    return all;
  }

  /** What was read, in the form of the labels. */
  static Set<String> read(Declaration declaration) {
    Set<String> read = new TreeSet<>();
    for (Statement s : declaration.statements()) {
      if (s.sign() == Statement.Sign.NEGATIVE && s.condition() != null) {
        continue;
      }
      String recipient = s.recipient();
      boolean known =
          recipient.equals("first-party")
              || Entities.shipped().all().stream()
                  .anyMatch(e -> !e.company() && e.id().equals(recipient));
      read.add(
          s.act().text()
              + s.sign().text()
              + " "
              + (known ? recipient : "company")
              + " "
              + s.data());
    }
    return read;
  }

  /** Without the recipient: act, sign and data type. */
  static Set<String> types(Set<String> units) {
    Set<String> types = new TreeSet<>();
    units.forEach(u -> types.add(u.split(" ")[0] + " " + u.split(" ")[2]));
    return types;
  }

  /** Counts of one comparison. */
  static final class Score {
    int right;
    int wrong;
    int missed;
    final Map<String, List<String>> errors = new LinkedHashMap<>();

    void add(String name, Set<String> labels, Set<String> read) {
      for (String unit : read) {
        if (labels.contains(unit)) {
          right++;
        } else {
          wrong++;
          errors.computeIfAbsent(name, k -> new ArrayList<>()).add("+ " + unit);
        }
      }
      for (String unit : labels) {
        if (!read.contains(unit)) {
          missed++;
          errors.computeIfAbsent(name, k -> new ArrayList<>()).add("- " + unit);
        }
      }
    }

    double precision() {
      return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }

    double recall() {
      return right + missed == 0 ? 1 : (double) right / (right + missed);
    }

    @Override
    public String toString() {
      return String.format(
          "precision %.3f recall %.3f (right %d, wrong %d, missed %d)",
          precision(), recall(), right, wrong, missed);
    }
  }
}
