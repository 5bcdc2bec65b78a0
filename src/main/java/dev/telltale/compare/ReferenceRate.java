package dev.telltale.compare;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How often a type needs to be read or sent: the reference rates of GB/T 42582 annex D, table D.1,
 * which counts packets that carry personal information. Read in the draft of 2021, not yet in the
 * final text of 2023.
 *
 * @param perMinute times a minute that are within the reference
 * @param occasion what they are for
 */
public record ReferenceRate(int perMinute, String occasion) {
  private static final ReferenceRate NAVIGATION = new ReferenceRate(60, "navigation");
  private static final ReferenceRate NEARBY = new ReferenceRate(2, "nearby-services");
  private static final ReferenceRate ON_DEMAND = new ReferenceRate(1, "user-trigger");
  private static final Set<String> TRIGGERED =
      Set.of(
          "social.contacts",
          "activity.installed_apps",
          "comm.sms",
          "comm.call_log",
          "biometric.face");

  /** Categories 1 (maps) and 2 (ride hailing) navigate. */
  private static final int LAST_NAVIGATING = 2;

  static @Nullable ReferenceRate of(String type, @Nullable AppCategory category) {
    if (type.startsWith("location.")) {
      return category != null && category.number() <= LAST_NAVIGATING ? NAVIGATION : NEARBY;
    }
    return TRIGGERED.contains(type) ? ON_DEMAND : null;
  }
}
