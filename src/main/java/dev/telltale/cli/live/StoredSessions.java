package dev.telltale.cli.live;

import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.record.Store;
import dev.telltale.session.SessionLog;
import java.util.List;

/** Keeps sessions and marks in the store. */
final class StoredSessions implements SessionLog {
  private final Store store;

  StoredSessions(Store store) {
    this.store = store;
  }

  @Override
  public Session start(Session draft) {
    return new Session(
        store.startSession(draft),
        draft.device(),
        draft.app(),
        draft.appVersion(),
        draft.source(),
        draft.toolVersion(),
        draft.rulesVersion(),
        draft.configurationSha256(),
        draft.startedAtMillis(),
        draft.endedAtMillis());
  }

  @Override
  public void end(long session, long atMillis) {
    store.endSession(session, atMillis);
  }

  @Override
  public void mark(Mark mark) {
    store.mark(mark);
  }

  @Override
  public List<Session> sessions() {
    return store.sessions();
  }
}
