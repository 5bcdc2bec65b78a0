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

  private Lexicon(String file, boolean english) {
    for (Map<String, String> row : Csv.table(Resources.text(Lexicon.class, file))) {
      String data = row.getOrDefault("data", "");
      Mode mode = Mode.valueOf(row.getOrDefault("mode", "").toUpperCase(Locale.ROOT));
      if (mode != Mode.STOP && !StatementList.isData(data)) {
        throw new IllegalStateException(file + ": " + data + " is not in the taxonomy");
      }
      for (String written : row.getOrDefault("terms", "").split(";")) {
        for (String phrase : english ? EnglishText.expand(written) : List.of(written)) {
          put(phrase, new Term(data, mode), english);
        }
      }
    }
  }

  private void put(String phrase, Term term, boolean english) {
    String key;
    String first;
    int length;
    if (english) {
      List<String> stems = new ArrayList<>();
      EnglishText.tokens(phrase).forEach(t -> stems.add(t.stem()));
      if (stems.isEmpty()) {
        return;
      }
      key = String.join(" ", stems);
      first = stems.get(0);
      length = stems.size();
    } else {
      key = phrase.toLowerCase(Locale.ROOT);
      first = key.substring(0, 1);
      length = key.length();
    }
    terms.putIfAbsent(key, term);
    longestByFirst.merge(first, length, Math::max);
  }

  static Lexicon english() {
    return ENGLISH;
  }

  static Lexicon chinese() {
    return CHINESE;
  }

  /** The longest term that begins at a token, null if none does. */
  @Nullable Match at(List<EnglishText.Token> tokens, int from) {
    Integer longest = longestByFirst.get(tokens.get(from).stem());
    if (longest == null) {
      return null;
    }
    StringBuilder key = new StringBuilder();
    Match match = null;
    int length = 0;
    for (int i = from; i < tokens.size() && length < longest; i++) {
      EnglishText.Token token = tokens.get(i);
      if (!token.isWord()) {
        // E-mail and Wi-Fi, but never across a comma.
        if (i > from
            && token.is("(")
            && i + 3 < tokens.size()
            && tokens.get(i + 2).is(")")
            && tokens.get(i + 1).word().length() < 6) {
          // "Internet Protocol (IP) address"
          i += 2;
          continue;
        }
        if (i > from
            && (token.is("\"") || token.is("“") || token.is("”"))
            && i + 1 < tokens.size()
            && tokens.get(i - 1).isWord()) {
          break;
        }
        if (i > from && (token.is("-") || token.is("‑") || token.is("–")) && tight(tokens, i)) {
          continue;
        }
        break;
      }
      if (length > 0) {
        key.append(' ');
      }
      key.append(token.stem());
      length++;
      Term term = terms.get(key.toString());
      if (term != null) {
        match = new Match(from, i + 1, term.data, term.mode);
      }
    }
    return match;
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

  private enum Mode {
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
