package dev.telltale.web;

import dev.telltale.model.Body;
import dev.telltale.model.Exchange;
import dev.telltale.model.Mark;
import dev.telltale.model.Observation;
import dev.telltale.model.Request;
import dev.telltale.model.Response;
import dev.telltale.model.Session;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells open dashboards what has just been recorded. Whoever records calls it and is never held up:
 * each reader has a bounded queue, and a reader that falls behind is told how many events it missed
 * so that it reads the store again. Exchanges are counted, not sent. Safe for any thread.
 */
public final class LiveEvents implements AutoCloseable {
  private static final int QUEUED = 256;
  private static final int MOST_READERS = 16;

  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private final AtomicLong exchanges = new AtomicLong();
  private volatile boolean closed;

  /** Something that happened: a {@code finding}, {@code gap}, {@code session} or {@code mark}. */
  record Event(String name, Object subject) {}

  /** An exchange was stored. */
  public void exchange() {
    exchanges.incrementAndGet();
  }

  /** A finding was stored. */
  public void finding(RecordedFinding finding) {
    if (!readers.isEmpty()) {
      offer(new Event("finding", light(finding)));
    }
  }

  /** A gap was stored. */
  public void gap(RecordedGap gap) {
    offer(new Event("gap", gap));
  }

  /** A session started or ended. */
  public void session(Session session) {
    offer(new Event("session", session));
  }

  /** A phase began. */
  public void mark(Mark mark) {
    offer(new Event("mark", mark));
  }

  /** How many exchanges were stored since the start. */
  long exchanges() {
    return exchanges.get();
  }

  /** How many dashboards listen. */
  int listening() {
    return readers.size();
  }

  /** A new reader, null when too many are open. */
  synchronized @Nullable Reader open() {
    if (closed || readers.size() >= MOST_READERS) {
      return null;
    }
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }

  /** Ends all readers. */
  @Override
  public synchronized void close() {
    closed = true;
    readers.clear();
  }

  private void offer(Event event) {
    for (Reader reader : readers) {
      if (!reader.queue.offer(event)) {
        reader.missed.incrementAndGet();
      }
    }
  }

  /** Without bodies and messages, which a waiting event would otherwise hold in memory. */
  private static RecordedFinding light(RecordedFinding finding) {
    Exchange full = finding.observation().exchange();
    Request request = full.request();
    Response response = full.response();
    Exchange exchange =
        new Exchange(
            full.id(),
            full.connection(),
            full.protocol(),
            new Request(
                request.method(),
                request.url(),
                request.target(),
                request.headers(),
                request.trailers(),
                light(request.body())),
            response == null
                ? null
                : new Response(
                    response.status(),
                    response.reason(),
                    response.headers(),
                    response.trailers(),
                    light(response.body())),
            List.of(),
            full.outcome(),
            full.failure(),
            full.startedAtMillis(),
            full.durationMillis());
    Observation observation =
        new Observation(
            exchange, finding.observation().context(), finding.observation().recipient());
    return new RecordedFinding(
        finding.sequence(), finding.finding(), observation, finding.rulesVersion());
  }

  private static Body light(Body body) {
    return new Body(body.sha256(), body.sizeBytes(), body.keptBytes(), new byte[0]);
  }

  /** One dashboard's queue; used by one thread. */
  final class Reader implements AutoCloseable {
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUED);
    private final AtomicLong missed = new AtomicLong();

    /** The next event, null if none came in time. */
    @Nullable Event next(long millis) throws InterruptedException {
      return queue.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** How many events were lost since the last call. */
    long missed() {
      return missed.getAndSet(0);
    }

    /** Whether the source has ended. */
    boolean ended() {
      return closed;
    }

    @Override
    public void close() {
      readers.remove(this);
    }
  }
}
