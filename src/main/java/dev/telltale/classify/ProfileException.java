package dev.telltale.classify;

import java.util.List;

/** A device profile that cannot be searched for. The message names every fault, one a line. */
public final class ProfileException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient List<String> faults;

  public ProfileException(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /**
   * Each fault: the offending kind or value, what was expected, what to do. Empty after
   * serialisation.
   */
  public List<String> faults() {
    return faults == null ? List.of() : faults;
  }
}
