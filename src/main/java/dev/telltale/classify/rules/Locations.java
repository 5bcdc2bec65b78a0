package dev.telltale.classify.rules;

import dev.telltale.decode.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads points: two fields, one text, an array, a GeoJSON geometry; in degrees, in degrees, minutes
 * and seconds (ISO 6709 annex D), or as integers of degrees times a power of ten.
 */
final class Locations {
  private Locations() {}

  /**
   * A point.
   *
   * @param latitude degrees
   * @param longitude degrees
   * @param decimals the most decimals with which one of the two is written: numbers are written
   *     without zeros at their end
   * @param observed as written, the first coordinate first
   */
  record Point(double latitude, double longitude, int decimals, String observed) {

    /** Precise by the stores' measure: three decimals and more are some hundred metres. */
    boolean precise() {
      return decimals >= 3;
    }

    boolean nothing() {
      return Math.abs(latitude) < 1e-9 && Math.abs(longitude) < 1e-9;
    }
  }

  /** The point of two texts, null if they are none. */
  static @Nullable Point point(String latitude, String longitude) {
    double lat = degrees(latitude, 90);
    double lon = degrees(longitude, 180);
    if (Double.isNaN(lat) || Double.isNaN(lon)) {
      return null;
    }
    int decimals = Math.max(decimals(latitude, lat), decimals(longitude, lon));
    Point point = new Point(lat, lon, decimals, latitude + "," + longitude);
    return point.nothing() ? null : point;
  }

  private static int decimals(String text, double degrees) {
    int decimals = Notation.decimals(text);
    if (decimals < 0) {
      // Seconds of arc: some thirty metres.
      return 4;
    }
    return decimals == 0 && !plain(text, degrees) ? 6 : Math.max(decimals, 0);
  }

  private static boolean plain(String text, double degrees) {
    return Math.abs(degrees) < 1 || text.length() <= 4;
  }

  /** Degrees written plainly or times 10^5, 10^6, 10^7; NaN if neither. */
  private static double degrees(String text, int limit) {
    int decimals = Notation.decimals(text);
    if (decimals < 0) {
      return sexagesimal(text, limit);
    }
    double value = Double.parseDouble(text);
    if (Math.abs(value) <= limit) {
      return value;
    }
    if (decimals == 0 && text.length() >= 7) {
      for (double scale : new double[] {1e6, 1e7, 1e5}) {
        double scaled = value / scale;
        if (Math.abs(scaled) <= limit && Math.abs(scaled) >= 1) {
          return scaled;
        }
      }
    }
    return Double.NaN;
  }

  /** {@code 39°55'07.4"N}; NaN if it is not that. */
  private static double sexagesimal(String text, int limit) {
    if (text.indexOf('°') < 0 || text.length() > 40) {
      return Double.NaN;
    }
    String[] parts = text.split("[°'′\"″\\s]+");
    double sum = 0;
    double unit = 1;
    boolean negative = false;
    for (String part : parts) {
      if (part.isEmpty()) {
        continue;
      }
      if (part.length() == 1 && "NSEWnsew".contains(part)) {
        negative = "SWsw".contains(part);
      } else if (Notation.decimals(part) >= 0 && unit > 1e-4) {
        double value = Double.parseDouble(part);
        negative |= value < 0;
        sum += Math.abs(value) * unit;
        unit /= 60;
      } else {
        return Double.NaN;
      }
    }
    return sum <= limit && sum > 0 ? (negative ? -sum : sum) : Double.NaN;
  }

  /**
   * The point that one text holds: two numbers with decimals, separated by a comma, semicolon,
   * space, slash or bar, latitude first unless that is impossible.
   */
  static @Nullable Point pair(String text) {
    if (text.length() > 80 || text.length() < 7) {
      return null;
    }
    String bare = text;
    if (bare.regionMatches(true, 0, "geo:", 0, 4)) {
      bare = bare.substring(4);
    } else if (bare.toUpperCase(Locale.ROOT).startsWith("POINT")) {
      bare = bare.substring(5);
    }
    List<String> parts = new ArrayList<>();
    for (String part : bare.split("[,;|/_\\s()\\[\\]]+")) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    if (parts.size() < 2 || parts.size() > 4) {
      return null;
    }
    return ordered(parts.get(0), parts.get(1), text.toUpperCase(Locale.ROOT).startsWith("POINT"));
  }

  private static @Nullable Point ordered(String first, String second, boolean longitudeFirst) {
    boolean degrees = first.indexOf('°') > 0;
    if (!degrees && (Notation.decimals(first) < 1 || Notation.decimals(second) < 1)) {
      return null;
    }
    Point point = longitudeFirst ? point(second, first) : point(first, second);
    if (point == null) {
      point = longitudeFirst ? point(first, second) : point(second, first);
    }
    return point == null
        ? null
        : new Point(point.latitude(), point.longitude(), point.decimals(), first + "," + second);
  }

  /**
   * The point of an array of two or three numbers; GeoJSON puts the longitude first (RFC 7946
   * 3.1.1).
   */
  static @Nullable Point array(Node array) {
    List<Node> items = array.children();
    if (items.size() < 2 || items.size() > 3) {
      return null;
    }
    for (Node item : items) {
      if (item.kind() != Node.Kind.NUMBER && item.kind() != Node.Kind.TEXT) {
        return null;
      }
    }
    return ordered(items.get(0).text().strip(), items.get(1).text().strip(), true);
  }
}
