package dev.telltale.attribute;

import dev.telltale.model.Attribution;
import dev.telltale.model.Connection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a connection itself says of the app behind it.
 *
 * <p>A proxy credential's user name is {@code com.example.app} or {@code com.example.app@device}:
 * the tester gave it to that one app (or to a capture that forwards that one app), so the
 * attribution is certain. Nothing is guessed from user agents: an inference is never shown as a
 * fact.
 */
public final class Attributor {
  /**
   * Application ids: Android's are Java package names, Apple's bundle ids are letters, digits,
   * hyphens and full stops (Apple, CFBundleIdentifier); testers' own short names pass as well.
   */
  private static final Pattern APP_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  private Attributor() {}

  /**
   * A credential's user name taken apart.
   *
   * @param app application id
   * @param device name of the device, null if not named
   */
  public record Credential(String app, @Nullable String device) {}

  /** Reads a user name; null when it is not an application id with an optional device. */
  public static @Nullable Credential credential(@Nullable String userName) {
    if (userName == null) {
      return null;
    }
    int at = userName.indexOf('@');
    String app = at < 0 ? userName : userName.substring(0, at);
    String device = at < 0 ? null : userName.substring(at + 1);
    if (!APP_ID.matcher(app).matches() || (device != null && device.isEmpty())) {
      return null;
    }
    return new Credential(app, device);
  }

  /** The attribution by credential, or {@link Attribution#NONE}. */
  public static Attribution attribute(Connection connection) {
    Credential credential = credential(connection.credential());
    if (credential == null) {
      return Attribution.NONE;
    }
    String method = connection.entry().equals("socks") ? "socks-credential" : "proxy-credential";
    return new Attribution(credential.app(), method, "certain");
  }
}
