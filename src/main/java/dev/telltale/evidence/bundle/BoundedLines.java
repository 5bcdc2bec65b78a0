package dev.telltale.evidence.bundle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file of a bundle: UTF-8, each ended by a line feed alone, none longer than {@link
 * #MOST_CHARACTERS}. Used by one thread.
 */
final class BoundedLines extends BufferedReader {
  /**
   * Longest line, in UTF-16 code units. A record holds its bodies by digest, so that its length is
   * that of its headers and of the list of its messages.
   */
  static final int MOST_CHARACTERS = 16 << 20;

  private final String name;
  private long line;

  /**
   * Reads a file.
   *
   * @param name its name, for errors
   */
  BoundedLines(String name, InputStream in) {
    super(
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)),
        1 << 15);
    this.name = name;
  }

  /**
   * The next line without its end, null behind the last.
   *
   * @throws UnreadableException if it is longer than any may be, or not UTF-8
   */
  @Override
  public @Nullable String readLine() throws IOException {
    line++;
    StringBuilder text = new StringBuilder();
    try {
      for (int c = read(); c != '\n'; c = read()) {
        if (c < 0) {
          return text.isEmpty() ? null : text.toString();
        }
        if (text.length() == MOST_CHARACTERS) {
          throw new UnreadableException(
              name
                  + " line "
                  + line
                  + ": longer than "
                  + MOST_CHARACTERS
                  + " characters (expected: at most so many)");
        }
        text.append((char) c);
      }
    } catch (CharacterCodingException e) {
      throw new UnreadableException(name + " line " + line + ": not UTF-8 (expected: UTF-8)");
    }
    return text.toString();
  }
}
