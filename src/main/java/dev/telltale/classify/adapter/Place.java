package dev.telltale.classify.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pattern for places: the part of the request, then the names that lead to the value.
 *
 * <p>Names are compared without case. {@code *} is any one name, {@code **} any number of them.
 * Encodings are not written: the decoder has opened them, and {@code field:data/properties/token}
 * finds the member whether {@code data} was JSON, base64 of JSON, or gzip in base64. Positions in
 * an array are not written either unless they matter ({@code field:extinfo/5}).
 *
 * @param part where to look
 * @param names lower-case names, at least one
 */
record Place(Part part, List<String> names) {

  /** Parts of a request. */
  enum Part {
    /** A parameter, however it was sent: in the query or in the body. */
    FIELD,
    /** The query. */
    QUERY,
    /** The body. */
    BODY,
    /** A header field. */
    HEADER,
    /** A cookie. */
    COOKIE,
    /** A segment of the path, by its number from 0. */
    PATH
  }

  static final String EXPECTED = "field, query, body, header, cookie or path, a colon, names";

  /**
   * Reads {@code body:device/geo/lat}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Place of(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw new IllegalArgumentException(text);
    }
    Part part = Part.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT));
    List<String> names = new ArrayList<>();
    for (String name : text.substring(colon + 1).split("/", -1)) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException(text);
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return new Place(part, List.copyOf(names));
  }

  /** As it is read; a record's own form is slow, and this is asked for with every request. */
  @Override
  public String toString() {
    return part.name().toLowerCase(Locale.ROOT) + ":" + String.join("/", names);
  }
}
