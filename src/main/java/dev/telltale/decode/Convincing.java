package dev.telltale.decode;

import java.nio.charset.StandardCharsets;

/** Whether octets that a guess gave are something on their own. See {@link TextOpener}. */
final class Convincing {
  private static final int IDENTIFIER =
      Text.ALPHANUMERIC | Text.DASH_UNDERSCORE | Text.DOT | Text.COLON;

  private Convincing() {}

  /**
   * Text of the characters that words and identifiers are made of. Fewer than nine octets must be
   * letters, digits and what joins them in identifiers, and nothing else; characters beyond ASCII
   * must be of the scripts that three octets write, as Chinese, or be a minority.
   */
  static boolean text(byte[] a, int from, int to) {
    int usual = 0;
    int ascii = 0;
    int high = 0;
    int wide = 0;
    int plain = 0;
    for (int i = from; i < to; i++) {
      int c = Text.classOf(a[i]);
      if ((c & Text.CONTROL) != 0) {
        return false;
      }
      if ((c & Text.HIGH) != 0) {
        high++;
        wide += (a[i] & 0xf0) == 0xe0 ? 3 : 0;
        continue;
      }
      ascii++;
      if ((c & (Text.OTHER | Text.BACKSLASH | Text.OPENING)) == 0 || a[i] == '@') {
        usual++;
      }
      plain += (c & IDENTIFIER) != 0 || a[i] == '@' ? 1 : 0;
    }
    if (to - from < 9 && plain < ascii) {
      return false;
    }
    boolean script = wide == high || (to - from >= 12 && high * 3 < ascii);
    return usual * 10 >= ascii * 9 && (high == 0 || (script && Text.isUtf8(a, from, to)));
  }

  /**
   * Text in another charset: every character usual, or one of the Chinese that are in daily use.
   */
  static boolean foreign(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8)
        .codePoints()
        .allMatch(
            c ->
                c < 0x80
                    ? (Text.classOf((byte) c) & (IDENTIFIER | Text.SPACE)) != 0 || c == '@'
                    : isDaily(c));
  }

  /** The characters of level one of GB 2312, which are sorted by sound in rows 16 to 55. */
  private static boolean isDaily(int c) {
    byte[] gb = new String(Character.toChars(c)).getBytes(Charsets.GB18030);
    int row = gb.length == 2 ? (gb[0] & 0xff) - 0xa0 : 0;
    return row >= 16 && row <= 55 && (gb[1] & 0xff) >= 0xa1;
  }
}
