package dev.telltale.declare;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file decoded to characters. Byte order mark first, then strict UTF-8, then the charset that an
 * HTML head names, then GB 18030 if that decodes to mostly Chinese, else Windows-1252. Offsets of
 * statements count UTF-16 units of {@code content}, a byte order mark not included.
 *
 * @param content the characters
 * @param charset the charset that was used
 */
record SourceText(String content, Charset charset) {
  private static final Pattern META = Pattern.compile("charset\\s*=\\s*[\"']?([\\w-]{2,30})");

  static SourceText of(byte[] octets) {
    if (octets.length >= 2 && (octets[0] & 0xff) == 0xfe && (octets[1] & 0xff) == 0xff) {
      return decoded(octets, 2, StandardCharsets.UTF_16BE);
    }
    if (octets.length >= 2 && (octets[0] & 0xff) == 0xff && (octets[1] & 0xff) == 0xfe) {
      return decoded(octets, 2, StandardCharsets.UTF_16LE);
    }
    int skip =
        octets.length >= 3
                && (octets[0] & 0xff) == 0xef
                && (octets[1] & 0xff) == 0xbb
                && (octets[2] & 0xff) == 0xbf
            ? 3
            : 0;
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(octets, skip, octets.length - skip))
              .toString();
      return new SourceText(text, StandardCharsets.UTF_8);
    } catch (CharacterCodingException notUtf8) {
      return guessed(octets, skip);
    }
  }

  private static SourceText guessed(byte[] octets, int skip) {
    String head =
        new String(octets, 0, Math.min(octets.length, 4096), StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    Matcher meta = META.matcher(head);
    if (meta.find() && !meta.group(1).startsWith("utf-8") && Charset.isSupported(meta.group(1))) {
      return decoded(octets, skip, Charset.forName(meta.group(1)));
    }
    SourceText chinese = decoded(octets, skip, Charset.forName("GB18030"));
    long replaced = chinese.content().chars().filter(c -> c == 0xFFFD).count();
    if (Words.language(chinese.content()).equals("zh")
        && replaced * 100 < chinese.content().length()) {
      return chinese;
    }
    return decoded(octets, skip, Charset.forName("windows-1252"));
  }

  private static SourceText decoded(byte[] octets, int skip, Charset charset) {
    return new SourceText(new String(octets, skip, octets.length - skip, charset), charset);
  }

  /** Whether the text has the tags of an HTML document or fragment. */
  boolean isHtml() {
    String head = content.substring(0, Math.min(content.length(), 20_000)).toLowerCase(Locale.ROOT);
    return head.contains("<html")
        || head.contains("<!doctype html")
        || head.contains("<body")
        || (head.contains("</")
            && (head.contains("<p>")
                || head.contains("<p ")
                || head.contains("<div")
                || head.contains("<table")
                || head.contains("<li>")
                || head.contains("<h1")
                || head.contains("<h2")));
  }

  /** Whether it holds control characters that no text has, as pictures and archives do. */
  boolean isBinary() {
    int end = Math.min(content.length(), 20_000);
    int controls = 0;
    for (int i = 0; i < end; i++) {
      char c = content.charAt(i);
      if (c < 9 || (c > 13 && c < 27) || c == 0xFFFD) {
        controls++;
      }
    }
    return controls * 50 > end;
  }
}
