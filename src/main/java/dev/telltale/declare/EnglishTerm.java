package dev.telltale.declare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A term as the lexicon writes it: words, and choices of words such as {@code [postal|zip] code} or
 * {@code [the|] app}. It is matched as it stands: written out, the terms of {@code terms-en.csv}
 * would be a million phrases. Immutable.
 */
final class EnglishTerm {
  /** A match is a set of lengths in one {@code long}. */
  private static final int MOST_WORDS = Long.SIZE - 1;

  private final List<Slot> slots = new ArrayList<>();
  private final String data;
  private final Lexicon.Mode mode;
  private final int longest;

  /**
   * What may stand at one place.
   *
   * @param choices the choices by their first word
   * @param optional whether nothing may stand there
   */
  private record Slot(Map<String, List<String[]>> choices, boolean optional) {}

  private EnglishTerm(String data, Lexicon.Mode mode, String written) {
    this.data = data;
    this.mode = mode;
    int most = 0;
    for (int at = 0; at < written.length(); ) {
      boolean choice = written.charAt(at) == '[';
      int end = written.indexOf(choice ? ']' : '[', at);
      if (end < 0) {
        if (choice) {
          throw new IllegalStateException("terms-en.csv: " + written + " has a [ without a ]");
        }
        end = written.length();
      }
      String part = written.substring(choice ? at + 1 : at, end);
      most += add(choice ? List.of(part.split("\\|", -1)) : List.of(part));
      at = choice ? end + 1 : end;
    }
    if (most > MOST_WORDS) {
      throw new IllegalStateException(
          "terms-en.csv: " + written + " may have " + most + " words (at most " + MOST_WORDS + ")");
    }
    longest = most;
  }

  /**
   * Reads a term.
   *
   * @throws IllegalStateException if a choice has no end, or it may be longer than a match can be
   */
  static EnglishTerm of(String written, String data, Lexicon.Mode mode) {
    return new EnglishTerm(data, mode, written);
  }

  /** Adds a slot; returns the words of its longest choice. */
  private int add(List<String> written) {
    Map<String, List<String[]>> choices = new HashMap<>();
    boolean optional = false;
    int most = 0;
    for (String choice : written) {
      String[] stems =
          EnglishText.tokens(choice).stream().map(EnglishText.Token::stem).toArray(String[]::new);
      if (stems.length == 0) {
        optional = true;
      } else {
        choices.computeIfAbsent(stems[0], x -> new ArrayList<>()).add(stems);
        most = Math.max(most, stems.length);
      }
    }
    if (most > 0) {
      slots.add(new Slot(choices, optional));
    }
    return most;
  }

  /** Each word that it can begin with. */
  Set<String> firsts() {
    Set<String> firsts = new HashSet<>();
    for (Slot slot : slots) {
      firsts.addAll(slot.choices().keySet());
      if (!slot.optional()) {
        break;
      }
    }
    return firsts;
  }

  /**
   * How many of the words it covers at most, 0 if it does not stand there.
   *
   * @param stems words
   * @param count how many of them there are
   */
  int match(String[] stems, int count) {
    long reached = 1;
    for (Slot slot : slots) {
      long next = slot.optional() ? reached : 0;
      for (long rest = reached; rest != 0; rest &= rest - 1) {
        int at = Long.numberOfTrailingZeros(rest);
        if (at < count) {
          for (String[] choice : slot.choices().getOrDefault(stems[at], List.of())) {
            if (stands(choice, stems, at, count)) {
              next |= 1L << (at + choice.length);
            }
          }
        }
      }
      if (next == 0) {
        return 0;
      }
      reached = next;
    }
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(reached);
  }

  private static boolean stands(String[] choice, String[] stems, int at, int count) {
    if (at + choice.length > count) {
      return false;
    }
    for (int i = 1; i < choice.length; i++) {
      if (!choice[i].equals(stems[at + i])) {
        return false;
      }
    }
    return true;
  }

  /** Words of its longest form. */
  int longest() {
    return longest;
  }

  /** Taxonomy id; {@code -} of a stop term. */
  String data() {
    return data;
  }

  Lexicon.Mode mode() {
    return mode;
  }
}
