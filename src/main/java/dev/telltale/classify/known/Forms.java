package dev.telltale.classify.known;

import dev.telltale.classify.known.Needle.Boundary;
import dev.telltale.util.Hashes;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Derives the forms of one value: notations × letters' case × digests × encodings.
 *
 * <h2>Which forms</h2>
 *
 * <ul>
 *   <li>Each notation of {@link Notations}, in any letter case, plain; as hex of its UTF-8 octets;
 *       reversed; in UTF-16 and GBK where it is not ASCII; percent-encoded and as JSON escapes
 *       where that differs, for layers that no decoder took apart.
 *   <li>base64 and base64url of a notation at each of the three offsets at which it may stand
 *       inside a longer encoded text. Of such a run only the characters that do not depend on the
 *       neighbours are searched for.
 *   <li>MD5, SHA-1, SHA-256, SHA-512 of each notation as it is, in lower and in upper case, as hex
 *       in either case, base64, base64url, and raw octets.
 *   <li>Digests of the hex of a digest, which advertising joins on: MD5 and SHA-256 of the MD5, and
 *       so on for every pair of MD5, SHA-1 and SHA-256.
 * </ul>
 *
 * <h2>Short values</h2>
 *
 * A four-digit pin stands in every tenth timestamp, and a model named {@code A1} in every base64
 * text. Two rules keep such values from becoming findings by chance. A value whose alphabet and
 * length leave fewer than some 10^6 possibilities is refused when the profile is loaded ({@link
 * Admission}). Of the rest, the shorter a form, the more must be true around it: digits must not
 * touch digits; a form of fewer than 16 characters must be a token of its own; one word of fewer
 * than 8 letters must be the whole decoded value. Digests need none of this, being long and random;
 * they may stand anywhere. Encoded forms of fewer than 8 characters are not searched for at all.
 */
final class Forms {
  private static final String[] DIGESTS = {"MD5", "SHA-1", "SHA-256", "SHA-512"};
  private static final int DOUBLE = 3;
  private static final int SHORTEST_ENCODED = 8;

  private final String kind;
  private final String value;
  private final Map<String, Needle> needles = new LinkedHashMap<>();

  private Forms(String kind, String value) {
    this.kind = kind;
    this.value = value;
  }

  /** Every form of {@code value} that is long enough to be searched for. */
  static List<Needle> of(String kind, String value) {
    Forms forms = new Forms(kind, value);
    Set<String> notations = Notations.of(kind, value);
    Set<String> hashed = new LinkedHashSet<>();
    int n = 0;
    for (String notation : notations) {
      forms.plain(notation, n++ == 0);
      for (String cased : cases(notation)) {
        hashed.add(cased);
      }
    }
    if (kind.equals("identity.name")) {
      for (String part : value.strip().split("\\s+")) {
        if (part.length() >= 2) {
          hashed.addAll(cases(part));
        }
      }
    }
    for (String input : hashed) {
      forms.digests(input);
    }
    return new ArrayList<>(forms.needles.values());
  }

  private static Set<String> cases(String text) {
    Set<String> cases = new LinkedHashSet<>();
    cases.add(text);
    cases.add(text.toLowerCase(Locale.ROOT));
    cases.add(text.toUpperCase(Locale.ROOT));
    return cases;
  }

  private void plain(String notation, boolean original) {
    byte[] octets = Needle.utf8(notation);
    add(octets, true, boundary(notation), List.of(), original ? "as it is" : "as " + notation);
    if (octets.length < SHORTEST_ENCODED && !nonAscii(notation)) {
      return;
    }
    if (octets.length >= 6) {
      add(
          Needle.utf8(Hashes.hex(octets)),
          true,
          Boundary.NONE,
          List.of("hex"),
          "as hex of " + notation);
    }
    String reversed = new StringBuilder(notation).reverse().toString();
    if (!nonAscii(notation) && !reversed.equalsIgnoreCase(notation)) {
      add(
          Needle.utf8(reversed),
          true,
          boundary(notation),
          List.of("reversed"),
          "reversed as " + reversed);
    }
    for (String cased : cases(notation)) {
      base64(Needle.utf8(cased), cased);
    }
    String percent = percent(notation);
    if (!percent.equals(notation)) {
      add(Needle.utf8(percent), true, Boundary.NONE, List.of("urlencoding"), "percent-encoded");
      add(
          Needle.utf8(percent(percent)),
          true,
          Boundary.NONE,
          List.of("urlencoding", "urlencoding"),
          "percent-encoded twice");
    }
    if (nonAscii(notation)) {
      add(Needle.utf8(escapes(notation)), true, Boundary.NONE, List.of("unicode"), "escaped");
      for (Charset charset :
          List.of(Charset.forName("GBK"), StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
        if (charset.newEncoder().canEncode(notation)) {
          add(
              notation.getBytes(charset),
              false,
              Boundary.NONE,
              List.of(charset.name().toLowerCase(Locale.ROOT)),
              "in " + charset.name());
        }
      }
    }
  }

  private void base64(byte[] octets, String text) {
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[offset + octets.length];
      System.arraycopy(octets, 0, shifted, offset, octets.length);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // Six bits a character: those that hold bits of the unknown neighbours are left out.
      int from = (offset * 8 + 5) / 6;
      int to = shifted.length * 8 / 6;
      if (to - from >= SHORTEST_ENCODED) {
        String core = encoded.substring(from, to);
        String words = "in base64 at offset " + offset + " of " + text;
        add(Needle.utf8(core), false, Boundary.NONE, List.of("base64"), words);
        String url = core.replace('+', '-').replace('/', '_');
        add(Needle.utf8(url), false, Boundary.NONE, List.of("base64url"), words);
      }
    }
  }

  private void digests(String input) {
    byte[] octets = Needle.utf8(input);
    for (int d = 0; d < DIGESTS.length; d++) {
      byte[] digest = Hashes.digest(DIGESTS[d]).digest(octets);
      String name = name(DIGESTS[d]);
      String words = DIGESTS[d] + " of " + input;
      digest(digest, List.of(name), words);
      if (d >= DOUBLE) {
        continue;
      }
      String hex = Hashes.hex(digest);
      encoded(Needle.utf8(hex), List.of(name), words);
      for (int e = 0; e < DOUBLE; e++) {
        for (String inner : Arrays.asList(hex, hex.toUpperCase(Locale.ROOT))) {
          add(
              Needle.utf8(Hashes.hex(Hashes.digest(DIGESTS[e]).digest(Needle.utf8(inner)))),
              true,
              Boundary.NONE,
              List.of(name(DIGESTS[e]), name),
              DIGESTS[e] + " of the hex of " + words);
        }
      }
    }
  }

  private void digest(byte[] digest, List<String> encoding, String words) {
    add(Needle.utf8(Hashes.hex(digest)), true, Boundary.NONE, encoding, words);
    add(digest, false, Boundary.NONE, encoding, "octets of " + words);
    encoded(digest, encoding, words);
  }

  private void encoded(byte[] octets, List<String> encoding, String words) {
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(octets);
    // The last character may hold bits of padding only in part; encoders agree on zero there.
    add(
        Needle.utf8(encoded),
        false,
        Boundary.NONE,
        prepend("base64", encoding),
        "base64 of " + words);
    String url = encoded.replace('+', '-').replace('/', '_');
    add(
        Needle.utf8(url),
        false,
        Boundary.NONE,
        prepend("base64url", encoding),
        "base64url of " + words);
  }

  private static List<String> prepend(String first, List<String> rest) {
    List<String> all = new ArrayList<>();
    all.add(first);
    all.addAll(rest);
    return all;
  }

  private void add(
      byte[] octets, boolean anyCase, Boundary boundary, List<String> encoding, String words) {
    if (octets.length >= NeedleIndex.SHORTEST) {
      Needle needle = new Needle(octets, anyCase, boundary, kind, value, encoding, words);
      needles.putIfAbsent(new String(needle.octets(), StandardCharsets.ISO_8859_1), needle);
    }
  }

  private Boundary boundary(String text) {
    if (nonAscii(text)) {
      return text.length() <= 2 ? Boundary.WHOLE : Boundary.NONE;
    }
    boolean letters = text.chars().anyMatch(Character::isLetter);
    boolean digits = text.chars().anyMatch(Character::isDigit);
    if (!letters) {
      return text.length() < 8 ? Boundary.WHOLE : Boundary.DIGITS;
    }
    if (!digits && text.length() < 8 && text.chars().allMatch(Character::isLetter)) {
      return Boundary.WHOLE;
    }
    return text.length() < 6 ? Boundary.WHOLE : text.length() < 16 ? Boundary.TOKEN : Boundary.NONE;
  }

  static String name(String digest) {
    return digest.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static boolean nonAscii(String text) {
    return text.chars().anyMatch(c -> c >= 0x80);
  }

  private static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : Needle.utf8(text)) {
      boolean unreserved =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || b == '-'
              || b == '.'
              || b == '_'
              || b == '~';
      if (unreserved) {
        out.append((char) b);
      } else {
        out.append('%').append(Hashes.hex(new byte[] {b}).toUpperCase(Locale.ROOT));
      }
    }
    return out.toString();
  }

  private static String escapes(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        out.append(c);
      } else {
        out.append("\\u").append(Hashes.hex(new byte[] {(byte) (c >> 8), (byte) c}));
      }
    }
    return out.toString();
  }
}
