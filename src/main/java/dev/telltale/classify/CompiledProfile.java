package dev.telltale.classify;

import dev.telltale.classify.known.KnownValues;
import dev.telltale.model.DeviceProfile;

/**
 * A device profile, ready to be searched for. Immutable, safe for any thread; made once per profile
 * by {@link Classifier#compile}, because its digests and index take milliseconds.
 */
public final class CompiledProfile {
  private final DeviceProfile profile;
  private final KnownValues values;

  CompiledProfile(DeviceProfile profile, KnownValues values) {
    this.profile = profile;
    this.values = values;
  }

  /** What it was made from. */
  public DeviceProfile profile() {
    return profile;
  }

  /** The search. */
  KnownValues values() {
    return values;
  }
}
