package dev.telltale.record;

import dev.telltale.model.Context;
import dev.telltale.model.Gap;
import dev.telltale.util.Clock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single thread that writes, and the queue in front of it.
 *
 * <p><b>Group commit.</b> A commit costs a wait for the disk, so rows share one. The writer wakes
 * for the first row, lingers {@link #LINGER_MILLIS} for others (not when somebody waits for the
 * result, nor when a full batch is there already), and writes what has come in one transaction. A
 * row is therefore durable within the linger, the write and the commit before its own, and its own:
 * well under 250 ms on a disk that syncs in 50 ms.
 *
 * <p><b>Bound.</b> The queue is bounded in octets. A thread that appends to a full queue waits,
 * which is what holds phones back. What counts is {@link #pendingBytes}: everything accepted and
 * not yet durable.
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
  static final long LINGER_MILLIS = 40;
  static final int BATCH_ROWS = 1_000;
  static final long BATCH_BYTES = 16L << 20;
  static final long LONGEST_RETRY_MILLIS = 2_000;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final int RETRIES_WHEN_CLOSING = 3;
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** What a command does to the tables. */
  @FunctionalInterface
  interface Work<T> {
    T on(Tables tables) throws SQLException;
  }

  /**
   * One thing to write. It may be written twice, when its first transaction was rolled back.
   *
   * @param context circumstances under which its loss is counted, null if somebody waits for it
   * @param answer completed when it is durable, null if nobody waits
   * @param alone whether it runs outside a transaction, by itself
   */
  private record Command<T>(
      Work<T> work,
      long bytes,
      @Nullable Context context,
      @Nullable CompletableFuture<T> answer,
      boolean alone) {}

  private final StoreFile file;
  private final Clock clock;
  private final long queuedBytes;
  private final Tables tables;
  private final Thread thread;
  private final List<Consumer<RecordingState>> listeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Command<?>> queue = new ArrayDeque<>();
  private final Map<Context, Long> lost = new LinkedHashMap<>();
  private final List<Runnable> whenDrained = new ArrayList<>();
  private long waitingBytes;
  private boolean urgent;
  private boolean closing;
  private boolean ended;
  private long pendingBytes;
  private volatile RecordingState state = new RecordingState(false, "", 0);

  private long lastWallMillis;
  private long lastMonotonicNanos;

  Writer(StoreFile file, Connection connection, LeafFunction leaves, Clock clock, long queuedBytes)
      throws SQLException {
    this.file = file;
    this.clock = clock;
    this.queuedBytes = queuedBytes;
    tables = new Tables(connection, leaves);
    lastWallMillis = clock.epochMillis();
    lastMonotonicNanos = clock.monotonicNanos();
    thread = new Thread(this::run, "telltale-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Hands over something to write, waiting while the queue is full.
   *
   * @return false if it was dropped (and counted) because recording is paused and the queue full
   * @throws StoreException if the store is closed
   */
  boolean append(long bytes, Context context, Work<?> task) {
    lock.lock();
    try {
      boolean waiting = true;
      while (waiting && pendingBytes + bytes > queuedBytes && pendingBytes > 0 && !ended) {
        if (state.paused()) {
          lost.merge(context, 1L, Long::sum);
          state = new RecordingState(true, state.reason(), state.dropped() + 1);
          return false;
        }
        try {
          room.await();
        } catch (InterruptedException e) {
          // The caller is being stopped; what it holds still belongs in the store.
          Thread.currentThread().interrupt();
          waiting = false;
        }
      }
      enqueue(new Command<>(task, bytes, context, null, false));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes something and waits until it is durable.
   *
   * @throws StoreException if it fails, or recording is paused
   */
  <T> T call(boolean alone, Work<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    lock.lock();
    try {
      if (state.paused()) {
        throw new StoreException(state.reason());
      }
      enqueue(new Command<>(task, 0, null, answer, alone));
      urgent = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failure) {
        throw new StoreException(String.valueOf(failure.getMessage()), failure);
      }
      throw e;
    }
  }

  private void enqueue(Command<?> command) {
    if (ended) {
      throw new StoreException("store: " + file.path() + " is closed");
    }
    boolean first = queue.isEmpty();
    queue.add(command);
    waitingBytes += command.bytes();
    pendingBytes += command.bytes();
    if (first || queue.size() == BATCH_ROWS || waitingBytes >= BATCH_BYTES) {
      work.signal();
    }
  }

  long pendingBytes() {
    lock.lock();
    try {
      return pendingBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Whether whoever feeds the queue should hold back; never while paused. */
  boolean saturated() {
    return !state.paused() && pendingBytes() > queuedBytes / 2;
  }

  RecordingState state() {
    return state;
  }

  void onState(Consumer<RecordingState> listener) {
    listeners.add(listener);
  }

  /** Runs {@code task} once {@link #saturated} is no longer so; at once if it is not. */
  void whenDrained(Runnable task) {
    lock.lock();
    try {
      if (saturated()) {
        whenDrained.add(task);
        return;
      }
    } finally {
      lock.unlock();
    }
    task.run();
  }

  /**
   * Writes what is queued and ends the thread.
   *
   * @throws StoreException if something could not be written
   */
  void close() {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
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
    if (state.paused()) {
      throw new StoreException(
          "store: closed with " + state.dropped() + " observations lost; " + state.reason());
    }
  }

  private void run() {
    List<Command<?>> batch = new ArrayList<>();
    try {
      while (take(batch)) {
        if (!batch.isEmpty() && batch.get(0).alone()) {
          runAlone(batch.get(0));
        } else {
          write(batch);
        }
        batch.clear();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("the writer stopped", e);
      state = new RecordingState(true, "the writer stopped: " + e, state.dropped());
      giveUp(batch);
      throw e;
    }
  }

  /** Waits for the next batch; false when the store is closed and nothing is left. */
  private boolean take(List<Command<?>> batch) {
    lock.lock();
    try {
      while (queue.isEmpty() && !closing) {
        work.awaitUninterruptibly();
      }
      linger();
      long bytes = 0;
      while (!queue.isEmpty()
          && batch.size() < BATCH_ROWS
          && bytes < BATCH_BYTES
          && !(queue.element().alone() && !batch.isEmpty())) {
        Command<?> next = queue.remove();
        batch.add(next);
        bytes += next.bytes();
        if (next.alone()) {
          break;
        }
      }
      waitingBytes -= bytes;
      if (queue.isEmpty()) {
        urgent = false;
      }
      if (batch.isEmpty()) {
        ended = true;
        room.signalAll();
        return false;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void linger() {
    long left = TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
    try {
      while (left > 0
          && !urgent
          && !closing
          && queue.size() < BATCH_ROWS
          && waitingBytes < BATCH_BYTES) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread with a meaning; writing early is harmless.
    }
  }

  private void write(List<Command<?>> batch) {
    long retryMillis = FIRST_RETRY_MILLIS;
    for (int attempt = 0; ; attempt++) {
      try {
        Map<Context, Long> counted = lostSoFar();
        List<Runnable> answers = writeAll(batch, counted);
        resume(counted);
        finish(batch);
        answers.forEach(Runnable::run);
        return;
      } catch (SQLException | RuntimeException e) {
        rollback();
        if (!StoreFile.passing(e)) {
          writeOneByOne(batch);
          finish(batch);
          return;
        }
        pause(batch, file.failure(e));
        if (batch.isEmpty() && !state.paused()) {
          return;
        }
        if (closing && attempt >= RETRIES_WHEN_CLOSING) {
          giveUp(batch);
          return;
        }
        sleep(closing ? FIRST_RETRY_MILLIS : retryMillis);
        retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
      }
    }
  }

  private List<Runnable> writeAll(List<Command<?>> batch, Map<Context, Long> counted)
      throws SQLException {
    List<Runnable> answers = new ArrayList<>();
    if (batch.isEmpty() && counted.isEmpty()) {
      return answers;
    }
    noticeClockJump();
    for (Command<?> command : batch) {
      answers.add(perform(command));
    }
    for (Map.Entry<Context, Long> entry : counted.entrySet()) {
      tables.gap(pausedGap(entry.getValue(), "recording was paused"), entry.getKey());
    }
    tables.commit();
    return answers;
  }

  /** Runs what has its own transactions, once, and tells the caller how it went. */
  private void runAlone(Command<?> command) {
    Runnable answer;
    try {
      answer = perform(command);
    } catch (SQLException | RuntimeException e) {
      CompletableFuture<?> caller = command.answer();
      answer =
          () -> {
            if (caller != null) {
              caller.completeExceptionally(file.failure(e));
            }
          };
    }
    rollback();
    answer.run();
  }

  private <T> Runnable perform(Command<T> command) throws SQLException {
    CompletableFuture<T> answer = command.answer();
    try {
      T result = command.work().on(tables);
      return answer == null ? () -> {} : () -> answer.complete(result);
    } catch (StoreException e) {
      if (answer == null) {
        throw e;
      }
      return () -> answer.completeExceptionally(e);
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
          lose(command.context());
        }
      }
    }
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

  private Gap pausedGap(long count, String why) {
    return new Gap(
        clock.epochMillis(),
        Gap.Cause.RECORDING_PAUSED,
        null,
        null,
        null,
        count,
        why + "; this many observations were not stored");
  }

  private Map<Context, Long> lostSoFar() {
    lock.lock();
    try {
      return Map.copyOf(lost);
    } finally {
      lock.unlock();
    }
  }

  private void lose(Context context) {
    lock.lock();
    try {
      lost.merge(context, 1L, Long::sum);
    } finally {
      lock.unlock();
    }
  }

  private void pause(List<Command<?>> batch, StoreException failure) {
    List<Command<?>> waiting = new ArrayList<>();
    List<Runnable> drained;
    boolean news;
    lock.lock();
    try {
      batch.removeIf(command -> command.answer() != null && waiting.add(command));
      queue.removeIf(command -> command.answer() != null && waiting.add(command));
      // With nothing left to store, those who waited are told, and that is all.
      boolean held = !batch.isEmpty() || !queue.isEmpty() || !lost.isEmpty();
      news = held && !state.paused();
      if (held) {
        String reason = "recording is paused: " + failure.getMessage();
        state = new RecordingState(true, reason, state.dropped());
      }
      room.signalAll();
      drained = List.copyOf(whenDrained);
      whenDrained.clear();
    } finally {
      lock.unlock();
    }
    if (news) {
      LOG.error("{}", state.reason());
      tell();
    }
    for (Command<?> command : waiting) {
      CompletableFuture<?> answer = command.answer();
      if (answer != null) {
        answer.completeExceptionally(
            new StoreException(String.valueOf(failure.getMessage()), failure));
      }
    }
    drained.forEach(Writer::guarded);
  }

  private void resume(Map<Context, Long> counted) {
    boolean news;
    lock.lock();
    try {
      counted.forEach((context, count) -> lost.merge(context, -count, Long::sum));
      lost.values().removeIf(count -> count == 0);
      news = state.paused();
      state = new RecordingState(false, "", state.dropped());
    } finally {
      lock.unlock();
    }
    if (news) {
      LOG.warn("recording goes on; {} observations were dropped meanwhile", state.dropped());
      tell();
    }
  }

  private void giveUp(List<Command<?>> batch) {
    lock.lock();
    try {
      long rows = batch.size() + queue.size();
      state = new RecordingState(true, state.reason(), state.dropped() + rows);
      queue.clear();
      waitingBytes = 0;
      ended = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.error("closing while recording is paused: {} observations are lost", state.dropped());
  }

  private void finish(List<Command<?>> batch) {
    List<Runnable> drained = List.of();
    lock.lock();
    try {
      for (Command<?> command : batch) {
        pendingBytes -= command.bytes();
      }
      room.signalAll();
      if (!saturated() && !whenDrained.isEmpty()) {
        drained = List.copyOf(whenDrained);
        whenDrained.clear();
      }
    } finally {
      lock.unlock();
    }
    for (Runnable task : drained) {
      guarded(task);
    }
  }

  private void tell() {
    for (Consumer<RecordingState> listener : listeners) {
      guarded(() -> listener.accept(state));
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a listener of the store failed", e);
    }
  }

  private void rollback() {
    try {
      tables.rollback();
    } catch (SQLException e) {
      LOG.warn("the store does not answer: {}", e.getMessage());
    }
  }

  private void sleep(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      boolean closingBefore = closing;
      while (left > 0 && closing == closingBefore) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Trying again early is harmless.
    } finally {
      lock.unlock();
    }
  }
}
