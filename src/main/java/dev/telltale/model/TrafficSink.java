package dev.telltale.model;

/**
 * Where observed traffic goes. Called from network threads, so an implementation returns at once
 * and never throws; it is told to hold the phone back ({@link #saturated}) in place of losing
 * evidence.
 */
public interface TrafficSink {

  /** Takes an exchange that has ended. */
  void exchange(Exchange exchange);

  /** Takes a gap. */
  void gap(Gap gap);

  /** Takes an opaque or passed-through connection that has closed. */
  void connection(ClosedConnection connection);

  /** Whether reading from phones should pause until {@link #whenReady} calls back. */
  boolean saturated();

  /** Runs {@code resume} once when there is room again, at once if there is; on any thread. */
  void whenReady(Runnable resume);
}
