package dev.telltale.decode;

/** Whether octets that a guess gave are something on their own. See {@link TextOpener}. */
final class Convincing {
  private Convincing() {}

  /** Text of the characters that words and identifiers are made of. */
  static boolean text(byte[] a, int from, int to) {
    int usual = 0;
    int ascii = 0;
    boolean high = false;
    for (int i = from; i < to; i++) {
      int c = Text.classOf(a[i]);
      if ((c & Text.CONTROL) != 0) {
        return false;
      }
      if ((c & Text.HIGH) != 0) {
        high = true;
        continue;
      }
      ascii++;
      if ((c & (Text.OTHER | Text.BACKSLASH)) == 0 || a[i] == '@') {
        usual++;
      }
    }
    return usual * 10 >= ascii * 9 && (!high || Text.isUtf8(a, from, to));
  }

  /** Octets that some format with a beginning of its own may have made. */
  static boolean beginning(byte[] a, int from, int to) {
    if (to - from < 6) {
      return false;
    }
    byte first = a[from];
    return first == '{' || first == '[' || first == '<' || Text.startsWith(a, from, to, "bplist00");
  }
}
