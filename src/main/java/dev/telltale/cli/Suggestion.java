package dev.telltale.cli;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The known word nearest to a mistyped one. */
public final class Suggestion {
  private Suggestion() {}

  /** {@code "; did you mean "x"?"}, or the empty string when nothing is near. */
  public static String of(String typed, Collection<String> known) {
    String nearest = nearest(typed, known);
    return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
  }

  private static @Nullable String nearest(String typed, Collection<String> known) {
    return known.stream()
        .filter(k -> distance(typed, k) <= Math.max(2, typed.length() / 3))
        .min(Comparator.<String>comparingInt(k -> distance(typed, k)).thenComparing(k -> k))
        .orElse(null);
  }

  /** Levenshtein distance, ignoring case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char x = Character.toLowerCase(a.charAt(i - 1));
        char y = Character.toLowerCase(b.charAt(j - 1));
        int substituted = diagonal + (x == y ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
