package dev.telltale.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.telltale.record.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A page of rows, newest first. The store is read in small portions until the page is full or
 * {@link #MOST_READ} rows were looked at, so that a request costs the same however long the
 * recording is; {@code next} then says where to go on.
 */
final class Pages {
  static final int MOST_READ = 10_000;
  private static final int PORTION = 500;

  private Pages() {}

  /** How a kind of row is read and shown. */
  record Kind<R>(
      BiConsumer<Query, Consumer<R>> source,
      ToLongFunction<R> sequence,
      Predicate<R> matches,
      Function<R, JsonElement> row) {}

  /**
   * A page.
   *
   * @param before rows with a smaller sequence number only; 0 for the newest
   * @param limit rows of the page
   */
  static <R> JsonObject read(Kind<R> kind, Search search, Overview known, long before, int limit) {
    JsonArray rows = new JsonArray();
    long cursor = before;
    int looked = 0;
    boolean more = true;
    while (more && rows.size() < limit && looked < MOST_READ) {
      List<R> portion = new ArrayList<>();
      kind.source().accept(search.query(cursor, PORTION, known), portion::add);
      more = portion.size() == PORTION;
      for (R row : portion) {
        if (rows.size() == limit) {
          more = true;
          break;
        }
        cursor = kind.sequence().applyAsLong(row);
        looked++;
        if (kind.matches().test(row)) {
          rows.add(kind.row().apply(row));
        }
      }
    }
    JsonObject page = new JsonObject();
    page.add("rows", rows);
    page.add("next", more ? new JsonPrimitive(cursor) : JsonNull.INSTANCE);
    page.addProperty("looked", looked);
    return page;
  }
}
