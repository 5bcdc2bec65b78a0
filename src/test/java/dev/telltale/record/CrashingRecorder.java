package dev.telltale.record;

import dev.telltale.model.Context;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.util.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that records without end and says on standard output what it has done, to be killed by
 * a test: {@code a N T} when it had handed over exchange N at time T, {@code d N} when all up to N
 * were durable.
 */
final class CrashingRecorder {
  private CrashingRecorder() {}

  static Process launch(Path folder, int from) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx200m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingRecorder.class.getName(),
            folder.toString(),
            Integer.toString(from))
        .redirectErrorStream(true)
        .start();
  }

  public static void main(String[] arguments) {
    Store store = Store.open(Path.of(arguments[0]), Clock.SYSTEM);
    long session = store.startSession(Samples.session("com.example.app"));
    Context context = Samples.context(session, "com.example.app", Phase.BEFORE_CONSENT);
    for (int n = Integer.parseInt(arguments[1]); ; n++) {
      Observation observation = Samples.observation(n, context, "t.example", true);
      store.append(observation);
      store.findings(
          observation, List.of(Samples.finding(n, "device.ad_id", "device.ad_id.gaid")), "r");
      say("a " + n + " " + System.currentTimeMillis());
      if (n % 97 == 0) {
        store.flush();
        say("d " + n);
      }
      if (n % 10 == 0) {
        pause();
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
