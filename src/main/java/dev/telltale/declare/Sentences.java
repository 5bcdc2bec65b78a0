package dev.telltale.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Where sentences end, in English and Chinese. */
final class Sentences {
  private static final Pattern ABBREVIATION =
      Pattern.compile(
          "(?i)(^|.*[\\s(])(e\\.g|i\\.e|etc|inc|ltd|corp|co|vs|no|mr|mrs|ms|dr|st|u\\.s|u\\.k|s\\.a|approx|art|sec|fig|incl|[a-z])$");

  /** What has no end for so long is no sentence; the rest of it is left out. */
  static final int MOST = 6_000;

  /** Longer sentences are read in parts, so that the work stays in proportion to the text. */
  private static final int PART = 700;

  private Sentences() {}

  /** The sentences of a passage, in order and without white space at their ends. */
  static List<Passage> of(Passage passage, boolean chinese) {
    String text = passage.text();
    List<Passage> sentences = new ArrayList<>();
    int start = 0;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '（' || c == '《') {
        depth++;
      } else if (c == ')' || c == '）' || c == '》') {
        depth = Math.max(0, depth - 1);
      }
      if (ends(text, i, chinese) && (depth == 0 || i - start > 600)) {
        int stop = i + 1;
        while (stop < text.length() && "”\"’')）».".indexOf(text.charAt(stop)) >= 0) {
          stop++;
        }
        add(sentences, passage, start, stop);
        start = stop;
        i = stop - 1;
        depth = 0;
      }
    }
    add(sentences, passage, start, text.length());
    return sentences;
  }

  private static void add(List<Passage> sentences, Passage passage, int from, int to) {
    Passage sentence = passage.sub(from, to);
    for (int i = 0; i < Math.min(sentence.text().length(), MOST); i += PART) {
      Passage part = sentence.sub(i, Math.min(sentence.text().length(), i + PART));
      if (!part.isBlank()) {
        sentences.add(part);
      }
    }
  }

  private static boolean ends(String text, int i, boolean chinese) {
    char c = text.charAt(i);
    if (c == '。' || c == '！' || c == '？') {
      return true;
    }
    if (chinese) {
      return false;
    }
    if (c == '!' || c == '?') {
      return i + 1 >= text.length() || Character.isWhitespace(text.charAt(i + 1));
    }
    if (c != '.') {
      return false;
    }
    if (i + 1 >= text.length()) {
      return true;
    }
    if (!Character.isWhitespace(text.charAt(i + 1))
        && text.charAt(i + 1) != '"'
        && text.charAt(i + 1) != '”') {
      return false;
    }
    String before = text.substring(Math.max(0, i - 12), i);
    if (ABBREVIATION.matcher(before).matches()) {
      return false;
    }
    int next = i + 1;
    while (next < text.length() && !Character.isLetterOrDigit(text.charAt(next))) {
      next++;
    }
    return next >= text.length()
        || !Character.isLowerCase(text.charAt(next))
        || Character.isDigit(text.charAt(next));
  }
}
