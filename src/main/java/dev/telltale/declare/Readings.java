package dev.telltale.declare;

import dev.telltale.declare.DataPhrases.Found;
import java.util.List;
import java.util.Map;

/**
 * Picks the reader for a stretch of text by its language. Any thread.
 *
 * @param parties whom the document speaks of by name
 */
record Readings(Parties parties) {
  /** What the readers of both languages say of a sentence. */
  interface Sentence {
    /** The claims of the sentence in order. */
    List<Claim> claims();

    /** Data named in a fragment without a verb of its own, such as a list item. */
    List<Found> fragment();

    /** Recipients named in it, by id or name, with the words that said so. */
    Map<String, String> named();

    /** Whether any verb of obtaining or giving is in it; known after {@link #claims()}. */
    boolean hasAnchors();

    /**
     * Whether the first data are named before any verb: a fragment, whatever is said of it then.
     */
    boolean beginsWithData();
  }

  static boolean chinese(String text) {
    return text.chars().anyMatch(Words::isHan) && Words.language(text).equals("zh");
  }

  /**
   * Reads one sentence.
   *
   * @param lastOutside the outside parties that "they" and "these companies" point back to
   */
  Sentence sentence(String text, boolean chinese, Map<String, String> lastOutside) {
    return chinese
        ? new ChineseSentence(text, parties)
        : new EnglishSentence(text, parties, lastOutside);
  }

  /** The claims of a heading or label, its question word left out. */
  List<Claim> heading(String text) {
    if (chinese(text)) {
      return new ChineseSentence(text, parties).claims(true);
    }
    String said =
        text.replaceFirst("(?i)^(how|why|when|what|which|who)\\b\\s*(do|does|and why)?\\s*", "");
    return new EnglishSentence(said, parties, Map.of()).claims();
  }

  /** Who is named in a label, cell or bracket. */
  Map<String, String> named(String text) {
    return sentence(text, chinese(text), Map.of()).named();
  }

  List<Found> terms(String text) {
    return chinese(text) ? DataPhrases.chinese(text) : DataPhrases.english(text);
  }
}
