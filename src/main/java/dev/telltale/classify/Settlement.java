package dev.telltale.classify;

import dev.telltale.model.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one list of what several detectors said about one message. What is said twice is said once;
 * what contradicts is settled by evidence: the phone's own value before an adapter's meaning, an
 * adapter before a key; of equals, the surer. The loser's word is kept in the winner's reason.
 */
final class Settlement {
  /** What a body's places begin with when a decoder has opened it. */
  private static final List<String> BODY_PARTS = List.of("body:", "form:", "multipart:", "proto:");

  private Settlement() {}

  /**
   * By method; among the phone's own values the longer match, then the shorter chain: a digest that
   * stands there in hex is also found as octets inside the hex, and is one digest.
   */
  private static final Comparator<Finding> STRONGEST =
      Comparator.comparingInt((Finding f) -> -rank(f))
          .thenComparingInt(f -> known(f) ? -f.observed().length() : 0)
          .thenComparingInt(f -> known(f) ? f.encoding().size() : 0)
          .thenComparingDouble(f -> -f.confidence());

  private static boolean known(Finding finding) {
    return finding.method().equals("known-value");
  }

  static List<Finding> settle(List<Finding> said) {
    Map<String, List<Finding>> byPlace = new LinkedHashMap<>();
    for (Finding finding : said) {
      byPlace.computeIfAbsent(finding.where(), k -> new ArrayList<>()).add(finding);
    }
    List<Finding> settled = new ArrayList<>();
    for (List<Finding> place : byPlace.values()) {
      place(place, settled);
    }
    return inner(settled);
  }

  private static void place(List<Finding> place, List<Finding> into) {
    List<Finding> kept = new ArrayList<>();
    List<Finding> order = new ArrayList<>(place);
    order.sort(STRONGEST);
    for (Finding finding : order) {
      int same = -1;
      for (int i = 0; i < kept.size() && same < 0; i++) {
        if (overlap(kept.get(i), finding)) {
          same = i;
        }
      }
      if (same < 0) {
        kept.add(finding);
      } else {
        kept.set(same, joined(kept.get(same), finding, place));
      }
    }
    into.addAll(kept);
  }

  private static int rank(Finding finding) {
    return switch (finding.method()) {
      case "known-value" -> 3;
      case "adapter" -> 2;
      case "key-shape" -> 1;
      default -> 0;
    };
  }

  /** Whether two findings at one place are about the same octets. */
  private static boolean overlap(Finding a, Finding b) {
    String x = plain(a.observed());
    String y = plain(b.observed());
    return x.contains(y) || y.contains(x) || plain(a.value()).equals(plain(b.value()));
  }

  private static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        out.append(c);
      }
    }
    return out.toString().toLowerCase(Locale.ROOT);
  }

  private static Finding joined(Finding winner, Finding loser, List<Finding> place) {
    String kind = winner.kind();
    String type = winner.type();
    String why = winner.why();
    if (!loser.kind().equals(kind)) {
      if (winner.method().equals("known-value") && loser.method().equals("known-value")) {
        // The profile has one value under two kinds: the place's own name decides between them.
        Finding named = named(place, winner.kind(), loser.kind());
        if (named != null && named.kind().equals(loser.kind())) {
          return with(loser, loser.kind(), loser.type(), loser.why() + "; " + named.why());
        }
        return winner;
      }
      why = why + "; " + loser.rule() + " would say " + loser.kind();
    } else if (!loser.method().equals(winner.method()) && !why.contains(loser.why())) {
      why = why + "; " + loser.why();
    }
    return with(winner, kind, type, why);
  }

  private static @Nullable Finding named(List<Finding> place, String first, String second) {
    for (Finding finding : place) {
      if (!finding.method().equals("known-value")
          && (finding.kind().equals(first) || finding.kind().equals(second))) {
        return finding;
      }
    }
    return null;
  }

  private static Finding with(Finding f, String kind, String type, String why) {
    return new Finding(
        f.exchange(),
        type,
        kind,
        f.value(),
        f.observed(),
        f.where(),
        f.encoding(),
        f.start(),
        f.end(),
        f.method(),
        f.rule(),
        f.confidence(),
        why,
        f.message());
  }

  /**
   * Drops what was seen in a layer whose inside was decoded and shows the same: base64 of a value
   * in {@code query:d}, and the value itself in {@code query:d#b64:/imei}.
   */
  private static List<Finding> inner(List<Finding> findings) {
    if (findings.size() < 2) {
      return findings;
    }
    Set<Integer> dropped = new HashSet<>();
    for (int i = 0; i < findings.size(); i++) {
      Finding outer = findings.get(i);
      for (int j = 0; j < findings.size(); j++) {
        Finding inner = findings.get(j);
        if (i != j
            && inner.where().length() > outer.where().length()
            && within(inner.where(), outer.where())
            && inner.value().equals(outer.value())) {
          dropped.add(i);
          break;
        }
      }
    }
    List<Finding> left = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      if (!dropped.contains(i)) {
        left.add(findings.get(i));
      }
    }
    return left;
  }

  private static boolean within(String inner, String outer) {
    return inner.startsWith(outer) && "#/".indexOf(inner.charAt(outer.length())) >= 0
        || (outer.equals("body:raw") && BODY_PARTS.stream().anyMatch(inner::startsWith));
  }
}
