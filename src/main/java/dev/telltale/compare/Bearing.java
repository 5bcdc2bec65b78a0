package dev.telltale.compare;

import dev.telltale.declare.Statement.Layer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which clauses a judgement and its axes bear on. */
final class Bearing {
  private Bearing() {}

  /** The codes of what was found, in the words of {@code rules.csv}. */
  static Set<String> codes(Judgement judgement, Axes axes) {
    Set<String> codes = new LinkedHashSet<>();
    byVerdict(judgement, codes);
    byPhase(axes, codes);
    if (axes.cleartext() && axes.sensitive()) {
      codes.add("CLEARTEXT_SENSITIVE");
    }
    if (axes.sensitive() && axes.phases().contains("before-consent")) {
      codes.add("SENSITIVE_NO_SEPARATE_CONSENT");
    }
    if (Boolean.TRUE.equals(axes.crossBorder())) {
      codes.add("CROSS_BORDER");
    }
    if (Boolean.FALSE.equals(axes.necessary())) {
      codes.add("UNNECESSARY_FOR_CATEGORY");
    }
    boolean outside = !judgement.flow().key().party().equals("first");
    IdentifierUse use = axes.identifier();
    if (outside && (use == null ? axes.immutable() : !use.standing().equals("basic"))) {
      codes.add("IMMUTABLE_ID");
    }
    String type = judgement.flow().type();
    if (type.equals("biometric.face") || type.equals("biometric.other")) {
      codes.add("BIOMETRIC_RAW");
    }
    if (axes.overReference()) {
      codes.add("FREQUENCY");
    }
    return codes;
  }

  private static void byVerdict(Judgement judgement, Set<String> codes) {
    boolean first = judgement.flow().key().party().equals("first");
    if (first && judgement.flow().type().equals("auth.token")) {
      // A token proves who one is to the service that gave it; no policy has to list it.
      return;
    }
    Layer layer = judgement.layer();
    switch (judgement.verdict()) {
      case OMITTED -> {
        if (!judgement.sayable()) {
          // A layer that cannot say it has left out nothing.
          return;
        }
        codes.add(first ? "OMITTED_FIRST_PARTY" : "OMITTED_THIRD_PARTY");
        if (layer == Layer.SDK_TABLE) {
          codes.add("SDK_TABLE_MISMATCH");
        }
      }
      case LABEL_CONTRARY ->
          codes.add(
              layer == Layer.SDK_TABLE || layer == Layer.LIST
                  ? "SDK_TABLE_MISMATCH"
                  : "LABEL_MISMATCH");
      case CONTRARY, EXCEPTED -> codes.add("CONTRARY");
      case VAGUE_DATA, VAGUE_ENTITY, VAGUE_BOTH -> codes.add("VAGUE");
      default -> {
        // covered, or not decided: nothing to bear on
      }
    }
  }

  private static void byPhase(Axes axes, Set<String> codes) {
    for (String phase : axes.phases()) {
      switch (phase) {
        case "before-consent" -> codes.add("PRE_CONSENT");
        case "after-refusal" -> codes.add("AFTER_REFUSAL");
        case "after-opt-out" -> codes.add("PERSONALISATION_AFTER_OPT_OUT");
        case "after-deletion" -> codes.add("AFTER_DELETION");
        case "background" -> codes.add("BACKGROUND");
        default -> {
          // the other phases bear on nothing by themselves
        }
      }
    }
  }

  /** The clauses for codes, of the jurisdictions asked for. */
  static List<Rule> rules(Set<String> codes, List<Rule> pack) {
    return pack.stream()
        .filter(rule -> codes.contains(rule.code()) && !rule.strength().equals("none"))
        .toList();
  }
}
