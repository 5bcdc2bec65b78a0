package dev.telltale.evidence;

import dev.telltale.model.Header;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes off a body's content coding (RFC 9110 section 8.4), for people who look at an export; the
 * evidence is the body as it was. Any thread may use it.
 */
@FunctionalInterface
public interface ContentDecoder {
  /** Most octets that {@link #GZIP} makes of one body. */
  int MOST_BYTES = 32 << 20;

  /** Knows {@code gzip} alone. */
  ContentDecoder GZIP = ContentDecoder::gunzip;

  /**
   * The decoded octets.
   *
   * @return null if the body has no content coding, or it cannot be taken off within limits
   */
  byte @Nullable [] decode(List<Header> headers, byte[] content);

  private static byte @Nullable [] gunzip(List<Header> headers, byte[] content) {
    List<String> codings =
        headers.stream()
            .filter(header -> header.name().equalsIgnoreCase("Content-Encoding"))
            .map(header -> header.value().strip().toLowerCase(Locale.ROOT))
            .toList();
    if (!codings.equals(List.of("gzip")) && !codings.equals(List.of("x-gzip"))) {
      return null;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      byte[] decoded = in.readNBytes(MOST_BYTES);
      return in.read() < 0 ? decoded : null;
    } catch (IOException e) {
      return null;
    }
  }
}
