package dev.telltale.classify.known;

import dev.telltale.classify.Detector;
import dev.telltale.decode.Decoded;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import java.util.ArrayList;
import java.util.List;

/** Finds the values of one device profile in every form. Immutable, safe for any thread. */
public final class KnownValues implements Detector {

  private KnownValues() {}

  /**
   * Compiles a profile.
   *
   * @param faults receives a line for each value or kind that cannot be searched for
   */
  public static KnownValues compile(DeviceProfile profile, List<String> faults) {
    return new KnownValues();
  }

  @Override
  public List<Finding> detect(Exchange exchange, Decoded decoded) {
    return new ArrayList<>();
  }

  @Override
  public boolean bounded() {
    return true;
  }
}
