package dev.telltale.decode;

/** Whether octets that a guess gave are something on their own. See {@link TextOpener}. */
final class Convincing {
  private Convincing() {}

  /**
   * Text of the characters that words and identifiers are made of. Fewer than nine octets must be
   * nothing else; characters beyond ASCII must be of the scripts that three octets write, as
   * Chinese, or be a minority.
   */
  static boolean text(byte[] a, int from, int to) {
    int usual = 0;
    int ascii = 0;
    int high = 0;
    int wide = 0;
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
    }
    if (to - from < 9 && usual < ascii) {
      return false;
    }
    boolean script = wide == high || (to - from >= 12 && high * 3 < ascii);
    return usual * 10 >= ascii * 9 && (high == 0 || (script && Text.isUtf8(a, from, to)));
  }
}
