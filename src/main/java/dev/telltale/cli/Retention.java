package dev.telltale.cli;

import dev.telltale.model.Session;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Deletes the sessions of a recording that are older than it may keep them. */
final class Retention {
  private Retention() {}

  /** Deletes what ended more than {@code days} days ago; 0 keeps all. */
  static void apply(Path data, int days, Clock clock) {
    if (days == 0 || !Files.exists(data.resolve("telltale.db"))) {
      return;
    }
    try (Store store = Store.open(data, clock)) {
      for (Session session : older(store, days, clock)) {
        long exchanges = store.deleteSession(session.id(), "retention of " + days + " days");
        Terminal.err(
            "session "
                + session.id()
                + " and its "
                + exchanges
                + " exchanges are deleted: they are older than "
                + days
                + " days (retentionDays)");
      }
    }
  }

  /** The sessions that ended more than {@code days} days ago. */
  static List<Session> older(Store store, int days, Clock clock) {
    long oldest = clock.epochMillis() - TimeUnit.DAYS.toMillis(days);
    return store.sessions().stream()
        .filter(session -> session.endedAtMillis() != null && session.endedAtMillis() < oldest)
        .toList();
  }
}
