package dev.telltale.util;

/** Time as a parameter: the only place that asks the machine for it. */
public interface Clock {

  /** The machine's clocks. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }
      };

  /** Wall-clock time, UTC epoch milliseconds. It may jump. */
  long epochMillis();

  /** Time from an arbitrary origin in nanoseconds, which never goes back. */
  long monotonicNanos();
}
