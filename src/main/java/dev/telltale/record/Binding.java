package dev.telltale.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement whose parameters are given one after the other. Kept and reused: preparing
 * costs more than executing. Belongs to one thread.
 */
final class Binding implements AutoCloseable {
  private final PreparedStatement statement;
  private int position;

  Binding(Connection connection, String sql) throws SQLException {
    statement = connection.prepareStatement(sql);
  }

  /** Begins with the first parameter, whatever an earlier use has left behind. */
  Binding start() {
    position = 0;
    return this;
  }

  Binding text(@Nullable String value) throws SQLException {
    position++;
    if (value == null) {
      statement.setNull(position, Types.VARCHAR);
    } else {
      statement.setString(position, value);
    }
    return this;
  }

  Binding number(long value) throws SQLException {
    statement.setLong(++position, value);
    return this;
  }

  Binding number(@Nullable Long value) throws SQLException {
    position++;
    if (value == null) {
      statement.setNull(position, Types.BIGINT);
    } else {
      statement.setLong(position, value);
    }
    return this;
  }

  Binding real(double value) throws SQLException {
    statement.setDouble(++position, value);
    return this;
  }

  Binding octets(byte @Nullable [] value) throws SQLException {
    position++;
    if (value == null) {
      statement.setNull(position, Types.BLOB);
    } else {
      statement.setBytes(position, value);
    }
    return this;
  }

  /** Executes a statement that changes rows, and says how many. */
  int change() throws SQLException {
    return statement.executeUpdate();
  }

  /** Executes a query; the caller closes the rows. */
  ResultSet rows() throws SQLException {
    return statement.executeQuery();
  }

  /** The single number that a query gives, or {@code otherwise} when it gives no row. */
  long single(long otherwise) throws SQLException {
    try (ResultSet rows = rows()) {
      return rows.next() ? rows.getLong(1) : otherwise;
    }
  }

  @Override
  public void close() {
    StoreFile.closeQuietly(statement);
  }
}
