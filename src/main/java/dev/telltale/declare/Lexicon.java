package dev.telltale.declare;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words for data types in one language ({@code terms-en.csv}, {@code terms-zh.csv}). The
 * longest term at a place wins. A weak term ("phone", 手机) counts only where it stands alone as an
 * item; a stop term ("location services", 浏览器) is longer than a term inside it and takes its place.
 * Immutable.
 */
final class Lexicon {
  private static final Lexicon ENGLISH = new Lexicon("terms-en.csv", true);
  private static final Lexicon CHINESE = new Lexicon("terms-zh.csv", false);

  private final Map<String, Term> terms = new HashMap<>();
  private final Map<String, Integer> longestByFirst = new HashMap<>();

  /** English terms by each word that they can begin with, in the order of the file. */
  private final Map<String, List<EnglishTerm>> byFirst = new HashMap<>();

  private Lexicon(String file, boolean english) {
    for (Map<String, String> row : Csv.table(Resources.text(Lexicon.class, file))) {
      String data = row.getOrDefault("data", "");
      Mode mode = Mode.valueOf(row.getOrDefault("mode", "").toUpperCase(Locale.ROOT));
      if (mode != Mode.STOP && !StatementList.isData(data)) {
        throw new IllegalStateException(file + ": " + data + " is not in the taxonomy");
      }
      for (String written : row.getOrDefault("terms", "").split(";")) {
        if (english) {
          EnglishTerm term = EnglishTerm.of(written, data, mode);
          term.firsts().forEach(f -> byFirst.computeIfAbsent(f, x -> new ArrayList<>()).add(term));
        } else {
          put(written, new Term(data, mode));
        }
      }
    }
  }

  private void put(String phrase, Term term) {
    String key = phrase.toLowerCase(Locale.ROOT);
    terms.putIfAbsent(key, term);
    longestByFirst.merge(key.substring(0, 1), key.length(), Math::max);
  }

  static Lexicon english() {
    return ENGLISH;
  }

  static Lexicon chinese() {
    return CHINESE;
  }

  /** The longest term that begins at a token, null if none does. */
  @Nullable Match at(List<EnglishText.Token> tokens, int from) {
    List<EnglishTerm> candidates = byFirst.get(tokens.get(from).stem());
    if (candidates == null) {
      return null;
    }
    int longest = 0;
    for (EnglishTerm candidate : candidates) {
      longest = Math.max(longest, candidate.longest());
    }
    String[] stems = new String[longest];
    int[] ends = new int[longest];
    int length = words(tokens, from, stems, ends);
    EnglishTerm term = null;
    int most = 0;
    for (EnglishTerm candidate : candidates) {
      int matched = candidate.longest() > most ? candidate.match(stems, length) : 0;
      if (matched > most) {
        most = matched;
        term = candidate;
      }
    }
    return term == null ? null : new Match(from, ends[most - 1], term.data(), term.mode());
  }

  /**
   * The words from a token on that a term may consist of, and where each ends; how many there are.
   */
  private static int words(List<EnglishText.Token> tokens, int from, String[] stems, int[] ends) {
    int length = 0;
    for (int i = from; i < tokens.size() && length < stems.length; i++) {
      EnglishText.Token token = tokens.get(i);
      if (token.isWord()) {
        stems[length] = token.stem();
        ends[length] = i + 1;
        length++;
      } else if (i > from
          && token.is("(")
          && i + 3 < tokens.size()
          && tokens.get(i + 2).is(")")
          && tokens.get(i + 1).word().length() < 6) {
        // "Internet Protocol (IP) address"
        i += 2;
      } else if (!(i > from
          && (token.is("-") || token.is("‑") || token.is("–"))
          && tight(tokens, i))) {
        // E-mail and Wi-Fi, but never across a comma.
        break;
      }
    }
    return length;
  }

  private static boolean tight(List<EnglishText.Token> tokens, int i) {
    return i + 1 < tokens.size()
        && tokens.get(i - 1).end() == tokens.get(i).start()
        && tokens.get(i + 1).start() == tokens.get(i).end();
  }

  /** The longest term that begins at a character, null if none does. */
  @Nullable Match at(String lowerText, int from) {
    Integer longest = longestByFirst.get(lowerText.substring(from, from + 1));
    if (longest == null) {
      return null;
    }
    for (int length = Math.min(longest, lowerText.length() - from); length > 0; length--) {
      Term term = terms.get(lowerText.substring(from, from + length));
      if (term != null && bounded(lowerText, from, from + length)) {
        return new Match(from, from + length, term.data, term.mode);
      }
    }
    return null;
  }

  /** Latin terms in Chinese text are whole words. */
  private static boolean bounded(String text, int from, int to) {
    return !(from > 0 && latin(text.charAt(from - 1)) && latin(text.charAt(from)))
        && !(to < text.length() && latin(text.charAt(to)) && latin(text.charAt(to - 1)));
  }

  private static boolean latin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  enum Mode {
    STRONG,
    WEAK,
    STOP
  }

  private record Term(String data, Mode mode) {}

  /**
   * A term found.
   *
   * @param from first token or character
   * @param to behind the last
   * @param data taxonomy id; {@code -} of a stop term
   */
  record Match(int from, int to, String data, Mode mode) {
    boolean isStop() {
      return mode == Mode.STOP;
    }

    boolean isWeak() {
      return mode == Mode.WEAK;
    }
  }
}
