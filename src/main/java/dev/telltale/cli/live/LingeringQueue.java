package dev.telltale.cli.live;

import java.util.concurrent.LinkedBlockingQueue;

/**
 * Tasks for workers that are not woken for each of them: one that had nothing to do takes its time
 * before the first, and finds the next ones waiting. Waking a thread for every exchange costs more
 * than handing it over, and has network threads and workers push each other's data out of the
 * processor's caches.
 */
final class LingeringQueue extends LinkedBlockingQueue<Runnable> {
  private static final long serialVersionUID = 1L;

  /** Findings may be this much later; nobody looks at them sooner. */
  private static final long LINGER_MILLIS = 10;

  @Override
  public Runnable take() throws InterruptedException {
    Runnable task = poll();
    if (task == null) {
      task = super.take();
      try {
        Thread.sleep(LINGER_MILLIS);
      } catch (InterruptedException e) {
        // The pool is being shut down; the task was taken, and is to be run.
        Thread.currentThread().interrupt();
      }
    }
    return task;
  }
}
