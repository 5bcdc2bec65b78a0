package dev.telltale.model;

import java.util.List;
import java.util.Map;

/**
 * What is true of one test phone, and the data planted on it.
 *
 * @param device name of the device
 * @param platform {@code android}, {@code ios}, or another word
 * @param values kind to values; a location is {@code "lat,lon"} in WGS-84 degrees
 */
public record DeviceProfile(String device, String platform, Map<String, List<String>> values) {
  public DeviceProfile {
    values = Map.copyOf(values);
  }

  /** A phone of which nothing is known. */
  public static final DeviceProfile EMPTY = new DeviceProfile("phone", "android", Map.of());
}
