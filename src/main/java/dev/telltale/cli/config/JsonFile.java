package dev.telltale.cli.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.telltale.cli.UsageException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** JSON files that people write: comments and a byte-order mark are allowed. */
public final class JsonFile {
  private JsonFile() {}

  /**
   * Reads a file that holds one object.
   *
   * @throws UsageException naming the file, the line, and what was expected
   */
  public static JsonObject object(Path file, long mostBytes) {
    String text = text(file, mostBytes);
    try {
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.LENIENT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject()) {
        throw new UsageException(file + ": not an object (expected: { \"key\": value, ... })");
      }
      return element.getAsJsonObject();
    } catch (JsonParseException e) {
      throw new UsageException(
          file + ": not JSON: " + reason(e) + " (expected: { \"key\": value, ... })", e);
    }
  }

  /**
   * The first line of the parser's message, which names line and column; the rest is a web address.
   */
  private static String reason(JsonParseException e) {
    Throwable cause = e.getCause() != null ? e.getCause() : e;
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** Reads a UTF-8 text file of bounded size. */
  public static String text(Path file, long mostBytes) {
    try {
      long size = Files.size(file);
      if (size > mostBytes) {
        throw new UsageException(
            file
                + ": "
                + size
                + " bytes (expected: at most "
                + mostBytes
                + "); is it the right file?");
      }
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new UsageException(file + ": no such file (expected: a readable JSON file)", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": not UTF-8 (expected: UTF-8 text); save it as UTF-8", e);
    } catch (IOException e) {
      throw new UsageException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
