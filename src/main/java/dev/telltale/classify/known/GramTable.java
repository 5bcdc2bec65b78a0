package dev.telltale.classify.known;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the needles of a range of lengths by sampled grams; see {@link NeedleIndex} for how and
 * why. Immutable, safe for any thread.
 */
final class GramTable {
  private static final long FOLD = 0x2020202020202020L;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int MOST_FILTER_BITS = 23;
  private static final int COUNTER_BITS = 20;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int width;
  private final int stride;
  private final Needle[] needles;
  private final long[] filter;
  private final int filterShift;

  // Open addressing: a slot has a gram and the first of its entries, or -1. Entry e is the gram at
  // offset at[e / stride] + e % stride of needle e / stride.
  private final long[] slotGram;
  private final int[] slotFirst;
  private final int slotShift;

  /** The next entry with the same gram, in the order of needles, or -1. */
  private final int[] next;

  private final int[] at;

  /**
   * @param width octets of a gram, 4 or 8
   * @param stride distance of the sampled offsets, and number of grams kept of a needle
   */
  GramTable(List<Needle> list, int width, int stride) {
    this.width = width;
    this.stride = stride;
    needles = list.toArray(new Needle[0]);
    int entries = needles.length * stride;
    // Grams of four are few, and of digits: a sparse filter costs little there.
    int bits = Math.max(12, 64 - Long.numberOfLeadingZeros(entries * (width == 8 ? 16L : 64L)));
    filterShift = 64 - (Math.min(bits, MOST_FILTER_BITS) - 6);
    filter = new long[1 << (64 - filterShift)];
    slotShift = 64 - Math.max(4, 64 - Long.numberOfLeadingZeros(entries * 2L));
    slotGram = new long[1 << (64 - slotShift)];
    slotFirst = new int[slotGram.length];
    Arrays.fill(slotFirst, -1);
    next = new int[entries];
    at = offsets();
    for (int e = entries - 1; e >= 0; e--) {
      int n = e / stride;
      insert(gram(needles[n].octets(), at[n] + e % stride), e);
    }
  }

  private void insert(long gram, int entry) {
    long hash = gram * MIX;
    filter[(int) (hash >>> filterShift)] |= bits(hash);
    int slot = (int) (hash >>> slotShift);
    while (slotFirst[slot] >= 0 && slotGram[slot] != gram) {
      slot = (slot + 1) & (slotFirst.length - 1);
    }
    slotGram[slot] = gram;
    next[entry] = slotFirst[slot];
    slotFirst[slot] = entry;
  }

  /** Where the grams that are kept of each needle begin. */
  private int[] offsets() {
    int[] shared = new int[needles.length == 0 ? 0 : 1 << COUNTER_BITS];
    for (Needle needle : needles) {
      for (int i = 0; i + width <= needle.octets().length; i++) {
        shared[counter(gram(needle.octets(), i))]++;
      }
    }
    int[] offsets = new int[needles.length];
    for (int n = 0; n < needles.length; n++) {
      offsets[n] = rarest(needles[n].octets(), shared);
    }
    return offsets;
  }

  /** Two bits of a filter's word, a Bloom filter whose bits share a cache line. */
  private static long bits(long hash) {
    return 1L << (hash >>> 8) | 1L << (hash >>> 20);
  }

  /** The offset at which {@code stride} neighbouring grams are shared by the fewest others. */
  private int rarest(byte[] octets, int[] shared) {
    int best = 0;
    long fewest = Long.MAX_VALUE;
    for (int k = 0; k + width + stride - 1 <= octets.length; k++) {
      long count = 0;
      for (int i = 0; i < stride; i++) {
        count += shared[counter(gram(octets, k + i))];
      }
      if (count < fewest) {
        fewest = count;
        best = k;
      }
      if (count == stride) {
        // Each of them stands here alone.
        break;
      }
    }
    return best;
  }

  private static int counter(long gram) {
    return (int) (gram * MIX >>> (64 - COUNTER_BITS));
  }

  private long gram(byte[] octets, int at) {
    return (width == 8 ? (long) LONG.get(octets, at) : (int) INT.get(octets, at) & 0xFFFFFFFFL)
        | (width == 8 ? FOLD : FOLD & 0xFFFFFFFFL);
  }

  /** Searches {@code text}; false if the sink has had enough. */
  boolean search(byte[] text, NeedleIndex.Sink sink) {
    if (needles.length == 0) {
      return true;
    }
    return width == 8 ? searchWide(text, sink) : searchNarrow(text, sink);
  }

  private boolean searchWide(byte[] text, NeedleIndex.Sink sink) {
    long[] words = filter;
    int shift = filterShift;
    for (int i = 0; i <= text.length - 8; i += stride) {
      long gram = (long) LONG.get(text, i) | FOLD;
      long hash = gram * MIX;
      long wanted = bits(hash);
      if ((words[(int) (hash >>> shift)] & wanted) == wanted && !probe(text, i, gram, hash, sink)) {
        return false;
      }
    }
    return true;
  }

  private boolean searchNarrow(byte[] text, NeedleIndex.Sink sink) {
    long[] words = filter;
    int shift = filterShift;
    for (int i = 0; i <= text.length - 4; i += stride) {
      long gram = ((int) INT.get(text, i) | (int) FOLD) & 0xFFFFFFFFL;
      long hash = gram * MIX;
      long wanted = bits(hash);
      if ((words[(int) (hash >>> shift)] & wanted) == wanted && !probe(text, i, gram, hash, sink)) {
        return false;
      }
    }
    return true;
  }

  private boolean probe(byte[] text, int i, long gram, long hash, NeedleIndex.Sink sink) {
    int slot = (int) (hash >>> slotShift);
    while (slotFirst[slot] >= 0) {
      if (slotGram[slot] == gram) {
        return candidates(text, i, slotFirst[slot], sink);
      }
      slot = (slot + 1) & (slotFirst.length - 1);
    }
    return true;
  }

  private boolean candidates(byte[] text, int i, int first, NeedleIndex.Sink sink) {
    for (int e = first; e >= 0; e = next[e]) {
      int n = e / stride;
      Needle needle = needles[n];
      int from = i - at[n] - e % stride;
      int to = from + needle.octets().length;
      if (from >= 0
          && to <= text.length
          && matches(needle, text, from)
          && needle.bounded(text, from, to)
          && !sink.hit(needle, from, to)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Needle needle, byte[] text, int from) {
    byte[] octets = needle.octets();
    if (needle.anyCase()) {
      for (int j = 0; j < octets.length; j++) {
        if (NeedleIndex.lower(text[from + j]) != octets[j]) {
          return false;
        }
      }
      return true;
    }
    return Arrays.equals(text, from, from + octets.length, octets, 0, octets.length);
  }
}
