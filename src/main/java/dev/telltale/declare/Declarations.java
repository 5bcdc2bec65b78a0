package dev.telltale.declare;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads declared policies. One file in, one {@link Declaration} out, the format found out from the
 * content: Google Play's Data safety CSV, Apple's privacy manifest, App Store and fastlane JSON,
 * Telltale's own declaration file, lists and SDK tables in HTML, Markdown, CSV or text, and prose
 * in English or Chinese. Deterministic, without files, network or clock, and never throws for what
 * a file holds: what cannot be read is said in the declaration's warnings. Any thread.
 */
public final class Declarations {
  /** Content beyond this many octets is not read; the longest policies seen are under 1 MiB. */
  public static final int MOST_OCTETS = 8 << 20;

  private Declarations() {}

  /**
   * How to read.
   *
   * @param language {@code en} or {@code zh}; null finds it out
   * @param company whose declaration it is; null is the app's own party
   */
  public record Options(@Nullable String language, @Nullable String company) {
    /** Finds out the language; the app's own declaration. */
    public static final Options DEFAULT = new Options(null, null);
  }

  /**
   * Reads one file.
   *
   * @param fileName its name, for quoting and as a hint to its format
   * @param content its octets
   */
  public static Declaration read(String fileName, byte[] content, Options options) {
    String sha256 = Hashes.sha256Hex(content);
    if (content.length == 0) {
      return nothing(fileName, sha256, options, "the file is empty (expected: a declaration)");
    }
    if (content.length > MOST_OCTETS) {
      return nothing(
          fileName,
          sha256,
          options,
          content.length
              + " octets (expected: at most "
              + MOST_OCTETS
              + "); save the policy alone, without pictures");
    }
    if (startsWith(content, "%PDF")) {
      return nothing(
          fileName,
          sha256,
          options,
          "PDF cannot be read (expected: HTML or text); open it, save its text as .txt or .html,"
              + " and declare that");
    }
    if (startsWith(content, "PK\u0003\u0004") || startsWith(content, "\u00d0\u00cf\u0011\u00e0")) {
      return nothing(
          fileName,
          sha256,
          options,
          "an archive or office document cannot be read (expected: HTML, Markdown, CSV or text);"
              + " save it as one of these");
    }
    if (Plist.isBinary(content)) {
      StatementList out = new StatementList(fileName, "en");
      manifest(() -> Plist.parseBinary(content), "", out);
      return out.declaration(sha256, "Apple privacy manifest (binary)", options.company());
    }
    return readText(fileName, sha256, SourceText.of(content), options);
  }

  private static Declaration readText(
      String fileName, String sha256, SourceText text, Options options) {
    if (text.content().isBlank()) {
      return nothing(fileName, sha256, options, "the file holds only white space");
    }
    if (text.isBinary()) {
      return nothing(
          fileName,
          sha256,
          options,
          "not text (expected: HTML, Markdown, CSV, JSON or plain text)");
    }
    String language =
        options.language() != null ? options.language() : Words.language(text.content());
    String head = text.content().stripLeading();
    if (head.startsWith("<?xml")
        || head.startsWith("<plist")
        || head.startsWith("<!DOCTYPE plist")) {
      if (head.contains("<plist") || fileName.endsWith(".xcprivacy")) {
        StatementList out = new StatementList(fileName, "en");
        manifest(() -> Plist.parseXml(text.content()), text.content(), out);
        return out.declaration(sha256, "Apple privacy manifest", options.company());
      }
    }
    if (head.startsWith("{")
        || (head.startsWith("[") && !fileName.toLowerCase(Locale.ROOT).endsWith(".md"))) {
      Declaration json = readJson(fileName, sha256, text, language, options);
      if (json != null) {
        return json;
      }
    }
    if (GooglePlayCsv.accepts(text.content())) {
      StatementList out = new StatementList(fileName, "en");
      GooglePlayCsv.read(text, out);
      return out.declaration(sha256, "Google Play Data safety CSV", options.company());
    }
    StatementList out = new StatementList(fileName, language);
    String format = TextDocument.read(fileName, text, options, out);
    return out.declaration(sha256, format, options.company());
  }

  private static @Nullable Declaration readJson(
      String fileName, String sha256, SourceText text, String language, Options options) {
    StatementList out = new StatementList(fileName, language);
    JsonElement root;
    try {
      root = JsonParser.parseString(text.content());
    } catch (JsonParseException | StackOverflowError e) {
      if (!fileName.toLowerCase(Locale.ROOT).endsWith(".json")) {
        return null;
      }
      out.warn("broken JSON: " + Words.shorten(String.valueOf(e.getMessage())));
      return out.declaration(sha256, "JSON", options.company());
    }
    if (StatementJson.accepts(root)) {
      String company = StatementJson.read((JsonObject) root, out);
      return out.declaration(
          sha256, "Telltale declaration", options.company() != null ? options.company() : company);
    }
    if (AppleLabels.isFastlane(root)) {
      AppleLabels.readFastlane(root, text.content(), out);
      return out.declaration(sha256, "fastlane app privacy details", options.company());
    }
    if (AppleLabels.isStoreDetails(root)) {
      AppleLabels.readStore(root, text.content(), out);
      return out.declaration(sha256, "App Store privacy details", options.company());
    }
    out.warn(
        "JSON of no known kind (expected: a Telltale declaration, App Store privacyDetails, or"
            + " fastlane app_privacy_details)");
    return out.declaration(sha256, "JSON", options.company());
  }

  private static void manifest(
      java.util.function.Supplier<Object> parse, String text, StatementList out) {
    try {
      AppleLabels.readManifest(parse.get(), text, out);
    } catch (IllegalArgumentException | ArithmeticException e) {
      out.warn("broken property list: " + e.getMessage() + " (expected: PrivacyInfo.xcprivacy)");
    }
  }

  private static boolean startsWith(byte[] content, String magic) {
    byte[] octets = magic.getBytes(StandardCharsets.ISO_8859_1);
    if (content.length < octets.length) {
      return false;
    }
    for (int i = 0; i < octets.length; i++) {
      if (content[i] != octets[i]) {
        return false;
      }
    }
    return true;
  }

  private static Declaration nothing(
      String fileName, String sha256, Options options, String warning) {
    StatementList out =
        new StatementList(fileName, options.language() == null ? "en" : options.language());
    out.warn(warning);
    return out.declaration(sha256, "unreadable", options.company());
  }

  /** One statement as a line of {@code declare --print --json}, without the line break. */
  public static String toJson(Statement statement) {
    return StatementJson.line(statement);
  }

  /** The declaration as a file in Telltale's own format, which a person can correct. */
  public static String toFile(Declaration declaration) {
    return StatementJson.file(declaration);
  }
}
