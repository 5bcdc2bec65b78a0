package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Addresses;
import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.NationalIds;
import dev.telltale.classify.shape.Phones;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a value can be what its key says of a person or a place. */
final class PersonGates {
  private static final Set<String> GENDERS = Words.read("genders.txt");

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
    if (text.length() > 60 || (text.length() < 2 && !Gates.cjk(text)) || Gates.structure(text)) {
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
      if (Character.isLetter(c) || Notation.mark(c)) {
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
    return (letters >= 2 || (letters == 1 && Gates.cjk(text)))
        && words <= 6
        && others * 3 <= letters;
  }

  /** Names so short that they mean other things too: {@code ln} is a language in some SDKs. */
  static boolean initials(KeyName name) {
    return name.full().length() <= 3 && !name.full().isEmpty() && name.full().charAt(0) < 0x80;
  }

  static boolean abbreviation(KeyName name) {
    return name.full().length() <= 2 && !name.full().isEmpty() && name.full().charAt(0) < 0x80;
  }

  /** A language tag such as {@code en} or {@code en-US}, or a text without CJK where one is due. */
  static boolean tagOrWord(String text) {
    boolean tag =
        text.length() == 2
            || (text.length() == 5 && (text.charAt(2) == '-' || text.charAt(2) == '_'));
    return tag && Notation.ascii(text);
  }

  static @Nullable Evidence birth(String text, KeyName name) {
    int n = text.length();
    if (n > 32) {
      return null;
    }
    if (Digits.all(text) && n <= 3) {
      int age = Integer.parseInt(text);
      return age >= 3 && age <= 120 && n < 3 | age >= 100
          ? new Evidence(0.7, "a number that can be an age")
          : null;
    }
    if (date(text) || year(text)) {
      return new Evidence(0.85, "a date or year");
    }
    if (ageRange(text)) {
      return new Evidence(0.75, "a range of ages");
    }
    boolean instant =
        name.full().length() > 3
            && (Digits.all(text) || (text.startsWith("-") && Digits.all(text.substring(1))))
            && n >= 8
            && n <= 14;
    return instant ? new Evidence(0.75, "a time since 1970") : null;
  }

  private static boolean year(String text) {
    return text.length() == 4
        && Digits.all(text)
        && text.compareTo("1900") > 0
        && text.compareTo("2030") < 0;
  }

  /**
   * A day of the calendar in any order and notation: {@code 1987-02-09}, {@code 17.03.1988}, {@code
   * 19780526}, {@code May 5, 1990}, 1990年5月5日; a year and a month, too. Only years of living
   * people.
   */
  static boolean date(String text) {
    int n = text.length();
    if (n < 6 || n > 30) {
      return false;
    }
    int[] numbers = new int[8];
    int count = 0;
    int from = -1;
    boolean letters = false;
    int longest = 0;
    for (int i = 0; i <= n; i++) {
      char c = i < n ? text.charAt(i) : ' ';
      if (c >= '0' && c <= '9') {
        from = from < 0 ? i : from;
      } else {
        if (from >= 0) {
          if (count == numbers.length || i - from > 8) {
            return false;
          }
          longest = Math.max(longest, i - from);
          numbers[count++] = Integer.parseInt(text.substring(from, i));
          from = -1;
        }
        letters |= Character.isLetter(c);
        if (c == '@' || c == '_' || c == '{' || c == '=') {
          return false;
        }
      }
    }
    if (count == 1) {
      int only = numbers[0];
      return longest == 8
          ? (lived(only / 10_000) && monthAndDay(only / 100 % 100, only % 100))
              || (lived(only % 10_000) && monthAndDay(only / 1_000_000, only / 10_000 % 100))
              || (lived(only % 10_000) && monthAndDay(only / 10_000 % 100, only / 1_000_000))
          : longest == 6 && lived(only / 100) && only % 100 >= 1 && only % 100 <= 12;
    }
    if (count == 2) {
      return (lived(numbers[0]) && numbers[1] >= 1 && numbers[1] <= 31)
          || (lived(numbers[1]) && numbers[0] >= 1 && numbers[0] <= 31 && (letters || n <= 7));
    }
    if (count < 3) {
      return false;
    }
    boolean yearFirst = lived(numbers[0]) && monthAndDay(numbers[1], numbers[2]);
    boolean yearLast =
        lived(numbers[2])
            && (monthAndDay(numbers[0], numbers[1]) || monthAndDay(numbers[1], numbers[0]));
    return yearFirst || yearLast;
  }

  private static boolean lived(int year) {
    return year >= 1900 && year <= 2030;
  }

  private static boolean monthAndDay(int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }

  /** {@code 25-34}, {@code 65+}, {@code 18_24}. */
  private static boolean ageRange(String text) {
    int n = text.length();
    if (n < 3
        || n > 6
        || !Character.isDigit(text.charAt(0))
        || !Character.isDigit(text.charAt(1))) {
      return false;
    }
    String rest = text.substring(2);
    return rest.equals("+")
        || ((rest.startsWith("-")
                || rest.startsWith("_")
                || rest.startsWith("–")
                || rest.startsWith("~"))
            && Digits.all(rest.substring(1))
            && rest.length() <= 4);
  }

  static @Nullable Evidence nationalId(String text, KeyName name) {
    String number = NationalIds.name(text);
    if (!number.isEmpty()) {
      return new Evidence(number.startsWith("a Chinese") ? 0.97 : 0.9, number);
    }
    if (Digits.residentForm(text)) {
      return new Evidence(
          0.75, "18 characters with region and date of GB 11643-1999, no valid check");
    }
    boolean passport = name.full().contains("pas") || name.full().contains("护照");
    boolean named = !GENERAL.contains(name.full()) && !name.full().startsWith("cert");
    if (text.length() < 6 || text.length() > 20 || !Gates.token(text, 6, 20) || Hex.uuid(text)) {
      return null;
    }
    long digits = text.chars().filter(Character::isDigit).count();
    return digits >= 5 && (passport || named)
        ? new Evidence(0.8, "written as the number of an identity document")
        : null;
  }

  /** Keys under which numbers of other documents stand as often: only a check decides. */
  private static final Set<String> GENERAL =
      Set.of(
          "inn",
          "rfc",
          "nie",
          "rut",
          "cnp",
          "nif",
          "idnumber",
          "idno",
          "idcard",
          "certificateno",
          "certificatenumber",
          "credentialno",
          "credentialsno",
          "documentnumber",
          "docnumber",
          "docno",
          "iddocument",
          "identificationnumber",
          "numerodocumento",
          "numdocumento",
          "nrodocumento",
          "证件号",
          "证件号码",
          "身份证",
          "身份证号",
          "身份证号码",
          "sfz",
          "sfzh",
          "sfzhm",
          "sfzhao",
          "zjh",
          "zjhm",
          "shenfenzheng",
          "shenfenzhenghao",
          "residentid",
          "citizenid",
          "oib",
          "hetu");

  /** A text with a house number: {@code 418 N Few St}, 麓山南路932号. */
  static boolean streetLike(String text) {
    int n = text.length();
    if (n < 6 || n > 120 || Gates.structure(text)) {
      return false;
    }
    boolean digit = false;
    int letters = 0;
    boolean space = false;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      digit |= Character.isDigit(c);
      letters += Character.isLetter(c) ? 1 : 0;
      space |= c == ' ';
    }
    return digit && letters >= 4 && (space || Gates.cjk(text));
  }

  /** A name that someone gave a thing: {@code Ada's iPhone}, 小林的 iPad. */
  static boolean possessive(String text) {
    return text.contains("的")
        || text.contains("'s ")
        || text.contains("’s ")
        || text.contains("s' ")
        || text.contains("s’ ")
        || text.contains("iPhone de ")
        || text.contains("iPhone von ")
        || text.contains("iPhone di ")
        || text.contains("iPhone van ")
        || text.contains("iPad de ")
        || text.contains("iPad von ")
        || text.contains("のiP")
        || text.contains("의 iP")
        || text.startsWith("iPhone (")
        || text.startsWith("iPad (");
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
    if (abbreviation(name)
        && !Gates.cjk(text)
        && !(name.full().equals("cp") && text.length() == 5 && Digits.all(text))
        && !(name.full().equals("il") && Notation.letters(text, 3) == 3)
        && !(name.full().equals("uf") && text.length() == 2)) {
      return null;
    }
    boolean letter = Notation.letters(text, 2) == 2 || Gates.cjk(text);
    boolean code = name.full().endsWith("cityid") || name.full().endsWith("citycode");
    boolean number =
        Digits.all(Notation.joined(text)) && text.length() >= (code ? 1 : 2) && text.length() <= 10;
    return letter || number ? new Evidence(0.8, "the name or code of a place") : null;
  }

  static @Nullable Evidence postal(String text, KeyName name) {
    boolean letter = Notation.letter(text);
    if (!letter
        || (abbreviation(name) && !Gates.cjk(text))
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
