package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Addresses;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.Phones;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a value can be what its key says of a person or a place. */
final class PersonGates {
  private static final Set<String> GENDERS =
      Set.of(
          "m",
          "f",
          "male",
          "female",
          "man",
          "woman",
          "men",
          "women",
          "boy",
          "girl",
          "0",
          "1",
          "2",
          "男",
          "女",
          "o",
          "other",
          "x",
          "nonbinary",
          "non-binary",
          "masculine",
          "feminine");

  private PersonGates() {}

  /** A word or code for a gender. */
  static @Nullable Evidence gender(String text) {
    return GENDERS.contains(text.toLowerCase(Locale.ROOT))
        ? new Evidence(0.85, "a word for a gender")
        : null;
  }

  static @Nullable Evidence phone(String text) {
    if (!Phones.written(text)) {
      return null;
    }
    boolean date = Digits.all(text) && (text.length() == 8 && text.startsWith("20"));
    boolean instant = Digits.all(text) && (text.length() == 13 && text.startsWith("1"));
    if (date || instant) {
      return null;
    }
    return Phones.valid(text)
        ? new Evidence(0.95, "a telephone number that is valid in its plan")
        : Notation.distinct(text) > 2
            ? new Evidence(0.8, "written as a telephone number (ITU-T E.164)")
            : null;
  }

  /** Two to sixty characters, mostly letters, no address of anything. */
  static boolean personName(String text) {
    if (text.length() < 2 || text.length() > 60 || Gates.structure(text)) {
      return false;
    }
    if (text.equalsIgnoreCase("test")) {
      return false;
    }
    int letters = 0;
    int others = 0;
    int words = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
      } else if (c == ' ') {
        words++;
      } else if (c == '.' && i + 1 < text.length() && text.charAt(i + 1) != ' ') {
        return false;
      } else if ("[]_/\\@#".indexOf(c) >= 0) {
        return false;
      } else if ("'-.·’,".indexOf(c) < 0) {
        others++;
      }
    }
    return letters >= 2 && words <= 6 && others * 3 <= letters;
  }

  /** Names so short that they mean other things too: {@code ln} is a language in some SDKs. */
  static boolean initials(KeyName name) {
    return name.full().length() <= 3;
  }

  /** A language tag such as {@code en} or {@code en-US}, or a text without CJK where one is due. */
  static boolean tagOrWord(String text) {
    boolean tag =
        text.length() == 2
            || (text.length() == 5 && (text.charAt(2) == '-' || text.charAt(2) == '_'));
    return tag && Notation.ascii(text);
  }

  static @Nullable Evidence birth(String text) {
    String digits = text.length() <= 32 ? Notation.digits(text) : "";
    if (Digits.all(text) && text.length() <= 3) {
      int age = Integer.parseInt(text);
      return age >= 3 && age <= 120 ? new Evidence(0.7, "a number that can be an age") : null;
    }
    boolean year =
        digits.length() == 4
            && text.length() == 4
            && digits.compareTo("1900") > 0
            && digits.compareTo("2030") < 0;
    boolean date =
        digits.length() >= 6
            && digits.length() <= 14
            && (digits.contains("19") || digits.contains("20"))
            && text.length() <= 32;
    return year || date ? new Evidence(0.85, "a date or year") : null;
  }

  static @Nullable Evidence nationalId(String text) {
    if (Digits.residentId(text)) {
      return new Evidence(0.97, "a resident identity number with its check (GB 11643-1999)");
    }
    boolean ssn =
        text.length() == 11
            && text.charAt(3) == '-'
            && text.charAt(6) == '-'
            && Digits.all(text.replace("-", ""));
    if (ssn) {
      return new Evidence(0.85, "written as a US social security number");
    }
    return null;
  }

  static @Nullable Evidence nickname(String text) {
    return text.length() >= 2 && text.length() <= 40 && !Gates.structure(text)
        ? new Evidence(0.75, "a text that can be a user's name")
        : null;
  }

  static @Nullable Evidence place(String text, KeyName name) {
    if (text.length() > 60 || Gates.structure(text) || Hex.uuid(text)) {
      return null;
    }
    if (name.full().length() <= 2 && !Gates.cjk(text)) {
      return null;
    }
    boolean letter = Notation.letters(text, 2) == 2 || Gates.cjk(text);
    boolean number = Digits.all(Notation.joined(text)) && text.length() >= 2 && text.length() <= 10;
    return letter || number ? new Evidence(0.8, "the name or code of a place") : null;
  }

  static @Nullable Evidence postal(String text, KeyName name) {
    boolean letter = Notation.letter(text);
    if (!letter
        || (name.full().length() <= 2 && !Gates.cjk(text))
        || text.length() < 4
        || text.length() > 200
        || Gates.structure(text)
        || Hex.mac(text)
        || Addresses.ip(text)
        || Addresses.email(text)
        || (text.length() > 24 && text.indexOf(' ') < 0 && Notation.ascii(text))) {
      return null;
    }
    return new Evidence(0.8, "a text that can be a postal address");
  }
}
