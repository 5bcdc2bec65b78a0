package dev.telltale.classify.shape;

/**
 * Identity and tax numbers of persons that carry a check, by the rule that each country publishes.
 * Separators ({@code .}, {@code -}, {@code /} and spaces) may stand where the country writes them.
 */
public final class NationalIds {
  private static final String SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final int LONGEST = 20;

  /** The dihedral group of order ten: Verhoeff's multiplication, row by row. */
  private static final String[] DIHEDRAL = {
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"
  };

  private static final String[] PERMUTATIONS = {
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258"
  };

  private NationalIds() {}

  /**
   * The name of the number that {@code text} is by its check, the empty string if it is none. A
   * check of one digit is passed by chance once in ten times: a name must say that it is an
   * identity number.
   */
  public static String name(String text) {
    if (text.length() < 8 || text.length() > LONGEST) {
      return "";
    }
    String bare = bare(text);
    if (bare.isEmpty()) {
      return "";
    }
    if (Digits.residentId(bare)) {
      return "a Chinese resident identity number (GB 11643-1999)";
    }
    return Digits.all(bare) ? numeric(bare, text) : lettered(bare);
  }

  private static String numeric(String bare, String text) {
    switch (bare.length()) {
      case 9 -> {
        if (weighted(bare, new int[] {9, 8, 7, 6, 5, 4, 3, 2, -1}, 11) == 0) {
          return "a Dutch citizen service number";
        }
        if (text.length() == 11 && text.charAt(3) == '-' && text.charAt(6) == '-') {
          return "a number written as a US social security number";
        }
      }
      case 11 -> {
        if (cpf(bare)) {
          return "a Brazilian CPF";
        }
        int pesel = weighted(bare.substring(0, 10), new int[] {1, 3, 7, 9, 1, 3, 7, 9, 1, 3}, 10);
        if ((10 - pesel) % 10 == bare.charAt(10) - '0') {
          return "a Polish PESEL";
        }
        if (turkish(bare)) {
          return "a Turkish identity number";
        }
        if (snils(bare)) {
          return "a Russian SNILS";
        }
      }
      case 12 -> {
        if (verhoeff(bare) && bare.charAt(0) > '1') {
          return "an Indian Aadhaar number";
        }
        if (russianTax(bare)) {
          return "a Russian taxpayer number";
        }
        if (japanese(bare)) {
          return "a Japanese individual number";
        }
      }
      case 13 -> {
        boolean dashed = text.length() == 14 && text.charAt(6) == '-';
        int sum =
            weighted(bare.substring(0, 12), new int[] {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}, 11);
        if (((11 - sum) % 10 == bare.charAt(12) - '0' || dashed) && day(bare, 2, 4)) {
          return "a Korean resident registration number";
        }
        int thai =
            weighted(bare.substring(0, 12), new int[] {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2}, 11);
        if ((11 - thai) % 10 == bare.charAt(12) - '0') {
          return "a Thai identity number";
        }
      }
      case 16 -> {
        int day = number(bare, 6, 8);
        int month = number(bare, 8, 10);
        if (((day >= 1 && day <= 31) || (day >= 41 && day <= 71)) && month >= 1 && month <= 12) {
          return "an Indonesian NIK";
        }
      }
      default -> {}
    }
    return "";
  }

  private static String lettered(String bare) {
    int n = bare.length();
    char last = bare.charAt(n - 1);
    if (n == 9 && last >= 'A' && last <= 'Z' && Digits.all(bare.substring(1, 8))) {
      char first = bare.charAt(0);
      int lead = "XYZ".indexOf(first);
      String number =
          lead >= 0 ? lead + bare.substring(1, 8) : digit(first) ? bare.substring(0, 8) : "";
      if (!number.isEmpty() && SPANISH.charAt(Integer.parseInt(number) % 23) == last) {
        return "a Spanish DNI or NIE";
      }
      if (first >= 'A' && first <= 'Z' && "STFGM".indexOf(first) >= 0) {
        return "written as a Singaporean NRIC";
      }
    }
    if (n == 16 && codiceFiscale(bare)) {
      return "an Italian codice fiscale";
    }
    if (n == 10
        && letters(bare, 0, 5)
        && Digits.all(bare.substring(5, 9))
        && letters(bare, 9, 10)) {
      return "written as an Indian permanent account number";
    }
    if (n == 18 && letters(bare, 0, 4) && Digits.all(bare.substring(4, 10)) && day(bare, 6, 8)) {
      return "written as a Mexican CURP";
    }
    if (n == 9 && letters(bare, 0, 2) && Digits.all(bare.substring(2, 8)) && letters(bare, 8, 9)) {
      return "written as a UK national insurance number";
    }
    return "";
  }

  private static String bare(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (digit(c)) {
        bare.append(c);
      } else if (c >= 'a' && c <= 'z') {
        bare.append((char) (c - 'a' + 'A'));
      } else if (c >= 'A' && c <= 'Z') {
        bare.append(c);
      } else if (" .-/".indexOf(c) < 0) {
        return "";
      }
    }
    return bare.toString();
  }

  private static int weighted(String digits, int[] weights, int modulus) {
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * (digits.charAt(i) - '0');
    }
    return Math.floorMod(sum, modulus);
  }

  /** Receita Federal: two check digits modulo 11; eleven equal digits are none. */
  private static boolean cpf(String d) {
    if (d.chars().distinct().count() == 1) {
      return false;
    }
    int first = weighted(d, new int[] {10, 9, 8, 7, 6, 5, 4, 3, 2}, 11);
    int second = weighted(d, new int[] {11, 10, 9, 8, 7, 6, 5, 4, 3, 2}, 11);
    return d.charAt(9) - '0' == (first < 2 ? 0 : 11 - first)
        && d.charAt(10) - '0' == (second < 2 ? 0 : 11 - second);
  }

  private static boolean turkish(String d) {
    int odd = 0;
    int even = 0;
    for (int i = 0; i < 9; i++) {
      if (i % 2 == 0) {
        odd += d.charAt(i) - '0';
      } else {
        even += d.charAt(i) - '0';
      }
    }
    int tenth = Math.floorMod(odd * 7 - even, 10);
    return d.charAt(0) != '0'
        && d.charAt(9) - '0' == tenth
        && d.charAt(10) - '0' == (odd + even + tenth) % 10;
  }

  private static boolean snils(String d) {
    int sum = weighted(d, new int[] {9, 8, 7, 6, 5, 4, 3, 2, 1}, 10_000) % 101;
    return number(d, 9, 11) == (sum == 100 ? 0 : sum);
  }

  private static boolean russianTax(String d) {
    int first = weighted(d, new int[] {7, 2, 4, 10, 3, 5, 9, 4, 6, 8}, 11) % 10;
    int second = weighted(d, new int[] {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}, 11) % 10;
    return d.charAt(10) - '0' == first && d.charAt(11) - '0' == second;
  }

  private static boolean japanese(String d) {
    int sum = weighted(d, new int[] {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}, 11);
    return d.charAt(11) - '0' == (sum <= 1 ? 0 : 11 - sum);
  }

  private static boolean verhoeff(String d) {
    int c = 0;
    for (int i = 0; i < d.length(); i++) {
      int digit = d.charAt(d.length() - 1 - i) - '0';
      c = DIHEDRAL[c].charAt(PERMUTATIONS[i % 8].charAt(digit) - '0') - '0';
    }
    return c == 0;
  }

  /** Decreto ministeriale 23 December 1976: six letters, a date, a place, a check letter. */
  private static boolean codiceFiscale(String text) {
    return letters(text, 0, 6)
        && digit(text.charAt(6))
        && digit(text.charAt(7))
        && letters(text, 8, 9)
        && digit(text.charAt(9))
        && letters(text, 11, 12)
        && letters(text, 15, 16);
  }

  private static boolean letters(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < 'A' || text.charAt(i) > 'Z') {
        return false;
      }
    }
    return true;
  }

  /** Whether a month stands at {@code month} and a day at {@code day}, two digits each. */
  private static boolean day(String text, int month, int day) {
    int m = number(text, month, month + 2);
    int d = number(text, day, day + 2);
    return m >= 1 && m <= 12 && d >= 1 && d <= 31;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text.substring(from, to));
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
