package dev.telltale.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may read the recording: commands of this installation by their token, and browsers by a
 * cookie that they got for a one-time ticket.
 *
 * <p>Secrets are 256 random bits and compared in constant time. A ticket is worth one cookie, so
 * that an address left in a history or a terminal's scrollback opens nothing. Safe for any thread.
 */
final class Access {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_TICKETS = 16;
  private static final int MOST_BROWSERS = 64;

  private final byte[] token;
  private final Set<String> tickets = new LinkedHashSet<>();
  private final Set<String> browsers = new LinkedHashSet<>();

  Access(String token) {
    if (token.length() < 16) {
      throw new IllegalArgumentException(
          "web token: " + token.length() + " characters (expected: 16 or more random ones)");
    }
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /** A new ticket; the oldest unused one is void when too many wait. */
  synchronized String ticket() {
    return remember(tickets, MOST_TICKETS);
  }

  /** Takes a ticket back for a browser's secret, null if the ticket is unknown or used. */
  synchronized @Nullable String redeem(String ticket) {
    return remove(tickets, ticket) ? remember(browsers, MOST_BROWSERS) : null;
  }

  /** Whether an {@code Authorization} field carries the installation's token (RFC 6750 2.1). */
  boolean bearer(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        && MessageDigest.isEqual(
            token, authorization.substring(7).strip().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a cookie's value is the secret of a browser that was let in. */
  synchronized boolean browser(@Nullable String secret) {
    return secret != null && contains(browsers, secret);
  }

  private static String remember(Set<String> secrets, int most) {
    if (secrets.size() >= most) {
      secrets.remove(secrets.iterator().next());
    }
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    secrets.add(secret);
    return secret;
  }

  private static boolean contains(Set<String> secrets, String candidate) {
    boolean found = false;
    for (String secret : secrets) {
      found |= equal(secret, candidate);
    }
    return found;
  }

  private static boolean remove(Set<String> secrets, String candidate) {
    return secrets.removeIf(secret -> equal(secret, candidate));
  }

  private static boolean equal(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
