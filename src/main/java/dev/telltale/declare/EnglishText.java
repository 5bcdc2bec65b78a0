package dev.telltale.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** English text as tokens: words, numbers and single marks, with their places in the text. */
final class EnglishText {
  private static final Set<String> CONTRACTED =
      Set.of("we", "you", "they", "i", "it", "who", "that");

  private EnglishText() {}

  /**
   * A token.
   *
   * @param start offset in the text
   * @param end offset behind it
   * @param word lower-case, without a possessive ending
   * @param stem the word without a plural ending; what terms are matched by
   * @param capital whether it is written with a capital first letter
   */
  record Token(int start, int end, String word, String stem, boolean capital) {
    boolean isWord() {
      return Character.isLetterOrDigit(word.charAt(0));
    }

    boolean is(String other) {
      return word.equals(other);
    }
  }

  static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    int n = text.length();
    while (i < n) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '\u200b' || c == '\u00ad') {
        i++;
        continue;
      }
      int start = i;
      if (Character.isLetterOrDigit(c)) {
        while (i < n && (Character.isLetterOrDigit(text.charAt(i)) || inner(text, i, n))) {
          i++;
        }
      } else {
        i++;
      }
      String raw = text.substring(start, i);
      String word = raw.toLowerCase(Locale.ROOT).replace('’', '\'');
      String auxiliary = auxiliary(word);
      if (auxiliary != null) {
        int mark = start + word.indexOf('\'');
        String pronoun = word.substring(0, mark - start);
        boolean capital = Character.isUpperCase(raw.charAt(0));
        tokens.add(new Token(start, mark, pronoun, pronoun, capital));
        tokens.add(new Token(mark, i, auxiliary, auxiliary, false));
        continue;
      }
      if (word.endsWith("'s")) {
        word = word.substring(0, word.length() - 2);
      } else if (word.endsWith("'") && word.length() > 1) {
        word = word.substring(0, word.length() - 1);
      }
      tokens.add(new Token(start, i, word, stem(word), !raw.equals(raw.toLowerCase(Locale.ROOT))));
    }
    return tokens;
  }

  /** What the ending of "we'll" or "you've" stands for; null if the word has no such ending. */
  private static @Nullable String auxiliary(String word) {
    int mark = word.indexOf('\'');
    if (mark < 0 || !CONTRACTED.contains(word.substring(0, mark))) {
      return null;
    }
    return switch (word.substring(mark + 1)) {
      case "ll" -> "will";
      case "ve" -> "have";
      case "d" -> "would";
      case "re", "m" -> "are";
      default -> null;
    };
  }

  private static boolean inner(String text, int i, int n) {
    char c = text.charAt(i);
    return (c == '\'' || c == '’') && i + 1 < n && Character.isLetter(text.charAt(i + 1));
  }

  /** The word without a plural ending. */
  static String stem(String word) {
    int n = word.length();
    if (n > 4 && word.endsWith("ies")) {
      return word.substring(0, n - 3) + "y";
    }
    if (n > 4
        && (word.endsWith("sses")
            || word.endsWith("shes")
            || word.endsWith("ches")
            || word.endsWith("xes"))) {
      return word.substring(0, n - 2);
    }
    if (n > 3
        && word.endsWith("s")
        && !word.endsWith("ss")
        && !word.endsWith("us")
        && !word.endsWith("is")) {
      return word.substring(0, n - 1);
    }
    return word;
  }
}
