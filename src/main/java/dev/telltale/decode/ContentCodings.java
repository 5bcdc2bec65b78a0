package dev.telltale.decode;

import dev.telltale.model.Header;
import dev.telltale.util.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes content codings off a body (RFC 9110 section 8.4): gzip, deflate, Brotli, Zstandard,
 * several on each other. Pure; any thread may use it.
 */
public final class ContentCodings {
  private final Limits limits;

  public ContentCodings(Limits limits) {
    this.limits = limits;
  }

  /** The codings that a header section names, in the order in which they were applied. */
  public static List<String> of(List<Header> headers) {
    List<String> codings = new ArrayList<>();
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Content-Encoding")) {
        for (String coding : header.value().split(",", 17)) {
          String name = coding.strip().toLowerCase(Locale.ROOT);
          if (!name.isEmpty() && !name.equals("identity")) {
            codings.add(name.startsWith("x-") ? name.substring(2) : name);
          }
        }
      }
    }
    return codings;
  }

  /**
   * The octets without their codings.
   *
   * @return null if there are none, one is unknown or broken, or a limit was reached
   */
  public byte @Nullable [] undo(List<Header> headers, byte[] content) {
    List<String> codings = of(headers);
    if (codings.isEmpty()) {
      return null;
    }
    Decoding d = new Decoding(limits);
    byte[] octets = content;
    for (int i = codings.size() - 1; i >= 0; i--) {
      byte[] undone = new Compression(d).undo(codings.get(i), octets, 0, octets.length);
      if (undone == null || !d.notes().isEmpty()) {
        return null;
      }
      octets = undone;
    }
    return octets;
  }
}
