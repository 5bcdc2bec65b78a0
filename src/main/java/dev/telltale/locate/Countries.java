package dev.telltale.locate;

import com.google.common.net.InetAddresses;
import com.maxmind.db.Reader;
import dev.telltale.util.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The country in which an address is announced, by the iptoasn data of the shipped {@code
 * iptoasn-country.mmdb}: the country that the holder registered, which for an anycast network is
 * its home and not where the server stands. Held in memory.
 */
final class Countries {
  private final Reader reader;

  private Countries(byte[] database) {
    try {
      reader = new Reader(new ByteArrayInputStream(database));
    } catch (IOException e) {
      throw new UncheckedIOException("iptoasn-country.mmdb", e);
    }
  }

  static Countries shipped() {
    return new Countries(Resources.bytes(Countries.class, "iptoasn-country.mmdb"));
  }

  /**
   * ISO 3166-1 alpha-2 code; null if {@code address} is null, no literal, private, reserved, or not
   * announced.
   */
  @Nullable String of(@Nullable String address) {
    if (address == null) {
      return null;
    }
    int zone = address.indexOf('%');
    String literal = zone < 0 ? address : address.substring(0, zone);
    if (!InetAddresses.isInetAddress(literal)) {
      return null;
    }
    InetAddress parsed = InetAddresses.forString(literal);
    if (parsed.isAnyLocalAddress()
        || parsed.isLoopbackAddress()
        || parsed.isLinkLocalAddress()
        || parsed.isSiteLocalAddress()
        || parsed.isMulticastAddress()) {
      return null;
    }
    try {
      Map<?, ?> row = reader.get(parsed, Map.class);
      Object code = row == null ? null : row.get("country_code");
      return code instanceof String s && s.length() == 2 ? s : null;
    } catch (IOException e) {
      throw new UncheckedIOException("iptoasn-country.mmdb: " + literal, e);
    }
  }
}
