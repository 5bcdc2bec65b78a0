package dev.telltale.record;

import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.record.WriteQueue.Command;
import dev.telltale.record.WriteQueue.Work;
import dev.telltale.util.Clock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single thread that writes.
 *
 * <p><b>Group commit.</b> A commit costs a wait for the disk, so rows share one. The writer wakes
 * for the first row, lingers {@link WriteQueue#LINGER_MILLIS} for others (not when somebody waits
 * for the result, nor when a full batch is there already), and writes what has come in one
 * transaction. A row is therefore durable within the linger, the write and the commit before its
 * own, and its own: well under 250 ms on a disk that syncs in 50 ms.
 *
 * <p><b>Bound.</b> The queue is bounded in octets. A thread that appends to a full queue waits,
 * which is what holds phones back. What counts is everything accepted and not yet durable.
 *
 * <p><b>Pause.</b> When the disk is full or fails, the batch is kept and tried again, at growing
 * intervals of up to {@link #LONGEST_RETRY_MILLIS}. Until that succeeds nobody waits: the queue
 * still fills to its bound, and what comes after is counted by its circumstances and dropped,
 * because the phone's traffic must go on. With the first batch that succeeds a gap of cause {@code
 * recording-paused} is stored for each count.
 *
 * <p><b>A row that cannot be stored</b> for a reason of its own must not take others with it: its
 * batch is then written row by row, and the culprit becomes a gap.
 */
final class Writer {
  static final long LONGEST_RETRY_MILLIS = 2_000;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final int RETRIES_WHEN_CLOSING = 3;
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final StoreFile file;
  private final Clock clock;
  private final Tables tables;
  private final WriteQueue queue;
  private final Thread thread;
  private long lastWallMillis;
  private long lastMonotonicNanos;

  Writer(StoreFile file, Connection connection, LeafFunction leaves, Clock clock, long queuedBytes)
      throws SQLException {
    this.file = file;
    this.clock = clock;
    tables = new Tables(connection, leaves);
    queue = new WriteQueue(queuedBytes, file.path().toString());
    lastWallMillis = clock.epochMillis();
    lastMonotonicNanos = clock.monotonicNanos();
    thread = new Thread(this::run, "telltale-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /** The queue in front of it. */
  WriteQueue queue() {
    return queue;
  }

  /**
   * Writes something and waits until it is durable.
   *
   * @param alone whether it has transactions of its own
   * @throws StoreException if it fails, or recording is paused
   */
  <T> T call(boolean alone, Work<T> task) {
    try {
      return queue.ask(alone, task).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failure) {
        throw new StoreException(String.valueOf(failure.getMessage()), failure);
      }
      throw e;
    }
  }

  /**
   * Writes what is queued and ends the thread.
   *
   * @throws StoreException if something could not be written
   */
  void close() {
    queue.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    RecordingState state = queue.state();
    if (state.paused()) {
      throw new StoreException(
          "store: closed with " + state.dropped() + " observations lost; " + state.reason());
    }
  }

  private void run() {
    List<Command<?>> batch = new ArrayList<>();
    try {
      while (queue.take(batch)) {
        if (batch.get(0).alone()) {
          runAlone(batch.get(0));
        } else {
          write(batch);
        }
        batch.clear();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("the writer failed", e);
      queue.giveUp(batch, "the writer failed (" + e + "), which is a fault of telltale");
      throw e;
    }
  }

  private void write(List<Command<?>> batch) {
    long retryMillis = FIRST_RETRY_MILLIS;
    for (int attempt = 0; ; attempt++) {
      try {
        Map<Context, Long> counted = queue.lostSoFar();
        List<Runnable> answers = writeAll(batch, counted);
        queue.resume(counted);
        queue.finish(batch);
        answers.forEach(Runnable::run);
        return;
      } catch (SQLException | RuntimeException e) {
        rollback();
        if (!StoreFile.passing(e)) {
          writeOneByOne(batch);
          queue.finish(batch);
          return;
        }
        queue.pause(batch, file.failure(e));
        if (!queue.state().paused()) {
          return; // Only questions were in it, and they were answered.
        }
        boolean closing = queue.closing();
        if (closing && attempt >= RETRIES_WHEN_CLOSING) {
          queue.giveUp(batch, queue.state().reason());
          return;
        }
        queue.pauseFor(closing ? FIRST_RETRY_MILLIS : retryMillis);
        retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
      }
    }
  }

  /** Writes a batch in one transaction; the answers are to be given behind it. */
  private List<Runnable> writeAll(List<Command<?>> batch, Map<Context, Long> counted)
      throws SQLException {
    List<Runnable> answers = new ArrayList<>();
    noticeClockJump();
    for (Command<?> command : batch) {
      perform(command, answers);
    }
    for (Map.Entry<Context, Long> entry : counted.entrySet()) {
      tables.gap(pausedGap(entry.getValue()), entry.getKey());
    }
    tables.commit();
    return answers;
  }

  private <T> void perform(Command<T> command, List<Runnable> answers) throws SQLException {
    CompletableFuture<T> answer = command.answer();
    if (answer == null) {
      command.work().on(tables);
      return;
    }
    try {
      T result = command.work().on(tables);
      answers.add(() -> answer.complete(result));
    } catch (StoreException e) {
      answers.add(() -> answer.completeExceptionally(e));
    }
  }

  private void writeOneByOne(List<Command<?>> batch) {
    for (Command<?> command : batch) {
      try {
        writeAll(List.of(command), Map.of()).forEach(Runnable::run);
      } catch (SQLException | RuntimeException e) {
        rollback();
        StoreException failure = file.failure(e);
        LOG.error("a row could not be stored", failure);
        if (command.answer() != null) {
          command.answer().completeExceptionally(failure);
        } else if (command.context() != null) {
          queue.lose(command.context());
        }
      }
    }
  }

  /** Runs what has its own transactions, once, and tells the caller how it went. */
  private void runAlone(Command<?> command) {
    List<Runnable> answers = new ArrayList<>();
    try {
      perform(command, answers);
    } catch (SQLException | RuntimeException e) {
      CompletableFuture<?> caller = command.answer();
      if (caller != null) {
        answers.add(() -> caller.completeExceptionally(file.failure(e)));
      }
    }
    rollback();
    answers.forEach(Runnable::run);
  }

  private void noticeClockJump() throws SQLException {
    long wall = clock.epochMillis();
    long monotonic = clock.monotonicNanos();
    long jump =
        wall - lastWallMillis - TimeUnit.NANOSECONDS.toMillis(monotonic - lastMonotonicNanos);
    if (Math.abs(jump) > 1_000) {
      tables
          .sql("INSERT INTO clock_jumps (before_seq, at, jump) VALUES (?, ?, ?)")
          .number(tables.lastExchange() + 1)
          .number(wall)
          .number(jump)
          .change();
    }
    lastWallMillis = wall;
    lastMonotonicNanos = monotonic;
  }

  private Gap pausedGap(long count) {
    return new Gap(
        clock.epochMillis(),
        Gap.Cause.RECORDING_PAUSED,
        null,
        null,
        null,
        count,
        "the store could not take this many observations");
  }

  private void rollback() {
    try {
      tables.rollback();
    } catch (SQLException e) {
      LOG.warn("the store does not answer: {}", e.getMessage());
    }
  }
}
