package dev.telltale.classify.known;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds many strings in one pass over the octets.
 *
 * <h2>How</h2>
 *
 * A profile of 200 values has some 100,000 needles: every notation of every value, and the digests
 * of each. An Aho-Corasick automaton over them has millions of states; its table leaves every
 * cache, and each octet of input costs a miss. But traffic is almost never a hit, so the index asks
 * a cheaper question first. Of each needle it keeps {@code s} neighbouring <em>grams</em> of {@code
 * q} octets, at offsets {@code k} to {@code k + s - 1}. The scan looks at the grams of the text at
 * every {@code s}-th offset only: wherever a needle stands, exactly one of its grams stands at such
 * an offset. (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994, shift by blocks
 * in the same spirit; fixed sampling makes the worst case the same as the usual one.) A gram that
 * is in no needle costs one load, one multiplication and one look into a bit set that fits the
 * second-level cache. The others are looked up in a hash table whose entries say which needle may
 * stand where; only then octets are compared. The result is exact: no hit is lost, none is invented
 * (a property test holds it against a naive search).
 *
 * <p>Needles of 11 octets and more, which are nearly all of them and all digests, are kept by grams
 * of eight at every fourth offset: of four hexadecimal digits there are 65,536, all of which some
 * digest has, so that every identifier in the traffic would pass a filter of grams of four; of
 * eight there are four thousand million. The few shorter needles are kept by grams of four, those
 * of seven octets and more at every fourth offset, the rest at every second, in tables of their
 * own; a table without needles costs nothing.
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

  /** From here on four neighbouring grams of four octets. */
  private static final int MIDDLE = 7;

  /** From here on four neighbouring grams of eight octets. */
  private static final int LONG = 11;

  private final int size;
  private final GramTable shortest;
  private final GramTable shorts;
  private final GramTable longs;

  NeedleIndex(List<Needle> needles) {
    size = needles.size();
    List<Needle> fewest = new ArrayList<>();
    List<Needle> few = new ArrayList<>();
    List<Needle> many = new ArrayList<>();
    for (Needle needle : needles) {
      int length = needle.octets().length;
      if (length < SHORTEST) {
        throw new IllegalArgumentException(
            "needle: " + length + " octets (expected: at least " + SHORTEST + ")");
      }
      (length < MIDDLE ? fewest : length < LONG ? few : many).add(needle);
    }
    shortest = new GramTable(fewest, 4, 2);
    shorts = new GramTable(few, 4, 4);
    longs = new GramTable(many, 8, 4);
  }

  /** How many needles it holds. */
  int size() {
    return size;
  }

  /** Receives a hit. */
  interface Sink {
    /** {@code needle} stands at {@code [from, to)}. Returns whether to go on searching. */
    boolean hit(Needle needle, int from, int to);
  }

  /**
   * Reports every occurrence of every needle in {@code text} whose surroundings its boundary
   * allows, the long ones first.
   */
  void search(byte[] text, Sink sink) {
    if (longs.search(text, sink) && shorts.search(text, sink)) {
      shortest.search(text, sink);
    }
  }

  /** An ASCII letter in lower case; any other octet as it is. */
  static byte lower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
  }
}
