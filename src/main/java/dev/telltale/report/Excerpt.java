package dev.telltale.report;

import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Header;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The part of a request in which something was found, as text.
 *
 * @param head method and target without its query
 * @param place {@code url}, {@code header}, {@code body}, or {@code decoded} when it stands only in
 *     a decoded layer
 * @param before what stands before the found text
 * @param match the found text
 * @param after what stands behind it
 */
public record Excerpt(String head, String place, String before, String match, String after) {
  private static final int AROUND = 90;
  private static final int SEARCHED = 1 << 20;

  /** Cuts the excerpt out of an exchange whose body is loaded. */
  static Excerpt of(Exchange exchange, Finding finding) {
    String url = exchange.request().url();
    int query = url.indexOf('?');
    String head = exchange.request().method() + ' ' + (query < 0 ? url : url.substring(0, query));
    String observed = finding.observed();
    if (observed.isEmpty()) {
      observed = finding.value();
    }
    if (url.contains(observed)) {
      return cut(head, "url", url, observed);
    }
    for (Header header : exchange.request().headers()) {
      if (header.value().contains(observed)) {
        return cut(head, "header", header.name() + ": " + header.value(), observed);
      }
    }
    byte[] content = exchange.request().body().content();
    String body =
        new String(content, 0, Math.min(content.length, SEARCHED), StandardCharsets.UTF_8);
    if (body.contains(observed)) {
      return cut(head, "body", body, observed);
    }
    return new Excerpt(head, "decoded", "", observed, "");
  }

  private static Excerpt cut(String head, String place, String text, String observed) {
    int at = text.indexOf(observed);
    int from = Math.max(0, at - AROUND);
    int to = Math.min(text.length(), at + observed.length() + AROUND);
    return new Excerpt(
        head,
        place,
        (from > 0 ? "…" : "") + text.substring(from, at),
        observed,
        text.substring(at + observed.length(), to) + (to < text.length() ? "…" : ""));
  }

  /** The key of the place's name in the catalogue. */
  String key() {
    return "place." + place.toLowerCase(Locale.ROOT);
  }
}
