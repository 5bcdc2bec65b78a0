package dev.telltale.cli;

import com.google.gson.JsonObject;
import dev.telltale.model.Phase;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code telltale mark}: a phase begins now. */
@Command(
    name = "mark",
    mixinStandardHelpOptions = true,
    description = "Note that a phase begins, in the running instance.",
    footer = {
      "",
      "Known phases: before-consent, after-consent, after-refusal, foreground, background, after-opt-out, after-deletion. A word of your own is kept as it is.",
      "Example: telltale mark after-consent --note \"tapped Agree\""
    })
final class MarkCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(paramLabel = "PHASE", description = "The phase that begins.")
  String phase = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "What you saw or did.")
  @Nullable String note;

  @Option(names = "--device", paramLabel = "NAME", description = "The phone.")
  @Nullable String device;

  @Override
  public Integer call() {
    JsonObject body = new JsonObject();
    body.addProperty("phase", phase);
    body.addProperty("note", note);
    body.addProperty("device", device);
    new LiveApi(InstanceFile.require(options.dataFolder())).post("/api/v1/marks", body);
    String hint =
        Phase.KNOWN.contains(phase)
            ? ""
            : " (a phase of your own" + Suggestion.of(phase, Phase.KNOWN) + ")";
    Terminal.out("marked: " + Terminal.plain(phase) + hint);
    return Main.DONE;
  }
}
