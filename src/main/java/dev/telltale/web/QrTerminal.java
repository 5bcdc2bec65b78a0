package dev.telltale.web;

/** A QR code for a terminal. */
public final class QrTerminal {
  private QrTerminal() {}

  /**
   * An address as a QR code in half-block characters, two modules in a character. The dark modules
   * are the blanks, and colours are set by ANSI sequences, so that phones read it on dark and light
   * terminals alike.
   *
   * @param colours whether the terminal understands ANSI sequences; without them the code is right
   *     on a dark background only
   * @return lines, each ending in a line feed
   */
  public static String of(String address, boolean colours) {
    QrCode code = new QrCode(address);
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < code.size(); y += 2) {
      text.append(colours ? "\u001b[97;40m" : "");
      for (int x = 0; x < code.size(); x++) {
        boolean upper = !code.dark(x, y);
        boolean lower = y + 1 < code.size() && !code.dark(x, y + 1);
        text.append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
      }
      text.append(colours ? "\u001b[0m\n" : "\n");
    }
    return text.toString();
  }
}
