package dev.telltale.record;

import dev.telltale.util.Resources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * The store's file: where it is, who may read it, which version its schema has, and what SQLite's
 * complaints about it mean. Nothing here ever deletes or repairs a file that it does not
 * understand.
 */
final class StoreFile {
  static final String NAME = "telltale.db";
  static final String LOCK_NAME = "telltale.lock";

  /** The version of the schema that this program writes. */
  static final int VERSION = 3;

  /** {@code PRAGMA application_id}: "TTLT". */
  static final int APPLICATION_ID = 0x54544C54;

  /** Stores up to this size are checked whole when opened. */
  private static final long CHECKED_BYTES = 64L << 20;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private boolean immutable;

  StoreFile(Path dataDir) {
    path = dataDir.resolve(NAME);
  }

  Path path() {
    return path;
  }

  /** Creates folder and file, readable by their owner only, where they are missing. */
  void create() {
    Path folder = path.toAbsolutePath().getParent();
    try {
      if (folder != null && !Files.exists(folder)) {
        Path above = folder.getParent();
        if (above != null) {
          Files.createDirectories(above);
        }
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (!Files.exists(path)) {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
    } catch (IOException e) {
      throw new StoreException(
          "data folder: "
              + path.getParent()
              + " cannot be created or written ("
              + e
              + "); choose another with --data DIR, or change its owner or mode",
          e);
    }
  }

  /** Takes the lock that one writing instance holds; released when the channel is closed. */
  FileChannel lock() {
    Path lockPath = path.resolveSibling(LOCK_NAME);
    try {
      FileChannel channel =
          FileChannel.open(
              lockPath,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException sameProcess) {
        // Said below as for any other holder.
      }
      if (lock == null) {
        String holder = Files.readString(lockPath).strip();
        channel.close();
        throw new StoreException(
            "data folder: "
                + path.getParent()
                + " is in use by another instance"
                + (holder.isEmpty() ? "" : " (process " + holder + ")")
                + "; stop that one, or choose another folder with --data DIR");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException e) {
      throw new StoreException(
          "lock file: " + lockPath + " cannot be written (" + e + "); make the folder writable", e);
    }
  }

  /** The one connection that writes: migrated and checked. */
  Connection openForWriting() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(5_000);
    // Otherwise each insert runs a query for the key, and leaves it open.
    config.setGetGeneratedKeys(false);
    // The writer is the only thread that uses it, so SQLite need not lock it for each call.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    Connection connection = null;
    try {
      connection = config.createConnection("jdbc:sqlite:" + path);
      try (Statement statement = connection.createStatement()) {
        int version = version(statement);
        if (version == 0) {
          refuseForeign(statement);
          // Both count only before the first table exists.
          statement.execute("PRAGMA page_size = 8192");
          statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        }
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA secure_delete = ON");
        statement.execute("PRAGMA temp_store = MEMORY");
        // Kibibytes: inserts by digest touch pages everywhere, and a page not in memory is read.
        statement.execute("PRAGMA cache_size = -32000");
        statement.execute("PRAGMA wal_autocheckpoint = 2000");
        statement.execute("PRAGMA journal_size_limit = 67108864");
        migrate(statement, version);
        check(statement);
      }
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw failure(e);
    } catch (StoreException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private void migrate(Statement statement, int from) throws SQLException {
    for (int version = from + 1; version <= VERSION; version++) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        statement.executeUpdate(Resources.text(StoreFile.class, "schema-" + version + ".sql"));
        statement.execute("PRAGMA user_version = " + version);
        statement.execute("COMMIT");
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }

  /** A connection that only reads. */
  Connection openForReading() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(5_000);
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    try {
      return config.createConnection(
          "jdbc:sqlite:"
              + path.toAbsolutePath().toUri().toString().replaceFirst("^file:/+", "file:///")
              + (immutable ? "?immutable=1" : ""));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Checks that there is a store of this version to read. */
  void requireReadable() {
    if (!Files.exists(path)) {
      throw new StoreException(
          "store: "
              + path
              + " does not exist; record something first (telltale start, telltale demo), or name"
              + " the folder of a recording with --data DIR");
    }
    // WAL needs its two side files. In a folder that cannot be written, and with no log left to
    // replay, the file is all there is and does not change.
    immutable =
        !Files.isWritable(path.toAbsolutePath().getParent())
            && !Files.exists(path.resolveSibling(NAME + "-wal"));
    try (Connection connection = openForReading();
        Statement statement = connection.createStatement()) {
      int version = version(statement);
      if (version < VERSION) {
        throw new StoreException(
            "store: "
                + path
                + " has schema version "
                + version
                + " (expected: "
                + VERSION
                + "); start telltale once on this folder, which brings it up to date");
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private int version(Statement statement) throws SQLException {
    int version = number(statement, "PRAGMA user_version");
    if (version > VERSION) {
      throw new StoreException(
          "store: "
              + path
              + " has schema version "
              + version
              + " (expected: at most "
              + VERSION
              + "); it was written by a newer telltale, use that one or another --data DIR");
    }
    return version;
  }

  private void refuseForeign(Statement statement) throws SQLException {
    if (number(statement, "SELECT count(*) FROM sqlite_schema") > 0) {
      throw new StoreException(
          "store: "
              + path
              + " is a database of another program (expected: a store of telltale); choose another"
              + " folder with --data DIR");
    }
  }

  private void check(Statement statement) throws SQLException {
    int pages = number(statement, "PRAGMA page_count");
    if ((long) pages * number(statement, "PRAGMA page_size") > CHECKED_BYTES) {
      return;
    }
    try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = rows.next() ? rows.getString(1) : "no answer";
      if (!"ok".equals(answer)) {
        throw damaged(answer, null);
      }
    }
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private StoreException damaged(@Nullable String what, @Nullable Throwable cause) {
    String message =
        "store: "
            + path
            + " is damaged ("
            + what
            + "); nothing was changed or deleted: copy the folder, then save what can be read with"
            + " `sqlite3 "
            + NAME
            + " .recover | sqlite3 saved.db`, or start afresh with another --data DIR";
    return cause == null ? new StoreException(message) : new StoreException(message, cause);
  }

  /** What a failure of SQLite means for the person who has to do something about it. */
  StoreException failure(Exception e) {
    if (e instanceof StoreException already) {
      return already;
    }
    if (!(e instanceof SQLException)) {
      return new StoreException(
          "store: "
              + path
              + ": a row could not be stored ("
              + e
              + "), which is a fault of telltale",
          e);
    }
    return switch (primary(e)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(e.getMessage(), e);
      case SQLITE_FULL ->
          new StoreException("store: " + path + ": the disk is full; make space on it", e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StoreException(
              "store: "
                  + path
                  + " is locked by another program; close what has it open and try again",
              e);
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
          new StoreException(
              "store: "
                  + path
                  + " cannot be opened or written ("
                  + e.getMessage()
                  + "); check owner and mode of the folder and the file",
              e);
      default ->
          new StoreException(
              "store: " + path + ": " + e.getMessage() + "; check the disk, then try again", e);
    };
  }

  /** Whether waiting may help: the disk is full or does not answer. */
  static boolean passing(Exception e) {
    return switch (primary(e)) {
      case SQLITE_FULL,
          SQLITE_IOERR,
          SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_READONLY,
          SQLITE_CANTOPEN,
          SQLITE_NOMEM ->
          true;
      default -> false;
    };
  }

  /** The primary result code, which is the lowest octet of an extended one. */
  private static SQLiteErrorCode primary(Exception e) {
    return e instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  static void closeQuietly(@Nullable AutoCloseable resource) {
    if (resource != null) {
      try {
        resource.close();
      } catch (Exception e) {
        // Closing after a failure: the failure is what counts, and it is being reported.
      }
    }
  }
}
