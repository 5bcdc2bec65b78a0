package dev.telltale.classify.adapter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a place means.
 *
 * @param place the place as the file writes it
 * @param kind a kind or leaf type; {@link #LOCATION} when the number of decimals decides
 * @param digests names of the digests that the value may have been sent as; empty if it is plain
 * @param plain whether the value may be plain
 * @param part which part of the value it is, null for the whole
 * @param with names of the other half of a pair of coordinates, beside the value; empty if none
 * @param swapped whether the claimed place holds the longitude
 * @param conditions all must hold
 * @param source where it is known from
 */
record Claim(
    String place,
    String kind,
    List<String> digests,
    boolean plain,
    @Nullable Part part,
    List<String> with,
    boolean swapped,
    List<Condition> conditions,
    Source source) {

  static final String LOCATION = "location";

  /**
   * A part of a value.
   *
   * @param after what must stand in front of it; empty if nothing must
   * @param by what separates the pieces; empty if it is not in pieces
   * @param piece number of the piece from 0, counted behind {@code after}
   */
  record Part(String after, String by, int piece) {

    /** The part, null if the value does not have it. */
    @Nullable String of(String value) {
      if (!value.startsWith(after)) {
        return null;
      }
      int from = after.length();
      if (by.isEmpty()) {
        return value.substring(from);
      }
      for (int i = 0; i < piece; i++) {
        int next = value.indexOf(by, from);
        if (next < 0) {
          return null;
        }
        from = next + by.length();
      }
      int end = value.indexOf(by, from);
      return value.substring(from, end < 0 ? value.length() : end);
    }
  }
}
