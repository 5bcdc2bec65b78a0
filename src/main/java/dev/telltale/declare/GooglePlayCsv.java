package dev.telltale.declare;

import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Closure;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.util.Csv;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The CSV that Google Play Console exports from the Data safety form: one row for each answer
 * (question id, response id, value). {@code ONLY_COLLECTED} and {@code ONLY_SHARED} may both be
 * true. Ids that are not known are kept in a warning, since the form changes over time.
 */
final class GooglePlayCsv {
  private static final String USAGE = "PSL_DATA_USAGE_RESPONSES:";
  private static final Set<String> KNOWN_QUESTIONS =
      Set.of(
          "PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA",
          "PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT",
          "PSL_DATA_COLLECTION_USER_REQUEST_DELETE",
          "PSL_SUPPORTED_ACCOUNT_CREATION_METHODS",
          "PSL_ACM_SPECIFY",
          "PSL_ACCOUNT_DELETION_URL",
          "PSL_SUPPORT_DATA_DELETION_BY_USER",
          "PSL_DATA_DELETION_URL",
          "PSL_DATA_COLLECTION_COMPLIES_FAMILY_POLICY",
          "PSL_INDEPENDENTLY_VALIDATED",
          "PSL_UPI_BADGE_OPT_IN",
          "PSL_HAS_OUTSIDE_APP_ACCOUNTS",
          "PSL_OUTSIDE_APP_ACCOUNT_TYPES",
          "PSL_OUTSIDE_APP_ACCOUNT_TYPE_SPECIFY");

  private final SourceText text;
  private final StatementList out;
  private final Map<String, Usage> usages = new LinkedHashMap<>();

  private GooglePlayCsv(SourceText text, StatementList out) {
    this.text = text;
    this.out = out;
  }

  static boolean accepts(String content) {
    String head = content.substring(0, Math.min(content.length(), 4000));
    return head.contains("Question ID (machine readable)")
        || (head.contains("PSL_DATA_") && head.contains(","));
  }

  static void read(SourceText text, StatementList out) {
    new GooglePlayCsv(text, out).read();
  }

  private void read() {
    boolean collects = true;
    int broken = 0;
    int understood = 0;
    for (List<String> row : Csv.parse(text.content())) {
      if (row.size() < 3 || row.get(0).startsWith("Question ID")) {
        if (row.size() < 3 && !String.join("", row).isBlank()) {
          broken++;
          out.warn(
              "row with " + row.size() + " fields (expected: 5): " + Words.shorten(row.get(0)));
        }
        continue;
      }
      understood++;
      String question = row.get(0).strip();
      String response = row.get(1).strip();
      boolean yes = row.get(2).strip().equalsIgnoreCase("true");
      if (question.startsWith("PSL_DATA_TYPES_")) {
        if (yes) {
          usage(response).declared = true;
        }
      } else if (question.startsWith(USAGE)) {
        usageRow(question.substring(USAGE.length()), response, yes);
      } else if (question.equals("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA")) {
        collects = yes;
      } else if (!KNOWN_QUESTIONS.contains(question)) {
        out.warn("unknown question kept but not used: " + Words.shorten(question));
      }
    }
    usages.forEach(this::state);
    if (!collects && usages.values().stream().anyMatch(u -> u.declared)) {
      out.warn("the form says that no data is collected, and ticks data types all the same");
    }
    if (broken > 0 && understood == 0) {
      // Nothing of it was read, so its silence denies nothing.
      return;
    }
    for (Act act : Act.values()) {
      out.close(
          new Declaration.ClosedScope(
              Layer.LABEL,
              act,
              act == Act.COLLECT ? Statement.FIRST_PARTY : Statement.THIRD_PARTY,
              LabelTypes.GOOGLE.expressible(),
              "Google Play Data safety",
              0,
              0));
    }
  }

  private Usage usage(String id) {
    return usages.computeIfAbsent(id, k -> new Usage());
  }

  private void usageRow(String typeAndQuestion, String response, boolean yes) {
    int colon = typeAndQuestion.indexOf(':');
    if (colon < 0) {
      out.warn("unknown question kept but not used: " + Words.shorten(USAGE + typeAndQuestion));
      return;
    }
    Usage usage = usage(typeAndQuestion.substring(0, colon));
    String question = typeAndQuestion.substring(colon + 1);
    if (!yes) {
      return;
    }
    if (question.endsWith("COLLECTION_AND_SHARING")) {
      usage.collected |= response.endsWith("_COLLECTED");
      usage.shared |= response.endsWith("_SHARED");
    } else if (question.endsWith("COLLECTION_PURPOSE")) {
      purpose(usage.collectPurposes, response);
    } else if (question.endsWith("SHARING_PURPOSE")) {
      purpose(usage.sharePurposes, response);
    } else if (question.endsWith("USER_CONTROL")) {
      usage.optional |= response.endsWith("_OPTIONAL");
    } else if (!question.endsWith("EPHEMERAL")) {
      out.warn("unknown question kept but not used: " + Words.shorten(question));
    }
  }

  private void purpose(List<String> purposes, String response) {
    String purpose = Purposes.shipped().ofStore("google", response);
    if (purpose == null) {
      out.warn("unknown purpose: " + Words.shorten(response));
    } else {
      purposes.add(purpose);
    }
  }

  private void state(String id, Usage usage) {
    if (!usage.declared && !usage.collected && !usage.shared) {
      if (LabelTypes.GOOGLE.of(id) == null) {
        out.warn("unknown data type: " + Words.shorten(id));
      }
      return;
    }
    LabelTypes.LabelType type = LabelTypes.GOOGLE.of(id);
    if (type == null) {
      out.warn("unknown data type, ticked but not understood: " + Words.shorten(id));
      return;
    }
    if (!usage.collected && !usage.shared) {
      out.warn(id + " is ticked, but neither as collected nor as shared; read as collected");
      usage.collected = true;
    }
    int start = Math.max(0, text.content().indexOf(id));
    StatementList.Draft draft = new StatementList.Draft().at(id, start, start + id.length());
    draft.layer = Layer.LABEL;
    draft.closure = Closure.CLOSED;
    draft.condition = usage.optional ? "user-choice" : null;
    if (usage.collected) {
      draft.purposes = usage.collectPurposes;
      out.add(draft, type.data(), id, type.covers(), 1);
    }
    if (usage.shared) {
      draft.act = Act.SHARE;
      draft.recipient = Statement.THIRD_PARTY;
      draft.purposes = usage.sharePurposes;
      out.add(draft, type.data(), id, type.covers(), 1);
    }
  }

  private static final class Usage {
    boolean declared;
    boolean collected;
    boolean shared;
    boolean optional;
    final List<String> collectPurposes = new ArrayList<>();
    final List<String> sharePurposes = new ArrayList<>();
  }
}
