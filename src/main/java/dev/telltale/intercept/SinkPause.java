package dev.telltale.intercept;

import dev.telltale.model.TrafficSink;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/**
 * Holds one phone's connection back while the recorder is behind: evidence is waited for, not
 * dropped. One event loop uses it.
 */
final class SinkPause {
  private final TrafficSink sink;
  private final EventLoop loop;
  private final Runnable resume;
  private boolean waiting;

  /**
   * @param resume runs on {@code loop} when there is room again
   */
  SinkPause(TrafficSink sink, EventLoop loop, Runnable resume) {
    this.sink = sink;
    this.loop = loop;
    this.resume = resume;
  }

  /** Whether the phone is not to be read now; if so, {@code resume} will be run. */
  boolean holds() {
    if (!waiting && !sink.saturated()) {
      return false;
    }
    if (!waiting) {
      waiting = true;
      sink.whenReady(this::ready);
    }
    return waiting;
  }

  private void ready() {
    try {
      loop.execute(
          () -> {
            waiting = false;
            resume.run();
          });
    } catch (RejectedExecutionException e) {
      // The interceptor was closed in the meantime, and this connection with it.
      return;
    }
  }
}
