package dev.telltale.cli;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code telltale dashboard}: a fresh link to the running instance's dashboard. */
@Command(
    name = "dashboard",
    mixinStandardHelpOptions = true,
    description = "Print a link that opens the running instance's dashboard once.",
    footer = {"", "Example: telltale dashboard --data data"})
final class DashboardCommand implements Callable<Integer> {
  @Mixin SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() {
    InstanceFile instance = InstanceFile.require(options.dataFolder());
    String path =
        new LiveApi(instance)
            .post("/api/v1/links", new JsonObject())
            .getAsJsonObject()
            .get("path")
            .getAsString();
    Terminal.out(instance.web() + path);
    return Main.DONE;
  }
}
