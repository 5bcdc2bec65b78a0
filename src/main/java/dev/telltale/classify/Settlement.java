package dev.telltale.classify;

import dev.telltale.model.Finding;
import java.util.ArrayList;
import java.util.BitSet;
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

  /** The place of a body that no decoder has opened. */
  private static final String RAW = "body:raw";

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
    if (place.size() == 1) {
      into.add(place.get(0));
      return;
    }
    List<Finding> kept = new ArrayList<>();
    List<Plain> keptPlain = new ArrayList<>();
    List<Finding> order = new ArrayList<>(place);
    order.sort(STRONGEST);
    for (Finding finding : order) {
      Plain plain = Plain.of(finding);
      int same = -1;
      for (int i = 0; i < kept.size() && same < 0; i++) {
        if (keptPlain.get(i).overlaps(plain)) {
          same = i;
        }
      }
      if (same < 0) {
        kept.add(finding);
        keptPlain.add(plain);
      } else {
        Finding joined = joined(kept.get(same), finding, place);
        kept.set(same, joined);
        keptPlain.set(same, Plain.of(joined));
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

  /** What a finding says in letters and digits alone. */
  private record Plain(String observed, String value) {
    static Plain of(Finding finding) {
      return new Plain(plain(finding.observed()), plain(finding.value()));
    }

    /** Whether two findings at one place are about the same octets. */
    boolean overlaps(Plain other) {
      return observed.contains(other.observed)
          || other.observed.contains(observed)
          || value.equals(other.value);
    }
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

  /** A value and where it was seen. */
  private record Seen(String where, String value) {}

  /**
   * Drops what was seen in a layer whose inside was decoded and shows the same: base64 of a value
   * in {@code query:d}, and the value itself in {@code query:d#b64:/imei}. Time is linear in the
   * length of the places.
   */
  private static List<Finding> inner(List<Finding> findings) {
    if (findings.size() < 2) {
      return findings;
    }
    Set<Seen> shownInside = shownInside(findings);
    if (shownInside.isEmpty()) {
      return findings;
    }
    List<Finding> left = new ArrayList<>(findings.size());
    for (Finding finding : findings) {
      if (!shownInside.contains(new Seen(finding.where(), finding.value()))) {
        left.add(finding);
      }
    }
    return left;
  }

  /** What the findings say again further inside, by the places around. */
  private static Set<Seen> shownInside(List<Finding> findings) {
    // A filter of the places' hashes, which grow with a place from its left: most beginnings of
    // places are no places of findings, and a text need not be made to know it.
    int mask = Integer.highestOneBit(findings.size()) * 64 - 1;
    BitSet hashes = new BitSet(mask + 1);
    boolean raw = false;
    for (Finding finding : findings) {
      hashes.set(finding.where().hashCode() & mask);
      raw |= finding.where().equals(RAW);
    }
    Set<Seen> inside = new HashSet<>();
    for (Finding finding : findings) {
      String where = finding.where();
      int hash = 0;
      for (int i = 0; i < where.length(); i++) {
        char c = where.charAt(i);
        if ((c == '#' || c == '/') && hashes.get(hash & mask)) {
          inside.add(new Seen(where.substring(0, i), finding.value()));
        }
        // As String.hashCode is defined.
        hash = 31 * hash + c;
      }
      if (raw && !where.equals(RAW) && inBody(where)) {
        inside.add(new Seen(RAW, finding.value()));
      }
    }
    return inside;
  }

  private static boolean inBody(String where) {
    for (String part : BODY_PARTS) {
      if (where.startsWith(part)) {
        return true;
      }
    }
    return false;
  }
}
