package dev.telltale.declare;

import java.util.Locale;
import java.util.Set;

/** Small matters of text. */
final class Words {
  private static final Set<String> SMALL_WORDS =
      Set.of(
          "the", "of", "and", "to", "we", "you", "your", "our", "in", "is", "for", "not", "or",
          "this", "that", "with", "may", "are", "by", "as", "it", "from");

  private Words() {}

  /** At most 80 characters of a value, fit for a one-line message. */
  static String shorten(String value) {
    String line = value.replaceAll("\\s+", " ").strip();
    return line.length() <= 80 ? line : line.substring(0, 79) + "…";
  }

  /** Whether a character is Chinese. */
  static boolean isHan(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
  }

  /** {@code zh} if a tenth of the letters of the first 100,000 characters are Chinese. */
  static String language(String text) {
    int han = 0;
    int letters = 0;
    int end = Math.min(text.length(), 100_000);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isHan(c)) {
        han++;
      } else if (Character.isLetter(c)) {
        letters++;
      }
    }
    return han * 9 > letters ? "zh" : "en";
  }

  /** Share of letters that are neither Latin nor Chinese, 0 to 1. */
  static double foreign(String text) {
    int foreign = 0;
    int letters = 0;
    int end = Math.min(text.length(), 100_000);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        if (!isHan(c) && c > 0x24F) {
          foreign++;
        }
      }
    }
    return letters == 0 ? 0 : (double) foreign / letters;
  }

  /** Whether a text is Chinese, or has the small words that no English text goes without. */
  static boolean familiar(String text) {
    String start = text.substring(0, Math.min(text.length(), 100_000));
    long han = start.chars().filter(Words::isHan).count();
    String[] words = lower(start).split("[^\\p{L}]+");
    long small = java.util.Arrays.stream(words).filter(SMALL_WORDS::contains).count();
    return han * 10 > start.length() || small * 8 >= words.length;
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
