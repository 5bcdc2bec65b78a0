package dev.telltale.cli;

import dev.telltale.model.Session;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code telltale session delete}: takes sessions off the disk, and leaves tombstones. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = {
      "Delete sessions: exchanges, bodies, findings, gaps, marks, and profiles of phones that no other session has.",
      "What remains is a tombstone for each exchange: its place, its leaf, when and why it was deleted."
    },
    footer = {
      "",
      "The instance that records must be stopped. Copies, bundles and exports are not touched.",
      "Example: telltale session delete 3 --reason \"asked for by the tester\""
    })
final class SessionDeleteCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(paramLabel = "N", arity = "0..*", description = "Numbers of sessions.")
  private List<Long> numbers = new ArrayList<>();

  @Option(
      names = "--older-than",
      paramLabel = "DAYS",
      description = "Those too that ended more than so many days ago.")
  private @Nullable Integer days;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the tombstones; every later bundle shows it.")
  private String reason = "";

  @Override
  public Integer call() {
    if (numbers.isEmpty() && days == null) {
      throw new UsageException(
          "session delete: which? (expected: numbers of sessions, or --older-than DAYS; see: telltale session list)");
    }
    if (days != null && days < 1) {
      throw new UsageException("--older-than: " + days + " (expected: 1 or more)");
    }
    Path data = options.dataFolder();
    if (InstanceFile.find(data) != null) {
      throw new UsageException(
          data + ": an instance records there (expected: a stopped one); stop it first");
    }
    try (Store store = Store.open(data, Clock.SYSTEM)) {
      List<Long> known = store.sessions().stream().map(Session::id).toList();
      for (long number : numbers) {
        if (!known.contains(number)) {
          throw new UsageException(
              number + ": no such session (see: telltale session list); nothing was deleted");
        }
      }
      List<Long> doomed = new ArrayList<>(numbers);
      if (days != null) {
        Retention.older(store, days, Clock.SYSTEM).forEach(session -> doomed.add(session.id()));
      }
      for (long number : doomed.stream().distinct().toList()) {
        long exchanges = store.deleteSession(number, reason);
        Terminal.out("session " + number + ": " + exchanges + " exchanges deleted");
      }
      if (doomed.isEmpty()) {
        Terminal.err("No session ended more than " + days + " days ago.");
      }
    }
    return Main.DONE;
  }
}
