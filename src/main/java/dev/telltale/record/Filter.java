package dev.telltale.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditions of a query in SQL, with their values as parameters. Circumstances and recipients are
 * few, so conditions on them select their row numbers first.
 */
final class Filter {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  /** Adds a condition. */
  Filter and(String condition, Object... parameters) {
    conditions.add(condition);
    values.addAll(List.of(parameters));
    return this;
  }

  /** App, session and phase, by the column that refers to the circumstances. */
  Filter context(String column, Query query) {
    Filter inner = new Filter();
    if (query.app() != null) {
      if (query.app().isEmpty()) {
        inner.and("app IS NULL");
      } else {
        inner.and("app = ?", query.app());
      }
    }
    if (query.session() != null) {
      inner.and("session = ?", query.session());
    }
    if (query.phase() != null) {
      inner.and("phase = ?", query.phase());
    }
    if (!inner.conditions.isEmpty()) {
      conditions.add(column + " IN (SELECT seq FROM contexts" + inner.where() + ")");
      values.addAll(inner.values);
    }
    return this;
  }

  /** Recipient, by the column that refers to it. */
  Filter recipient(String column, Query query) {
    if (query.domain() != null) {
      and(
          column + " IN (SELECT seq FROM recipients WHERE domain = ? OR host = ?)",
          query.domain(),
          query.domain());
    }
    return this;
  }

  /** A finding's type or kind, or a parent of either. */
  Filter type(Query query) {
    String type = query.type();
    if (type != null) {
      // The parent of "a.b" is "a": everything from "a." up to, and without, "a/".
      and(
          "(f.type = ? OR f.kind = ? OR (f.type > ? AND f.type < ?) OR (f.kind > ? AND f.kind <"
              + " ?))",
          type,
          type,
          type + ".",
          type + "/",
          type + ".",
          type + "/");
    }
    return this;
  }

  /** Adds that a subquery, narrowed by {@code inner}, has a row. */
  Filter exists(String select, Filter inner) {
    conditions.add("EXISTS (" + select + inner.where() + ")");
    values.addAll(inner.values);
    return this;
  }

  /** The page of a listing, by the column of its sequence number. */
  Filter page(String column, Query query) {
    if (query.after() > 0) {
      and(column + " > ?", query.after());
    }
    if (query.before() > 0) {
      and(column + " < ?", query.before());
    }
    return this;
  }

  /** The conditions, empty if there are none. */
  String where() {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  /** Order and limit of a listing. */
  static String order(String column, Query query) {
    return " ORDER BY "
        + column
        + (query.newestFirst() ? " DESC" : "")
        + (query.limit() > 0 ? " LIMIT " + query.limit() : "");
  }

  /** The prepared statement with the values in place. */
  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
    return statement;
  }
}
