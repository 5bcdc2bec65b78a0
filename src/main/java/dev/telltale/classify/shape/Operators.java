package dev.telltale.classify.shape;

import dev.telltale.util.Resources;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names of mobile operators, as phones report them ({@code TelephonyManager.getNetworkOperatorName}
 * and the like): the brands under which large networks of each country work.
 */
public final class Operators {
  private static final Set<String> NAMES = new HashSet<>();

  static {
    for (String line : Resources.text(Operators.class, "operators.txt").split("\n")) {
      for (String name : line.split("\\|")) {
        if (!name.isBlank()) {
          NAMES.add(plain(name));
        }
      }
    }
  }

  private Operators() {}

  /** Whether {@code text} is an operator's brand, perhaps with its generation or country behind. */
  public static boolean known(String text) {
    if (text.length() < 2 || text.length() > 40) {
      return false;
    }
    String name = plain(text);
    if (NAMES.contains(name)) {
      return true;
    }
    // "Jio 4G", "o2 - de", "Vodafone IN", "T-Mobile US"
    int space = text.lastIndexOf(' ');
    return space >= 2
        && text.length() - space <= 4
        && NAMES.contains(plain(text.substring(0, space)));
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c) || c == '&' || c == '+') {
        plain.append(c);
      }
    }
    return plain.toString().toLowerCase(Locale.ROOT);
  }
}
