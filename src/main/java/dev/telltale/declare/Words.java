package dev.telltale.declare;

import java.util.Locale;

/** Small matters of text. */
final class Words {
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

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
