package dev.telltale.evidence;

import com.google.gson.JsonObject;
import dev.telltale.model.Body;
import dev.telltale.util.Hashes;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bodies as HAR files of different tools hold them: text, base64 ({@code encoding}, or {@code
 * _encoding} where HAR 1.2 has no such member), only parameters, or left out.
 */
final class HarBodies {
  /** The digest of a body that the file leaves out, so that nobody can know it. */
  static final String UNKNOWN_SHA256 = "0".repeat(64);

  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([A-Za-z0-9_.:-]+)", Pattern.CASE_INSENSITIVE);

  private final int captureBytes;

  HarBodies(int captureBytes) {
    this.captureBytes = captureBytes;
  }

  /**
   * The body of a {@code postData} or {@code content} object.
   *
   * @param content the object, null for none
   * @param stated our own {@code _body}, null in files of others
   * @param sizeBytes size that the file states, negative if unknown
   */
  Body read(@Nullable Members content, @Nullable Members stated, long sizeBytes)
      throws HarException {
    byte[] octets = content == null ? null : octets(content);
    if (octets == null) {
      return sizeBytes > 0 ? new Body(UNKNOWN_SHA256, sizeBytes, 0, new byte[0]) : Body.EMPTY;
    }
    if (stated != null && stated.whole("size", 0) > octets.length) {
      String sha256 = stated.requiredText("sha256");
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw stated.wrong("sha256", "64 hexadecimal digits");
      }
      return kept(sha256, stated.whole("size", 0), octets);
    }
    return octets.length == 0 ? Body.EMPTY : kept(Hashes.sha256Hex(octets), octets.length, octets);
  }

  private Body kept(String sha256, long size, byte[] octets) {
    byte[] kept = octets.length > captureBytes ? Arrays.copyOf(octets, captureBytes) : octets;
    return new Body(sha256, size, kept.length, kept);
  }

  private static byte @Nullable [] octets(Members content) throws HarException {
    String raw = content.text("_raw");
    if (raw != null) {
      return base64(content, "_raw", raw);
    }
    String text = content.text("text");
    String mimeType = content.text("mimeType", "");
    if (text == null || (text.isEmpty() && !content.array("params").isEmpty())) {
      return parameters(content, mimeType);
    }
    String encoding = content.text("encoding", content.text("_encoding", ""));
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "base64" -> base64(content, "text", text);
      case "", "utf-8", "utf8" -> octets(text, mimeType);
      default -> throw content.wrong("encoding", "base64");
    };
  }

  private static byte[] base64(Members content, String name, String text) throws HarException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw content.wrong(name, "base64");
    }
  }

  /** A form of which only the parameters were kept, encoded again as the URL standard has it. */
  private static byte @Nullable [] parameters(Members content, String mimeType)
      throws HarException {
    if (!mimeType.startsWith("application/x-www-form-urlencoded")
        || content.array("params").isEmpty()) {
      return null;
    }
    StringBuilder form = new StringBuilder();
    for (Members parameter : content.objects("params")) {
      form.append(form.isEmpty() ? "" : "&")
          .append(URLEncoder.encode(parameter.text("name", ""), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(parameter.text("value", ""), StandardCharsets.UTF_8));
    }
    return form.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The octets of a text. HAR's text is Unicode whatever the body's charset was, so a charset that
   * the type states is applied again. Half surrogates from U+DC80 to U+DCFF are octets that were
   * not UTF-8, in the way Python (and so mitmproxy) writes them.
   */
  private static byte[] octets(String text, String mimeType) {
    Charset charset = charset(mimeType);
    if (charset != null) {
      try {
        ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
        return Arrays.copyOf(encoded.array(), encoded.limit());
      } catch (CharacterCodingException | UnsupportedOperationException e) {
        // Not of that charset after all: UTF-8, as below.
      }
    }
    if (text.chars().noneMatch(c -> c >= 0xDC80 && c <= 0xDCFF)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c >= 0xDC80 && c <= 0xDCFF) {
                octets.write(c - 0xDC00);
              } else {
                octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return octets.toByteArray();
  }

  private static @Nullable Charset charset(String mimeType) {
    Matcher matcher = CHARSET.matcher(mimeType);
    if (!matcher.find() || matcher.group(1).equalsIgnoreCase("utf-8")) {
      return null;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }

  /** The members of our own {@code _body}, absent in files of others. */
  static @Nullable Members stated(Members message) throws HarException {
    JsonObject object = message.object();
    return object.has("_body") ? message.object("_body") : null;
  }
}
