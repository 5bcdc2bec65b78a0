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

  /** Words for what a person is in an app: passenger, patient, receiver, in many languages. */
  private static final Set<String> PEOPLE = read("people.txt");

  /** Words for businesses, goods and works, whose names and places are not the user's. */
  private static final Set<String> BUSINESSES = read("businesses.txt");

  private static final Set<String> DETAILS =
      Set.of(
          "info",
          "infos",
          "information",
          "data",
          "detail",
          "details",
          "profile",
          "properties",
          "props",
          "traits",
          "attributes",
          "attrs",
          "params",
          "param",
          "object",
          "dto",
          "vo",
          "bean",
          "form",
          "list",
          "model",
          "request",
          "req",
          "identity",
          "contact");

  /** Roles whose name is a login's or a program's. */
  private static final Set<String> NICKNAMED =
      Set.of(
          "user",
          "account",
          "login",
          "profile",
          "client",
          "subscriber",
          "register",
          "player",
          "trait",
          "consumer",
          "partner",
          "worker",
          "participant",
          "personal",
          "shipping",
          "delivery",
          "usuario",
          "benutzer",
          "nutzer",
          "utilisateur",
          "gebruiker",
          "пользователь",
          "yh",
          "yonghu",
          "hy");

  private Words() {}

  /** Whether a word says what a person is in an app. */
  static boolean role(String word) {
    return PEOPLE.contains(word)
        || (word.length() > 4
            && word.endsWith("s")
            && PEOPLE.contains(word.substring(0, word.length() - 1)));
  }

  /** Whether behind such a word {@code name} is the name of a login or a program. */
  static boolean nicknamed(String word) {
    return NICKNAMED.contains(word);
  }

  /** Whether a name is that of an object about a person: {@code passengerInfo}, {@code buyer}. */
  static boolean person(KeyName name) {
    List<String> words = name.words();
    int n = words.size();
    if (n == 0 || business(name)) {
      return false;
    }
    String first = words.get(0);
    String last = words.get(n - 1);
    return (role(last) && last.length() > 2)
        || (n > 1 && role(first) && first.length() > 2 && DETAILS.contains(last));
  }

  /** Whether a name has a word for a business, goods or a work. */
  static boolean business(KeyName name) {
    for (String word : name.words()) {
      if (BUSINESSES.contains(word)) {
        return true;
      }
    }
    return BUSINESSES.contains(name.full());
  }

  static Set<String> read(String file) {
    return Set.copyOf(List.of(Resources.text(Words.class, file).strip().split("\\s+")));
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
