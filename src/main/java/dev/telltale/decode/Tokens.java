package dev.telltale.decode;

/**
 * Credentials: JSON Web Tokens (RFC 7519), of which header and payload are opened and the signature
 * is left, alone or behind a scheme's name; and the {@code Basic} scheme (RFC 7617).
 */
final class Tokens {
  private Tokens() {}

  static boolean read(Decoding d, Value v, int from, int to) {
    byte[] a = v.content.octets;
    int start = from;
    int space = Text.indexOf(a, from, Math.min(to, from + 12), ' ');
    if (space > 0) {
      start = Text.skipSpace(a, space, to);
      if (Text.startsWith(a, from, to, "Basic ")) {
        byte[] octets = Binary.base64(a, start, to);
        if (octets != null
            && Text.isPlain(octets, 0, octets.length)
            && d.takeBytes(octets.length)) {
          d.decoded(v, octets, "base64", "b64:");
          return true;
        }
      }
    }
    return webToken(d, v, start, to);
  }

  private static boolean webToken(Decoding d, Value v, int from, int to) {
    byte[] a = v.content.octets;
    // The octets of {" in base64url.
    if (!Text.startsWith(a, from, to, "ey")) {
      return false;
    }
    int first = Text.indexOf(a, from, to, '.');
    int second = first < 0 ? -1 : Text.indexOf(a, first + 1, to, '.');
    if (second < 0) {
      return false;
    }
    byte[] header = Binary.base64(a, from, first);
    byte[] payload = Binary.base64(a, first + 1, second);
    if (header == null
        || payload == null
        || Text.indexOf(header, 0, header.length, ALGORITHM) < 0
        || !d.takeBytes(header.length + payload.length)) {
      return false;
    }
    d.decoded(v, header, "jwt", "jwt-header:");
    if (payload.length > 0) {
      d.decoded(v, payload, "jwt", "jwt:");
    }
    return true;
  }

  private static final byte[] ALGORITHM = {'"', 'a', 'l', 'g', '"'};
}
