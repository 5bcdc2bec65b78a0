package dev.telltale.decode;

import java.util.HexFormat;

/** Octets as a specification prints them. */
final class HexOctets {
  private HexOctets() {}

  static byte[] of(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
