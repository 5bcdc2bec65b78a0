package dev.telltale.record;

import dev.telltale.model.Attribution;
import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Context;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Mark;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.model.Session;
import dev.telltale.model.TesterEvidence;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The recording of one data folder, a SQLite file named {@code telltale.db}.
 *
 * <p>Opened for writing ({@link #open}) by one instance at a time; opened for reading ({@link
 * #openReadOnly}) by any number, also meanwhile. What {@code append} and {@code findings} take is
 * durable at most 250 ms later; the other writing methods return when it is. What is read is what
 * is durable.
 *
 * <p>Safe for any thread. Methods that wait for the writer must not be called from network threads.
 */
public final class Store extends Queries implements AutoCloseable {
  /** Makes no leaves. */
  private static final LeafFunction NO_LEAVES = exchange -> new byte[0];

  private final Readers readers;
  private final Clock clock;
  private final @Nullable Writer writer;
  private final @Nullable Connection connection;
  private final @Nullable FileChannel lock;

  /** The number given last; SQLite would give it only with the row, which may have to wait. */
  private final AtomicLong sessions = new AtomicLong();

  private Store(
      Readers readers,
      Clock clock,
      @Nullable Writer writer,
      @Nullable Connection connection,
      @Nullable FileChannel lock) {
    super(readers);
    this.readers = readers;
    this.clock = clock;
    this.writer = writer;
    this.connection = connection;
    this.lock = lock;
  }

  /** {@link #open(Path, Clock, Limits, LeafFunction)} with the default limits and no leaves. */
  public static Store open(Path dataDir, Clock clock) {
    return open(dataDir, clock, Limits.DEFAULT, NO_LEAVES);
  }

  /**
   * Opens a recording for writing. Folder and file are created when missing, for their owner only;
   * an older schema is brought up to date; sessions that a crash left open are ended at the last
   * thing known of them.
   *
   * @param limits {@link Limits#queuedBytes} bounds what waits to be written
   * @param leaves makes the leaves of the evidence tree
   * @throws StoreException if another instance writes there, or the file is damaged, newer or not
   *     writable; nothing is changed then
   */
  public static Store open(Path dataDir, Clock clock, Limits limits, LeafFunction leaves) {
    StoreFile file = new StoreFile(dataDir);
    file.create();
    FileChannel lock = file.lock();
    Connection connection = null;
    try {
      connection = file.openForWriting();
      Writer writer = new Writer(file, connection, leaves, clock, limits.queuedBytes());
      Store store = new Store(new Readers(file), clock, writer, connection, lock);
      writer.call(false, Deletions::afterCrash);
      store.sessions.set(
          writer.call(
              false,
              tables ->
                  tables.sql("SELECT seq FROM sqlite_sequence WHERE name = 'sessions'").single(0)));
      return store;
    } catch (SQLException e) {
      StoreFile.closeQuietly(connection);
      StoreFile.closeQuietly(lock);
      throw file.failure(e);
    } catch (StoreException e) {
      StoreFile.closeQuietly(connection);
      StoreFile.closeQuietly(lock);
      throw e;
    }
  }

  /**
   * Opens a recording for reading; also while another instance writes to it, and from a folder that
   * cannot be written. The methods that write then throw.
   *
   * @throws StoreException if there is none, or it is damaged or of another version
   */
  public static Store openReadOnly(Path dataDir) {
    StoreFile file = new StoreFile(dataDir);
    file.requireReadable();
    return new Store(new Readers(file), Clock.SYSTEM, null, null, null);
  }

  private Writer writer() {
    if (writer == null) {
      throw new StoreException("store: opened for reading only (expected: opened for writing)");
    }
    return writer;
  }

  /**
   * Stores an exchange. Waits while the queue is full, which is what holds phones back.
   *
   * @return false if it was dropped, and counted, because recording is paused
   * @throws IllegalArgumentException if a body's digest is not SHA-256 or its content is not loaded
   */
  public boolean append(Observation observation) {
    long bytes = Weight.of(observation.exchange());
    return writer()
        .queue()
        .append(
            bytes,
            observation.context(),
            tables -> {
              tables.exchange(observation);
              return true;
            });
  }

  /** Stores a gap. Returns false if it was dropped and counted, as {@link #append(Observation)}. */
  public boolean append(Gap gap, Context context) {
    return writer()
        .queue()
        .append(
            256 + gap.detail().length(),
            context,
            tables -> {
              tables.gap(gap, context);
              return true;
            });
  }

  /** Stores an opaque connection. Returns false as {@link #append(Observation)}. */
  public boolean append(ClosedConnection closed, Context context) {
    return writer()
        .queue()
        .append(
            1024,
            context,
            tables -> {
              tables.closed(closed, context);
              return true;
            });
  }

  /**
   * Stores what was found in an exchange, behind what was found before. Call it after {@link
   * #append(Observation)} of the exchange; findings of an exchange that was dropped are left out.
   *
   * @param observation the exchange
   * @param rulesVersion version of the rules that found them
   * @return false as {@link #append(Observation)}
   */
  public boolean findings(Observation observation, List<Finding> findings, String rulesVersion) {
    if (findings.isEmpty()) {
      return true;
    }
    String exchangeId = observation.exchange().id();
    List<Finding> kept = List.copyOf(findings);
    return writer()
        .queue()
        .append(
            Weight.ofFindings(kept),
            observation.context(),
            tables -> {
              tables.findings(Tables.FINDINGS, exchangeId, kept, rulesVersion);
              return true;
            });
  }

  /**
   * Begins to replace the findings of exchanges, as a reclassification does. What is put becomes
   * visible, all at once, when it is committed; a replacement that was not is undone when it is
   * closed, or when the store is opened again.
   */
  public FindingsReplacement replaceFindings(String rulesVersion) {
    return new FindingsReplacement(writer(), rulesVersion);
  }

  /**
   * Keeps a new session. While recording is paused its row waits with everything else, so that
   * traffic of a phone that appears just then is kept or counted like that of others.
   *
   * @param draft the session; its id and end are ignored
   * @return its number, given in the order of calls
   * @throws StoreException if the store is closed
   */
  public long startSession(Session draft) {
    WriteQueue queue = writer().queue();
    final long id;
    synchronized (sessions) {
      id = sessions.incrementAndGet();
      // Weighs nothing, so that a full queue takes it; there are few of them.
      queue.append(
          0,
          new Context(id, draft.device(), Attribution.NONE, Phase.UNMARKED),
          tables ->
              tables
                  .sql(
                      "INSERT INTO sessions (id, device, app, app_version, source, tool_version,"
                          + " rules_version, configuration_sha256, started_at)"
                          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                  .number(id)
                  .text(draft.device())
                  .text(draft.app())
                  .text(draft.appVersion())
                  .text(draft.source())
                  .text(draft.toolVersion())
                  .text(draft.rulesVersion())
                  .text(draft.configurationSha256())
                  .number(draft.startedAtMillis())
                  .change());
    }
    if (!queue.state().paused()) {
      try {
        flush();
      } catch (StoreException e) {
        if (!queue.state().paused()) {
          throw e;
        }
      }
    }
    return id;
  }

  /** Notes the end of a session; the first one counts. */
  public void endSession(long session, long atMillis) {
    int ended =
        writer()
            .call(
                false,
                tables ->
                    tables
                        .sql("UPDATE sessions SET ended_at = ifnull(ended_at, ?) WHERE id = ?")
                        .number(atMillis)
                        .number(session)
                        .change());
    if (ended == 0) {
      throw new StoreException(
          "session: " + session + " does not exist; see telltale session list");
    }
  }

  /** Keeps a mark. */
  public void mark(Mark mark) {
    writer()
        .call(
            false,
            tables ->
                tables
                    .sql("INSERT INTO marks (session, at, phase, note) VALUES (?, ?, ?, ?)")
                    .number(mark.session())
                    .number(mark.atMillis())
                    .text(mark.phase())
                    .text(mark.note())
                    .change());
  }

  /** Keeps a device's profile in the place of what was known of it. */
  public void putDevice(DeviceProfile profile) {
    writer()
        .call(
            false,
            tables ->
                tables
                    .sql(
                        "INSERT INTO devices (name, profile_json) VALUES (?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET profile_json = excluded.profile_json")
                    .text(profile.device())
                    .text(Profiles.json(profile))
                    .change());
  }

  /**
   * Keeps a declaration; one of the same app, version, layer, name and content is kept once.
   *
   * @param declaration the declaration; its id is ignored
   * @return its number
   */
  public long putDeclaration(RecordedDeclaration declaration) {
    return writer()
        .call(
            false,
            tables -> {
              long known =
                  tables
                      .sql(
                          "SELECT id FROM declarations WHERE app = ? AND app_version IS ? AND name"
                              + " = ? AND layer = ? AND sha256 = ?")
                      .text(declaration.app())
                      .text(declaration.appVersion())
                      .text(declaration.name())
                      .text(declaration.layer())
                      .text(declaration.sha256())
                      .single(0);
              if (known != 0) {
                return known;
              }
              tables
                  .sql(
                      "INSERT INTO declarations (app, app_version, name, layer, sha256, fetched_at,"
                          + " content) VALUES (?, ?, ?, ?, ?, ?, ?)")
                  .text(declaration.app())
                  .text(declaration.appVersion())
                  .text(declaration.name())
                  .text(declaration.layer())
                  .text(declaration.sha256())
                  .number(declaration.fetchedAtMillis())
                  .octets(declaration.content())
                  .change();
              return tables.lastRow();
            });
  }

  /**
   * Keeps what a tester saw.
   *
   * @param evidence the evidence; its id is ignored
   * @return its number
   */
  public long putTesterEvidence(TesterEvidence evidence) {
    return writer()
        .call(
            false,
            tables -> {
              tables
                  .sql(
                      "INSERT INTO tester_evidence (app, session, issue, text, at, added_at, name,"
                          + " sha256, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                  .text(evidence.app())
                  .number(evidence.session())
                  .text(evidence.issue())
                  .text(evidence.text())
                  .number(evidence.atMillis())
                  .number(evidence.addedAtMillis())
                  .text(evidence.name())
                  .text(evidence.sha256())
                  .octets(evidence.content())
                  .change();
              return tables.lastRow();
            });
  }

  /** Keeps a signed head of the evidence tree. */
  public void appendHead(TreeHead head) {
    writer()
        .call(
            false,
            tables ->
                tables
                    .sql(
                        "INSERT INTO heads (count, root, signature, signed_at) VALUES (?, ?, ?, ?)")
                    .number(head.count())
                    .octets(head.root())
                    .octets(head.signature())
                    .number(head.signedAtMillis())
                    .change());
  }

  /**
   * Deletes a session with everything that only it refers to, so that nothing of it remains in the
   * file or its log; of each exchange a {@link Tombstone} stays. Takes as long as copying the file.
   *
   * @return how many exchanges were deleted
   * @throws StoreException if there is no such session, or a reader holds the log open
   */
  public long deleteSession(long session, String reason) {
    long now = clock.epochMillis();
    return writer().call(true, tables -> Deletions.session(tables, session, reason, now));
  }

  /** Octets that were accepted and are not yet durable. */
  public long pendingBytes() {
    return writer().queue().pendingBytes();
  }

  /** Whether whoever feeds the store should hold back; never while recording is paused. */
  public boolean saturated() {
    return writer().queue().saturated();
  }

  /** Runs {@code task} once, as soon as {@link #saturated} is false; on any thread. */
  public void whenDrained(Runnable task) {
    writer().queue().whenDrained(task);
  }

  /** Returns when everything handed over before is durable. */
  public void flush() {
    writer().call(false, tables -> true);
  }

  /** Whether recording is paused, and why. */
  public RecordingState recordingState() {
    return writer().queue().state();
  }

  /** Tells {@code listener} when recording pauses or goes on, on the writer thread. */
  public void onRecordingState(Consumer<RecordingState> listener) {
    writer().queue().onState(listener);
  }

  /**
   * Writes what is queued and closes the file.
   *
   * @throws StoreException if something could not be written; it is closed nevertheless
   */
  @Override
  public void close() {
    readers.close();
    try {
      if (writer != null) {
        writer.close();
      }
    } finally {
      StoreFile.closeQuietly(connection);
      StoreFile.closeQuietly(lock);
    }
  }
}
