package dev.telltale.cli;

import dev.telltale.classify.Classifier;
import dev.telltale.classify.CorpusRun;
import dev.telltale.classify.ProfileException;
import dev.telltale.cli.live.Analysis;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code telltale classify}: findings for a corpus of requests, without a store. */
@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    description = "Classify a corpus of requests offline.",
    footer = {"", "Example: telltale classify --corpus requests.jsonl --out predictions.jsonl"})
final class ClassifyCommand implements Callable<Integer> {
  @Option(
      names = "--corpus",
      required = true,
      paramLabel = "FILE|DIR",
      description = "JSON Lines, or a folder of them (see docs/detection.md).")
  private Path corpus = Path.of("");

  @Option(
      names = "--profiles",
      paramLabel = "FILE",
      description = "Phones by name; profiles.json beside the corpus if left out.")
  private @Nullable Path profiles;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Predictions, a line for each request.")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(corpus)) {
      throw new UsageException(
          "--corpus: " + corpus + ": no such file (expected: JSON Lines, or a folder of them)");
    }
    Classifier classifier = Analysis.classifier(Analysis.decoder(Limits.DEFAULT), Limits.DEFAULT);
    try {
      CorpusRun.Counts counts = CorpusRun.run(classifier, corpus, profiles, out);
      counts.refused().forEach(line -> Terminal.err("not searched for: " + line));
      Terminal.err(
          counts.requests()
              + " requests, "
              + counts.findings()
              + " findings, "
              + counts.gaps()
              + " gaps");
      return Main.DONE;
    } catch (ProfileException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
