package dev.telltale.classify;

import com.google.gson.JsonParser;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.model.DeviceProfile;
import dev.telltale.util.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Classifies a corpus from the command line while the rules are worked on. */
final class CorpusRunMain {
  private CorpusRunMain() {}

  public static void main(String[] args) throws Exception {
    Classifier classifier =
        Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(), Limits.DEFAULT);
    System.out.println(CorpusRun.run(classifier, Path.of(args[0]), null, Path.of(args[1])));
    if (args.length > 2) {
      for (var f : Path.of(args[0]).toFile().listFiles()) {
        if (f.getName().endsWith(".jsonl")) {
          for (String line : Files.readAllLines(f.toPath())) {
            var e = CorpusRun.exchange(JsonParser.parseString(line).getAsJsonObject());
            for (var g : classifier.classify(e, classifier.compile(DeviceProfile.EMPTY)).gaps()) {
              System.out.println(e.id() + " " + g.cause() + " " + g.detail());
            }
          }
        }
      }
    }
  }
}
