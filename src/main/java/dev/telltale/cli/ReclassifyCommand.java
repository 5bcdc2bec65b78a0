package dev.telltale.cli;

import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.classify.ProfileException;
import dev.telltale.cli.config.ProfileFile;
import dev.telltale.cli.live.Analysis;
import dev.telltale.model.DeviceProfile;
import dev.telltale.record.FindingsReplacement;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code telltale reclassify}: findings anew, by the current rules. */
@Command(
    name = "reclassify",
    mixinStandardHelpOptions = true,
    description =
        "Make all findings of a recording anew with the current rules; exchanges stay as they are.",
    footer = {
      "",
      "The instance that records must be stopped. Example: telltale reclassify --data data --profile pixel-7.json"
    })
final class ReclassifyCommand implements Callable<Integer> {
  private static final int PROGRESS_EVERY = 1_000;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(names = "--session", paramLabel = "N", description = "Only this session.")
  private @Nullable Long session;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "The phone's profile, in place of the one recorded.")
  private @Nullable Path profile;

  @Override
  public Integer call() {
    Classifier classifier = Analysis.classifier(Analysis.decoder(Limits.DEFAULT), Limits.DEFAULT);
    try (Store store = Store.open(options.dataFolder(), Clock.SYSTEM)) {
      DeviceProfile given = profile == null ? null : ProfileFile.read(profile);
      Map<String, CompiledProfile> profiles = new HashMap<>();
      long[] done = {0};
      long findings;
      try (FindingsReplacement replacement = store.replaceFindings(classifier.rulesVersion())) {
        store.wholeExchanges(
            Query.of(null, session),
            recorded -> {
              String device = recorded.observation().context().device();
              CompiledProfile compiled =
                  profiles.computeIfAbsent(
                      device, name -> compile(classifier, profile(store, name, given)));
              put(replacement, classifier, compiled, recorded);
              if (++done[0] % PROGRESS_EVERY == 0) {
                Terminal.err(done[0] + " exchanges ...");
              }
            });
        findings = replacement.commit();
      }
      Terminal.out(
          done[0] + " exchanges, " + findings + " findings, rules " + classifier.rulesVersion());
      return Main.DONE;
    }
  }

  private static void put(
      FindingsReplacement replacement,
      Classifier classifier,
      CompiledProfile profile,
      RecordedExchange recorded) {
    replacement.put(
        recorded.observation(),
        classifier.classify(recorded.observation().exchange(), profile).findings());
  }

  private static DeviceProfile profile(Store store, String device, @Nullable DeviceProfile given) {
    if (given != null) {
      return given;
    }
    return store.device(device).orElse(DeviceProfile.EMPTY);
  }

  private static CompiledProfile compile(Classifier classifier, DeviceProfile profile) {
    try {
      return classifier.compile(profile);
    } catch (ProfileException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
