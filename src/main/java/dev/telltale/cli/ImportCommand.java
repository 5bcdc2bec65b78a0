package dev.telltale.cli;

import dev.telltale.classify.Classification;
import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.classify.ProfileException;
import dev.telltale.cli.config.ProfileFile;
import dev.telltale.cli.live.Analysis;
import dev.telltale.evidence.HarException;
import dev.telltale.evidence.HarImport;
import dev.telltale.evidence.bundle.CaseKey;
import dev.telltale.locate.Locator;
import dev.telltale.model.Attribution;
import dev.telltale.model.Context;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.model.Recipient;
import dev.telltale.model.Session;
import dev.telltale.record.Store;
import dev.telltale.util.Clock;
import dev.telltale.util.Ids;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code telltale import}: a recording made elsewhere, classified as if it had come through the
 * proxy.
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Import a HAR made by a browser, mitmproxy, HTTP Toolkit, PCAPdroid or tweasel's tools, as a session of its own.",
    footer = {
      "",
      "Example: telltale import run.har --app com.example.app --profile config/device-profile.json"
    })
final class ImportCommand implements Callable<Integer> {
  private static final int PROGRESS_EVERY = 1_000;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(paramLabel = "FILE.har", description = "The recording.")
  private Path file = Path.of("");

  @Option(
      names = "--app",
      paramLabel = "ID",
      description = "The app that made the traffic, when the file does not say.")
  private @Nullable String app;

  @Option(names = "--profile", paramLabel = "FILE", description = "What is true of the phone.")
  private @Nullable Path profileFile;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(file + ": no such file (expected: a HAR)");
    }
    HarImport.Head head;
    try {
      head = HarImport.head(file);
    } catch (HarException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    DeviceProfile given = profileFile == null ? DeviceProfile.EMPTY : ProfileFile.read(profileFile);
    Classifier classifier = Analysis.classifier(Analysis.decoder(Limits.DEFAULT), Limits.DEFAULT);
    try (Store store =
        Store.open(
            options.dataFolder(),
            Clock.SYSTEM,
            Limits.DEFAULT,
            CaseKey.openOrCreate(options.dataFolder()))) {
      String device = profileFile != null || head.device() == null ? given.device() : head.device();
      DeviceProfile profile = new DeviceProfile(device, given.platform(), given.values());
      CompiledProfile compiled = compile(classifier, profile);
      store.putDevice(profile);
      long now = Clock.SYSTEM.epochMillis();
      long session =
          store.startSession(
              new Session(
                  0,
                  device,
                  app != null ? app : head.app(),
                  head.appVersion(),
                  "import:" + file.getFileName(),
                  Main.version(),
                  classifier.rulesVersion(),
                  options.settings().sha256(),
                  Objects.requireNonNullElse(head.startedAtMillis(), now),
                  null));
      Import sink =
          new Import(store, classifier, compiled, session, device, app != null ? app : head.app());
      HarImport.Result result = read(store, sink);
      store.flush();
      store.endSession(session, Objects.requireNonNullElse(head.endedAtMillis(), now));
      Terminal.out(
          "session "
              + session
              + ": "
              + result.exchanges()
              + " exchanges, "
              + sink.findings
              + " findings, "
              + result.skipped()
              + " entries skipped; made by "
              + Terminal.plain(head.creator()));
    }
    return Main.DONE;
  }

  private HarImport.Result read(Store store, Import sink) throws IOException {
    Ids ids = new Ids(Clock.SYSTEM);
    try {
      return HarImport.read(file, Limits.DEFAULT, ids, HarImport.Naming.keeping(ids, store), sink);
    } catch (HarException e) {
      throw new UsageException(
          e.getMessage() + " (" + sink.exchanges + " exchanges before it were kept)", e);
    }
  }

  private static CompiledProfile compile(Classifier classifier, DeviceProfile profile) {
    try {
      return classifier.compile(profile);
    } catch (ProfileException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Stores and classifies each exchange as it is read. */
  private static final class Import implements HarImport.Sink {
    private final Store store;
    private final Classifier classifier;
    private final CompiledProfile profile;
    private final long session;
    private final String device;
    private final Attribution stated;
    private final Locator locator = Locator.shipped();
    private long exchanges;
    private long findings;

    Import(
        Store store,
        Classifier classifier,
        CompiledProfile profile,
        long session,
        String device,
        @Nullable String app) {
      this.store = store;
      this.classifier = classifier;
      this.profile = profile;
      this.session = session;
      this.device = device;
      this.stated = app == null ? Attribution.NONE : new Attribution(app, "import", "stated");
    }

    @Override
    public void exchange(HarImport.Draft draft) {
      Exchange exchange = draft.exchange();
      Context context = context(draft.context());
      Recipient recipient =
          draft.recipient() != null
              ? draft.recipient()
              : locator.locate(
                  host(exchange),
                  exchange.connection().upstreamAddress(),
                  context.attribution().app());
      Observation observation = new Observation(exchange, context, recipient);
      store.append(observation);
      Classification classification = classifier.classify(exchange, profile);
      store.findings(observation, classification.findings(), classifier.rulesVersion());
      classification.gaps().forEach(gap -> store.append(gap, context));
      findings += classification.findings().size();
      if (store.saturated()) {
        store.flush();
      }
      if (++exchanges % PROGRESS_EVERY == 0) {
        Terminal.err(exchanges + " exchanges ...");
      }
    }

    @Override
    public void gap(Gap gap, @Nullable Context context) {
      store.append(gap, context(context));
    }

    private Context context(@Nullable Context recorded) {
      if (recorded == null) {
        return new Context(session, device, stated, Phase.UNMARKED);
      }
      Attribution own = recorded.attribution().app() == null ? stated : recorded.attribution();
      return new Context(session, recorded.device(), own, recorded.phase());
    }

    private static String host(Exchange exchange) {
      try {
        String host = URI.create(exchange.request().url()).getHost();
        return host == null ? exchange.connection().host() : host;
      } catch (IllegalArgumentException e) {
        return exchange.connection().host();
      }
    }
  }
}
