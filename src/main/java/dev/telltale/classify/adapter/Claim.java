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
 * @param shape what the value must look like beside being plausible; null if nothing more
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
    @Nullable Shape shape,
    @Nullable Part part,
    List<String> with,
    boolean swapped,
    List<Condition> conditions,
    Source source) {

  static final String LOCATION = "location";

  /** Stands for a place of which it is only asked whether something is there. */
  static Claim asking(Place place) {
    return new Claim(
        place.toString(),
        "",
        List.of(),
        true,
        null,
        null,
        List.of(),
        false,
        List.of(),
        new Source("general-knowledge", ""));
  }

  /** What a value looks like, where one place holds several kinds. */
  enum Shape {
    /** 32 hexadecimal digits with or without the dashes of a UUID (RFC 9562 section 4). */
    UUID,
    /** Hexadecimal digits, 12 or more. */
    HEX,
    /** Decimal digits. */
    DIGITS,
    /** Letters and digits, both, 12 or more, without a space. */
    TOKEN;

    boolean fits(String value) {
      return switch (this) {
        case UUID -> Plausible.uuid(value);
        case HEX -> value.length() >= 12 && Plausible.hex(value);
        case DIGITS -> Plausible.digits(value);
        case TOKEN ->
            value.length() >= 12
                && value.indexOf(' ') < 0
                && value.indexOf('@') < 0
                && value.chars().anyMatch(Character::isDigit)
                && value.chars().anyMatch(Character::isLetter);
      };
    }
  }

  /**
   * A part of a value.
   *
   * @param after what must stand in front of it, at its first occurrence; empty if nothing must
   * @param by what separates the pieces; empty if it is not in pieces
   * @param piece number of the piece from 0, counted behind {@code after}
   */
  record Part(String after, String by, int piece) {

    /** The part, null if the value does not have it. */
    @Nullable String of(String value) {
      int from = value.indexOf(after);
      if (from < 0) {
        return null;
      }
      from += after.length();
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
