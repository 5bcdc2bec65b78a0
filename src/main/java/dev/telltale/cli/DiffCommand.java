package dev.telltale.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.telltale.compare.Differences;
import dev.telltale.compare.Differences.Difference;
import dev.telltale.compare.Flow;
import dev.telltale.record.Store;
import dev.telltale.report.AppCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code telltale diff}: two runs side by side. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description =
        "What is new, gone and changed between two sessions, such as two versions of an app.",
    footer = {"", "Example: telltale session list; telltale diff 3 7"})
final class DiffCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(index = "0", paramLabel = "RUN", description = "Number of the first session.")
  private long first;

  @Parameters(index = "1", paramLabel = "RUN", description = "Number of the second session.")
  private long second;

  @Option(names = "--json", description = "JSON Lines in place of a table.")
  private boolean json;

  @Override
  public Integer call() {
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      for (long session : List.of(first, second)) {
        if (store.sessions().stream().noneMatch(s -> s.id() == session)) {
          throw new UsageException(session + ": no such session (see: telltale session list)");
        }
      }
      List<Difference> differences =
          Differences.between(
              AppCase.observed(store, null, first), AppCase.observed(store, null, second));
      if (json) {
        differences.forEach(d -> Terminal.out(line(d)));
        return Main.DONE;
      }
      Table table = new Table("CHANGE", "APP", "DATA", "TO", "PARTY", "BEFORE", "AFTER", "WHAT");
      for (Difference d : differences) {
        Flow.Key key = d.flow().key();
        table.row(
            d.change(),
            key.app().isEmpty() ? "(unattributed)" : key.app(),
            key.kind(),
            key.domain(),
            key.party(),
            times(d.before()),
            times(d.after()),
            String.join("; ", d.what()));
      }
      if (table.isEmpty()) {
        Terminal.err("The same data went to the same recipients in both.");
      } else {
        table.lines().forEach(Terminal::out);
      }
    }
    return Main.DONE;
  }

  private static String times(@Nullable Flow flow) {
    return flow == null ? "-" : flow.count() + "×";
  }

  private static String line(Difference d) {
    Flow.Key key = d.flow().key();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("change", d.change().name().toLowerCase(Locale.ROOT));
    row.put("app", key.app().isEmpty() ? null : key.app());
    row.put("type", d.flow().type());
    row.put("kind", key.kind());
    row.put("recipient", key.domain());
    row.put("party", key.party());
    row.put("before", d.before() == null ? 0 : d.before().count());
    row.put("after", d.after() == null ? 0 : d.after().count());
    row.put("what", d.what());
    return GSON.toJson(row);
  }
}
