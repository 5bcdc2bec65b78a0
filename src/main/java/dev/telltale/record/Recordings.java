package dev.telltale.record;

import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Mark;
import dev.telltale.model.Session;
import dev.telltale.model.TesterEvidence;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The read port of the store: what web, evidence and report see. Rows come in the order they were
 * stored, or newest first where {@link Query#newestFirst} asks for it, and are handed over one by
 * one, so that memory does not grow with the recording; each call reads one consistent snapshot,
 * and calls may be nested. Safe for any thread; a failure of the store is a {@link StoreException}.
 */
public interface Recordings {

  /** All sessions, oldest first. */
  List<Session> sessions();

  /** The marks of a session, oldest first. */
  List<Mark> marks(long session);

  /** Exchanges, bodies and messages not loaded. */
  void exchanges(Query query, Consumer<RecordedExchange> each);

  /** Exchanges whole, with bodies and messages. */
  void wholeExchanges(Query query, Consumer<RecordedExchange> each);

  /** Exchanges whole, each with what was found in it. */
  void exchangesWithFindings(Query query, BiConsumer<RecordedExchange, List<RecordedFinding>> each);

  /** One exchange whole, with bodies and messages. */
  Optional<RecordedExchange> exchange(String id);

  /** Findings with their exchanges, bodies not loaded. */
  void findings(Query query, Consumer<RecordedFinding> each);

  /** Gaps; {@link Query#type} does not apply to them. */
  void gaps(Query query, Consumer<RecordedGap> each);

  /** Opaque and passed-through connections; {@link Query#type} does not apply to them. */
  void connections(Query query, Consumer<RecordedConnection> each);

  /** A row for each app that did something, most findings first. */
  List<AppSummary> apps(@Nullable Long session);

  /** A row for each recipient (registrable domain and party), most findings first. */
  List<RecipientSummary> recipients(Query query);

  /** The known devices, by name. */
  List<DeviceProfile> devices();

  /** A device's profile. */
  Optional<DeviceProfile> device(String name);

  /** The declarations of an app (or company), of all if null, oldest first. */
  List<RecordedDeclaration> declarations(@Nullable String app);

  /** What testers saw of an app, of all if null, oldest first. */
  List<TesterEvidence> testerEvidence(@Nullable String app);

  /** The leaf of every exchange in order, those of deleted ones included. */
  void leaves(LeafConsumer each);

  /** The signed heads, oldest first. */
  List<TreeHead> heads();

  /** What deletion left, by sequence. */
  List<Tombstone> tombstones();

  /** Steps of the wall clock while recording, oldest first. */
  List<ClockJump> clockJumps();

  /** Takes the leaves of the evidence tree. */
  @FunctionalInterface
  interface LeafConsumer {
    /** One leaf, null if none was made when the exchange was stored. */
    void leaf(long sequence, byte @Nullable [] leaf);
  }
}
