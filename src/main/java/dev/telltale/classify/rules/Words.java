package dev.telltale.classify.rules;

import dev.telltale.util.Resources;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lists of words that ship as data, and the questions they answer. */
final class Words {
  /** Words in a name that make an id one of a thing or an act, not of a person or a phone. */
  private static final Set<String> THINGS = read("things.txt");

  /** Header fields whose values are about the message, not the phone. */
  private static final Set<String> PLAIN_HEADERS = read("headers.txt");

  private Words() {}

  private static Set<String> read(String file) {
    return Set.of(Resources.text(Words.class, file).strip().split("\\s+"));
  }

  /** Whether a name, but for what a rule expects of it, has a word for a thing or an act. */
  static boolean thing(KeyName name, String expected) {
    List<String> words = name.words();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (THINGS.contains(word) && !expected.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a header field may say something about the phone or its user. */
  static boolean speaking(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return !PLAIN_HEADERS.contains(name)
        && !name.startsWith("sec-")
        && !name.startsWith("if-")
        && !name.startsWith("access-control-")
        && !name.equals("referer");
  }
}
