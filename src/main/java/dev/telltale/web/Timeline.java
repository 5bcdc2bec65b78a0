package dev.telltale.web;

import java.util.Arrays;

/**
 * How many exchanges and findings there were, over time, in at most {@link #MOST_SLOTS} slots of
 * equal width. A slot is one second wide at first; when time runs past the last slot, pairs of
 * slots become one, so that a run of any length takes the same memory. Not safe for several
 * threads.
 */
final class Timeline {
  static final int MOST_SLOTS = 240;

  private final long[] exchanges = new long[MOST_SLOTS];
  private final long[] findings = new long[MOST_SLOTS];
  private long widthMillis = 1000;
  private long originMillis = -1;

  /** Counts an exchange or a finding at an instant, UTC epoch milliseconds. */
  void add(long atMillis, boolean finding) {
    if (originMillis < 0) {
      originMillis = atMillis - Math.floorMod(atMillis, widthMillis);
    }
    while (atMillis < originMillis) {
      if (!shiftBack(atMillis)) {
        widen();
      }
    }
    while (atMillis >= originMillis + widthMillis * MOST_SLOTS) {
      widen();
    }
    int slot = (int) ((atMillis - originMillis) / widthMillis);
    (finding ? findings : exchanges)[slot]++;
  }

  void forgetFindings() {
    Arrays.fill(findings, 0);
  }

  /** Adds these counts to another timeline's slots. */
  void addTo(long fromMillis, long slotMillis, long[] exchangeSlots, long[] findingSlots) {
    for (int i = 0; i < MOST_SLOTS; i++) {
      if (exchanges[i] + findings[i] > 0) {
        long slot = (originMillis + i * widthMillis + widthMillis / 2 - fromMillis) / slotMillis;
        int within = (int) Math.max(0, Math.min(exchangeSlots.length - 1, slot));
        exchangeSlots[within] += exchanges[i];
        findingSlots[within] += findings[i];
      }
    }
  }

  /** Moves the origin back to an instant if the last slot in use allows it. */
  private boolean shiftBack(long atMillis) {
    int used = MOST_SLOTS;
    while (used > 0 && exchanges[used - 1] + findings[used - 1] == 0) {
      used--;
    }
    long by = (originMillis - atMillis + widthMillis - 1) / widthMillis;
    if (used + by > MOST_SLOTS) {
      return false;
    }
    int shift = (int) by;
    System.arraycopy(exchanges, 0, exchanges, shift, used);
    System.arraycopy(findings, 0, findings, shift, used);
    Arrays.fill(exchanges, 0, shift, 0);
    Arrays.fill(findings, 0, shift, 0);
    originMillis -= shift * widthMillis;
    return true;
  }

  private void widen() {
    for (long[] slots : new long[][] {exchanges, findings}) {
      for (int i = 0; i < MOST_SLOTS / 2; i++) {
        slots[i] = slots[2 * i] + slots[2 * i + 1];
      }
      Arrays.fill(slots, MOST_SLOTS / 2, MOST_SLOTS, 0);
    }
    widthMillis *= 2;
  }
}
