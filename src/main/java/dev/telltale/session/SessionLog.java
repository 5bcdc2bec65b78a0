package dev.telltale.session;

import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import java.util.List;

/** Where sessions and marks are kept. Each call returns when its change is durable. */
public interface SessionLog {

  /**
   * Keeps a new session.
   *
   * @param draft the session; its id is ignored
   * @return the session with the id it was given
   */
  Session start(Session draft);

  /** Notes the end of a session. */
  void end(long session, long atMillis);

  /** Keeps a mark. */
  void mark(Mark mark);

  /** All sessions, oldest first. */
  List<Session> sessions();
}
