package dev.telltale.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections that only read, kept for reuse. Each is used by one thread at a time; a call nested
 * in another takes a second one. Safe for any thread.
 */
final class Readers implements AutoCloseable {
  private static final int KEPT = 8;

  private final StoreFile file;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /** What a reader does with a connection. */
  @FunctionalInterface
  interface Reading<T> {
    T with(Connection connection) throws SQLException;
  }

  Readers(StoreFile file) {
    this.file = file;
  }

  /** Runs {@code reading}; what SQLite complains about becomes a {@link StoreException}. */
  <T> T read(Reading<T> reading) {
    if (closed) {
      throw new StoreException("store: " + file.path() + " is closed");
    }
    Connection connection = idle.poll();
    if (connection == null) {
      connection = file.openForReading();
    }
    boolean sound = false;
    try {
      T result = reading.with(connection);
      sound = true;
      return result;
    } catch (SQLException e) {
      throw file.failure(e);
    } finally {
      if (sound && !closed && idle.size() < KEPT) {
        idle.push(connection);
      } else {
        StoreFile.closeQuietly(connection);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      StoreFile.closeQuietly(connection);
    }
  }
}
