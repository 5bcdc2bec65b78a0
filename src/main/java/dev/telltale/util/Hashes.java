package dev.telltale.util;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Message digests and lower-case hex. */
public final class Hashes {
  private static final HexFormat HEX = HexFormat.of();

  private Hashes() {}

  /**
   * A fresh digest by its JCA name; for the algorithms that every Java platform has, and SHA-512.
   */
  public static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("digest algorithm: " + algorithm, e);
    }
  }

  /** SHA-256 of {@code bytes} in lower-case hex. */
  public static String sha256Hex(byte[] bytes) {
    return hex(digest("SHA-256").digest(bytes));
  }

  /** Lower-case hex. */
  public static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }
}
