package dev.telltale.cli;

import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.classify.ProfileException;
import dev.telltale.cli.live.Analysis;
import dev.telltale.evidence.bundle.BundleReader;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Finding;
import dev.telltale.util.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Draws the conclusions of a bundle anew from its raw bodies, and holds them against those that
 * stand in it. What was found because it was planted can only be found again with the phone's
 * profile, which a bundle does not contain.
 */
final class Recomputation {
  private static final int MOST_SHOWN = 20;
  private static final String PLANTED = "known-value";

  private final Classifier classifier =
      Analysis.classifier(Analysis.decoder(Limits.DEFAULT), Limits.DEFAULT);
  private final CompiledProfile profile;
  private final boolean profiled;
  private final Set<String> versions = new TreeSet<>();
  private final List<String> differences = new ArrayList<>();
  private long exchanges;
  private long findings;
  private long redacted;
  private long planted;
  private long differing;

  /**
   * A recomputation.
   *
   * @param profile what is true of the phone, null if it is not at hand
   */
  Recomputation(@Nullable DeviceProfile profile) {
    this.profiled = profile != null;
    try {
      this.profile = classifier.compile(profile == null ? DeviceProfile.EMPTY : profile);
    } catch (ProfileException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Recomputes a bundle's findings; true if they are those that stand in it. */
  boolean of(Path bundle) throws IOException {
    BundleReader.read(bundle, this::exchange);
    return differing == 0;
  }

  private void exchange(BundleReader.Bundled bundled) {
    if (bundled.redacted()) {
      redacted++;
      return;
    }
    exchanges++;
    versions.addAll(bundled.rulesVersions());
    Set<String> there = new TreeSet<>();
    Set<String> plantedAt = new HashSet<>();
    for (Finding finding : bundled.findings()) {
      findings++;
      if (profiled || !finding.method().equals(PLANTED)) {
        there.add(words(finding));
      } else {
        planted++;
        plantedAt.add(place(finding));
      }
    }
    Set<String> now = new TreeSet<>();
    for (Finding finding : classifier.classify(bundled.exchange(), profile).findings()) {
      if (!plantedAt.contains(place(finding))) {
        now.add(words(finding));
      }
    }
    String id = bundled.exchange().id();
    there.stream().filter(f -> !now.contains(f)).forEach(f -> differs(id, "not found again: " + f));
    now.stream().filter(f -> !there.contains(f)).forEach(f -> differs(id, "not in it: " + f));
  }

  private void differs(String exchange, String what) {
    if (++differing <= MOST_SHOWN) {
      differences.add("exchange " + exchange + ", " + what);
    }
  }

  private static String place(Finding f) {
    return f.where() + " " + f.message();
  }

  private static String words(Finding f) {
    return f.kind()
        + " "
        + f.value()
        + " at "
        + f.where()
        + (f.message() == null ? "" : " of message " + f.message())
        + " "
        + f.encoding()
        + " by "
        + f.method()
        + ", rule "
        + f.rule();
  }

  /** The outcome, a line each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String by = String.join(", ", versions);
    boolean sameRules = versions.isEmpty() || versions.equals(Set.of(classifier.rulesVersion()));
    lines.add(
        (differing == 0 ? "✓" : "✗")
            + " recomputed: "
            + findings
            + " findings of "
            + exchanges
            + " exchanges, made by rules "
            + (by.isEmpty() ? "none" : by)
            + (sameRules ? "" : "; recomputed by rules " + classifier.rulesVersion())
            + (differing == 0 ? ", are the same" : ": " + differing + " differ"));
    differences.forEach(difference -> lines.add("  " + Terminal.plain(difference)));
    if (planted > 0) {
      lines.add(
          "- "
              + planted
              + " findings are of planted values, which cannot be looked for without the phone's profile: give --profile FILE");
    }
    if (redacted > 0) {
      lines.add("- " + redacted + " exchanges are redacted and cannot be recomputed");
    }
    return lines;
  }
}
