package dev.telltale.classify;

import dev.telltale.decode.Decoded;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a faulty detector from harming anything but its own findings. What it throws, errors such
 * as {@link OutOfMemoryError} and {@link StackOverflowError} included, becomes a {@link Failure};
 * one that does not say that its time is bounded runs on a thread of its own and is abandoned after
 * {@link #PATIENCE_MILLIS}. A thread cannot be stopped in Java, so a detector that was abandoned
 * {@link #STRIKES} times is not called again: at most that many threads are lost to it.
 *
 * <p>Safe for any thread.
 */
final class Guard {
  /** How long a detector that is not bounded may take for one message. */
  static final long PATIENCE_MILLIS = 2_000;

  /** How often a detector may be abandoned before it is no longer called. */
  static final int STRIKES = 3;

  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "detector");
            thread.setDaemon(true);
            return thread;
          });

  private final Detector detector;
  private final AtomicInteger abandoned = new AtomicInteger();

  Guard(Detector detector) {
    this.detector = detector;
  }

  /** What became of one call. */
  sealed interface Outcome {}

  /** The detector returned. */
  record Success(List<Finding> findings) implements Outcome {}

  /** The detector did not return in time, threw, or is no longer called. */
  record Failure(String detail) implements Outcome {}

  Outcome detect(Exchange exchange, Decoded decoded) {
    if (detector.bounded()) {
      return call(exchange, decoded);
    }
    if (abandoned.get() >= STRIKES) {
      return new Failure(
          detector.name() + ": not called, after it did not return " + STRIKES + " times");
    }
    Future<Outcome> future = THREADS.submit(() -> call(exchange, decoded));
    try {
      return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      abandoned.incrementAndGet();
      future.cancel(true);
      return new Failure(detector.name() + ": no answer within " + PATIENCE_MILLIS + " ms");
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      return new Failure(detector.name() + ": interrupted");
    } catch (ExecutionException e) {
      return new Failure(detector.name() + ": " + e.getCause());
    }
  }

  /**
   * What the detector knows to be encrypted; nothing if it fails, which it says when it detects.
   */
  @SuppressWarnings("CatchingUnchecked")
  Optional<String> sealed(Exchange exchange, Decoded decoded) {
    if (!detector.bounded()) {
      return Optional.empty();
    }
    try {
      return detector.sealed(exchange, decoded);
    } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
      return Optional.empty();
    }
  }

  String version() {
    return detector.version();
  }

  @SuppressWarnings("CatchingUnchecked")
  private Outcome call(Exchange exchange, Decoded decoded) {
    try {
      return new Success(List.copyOf(detector.detect(exchange, decoded)));
    } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
      return new Failure(detector.name() + ": " + e);
    }
  }
}
