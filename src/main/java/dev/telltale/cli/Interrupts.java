package dev.telltale.cli;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * SIGINT and SIGTERM ask for an orderly end, which exits with 0; the JVM's own handling would exit
 * with 128 and the signal's number whatever was done. A second one ends at once, for those who
 * cannot wait: what is stored is safe then too.
 */
final class Interrupts {
  private static final int IMPATIENT = 130;
  private final CountDownLatch asked = new CountDownLatch(1);

  Interrupts() {
    Signal.handle(new Signal("INT"), signal -> interrupted());
    Signal.handle(new Signal("TERM"), signal -> interrupted());
  }

  private void interrupted() {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(IMPATIENT);
    }
    asked.countDown();
  }

  /** Waits for the first signal. */
  void await() throws InterruptedException {
    asked.await();
  }
}
