package dev.telltale.decode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are not UTF-8, turned into UTF-8.
 *
 * <p>A guess must be convincing, since any octets are some text in some charset: UTF-16 by its byte
 * order mark or by the zero octets of ASCII characters in it; GB 18030 when it decodes without an
 * error and nine tenths of what is not ASCII are characters of GB 2312's levels one and two, in
 * which practically all Chinese text is written.
 */
final class Charsets {
  static final Charset GB18030 = Charset.forName("GB18030");

  private Charsets() {}

  /** A text in UTF-8 and the name of the charset it was in. */
  @SuppressWarnings("ArrayRecordComponent")
  record Decoded(byte[] utf8, String name) {}

  /** Decodes by a declared name; null if it is unknown, wrong, or UTF-8 itself. */
  static @Nullable Decoded declared(String charset, byte[] a, int from, int to) {
    String name = charset.trim().toLowerCase(Locale.ROOT);
    Charset known;
    try {
      known = name.startsWith("gb") || name.equals("cp936") ? GB18030 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
    if (known.equals(StandardCharsets.UTF_8) || known.equals(StandardCharsets.US_ASCII)) {
      return null;
    }
    String said =
        known.equals(GB18030) ? "gbk" : name.startsWith("utf-16") ? "utf-16" : known.name();
    return decode(known, said.toLowerCase(Locale.ROOT), a, from, to);
  }

  /** Decodes by what the octets look like; null if nothing convinces. */
  static @Nullable Decoded guess(byte[] a, int from, int to) {
    int n = to - from;
    if (n >= 4 && n % 2 == 0) {
      int first = a[from] & 0xff;
      int second = a[from + 1] & 0xff;
      if (first == 0xff && second == 0xfe) {
        return decode(StandardCharsets.UTF_16LE, "utf-16", a, from + 2, to);
      }
      if (first == 0xfe && second == 0xff) {
        return decode(StandardCharsets.UTF_16BE, "utf-16", a, from + 2, to);
      }
      int[] zeros = zeros(a, from, to);
      int pairs = n / 2;
      if (n >= 8 && zeros[1] >= pairs * 0.6 && zeros[0] == 0) {
        return decode(StandardCharsets.UTF_16LE, "utf-16", a, from, to);
      }
      if (n >= 8 && zeros[0] >= pairs * 0.6 && zeros[1] == 0) {
        return decode(StandardCharsets.UTF_16BE, "utf-16", a, from, to);
      }
    }
    return looksLikeGb(a, from, to) ? decode(GB18030, "gbk", a, from, to) : null;
  }

  /** A text declared to be one that is in no charset known here, by ISO 8859-1. */
  static Decoded latin(byte[] a, int from, int to) {
    String text = new String(a, from, to - from, StandardCharsets.ISO_8859_1);
    return new Decoded(text.getBytes(StandardCharsets.UTF_8), "iso-8859-1");
  }

  /** How many octets at even and at odd offsets are zero. */
  private static int[] zeros(byte[] a, int from, int to) {
    int[] zeros = new int[2];
    for (int i = from; i < to; i++) {
      if (a[i] == 0) {
        zeros[i - from & 1]++;
      }
    }
    return zeros;
  }

  private static boolean looksLikeGb(byte[] a, int from, int to) {
    int pairs = 0;
    int common = 0;
    for (int i = from; i < to; i++) {
      int b = a[i] & 0xff;
      if (b < 0x80) {
        if ((Text.classOf(a[i]) & Text.CONTROL) != 0) {
          return false;
        }
        continue;
      }
      if (i + 1 >= to || b == 0x80 || b == 0xff) {
        return false;
      }
      int trail = a[++i] & 0xff;
      if (trail < 0x40 || trail == 0x7f || trail == 0xff) {
        return false;
      }
      pairs++;
      // GB 2312 rows 16 to 87 are characters, rows 1 and 3 punctuation and full-width forms.
      if (trail >= 0xa1 && ((b >= 0xb0 && b <= 0xf7) || b == 0xa1 || b == 0xa3)) {
        common++;
      }
    }
    return pairs >= 2 && common * 10 >= pairs * 9;
  }

  private static @Nullable Decoded decode(
      Charset charset, String name, byte[] a, int from, int to) {
    try {
      CharBuffer text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(a, from, to - from));
      byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
      return Text.isPlain(utf8, 0, utf8.length) ? new Decoded(utf8, name) : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
