package dev.telltale.record;

import dev.telltale.model.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits in front of the {@link Writer}, bounded in octets, and what everybody else may know of
 * it: whether recording is paused, how much is not yet durable, what had to be dropped. Its essay
 * is the writer's.
 *
 * <p>One lock guards it all and is never held while disk or listeners are waited for. Threads that
 * append use {@link #append} and {@link #ask}; the methods below those are the writer thread's.
 */
final class WriteQueue {
  static final long LINGER_MILLIS = 40;
  static final int BATCH_ROWS = 1_000;
  static final long BATCH_BYTES = 16L << 20;
  private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);

  /** What a command does to the tables. */
  @FunctionalInterface
  interface Work<T> {
    T on(Tables tables) throws java.sql.SQLException;
  }

  /**
   * One thing to write. It may be written twice, when its first transaction was rolled back.
   *
   * @param context circumstances under which its loss is counted, null if somebody waits for it
   * @param answer completed when it is durable, null if nobody waits
   * @param alone whether it has transactions of its own, and shares none
   */
  record Command<T>(
      Work<T> work,
      long bytes,
      @Nullable Context context,
      @Nullable CompletableFuture<T> answer,
      boolean alone) {}

  private final long bound;
  private final String store;
  private final List<Consumer<RecordingState>> listeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Command<?>> queue = new ArrayDeque<>();
  private final Map<Context, Long> lost = new LinkedHashMap<>();
  private final List<Runnable> whenDrained = new ArrayList<>();
  private long waitingBytes;
  private long pendingBytes;
  private boolean urgent;
  private boolean closing;
  private boolean ended;
  private volatile RecordingState state = new RecordingState(false, "", 0);

  /**
   * @param bound most octets that may be pending
   * @param store name of the store in messages
   */
  WriteQueue(long bound, String store) {
    this.bound = bound;
    this.store = store;
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
      while (waiting && pendingBytes + bytes > bound && pendingBytes > 0 && !ended) {
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
   * Hands over something that the caller waits for.
   *
   * @return completed when it is durable, or with a {@link StoreException}
   * @throws StoreException if recording is paused, or the store is closed
   */
  <T> CompletableFuture<T> ask(boolean alone, Work<T> task) {
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
    return answer;
  }

  private void enqueue(Command<?> command) {
    if (ended) {
      throw new StoreException("store: " + store + " is closed");
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
    return !state.paused() && pendingBytes() > bound / 2;
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

  RecordingState state() {
    return state;
  }

  void onState(Consumer<RecordingState> listener) {
    listeners.add(listener);
  }

  /** Lets the writer end when nothing is left. */
  void close() {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean closing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next batch; false when the queue is closed and nothing is left. */
  boolean take(List<Command<?>> batch) {
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

  /** Waits, less long when the queue is closed meanwhile. */
  void pauseFor(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      boolean before = closing;
      while (left > 0 && closing == before) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Trying again early is harmless.
    } finally {
      lock.unlock();
    }
  }

  /** A batch is durable, or given up one by one: there is room again. */
  void finish(List<Command<?>> batch) {
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
    drained.forEach(WriteQueue::guarded);
  }

  /** How many observations were dropped and are in no gap yet, by their circumstances. */
  Map<Context, Long> lostSoFar() {
    lock.lock();
    try {
      return Map.copyOf(lost);
    } finally {
      lock.unlock();
    }
  }

  /** Counts an observation that cannot be stored. */
  void lose(Context context) {
    lock.lock();
    try {
      lost.merge(context, 1L, Long::sum);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The disk does not take the batch. Whoever waits for an answer is told and their commands leave
   * the batch; if something else is held back, recording is paused.
   */
  void pause(List<Command<?>> batch, StoreException failure) {
    List<Command<?>> waiting = new ArrayList<>();
    List<Runnable> drained;
    boolean news;
    lock.lock();
    try {
      batch.removeIf(command -> command.answer() != null && waiting.add(command));
      queue.removeIf(command -> command.answer() != null && waiting.add(command));
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
    drained.forEach(WriteQueue::guarded);
  }

  /** The disk takes what it is given; {@code counted} losses are in gaps now. */
  void resume(Map<Context, Long> counted) {
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

  /** Ends with a batch and whatever is queued lost. */
  void giveUp(List<Command<?>> batch, String reason) {
    lock.lock();
    try {
      long rows = batch.size() + queue.size();
      state = new RecordingState(true, reason, state.dropped() + rows);
      queue.addAll(batch);
      for (Command<?> command : queue) {
        if (command.answer() != null) {
          command.answer().completeExceptionally(new StoreException(reason));
        }
      }
      queue.clear();
      waitingBytes = 0;
      ended = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.error("{}; {} observations are lost", reason, state.dropped());
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
}
