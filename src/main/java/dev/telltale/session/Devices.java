package dev.telltale.session;

import dev.telltale.model.DeviceProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The test phones of an instance: their profiles, and the addresses they come from. Immutable.
 *
 * <p>A connection's device is the one that its credential names, else the one configured for its
 * address, else the default device.
 */
public final class Devices {
  private final DeviceProfile byDefault;
  private final Map<String, DeviceProfile> profiles = new LinkedHashMap<>();
  private final Map<String, String> addresses = new LinkedHashMap<>();

  /**
   * @param byDefault the phone when nothing says otherwise
   * @param others further phones
   * @param addresses address literal to name of a device
   */
  public Devices(
      DeviceProfile byDefault, List<DeviceProfile> others, Map<String, String> addresses) {
    this.byDefault = byDefault;
    profiles.put(byDefault.device(), byDefault);
    for (DeviceProfile other : others) {
      profiles.put(other.device(), other);
    }
    this.addresses.putAll(addresses);
  }

  /** Name of the device at an address. */
  public String at(String address) {
    return addresses.getOrDefault(address, byDefault.device());
  }

  /** The default device's name. */
  public String byDefault() {
    return byDefault.device();
  }

  /** What is known of a device; a device that nobody described has an empty profile. */
  public DeviceProfile profile(String device) {
    DeviceProfile profile = profiles.get(device);
    return profile != null ? profile : new DeviceProfile(device, byDefault.platform(), Map.of());
  }

  /** All described devices, the default first. */
  public List<DeviceProfile> all() {
    return List.copyOf(profiles.values());
  }
}
