package dev.telltale.web;

import com.google.gson.JsonObject;
import dev.telltale.util.Hashes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Octets as a person reads them: text where they are UTF-8 without control characters, else
 * hexadecimal; at most the first {@link #MOST_TEXT} or {@link #MOST_HEX} octets.
 *
 * @param text the text, null if it is none
 * @param octets the octets that are shown
 * @param sizeBytes how many there are in all
 */
@SuppressWarnings("ArrayRecordComponent")
record Content(@Nullable String text, byte[] octets, long sizeBytes) {
  static final int MOST_TEXT = 256 << 10;
  static final int MOST_HEX = 16 << 10;

  static Content of(byte[] octets, long sizeBytes) {
    byte[] head = octets.length > MOST_TEXT ? Arrays.copyOf(octets, MOST_TEXT) : octets;
    String text = decode(head, head.length < octets.length || octets.length < sizeBytes);
    if (text != null) {
      return new Content(text, head, sizeBytes);
    }
    byte[] shown = octets.length > MOST_HEX ? Arrays.copyOf(octets, MOST_HEX) : octets;
    return new Content(null, shown, sizeBytes);
  }

  private static @Nullable String decode(byte[] octets, boolean cut) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    // A cut in the middle of a character leaves up to three octets that are no error.
    for (int drop = 0; drop <= (cut ? Math.min(3, octets.length) : 0); drop++) {
      try {
        CharBuffer text = decoder.decode(ByteBuffer.wrap(octets, 0, octets.length - drop));
        return readable(text) ? text.toString() : null;
      } catch (CharacterCodingException e) {
        decoder.reset();
      }
    }
    return null;
  }

  private static boolean readable(CharSequence text) {
    return text.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
  }

  /** The character offset of an octet offset in the text; for hexadecimal the offset itself. */
  int offset(int octet) {
    if (text == null) {
      return octet;
    }
    return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets, 0, octet)).length();
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("sizeBytes", sizeBytes);
    json.addProperty("shownBytes", octets.length);
    if (text != null) {
      json.addProperty("text", text);
    } else {
      json.addProperty("hex", Hashes.hex(octets));
    }
    return json;
  }
}
