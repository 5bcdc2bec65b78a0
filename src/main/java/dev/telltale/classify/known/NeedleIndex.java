package dev.telltale.classify.known;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many strings in one pass over the octets.
 *
 * <h2>How</h2>
 *
 * A profile of 200 values has some 50,000 needles: every notation of every value, and the digests
 * of each. An Aho-Corasick automaton over them has two million states; its table leaves every
 * cache, and each octet of input costs a miss. But traffic is almost never a hit, so the index asks
 * a cheaper question first. Of each needle it keeps two neighbouring <em>grams</em> of four octets,
 * at offsets {@code k} and {@code k + 1}. The scan looks at the grams of the text at even offsets
 * only: whatever the offset of an occurrence, exactly one of the needle's two grams stands at an
 * even one. (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994, shift by blocks
 * in the same spirit; fixed sampling makes the worst case the same as the usual one.) A gram that
 * is in no needle, 95 of 100 and more, costs one load, one multiplication and one look into a bit
 * set that fits the second-level cache. The others are looked up in a hash table whose entries say
 * which needle may stand where; only then octets are compared. The result is exact: no hit is lost,
 * none is invented (a property test holds it against a naive search).
 *
 * <p>{@code k} is chosen where the needle's grams are shared by the fewest other needles, so that a
 * common prefix such as {@code 46002} or {@code +86137} does not gather all candidates in one
 * place. The case of letters is folded by setting bit 5 of every octet, which maps some other
 * characters onto each other too; the comparison afterwards is exact.
 *
 * <h2>Cost</h2>
 *
 * Time is proportional to the text, with the longest list of candidates as the factor in the worst
 * case. Nothing is allocated during a search. Immutable, safe for any thread.
 */
final class NeedleIndex {
  /** Needles are at least this long: two neighbouring grams of four octets. */
  static final int SHORTEST = 5;

  private static final int GRAM = 4;
  private static final int FOLD = 0x20202020;
  private static final int MIX = 0x9E3779B1;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Needle[] needles;
  private final long[] filter;
  private final int filterShift;

  // Open addressing: slot -> gram and the range of its candidates.
  private final int[] slotGram;
  private final int[] slotFirst;
  private final int slotShift;
  private final int[] candidateNeedle;
  private final int[] candidateOffset;

  NeedleIndex(List<Needle> list) {
    needles = list.toArray(new Needle[0]);
    Map<Integer, Integer> shared = new HashMap<>();
    for (Needle needle : needles) {
      byte[] octets = needle.octets();
      if (octets.length < SHORTEST) {
        throw new IllegalArgumentException(
            "needle: " + octets.length + " octets (expected: at least " + SHORTEST + ")");
      }
      for (int i = 0; i + GRAM <= octets.length; i++) {
        shared.merge(gram(octets, i), 1, Integer::sum);
      }
    }
    int[] at = new int[needles.length];
    long[] entries = new long[needles.length * 2];
    for (int n = 0; n < needles.length; n++) {
      at[n] = rarest(needles[n].octets(), shared);
      entries[2 * n] = ((long) gram(needles[n].octets(), at[n]) << 32) | (2L * n);
      entries[2 * n + 1] = ((long) gram(needles[n].octets(), at[n] + 1) << 32) | (2L * n + 1);
    }
    Arrays.sort(entries);
    int bits = Math.max(12, 64 - Long.numberOfLeadingZeros(entries.length * 16L));
    filterShift = 32 - Math.min(bits, 23);
    filter = new long[1 << (32 - filterShift - 6)];
    slotShift = 32 - Math.max(4, 64 - Long.numberOfLeadingZeros(entries.length * 2L));
    slotGram = new int[1 << (32 - slotShift)];
    slotFirst = new int[1 << (32 - slotShift)];
    Arrays.fill(slotFirst, -1);
    candidateNeedle = new int[entries.length + 1];
    candidateOffset = new int[entries.length];
    for (int e = 0; e < entries.length; e++) {
      int gram = (int) (entries[e] >> 32);
      int entry = (int) entries[e];
      int n = entry >> 1;
      boolean last = e + 1 == entries.length || (int) (entries[e + 1] >> 32) != gram;
      candidateNeedle[e] = last ? ~n : n;
      candidateOffset[e] = at[n] + (entry & 1);
      if (e == 0 || (int) (entries[e - 1] >> 32) != gram) {
        int hash = gram * MIX;
        filter[hash >>> filterShift >> 6] |= 1L << (hash >>> filterShift);
        int slot = hash >>> slotShift;
        while (slotFirst[slot] >= 0) {
          slot = (slot + 1) & (slotFirst.length - 1);
        }
        slotGram[slot] = gram;
        slotFirst[slot] = e;
      }
    }
  }

  private static int rarest(byte[] octets, Map<Integer, Integer> shared) {
    int best = 0;
    int fewest = Integer.MAX_VALUE;
    for (int k = 0; k + GRAM + 1 <= octets.length; k++) {
      int count =
          shared.getOrDefault(gram(octets, k), 0) + shared.getOrDefault(gram(octets, k + 1), 0);
      if (count < fewest) {
        fewest = count;
        best = k;
      }
    }
    return best;
  }

  private static int gram(byte[] octets, int at) {
    return (int) INT.get(octets, at) | FOLD;
  }

  /** How many needles it holds. */
  int size() {
    return needles.length;
  }

  /** Receives a hit. */
  interface Sink {
    /** {@code needle} stands at {@code [from, to)}. Returns whether to go on searching. */
    boolean hit(Needle needle, int from, int to);
  }

  /**
   * Reports every occurrence of every needle in {@code text} whose surroundings its boundary
   * allows.
   */
  void search(byte[] text, Sink sink) {
    if (needles.length == 0) {
      return;
    }
    int last = text.length - GRAM;
    for (int i = 0; i <= last; i += 2) {
      int gram = gram(text, i);
      int hash = gram * MIX;
      if ((filter[hash >>> filterShift >> 6] & (1L << (hash >>> filterShift))) != 0
          && !probe(text, i, gram, hash, sink)) {
        return;
      }
    }
  }

  private boolean probe(byte[] text, int i, int gram, int hash, Sink sink) {
    int slot = hash >>> slotShift;
    while (slotFirst[slot] >= 0) {
      if (slotGram[slot] == gram) {
        int c = slotFirst[slot];
        boolean more = true;
        while (more) {
          int n = candidateNeedle[c];
          more = n >= 0;
          Needle needle = needles[more ? n : ~n];
          int from = i - candidateOffset[c];
          int to = from + needle.octets().length;
          if (from >= 0
              && to <= text.length
              && matches(needle, text, from)
              && needle.bounded(text, from, to)
              && !sink.hit(needle, from, to)) {
            return false;
          }
          c++;
        }
        return true;
      }
      slot = (slot + 1) & (slotFirst.length - 1);
    }
    return true;
  }

  private static boolean matches(Needle needle, byte[] text, int from) {
    byte[] octets = needle.octets();
    if (needle.anyCase()) {
      for (int j = 0; j < octets.length; j++) {
        if (lower(text[from + j]) != octets[j]) {
          return false;
        }
      }
      return true;
    }
    return Arrays.equals(text, from, from + octets.length, octets, 0, octets.length);
  }

  /** An ASCII letter in lower case; any other octet as it is. */
  static byte lower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
  }
}
