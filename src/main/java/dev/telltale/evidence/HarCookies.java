package dev.telltale.evidence;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.telltale.model.Header;
import java.util.List;
import java.util.Locale;

/** The cookies that HAR lists beside the header fields they come from. */
final class HarCookies {
  private HarCookies() {}

  /** Of {@code Cookie} fields (RFC 6265 section 4.2.1). */
  static JsonArray sent(List<Header> headers) {
    JsonArray cookies = new JsonArray();
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Cookie")) {
        for (String part : header.value().split(";", -1)) {
          if (!part.isBlank()) {
            cookies.add(cookie(part));
          }
        }
      }
    }
    return cookies;
  }

  /** Of {@code Set-Cookie} fields (RFC 6265 section 4.1.1). */
  static JsonArray set(List<Header> headers) {
    JsonArray cookies = new JsonArray();
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Set-Cookie")) {
        String[] parts = header.value().split(";", -1);
        JsonObject cookie = cookie(parts[0]);
        for (int i = 1; i < parts.length; i++) {
          attribute(cookie, parts[i].strip());
        }
        cookies.add(cookie);
      }
    }
    return cookies;
  }

  private static void attribute(JsonObject cookie, String attribute) {
    String lower = attribute.toLowerCase(Locale.ROOT);
    if (lower.startsWith("path=")) {
      cookie.addProperty("path", attribute.substring(5));
    } else if (lower.startsWith("domain=")) {
      cookie.addProperty("domain", attribute.substring(7));
    } else if (lower.equals("secure")) {
      cookie.addProperty("secure", true);
    } else if (lower.equals("httponly")) {
      cookie.addProperty("httpOnly", true);
    }
  }

  private static JsonObject cookie(String text) {
    String pair = text.strip();
    int equals = pair.indexOf('=');
    return equals < 0
        ? HarEntry.pair(pair, "")
        : HarEntry.pair(pair.substring(0, equals), pair.substring(equals + 1));
  }
}
