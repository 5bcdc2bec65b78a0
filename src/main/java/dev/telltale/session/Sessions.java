package dev.telltale.session;

import dev.telltale.model.Attribution;
import dev.telltale.model.Context;
import dev.telltale.model.Mark;
import dev.telltale.model.Phase;
import dev.telltale.model.Session;
import dev.telltale.util.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a running instance, one at a time for each device, and the phases in them.
 *
 * <p>Each device has a timeline of (instant, session, phase). An exchange belongs to the session
 * and phase that held when its request began, whenever it ends; so a mark takes effect at the
 * instant it is set and never re-labels what was already under way. Traffic of a device without a
 * session opens one that states no app: nothing is lost because nobody pressed start.
 *
 * <p>Safe for any thread. A lookup takes a short lock and touches no disk, except when it has to
 * open a session.
 */
public final class Sessions {
  private final SessionLog log;
  private final Clock clock;
  private final Provenance provenance;
  private final Map<String, List<Span>> timelines = new HashMap<>();
  private final List<Consumer<Session>> sessionListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Mark>> markListeners = new CopyOnWriteArrayList<>();

  /**
   * What is the same for all sessions of an instance.
   *
   * @param toolVersion version of Telltale
   * @param rulesVersion version of the detection rules
   * @param configurationSha256 SHA-256 of the effective configuration
   */
  public record Provenance(String toolVersion, String rulesVersion, String configurationSha256) {}

  /**
   * From an instant on, a device is in a session and a phase; no session between a stop and the
   * next traffic.
   */
  private record Span(long fromMillis, @Nullable Session session, String phase) {}

  public Sessions(SessionLog log, Clock clock, Provenance provenance) {
    this.log = log;
    this.clock = clock;
    this.provenance = provenance;
  }

  /** Tells {@code listener} of each session that starts or ends, on the thread that did it. */
  public void onSession(Consumer<Session> listener) {
    sessionListeners.add(listener);
  }

  /** Tells {@code listener} of each mark, on the thread that set it. */
  public void onMark(Consumer<Mark> listener) {
    markListeners.add(listener);
  }

  /**
   * Starts a session, ending the device's current one.
   *
   * @param phase the phase it begins in, null for {@link Phase#UNMARKED}
   */
  public Session start(
      String device, @Nullable String app, @Nullable String appVersion, @Nullable String phase) {
    Session session;
    Mark mark = null;
    synchronized (this) {
      long now = clock.epochMillis();
      stop(device);
      session = open(device, app, appVersion, now, phase == null ? Phase.UNMARKED : phase);
      if (phase != null) {
        mark = new Mark(session.id(), now, phase, null);
        log.mark(mark);
      }
    }
    tell(sessionListeners, session);
    if (mark != null) {
      tell(markListeners, mark);
    }
    return session;
  }

  /** Ends the device's session; empty if it has none. */
  public Optional<Session> stop(String device) {
    Session ended;
    synchronized (this) {
      Span span = last(device);
      if (span == null || span.session() == null) {
        return Optional.empty();
      }
      Session running = span.session();
      long now = clock.epochMillis();
      ended =
          new Session(
              running.id(),
              running.device(),
              running.app(),
              running.appVersion(),
              running.source(),
              running.toolVersion(),
              running.rulesVersion(),
              running.configurationSha256(),
              running.startedAtMillis(),
              now);
      log.end(running.id(), now);
      spans(device).add(new Span(now, null, Phase.UNMARKED));
    }
    tell(sessionListeners, ended);
    return Optional.of(ended);
  }

  /** Ends every session that runs. */
  public void stopAll() {
    for (Session session : running()) {
      stop(session.device());
    }
  }

  /** Begins a phase in the device's session, opening one if it has none. */
  public Mark mark(String device, String phase, @Nullable String note) {
    Mark mark;
    synchronized (this) {
      long now = clock.epochMillis();
      Span span = last(device);
      Session session =
          span == null || span.session() == null
              ? open(device, null, null, now, phase)
              : span.session();
      spans(device).add(new Span(now, session, phase));
      mark = new Mark(session.id(), now, phase, note);
      log.mark(mark);
    }
    tell(markListeners, mark);
    return mark;
  }

  /** The sessions that run now. */
  public synchronized List<Session> running() {
    List<Session> running = new ArrayList<>();
    for (List<Span> spans : timelines.values()) {
      Session session = spans.get(spans.size() - 1).session();
      if (session != null) {
        running.add(session);
      }
    }
    return running;
  }

  /** All sessions of the recording, oldest first. */
  public List<Session> all() {
    return log.sessions();
  }

  /**
   * The circumstances of something that began at an instant.
   *
   * @param device name of the device
   * @param atMillis UTC epoch milliseconds
   * @param own what the connection itself says of its app; {@link Attribution#NONE} lets the
   *     session's statement hold
   */
  public synchronized Context contextAt(String device, long atMillis, Attribution own) {
    Span span = spanAt(device, atMillis);
    if (span == null || span.session() == null) {
      Session opened = open(device, null, null, clock.epochMillis(), Phase.UNMARKED);
      return new Context(opened.id(), device, own, Phase.UNMARKED);
    }
    Session session = span.session();
    Attribution attribution =
        own.app() == null && session.app() != null
            ? new Attribution(session.app(), "session", "stated")
            : own;
    return new Context(session.id(), device, attribution, span.phase());
  }

  private Session open(
      String device, @Nullable String app, @Nullable String appVersion, long now, String phase) {
    Session session =
        log.start(
            new Session(
                0,
                device,
                app,
                appVersion,
                "live",
                provenance.toolVersion(),
                provenance.rulesVersion(),
                provenance.configurationSha256(),
                now,
                null));
    spans(device).add(new Span(now, session, phase));
    return session;
  }

  private List<Span> spans(String device) {
    return timelines.computeIfAbsent(device, d -> new ArrayList<>());
  }

  private @Nullable Span last(String device) {
    List<Span> spans = timelines.get(device);
    return spans == null ? null : spans.get(spans.size() - 1);
  }

  /** The last span that began at or before the instant; the first one for what came earlier. */
  private @Nullable Span spanAt(String device, long atMillis) {
    List<Span> spans = timelines.get(device);
    if (spans == null) {
      return null;
    }
    for (int i = spans.size() - 1; i > 0; i--) {
      if (spans.get(i).fromMillis() <= atMillis) {
        return spans.get(i);
      }
    }
    return spans.get(0);
  }

  private static <T> void tell(List<Consumer<T>> listeners, T what) {
    for (Consumer<T> listener : listeners) {
      listener.accept(what);
    }
  }
}
