package dev.telltale.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.classify.ProfileException;
import dev.telltale.classify.differential.Differential;
import dev.telltale.classify.differential.Identifier;
import dev.telltale.classify.differential.Run;
import dev.telltale.classify.differential.Sighting;
import dev.telltale.classify.differential.Sightings;
import dev.telltale.cli.live.Analysis;
import dev.telltale.decode.MessageDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Session;
import dev.telltale.record.Query;
import dev.telltale.record.Store;
import dev.telltale.util.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code telltale identifiers}: identifiers that nobody named, found by comparing runs and phones.
 */
@Command(
    name = "identifiers",
    mixinStandardHelpOptions = true,
    description =
        "Find values that stay: for a phone, an installation, a session, or with a value of the profile.",
    footer = {
      "",
      "Record one app at least twice on one phone and once on another, or with a reset advertising id; each run is a session.",
      "Example: telltale identifiers --app com.example.app"
    })
final class IdentifiersCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(names = "--app", required = true, paramLabel = "ID", description = "The app.")
  private String app = "";

  @Option(
      names = "--install",
      paramLabel = "SESSION=WORD",
      description =
          "Which installation a session used (repeatable); one for each phone if left out.")
  private Map<Long, String> installs = new LinkedHashMap<>();

  @Option(names = "--json", description = "JSON Lines in place of a table.")
  private boolean json;

  @Override
  public Integer call() {
    MessageDecoder decoder = Analysis.decoder(Limits.DEFAULT);
    Classifier classifier = Analysis.classifier(decoder, Limits.DEFAULT);
    try (Store store = Store.openReadOnly(options.dataFolder())) {
      Map<String, CompiledProfile> profiles = new HashMap<>();
      List<Sighting> sightings = new ArrayList<>();
      Map<Long, Run> runs = new LinkedHashMap<>();
      store.wholeExchanges(
          Query.of(app, null),
          recorded -> {
            Exchange exchange = recorded.observation().exchange();
            long session = recorded.observation().context().session();
            String device = recorded.observation().context().device();
            runs.computeIfAbsent(session, number -> run(store, number, device));
            CompiledProfile profile =
                profiles.computeIfAbsent(device, name -> compile(classifier, store, name));
            sightings.addAll(
                Sightings.of(
                    exchange,
                    decoder.decode(exchange.request()),
                    classifier.classify(exchange, profile).findings(),
                    recorded.observation().recipient().host(),
                    session));
          });
      if (runs.size() < 2) {
        throw new UsageException(
            app
                + ": "
                + runs.size()
                + " sessions with traffic (expected: at least 2); record the app again, as another session");
      }
      print(Differential.analyse(List.copyOf(runs.values()), sightings));
      return Main.DONE;
    }
  }

  private Run run(Store store, long number, String device) {
    Session session =
        store.sessions().stream().filter(s -> s.id() == number).findFirst().orElseThrow();
    DeviceProfile profile = store.device(device).orElse(DeviceProfile.EMPTY);
    return new Run(
        session.id(),
        device,
        Objects.requireNonNullElse(installs.get(number), device),
        profile.values());
  }

  private static CompiledProfile compile(Classifier classifier, Store store, String device) {
    try {
      return classifier.compile(store.device(device).orElse(DeviceProfile.EMPTY));
    } catch (ProfileException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private void print(List<Identifier> identifiers) {
    Table table = new Table("SCOPE", "KNOWN AS", "PLACES", "VALUES", "CONFIRMED", "WHY");
    for (Identifier i : identifiers) {
      if (json) {
        Terminal.out(line(i));
      } else {
        table.row(
            i.scope().id(),
            i.kind() == null ? "-" : i.kind(),
            String.join(", ", i.places().stream().map(p -> p.host() + " " + p.where()).toList()),
            String.join(", ", i.values().values().stream().distinct().toList()),
            i.confirmed() ? "yes" : "no",
            i.why());
      }
    }
    if (!json) {
      if (table.isEmpty()) {
        Terminal.err("No value behaves like an identifier in these sessions.");
      } else {
        table.lines().forEach(Terminal::out);
      }
    }
  }

  private static String line(Identifier i) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("scope", i.scope().id());
    row.put("follows", i.follows());
    row.put("kind", i.kind());
    row.put(
        "places",
        i.places().stream().map(p -> Map.of("host", p.host(), "where", p.where())).toList());
    row.put("values", i.values());
    row.put("confirmed", i.confirmed());
    row.put("confidence", i.confidence());
    row.put("why", i.why());
    return GSON.toJson(row);
  }
}
