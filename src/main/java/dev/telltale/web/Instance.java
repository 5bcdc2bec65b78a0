package dev.telltale.web;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the dashboard says about the running program.
 *
 * @param version version of Telltale
 * @param proxies proxy addresses to set on a phone, {@code host:port}, the likeliest first
 * @param onboarding address of the phone's onboarding page when reached directly
 * @param certificateFile path of the CA certificate
 * @param dataFolder path of the recording
 * @param trouble what is wrong now in one sentence, such as recording paused on a full disk; null
 *     when all is well
 */
public record Instance(
    String version,
    List<String> proxies,
    String onboarding,
    String certificateFile,
    String dataFolder,
    Supplier<@Nullable String> trouble) {
  public Instance {
    proxies = List.copyOf(proxies);
  }
}
