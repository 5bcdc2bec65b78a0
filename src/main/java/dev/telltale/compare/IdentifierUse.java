package dev.telltale.compare;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What T/TAF 077.5-2022, 8.2.2 table 2, says of an identifier in a scenario. The scenario is read
 * off the recipient's trade.
 *
 * @param scenario {@code statistics}, {@code push}, {@code security} or {@code advertising}
 * @param standing {@code basic} (in the scenario's basic set), {@code extended} (only with explicit
 *     consent) or {@code outside} (in neither)
 */
public record IdentifierUse(String scenario, String standing) {
  private static final Map<String, String> SCENARIOS =
      Map.of(
          "analytics", "statistics",
          "attribution", "statistics",
          "crash", "statistics",
          "push", "push",
          "security", "security",
          "advertising", "advertising");
  private static final Set<String> IDENTIFIERS =
      Set.of(
          "device.imei",
          "device.serial",
          "device.mac",
          "device.android_id",
          "device.ad_id",
          "device.ad_id.gaid",
          "device.ad_id.idfa",
          "device.oaid",
          "device.sim_id.imsi",
          "device.sim_id.iccid",
          "device.drm_id",
          "device.instance_id.idfv");
  private static final Set<String> PLATFORM =
      Set.of("device.android_id", "device.instance_id.idfv");
  private static final Set<String> FIXED = Set.of("device.imei", "device.serial", "device.mac");
  private static final Set<String> ADVERTISING =
      Set.of(
          "device.android_id",
          "device.instance_id.idfv",
          "device.ad_id",
          "device.ad_id.gaid",
          "device.ad_id.idfa",
          "device.oaid");

  static @Nullable IdentifierUse of(String kind, @Nullable String category) {
    String scenario = category == null ? null : SCENARIOS.get(category);
    if (scenario == null || !IDENTIFIERS.contains(kind)) {
      return null;
    }
    Set<String> basic =
        switch (scenario) {
          case "advertising" -> ADVERTISING;
          case "push" -> Set.of("device.android_id");
          default -> PLATFORM;
        };
    Set<String> extended = scenario.equals("advertising") ? Set.of("device.imei") : FIXED;
    return new IdentifierUse(
        scenario,
        basic.contains(kind) ? "basic" : extended.contains(kind) ? "extended" : "outside");
  }
}
