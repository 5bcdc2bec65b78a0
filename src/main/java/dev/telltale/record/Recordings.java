package dev.telltale.record;

import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The read port of the store: what web, evidence and report see. Rows come in the order they were
 * stored, or newest first where {@link Query#newestFirst} asks for it, and are handed over one by
 * one, so that memory does not grow with the recording. Safe for any thread; a failure of the store
 * is a {@link StoreException}.
 */
public interface Recordings {

  /** All sessions, oldest first. */
  List<Session> sessions();

  /** The marks of a session, oldest first. */
  List<Mark> marks(long session);

  /** Exchanges, bodies and messages not loaded. */
  void exchanges(Query query, Consumer<RecordedExchange> each);

  /** One exchange whole, with bodies and messages. */
  Optional<RecordedExchange> exchange(String id);

  /** Findings with their exchanges, bodies not loaded. */
  void findings(Query query, Consumer<RecordedFinding> each);

  /** Gaps. */
  void gaps(Query query, Consumer<RecordedGap> each);
}
