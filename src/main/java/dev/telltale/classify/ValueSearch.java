package dev.telltale.classify;

import dev.telltale.classify.known.KnownValues;
import dev.telltale.classify.known.KnownValues.Sighting;
import dev.telltale.decode.Decoded;
import dev.telltale.model.DeviceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where values stand in a decoded message, in every form in which the classifier knows them: for
 * taking them out, and for making sure that they are out. Immutable, safe for any thread.
 */
public final class ValueSearch {
  private final KnownValues values;
  private final List<String> leftOut;

  private ValueSearch(KnownValues values, List<String> leftOut) {
    this.values = values;
    this.leftOut = List.copyOf(leftOut);
  }

  /**
   * Prepares a search.
   *
   * @param values values by kind; those that are too short or too common to be told from other text
   *     are left out
   */
  public static ValueSearch of(Map<String, List<String>> values) {
    List<String> faults = new ArrayList<>();
    KnownValues compiled = KnownValues.compile(new DeviceProfile("", "", values), faults);
    return new ValueSearch(compiled, faults);
  }

  /** What cannot be searched for, a line each. */
  public List<String> leftOut() {
    return leftOut;
  }

  /** Every place where a value stands. */
  public List<Sighting> in(Decoded decoded) {
    return values.sightings(decoded);
  }
}
