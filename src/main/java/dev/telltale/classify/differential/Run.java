package dev.telltale.classify.differential;

import java.util.List;
import java.util.Map;

/**
 * One session of the app under test, and what was true of the phone meanwhile.
 *
 * @param session number of the session
 * @param device name of the phone
 * @param install names the installation of the app: two runs of one phone with the same word had
 *     the same installed copy and data; a reinstalled or cleared app is another installation
 * @param profile kind to values, as in {@link dev.telltale.model.DeviceProfile#values}; a tester
 *     who resets the advertising id between two runs changes it here
 */
public record Run(long session, String device, String install, Map<String, List<String>> profile) {
  public Run {
    profile = Map.copyOf(profile);
  }
}
