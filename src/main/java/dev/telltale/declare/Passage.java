package dev.telltale.declare;

/**
 * A stretch of text as a reader sees it, white space collapsed, with the place of each character in
 * the decoded file.
 *
 * @param text the characters
 * @param at for each character its offset in the file
 */
record Passage(String text, int[] at) {
  static final Passage EMPTY = new Passage("", new int[0]);

  /** Offset in the file of the character at an index. */
  int start(int index) {
    return at.length == 0 ? 0 : at[Math.min(index, at.length - 1)];
  }

  /** Offset in the file behind the character before an index. */
  int end(int index) {
    return at.length == 0 ? 0 : at[Math.min(Math.max(index, 1), at.length) - 1] + 1;
  }

  boolean isBlank() {
    return text.isBlank();
  }

  /** The part between two indexes, without white space at its ends. */
  Passage sub(int from, int to) {
    int a = from;
    int b = to;
    while (a < b && Character.isWhitespace(text.charAt(a))) {
      a++;
    }
    while (b > a && Character.isWhitespace(text.charAt(b - 1))) {
      b--;
    }
    return new Passage(text.substring(a, b), java.util.Arrays.copyOfRange(at, a, b));
  }

  /** Grows a passage character by character. */
  static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private int[] at = new int[64];

    void add(char c, int offset) {
      char shown = Character.isWhitespace(c) || c == '\u00a0' || c == '\u3000' ? ' ' : c;
      if (c == '\u200b' || c == '\ufeff' || c == '\u00ad') {
        return;
      }
      if (shown == ' ' && (text.isEmpty() || text.charAt(text.length() - 1) == ' ')) {
        return;
      }
      if (text.length() == at.length) {
        at = java.util.Arrays.copyOf(at, at.length * 2);
      }
      at[text.length()] = offset;
      text.append(shown);
    }

    void add(String chars, int offset) {
      for (int i = 0; i < chars.length(); i++) {
        add(chars.charAt(i), offset + i);
      }
    }

    void add(Passage passage) {
      for (int i = 0; i < passage.text.length(); i++) {
        add(passage.text.charAt(i), passage.at[i]);
      }
    }

    boolean isEmpty() {
      return text.isEmpty() || text.length() == 1 && text.charAt(0) == ' ';
    }

    int length() {
      return text.length();
    }

    char last() {
      return text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    }

    Passage take() {
      Passage whole = new Passage(text.toString(), java.util.Arrays.copyOf(at, text.length()));
      text.setLength(0);
      return whole.sub(0, whole.text.length());
    }
  }
}
