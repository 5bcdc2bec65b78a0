package dev.telltale.classify.rules;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A field's name taken apart: {@code userEmailAddress}, {@code user_email-address}, {@code
 * ud[email]} and {@code USER_EMAIL} become the same words. Names of digests and numbers at the end
 * are taken off and remembered, because {@code imei_md5} and {@code mac1} are about the IMEI and
 * the MAC address.
 *
 * @param words the words in lower case, without digest names and numbers at the end
 * @param joined the words without anything between
 * @param full all letters and digits of the name in lower case
 * @param hashed whether the name says that the value is a digest
 */
record KeyName(List<String> words, String joined, String full, boolean hashed) {
  static final KeyName NONE = new KeyName(List.of(), "", "", false);

  private static final Set<String> HASHES =
      Set.of(
          "md5",
          "sha",
          "sha1",
          "sha2",
          "sha256",
          "sha512",
          "hash",
          "hashed",
          "digest",
          "h",
          "hmac",
          "enc",
          "encrypted",
          "hex",
          "lower",
          "upper",
          "md5up",
          "hashes");

  private static final List<String> DIGESTS =
      List.of("md5", "sha1", "sha256", "sha512", "hash", "hashed");

  KeyName {
    words = List.copyOf(words);
  }

  static KeyName of(String key) {
    if (key.isEmpty() || key.length() > 200) {
      return NONE;
    }
    List<String> all = split(plain(innermost(key)));
    String full = String.join("", all);
    boolean hashed = false;
    for (String digest : DIGESTS) {
      hashed |= full.endsWith(digest);
    }
    int from = 0;
    int to = all.size();
    while (to - from > 1 && (HASHES.contains(all.get(to - 1)) || number(all.get(to - 1)))) {
      hashed |= HASHES.contains(all.get(to - 1));
      to--;
    }
    while (to - from > 1
        && (HASHES.contains(all.get(from)) || all.get(from).equals("x") || number(all.get(from)))) {
      hashed |= HASHES.contains(all.get(from));
      from++;
    }
    List<String> words = new ArrayList<>();
    for (int i = from; i < to; i++) {
      if (to - from > 1 && HASHES.contains(all.get(i)) && !all.get(i).equals("h")) {
        hashed = true;
      } else {
        words.add(all.get(i));
      }
    }
    return new KeyName(words, String.join("", words), full, hashed);
  }

  /** The same with its last word in the singular: {@code maids} is about a {@code maid}. */
  KeyName singular() {
    if (words.isEmpty() || !joined.endsWith("s") || joined.length() < 4) {
      return NONE;
    }
    List<String> one = new ArrayList<>(words);
    String last = one.get(one.size() - 1);
    one.set(one.size() - 1, last.substring(0, last.length() - 1));
    return new KeyName(
        one, joined.substring(0, joined.length() - 1), full.replaceFirst("s$", ""), hashed);
  }

  /** What stands in the last brackets that hold a name: {@code ud[em]}, {@code user[emails][0]}. */
  private static String innermost(String key) {
    int close = key.length() - 1;
    while (close > 0 && key.charAt(close) == ']') {
      int open = key.lastIndexOf('[', close);
      if (open <= 0) {
        break;
      }
      String inner = key.substring(open + 1, close);
      if (Notation.letter(inner)) {
        return inner;
      }
      close = open - 1;
    }
    return key.substring(0, close + 1);
  }

  /**
   * Without the accents of Latin letters, which some programs write and others leave out: {@code
   * móvil} is {@code movil}, {@code straße} is {@code strasse}. Letters of other scripts stay.
   */
  private static String plain(String key) {
    int n = key.length();
    int i = 0;
    while (i < n && key.charAt(i) < 0x80) {
      i++;
    }
    if (i == n) {
      return key;
    }
    StringBuilder plain = new StringBuilder(n + 4);
    for (i = 0; i < n; i++) {
      char c = key.charAt(i);
      switch (c) {
        case 'ß' -> plain.append("ss");
        case 'ł', 'Ł' -> plain.append('l');
        case 'ø', 'Ø' -> plain.append('o');
        case 'đ', 'Đ' -> plain.append('d');
        case 'ı', 'İ' -> plain.append('i');
        case 'æ', 'Æ' -> plain.append("ae");
        case 'ё', 'Ё' -> plain.append('е');
        default -> {
          boolean latin = (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF);
          if (latin) {
            plain.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD).charAt(0));
          } else if (c < 0x300 || c > 0x36F) {
            plain.append(c);
          }
        }
      }
    }
    return plain.toString();
  }

  private static boolean number(String word) {
    return word.charAt(0) >= '0' && word.charAt(0) <= '9';
  }

  /** Splits where letters, digits and other characters meet, and before capitals. */
  private static List<String> split(String key) {
    List<String> words = new ArrayList<>();
    int from = 0;
    int n = key.length();
    for (int i = 0; i <= n; i++) {
      boolean end = i == n;
      char c = end ? ' ' : key.charAt(i);
      boolean boundary = end || !(Character.isLetterOrDigit(c) || Notation.mark(c));
      if (!boundary && i > from) {
        char before = key.charAt(i - 1);
        boolean capital = Character.isUpperCase(c);
        boolean afterSmall = Character.isLowerCase(before);
        boolean beforeSmall = i + 1 < n && Character.isLowerCase(key.charAt(i + 1));
        // deviceID -> device id; IDFAValue -> idfa value; userIDs stays user ids.
        boolean plural = capital && i + 2 == n && key.charAt(i + 1) == 's';
        boolean camel =
            capital && (afterSmall || (Character.isUpperCase(before) && beforeSmall && !plural));
        boolean digits = Character.isDigit(c) != Character.isDigit(before);
        if ((camel || digits) && !digestName(key, from, i, n)) {
          words.add(key.substring(from, i).toLowerCase(Locale.ROOT));
          from = i;
        }
      } else if (boundary) {
        if (i > from) {
          words.add(key.substring(from, i).toLowerCase(Locale.ROOT));
        }
        from = i + 1;
      }
    }
    return words;
  }

  /** Whether the digit at {@code i} goes on with a digest's name: md5, sha1, sha256, SHA512. */
  private static boolean digestName(String key, int from, int i, int n) {
    if (!Character.isDigit(key.charAt(i))) {
      return false;
    }
    int to = i;
    while (to < n && Character.isDigit(key.charAt(to))) {
      to++;
    }
    String word = key.substring(from, to).toLowerCase(Locale.ROOT);
    return HASHES.contains(word);
  }
}
