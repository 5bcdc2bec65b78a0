package dev.telltale.tls;

import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JA4 fingerprint of a TLS client over TCP, as FoxIO's public specification defines it: {@code
 * t13d1516h2_8daaf6152771_e5627efa2ab1}. It is stable when a client shuffles its extensions, and
 * tells TLS libraries apart, never apps or people. GREASE values are ignored throughout.
 */
final class Ja4 {
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;

  private Ja4() {}

  static String of(ClientHello hello) {
    List<Integer> ciphers = plain(hello.ciphers());
    List<Integer> extensions = plain(hello.extensions());
    String first =
        "t"
            + version(hello.highestVersion())
            + (extensions.contains(SERVER_NAME) ? "d" : "i")
            + String.format(Locale.ROOT, "%02d", Math.min(ciphers.size(), 99))
            + String.format(Locale.ROOT, "%02d", Math.min(extensions.size(), 99))
            + alpn(hello.alpn());
    String signatures = hex(hello.signatureAlgorithms().stream().filter(a -> !grease(a)));
    String sorted = hex(extensions.stream().filter(e -> e != SERVER_NAME && e != ALPN).sorted());
    return first
        + "_"
        + hash(hex(ciphers.stream().sorted()))
        + "_"
        + hash(signatures.isEmpty() ? sorted : sorted + "_" + signatures);
  }

  private static boolean grease(int value) {
    return ClientHello.isGrease(value);
  }

  private static List<Integer> plain(List<Integer> values) {
    return values.stream().filter(v -> !grease(v)).toList();
  }

  private static String version(int version) {
    return switch (version) {
      case 0x0304 -> "13";
      case 0x0303 -> "12";
      case 0x0302 -> "11";
      case 0x0301 -> "10";
      case 0x0300 -> "s3";
      case 0x0002 -> "s2";
      default -> "00";
    };
  }

  /**
   * First and last character of the first protocol, or of its hex where they are no ASCII alnum.
   */
  private static String alpn(List<String> protocols) {
    if (protocols.isEmpty() || protocols.get(0).isEmpty()) {
      return "00";
    }
    String name = protocols.get(0);
    if (!alphanumeric(name.charAt(0)) || !alphanumeric(name.charAt(name.length() - 1))) {
      name = Hashes.hex(name.getBytes(StandardCharsets.ISO_8859_1));
    }
    return "" + name.charAt(0) + name.charAt(name.length() - 1);
  }

  private static boolean alphanumeric(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static String hex(Stream<Integer> values) {
    return values.map(v -> String.format(Locale.ROOT, "%04x", v)).collect(Collectors.joining(","));
  }

  private static String hash(String list) {
    return list.isEmpty()
        ? "000000000000"
        : Hashes.sha256Hex(list.getBytes(StandardCharsets.US_ASCII)).substring(0, 12);
  }
}
