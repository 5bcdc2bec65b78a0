package dev.telltale.classify.rules;

import dev.telltale.decode.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Asks whether a value can hold one of the shapes that are found without a name: an e-mail address,
 * an EUI-48 with separators, a resident identity number, a push service's token. A glance at its
 * octets, so that the texts of most values need not be made; what it lets through is judged.
 */
final class Nameless {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long AT_SIGNS = ONES * '@';
  private static final long COLONS = ONES * ':';
  private static final int SHORTEST_ADDRESS = 5;
  private static final int EUI = 17;
  private static final int RESIDENT = 18;

  private Nameless() {}

  /** Whether {@code node}'s text has to be looked at; true for some that hold nothing. */
  static boolean in(Node node) {
    int from = node.from();
    int to = node.to();
    if (to - from < SHORTEST_ADDRESS || node.kind() == Node.Kind.BYTES) {
      return false;
    }
    byte[] a = node.octets();
    return evident(a, from, to) || (to - from >= EUI && fixed(a, from, to)) || marked(a, from, to);
  }

  /** Whether it begins like a maker's code for a model or a number with its country code. */
  private static boolean evident(byte[] a, int from, int to) {
    int n = to - from;
    if (n < 6 || n > 20) {
      return false;
    }
    return switch (a[from]) {
      case '8', '3', '0' -> (n == 15 || n >= 19) && digit(a[from + 1]) && digit(a[to - 1]);
      case 'i' -> a[from + 1] == 'P';
      case 'S' -> a[from + 1] == 'M' && a[from + 2] == '-';
      case '+' -> n >= 11 && digit(a[from + 1]);
      default -> n <= 10 && a[from + 3] == '-' && a[from] >= 'A' && a[from] <= 'Z';
    };
  }

  /** Whether it is as long as an EUI-48 or a resident number, and begins like one. */
  private static boolean fixed(byte[] a, int first, int end) {
    int from = first;
    int to = end;
    while (from < to && a[from] <= ' ' && a[from] >= 0) {
      from++;
    }
    while (to > from && a[to - 1] <= ' ' && a[to - 1] >= 0) {
      to--;
    }
    if (from == to) {
      return false;
    }
    if (a[from] < 0 || a[to - 1] < 0) {
      // White space beyond ASCII, perhaps.
      return to - from < 2 * RESIDENT;
    }
    return switch (to - from) {
      case EUI -> a[from + 2] == ':' || a[from + 2] == '-';
      case RESIDENT -> digit(a[from]) && digit(a[from + RESIDENT - 2]);
      default -> false;
    };
  }

  private static boolean digit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Whether it has an at sign, or a colon before the letters of a push token. */
  private static boolean marked(byte[] a, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long eight = (long) LONGS.get(a, i);
      if ((zeros(eight ^ AT_SIGNS) | zeros(eight ^ COLONS)) != 0 && marked(a, i, i + 8, to)) {
        return true;
      }
    }
    return marked(a, i, to, to);
  }

  /** Zero if no octet of a word is zero (Hacker's Delight section 6-1). */
  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGH_BITS;
  }

  private static boolean marked(byte[] a, int from, int end, int to) {
    for (int i = from; i < end; i++) {
      if (a[i] == '@'
          || (a[i] == ':'
              && i + 5 < to
              && a[i + 1] == 'A'
              && a[i + 2] == 'P'
              && a[i + 3] == 'A'
              && a[i + 4] == '9'
              && a[i + 5] == '1')) {
        return true;
      }
    }
    return false;
  }
}
