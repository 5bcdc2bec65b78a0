package dev.telltale.classify.known;

import dev.telltale.decode.Node;
import dev.telltale.model.Finding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a known point in any order and notation: degrees with two decimals and more, rounded or cut
 * off, or integers of degrees times 10^5 to 10^7; in WGS-84, GCJ-02 and BD-09. Each coordinate
 * alone is a number like others; both of one datum in one message are the point.
 */
final class KnownLocations {
  /** Half of the third decimal, and a little for the datums' approximation: some 70 m. */
  private static final double CLOSE = 0.0007;

  private static final double ROUNDED = 0.0051;
  private static final int NEAR_OCTETS = 300;
  private static final int SCALED_DIGITS = 6;

  /** Numbers near a coordinate in one message; more is an attack on the analysis, not a phone. */
  private static final int MOST_SEEN = 2_000;

  private static final int[] SCALES = {1_000_000, 10_000_000, 100_000};
  private static final int MOST_DEGREES = 181;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long DOTS = ONES * '.';
  private static final String[] DATUMS = {"WGS-84", "GCJ-02", "BD-09"};

  /**
   * A point of the profile.
   *
   * @param text as the profile has it
   * @param point in WGS-84
   */
  record Known(String text, Coordinates point) {}

  private final List<Known> points;
  private final double[][] latitudes;
  private final double[][] longitudes;

  /** Whole degrees that a coordinate of one of the points may be written with. */
  private final boolean[] degrees = new boolean[MOST_DEGREES + 1];

  KnownLocations(List<Known> points) {
    this.points = List.copyOf(points);
    latitudes = new double[points.size()][];
    longitudes = new double[points.size()][];
    for (int i = 0; i < points.size(); i++) {
      Coordinates wgs = points.get(i).point();
      Coordinates gcj = wgs.gcj02();
      Coordinates bd = gcj.bd09FromGcj02();
      latitudes[i] = new double[] {wgs.latitude(), gcj.latitude(), bd.latitude()};
      longitudes[i] = new double[] {wgs.longitude(), gcj.longitude(), bd.longitude()};
      for (int d = 0; d < DATUMS.length; d++) {
        near(latitudes[i][d]);
        near(longitudes[i][d]);
      }
    }
  }

  private void near(double coordinate) {
    double positive = Math.abs(coordinate);
    degrees[(int) Math.max(0, positive - ROUNDED)] = true;
    degrees[(int) (positive + ROUNDED)] = true;
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  Search search() {
    return new Search();
  }

  /** A coordinate that was seen. */
  private record Seen(
      Node layer, int from, int to, int point, int datum, boolean latitude, boolean precise) {
    Spot spot() {
      return new Spot(layer, from);
    }
  }

  /** Where a number stands; one number is part of one point. */
  private record Spot(Node layer, int from) {}

  /** The search through one message. */
  final class Search {
    private final List<Seen> seen = new ArrayList<>();
    private final Set<Spot> used = new HashSet<>();

    /**
     * Looks at every number of a layer that can be a coordinate. Numbers are not read one after the
     * other: a decimal point is looked for eight octets at a time, and of six digits and more one
     * stands at every sixth octet.
     */
    void layer(Node layer, byte[] text) {
      if (points.isEmpty()) {
        return;
      }
      int before = seen.size();
      int n = text.length;
      int i = 0;
      while (i < n) {
        if (i + 8 <= n) {
          long eight = (long) LONGS.get(text, i) ^ DOTS;
          if (((eight - ONES) & ~eight & HIGH_BITS) == 0) {
            i += 8;
            continue;
          }
        }
        int end = Math.min(i + 8, n);
        for (; i < end; i++) {
          if (text[i] == '.') {
            decimal(layer, text, i);
          }
        }
      }
      int decimals = seen.size();
      for (i = SCALED_DIGITS - 1; i < n; i += SCALED_DIGITS) {
        if (digit(text[i])) {
          i = integer(layer, text, i);
        }
      }
      if (before < decimals && decimals < seen.size()) {
        seen.subList(before, seen.size()).sort(Comparator.comparingInt(Seen::from));
      }
    }

    /** The number with a decimal point at {@code dot}. */
    private void decimal(Node layer, byte[] text, int dot) {
      int whole = 0;
      int from = dot;
      int unit = 1;
      while (from > 0 && dot - from < 4 && digit(text[from - 1])) {
        from--;
        whole += (text[from] - '0') * unit;
        unit *= 10;
      }
      if (from == dot
          || dot - from > 3
          || whole > MOST_DEGREES
          || !degrees[whole]
          || (from > 0 && letter(text[from - 1]))) {
        return;
      }
      int to = dot + 1;
      while (to < text.length && digit(text[to])) {
        to++;
      }
      int decimals = to - dot - 1;
      if (decimals >= 2 && decimals <= 20) {
        double value =
            Double.parseDouble(
                new String(text, from, Math.min(to - from, 18), StandardCharsets.ISO_8859_1));
        compare(layer, from, to, value, decimals >= 3 ? CLOSE : ROUNDED, decimals >= 3);
      }
    }

    /** The integer around {@code at}; returns an offset in it, from which to go on. */
    private int integer(Node layer, byte[] text, int at) {
      int from = at;
      while (from > 0 && digit(text[from - 1])) {
        from--;
      }
      if (from > 0 && letter(text[from - 1])) {
        return at;
      }
      int to = at + 1;
      while (to < text.length && digit(text[to])) {
        to++;
      }
      int digits = to - from;
      boolean part = (from > 0 && letter(text[from - 1])) || (to < text.length && text[to] == '.');
      if (digits >= SCALED_DIGITS && digits <= 10 && !part) {
        long value = 0;
        for (int i = from; i < to; i++) {
          value = value * 10 + text[i] - '0';
        }
        for (int scale : SCALES) {
          long whole = value / scale;
          if (whole <= MOST_DEGREES && degrees[(int) whole]) {
            compare(layer, from, to, (double) value / scale, CLOSE, true);
          }
        }
      }
      return to - 1;
    }

    private static boolean digit(byte c) {
      return c >= '0' && c <= '9';
    }

    private static boolean letter(byte c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    }

    private void compare(
        Node layer, int from, int to, double value, double tolerance, boolean precise) {
      for (int p = 0; p < points.size() && seen.size() < MOST_SEEN; p++) {
        for (int d = 0; d < DATUMS.length; d++) {
          if (Math.abs(Math.abs(latitudes[p][d]) - value) <= tolerance) {
            seen.add(new Seen(layer, from, to, p, d, true, precise));
          }
          if (Math.abs(Math.abs(longitudes[p][d]) - value) <= tolerance) {
            seen.add(new Seen(layer, from, to, p, d, false, precise));
          }
        }
      }
    }

    /** Pairs what was seen. */
    void findings(String exchange, List<Finding> findings) {
      for (Seen latitude : seen) {
        if (!latitude.latitude() || used.contains(latitude.spot())) {
          continue;
        }
        Seen longitude = nearest(latitude);
        if (longitude != null) {
          used.add(latitude.spot());
          used.add(longitude.spot());
          findings.add(finding(exchange, latitude, longitude));
        }
      }
    }

    /** Coordinates that are told alone, and rounded ones beside their other half. */
    void sightings(List<KnownValues.Sighting> into) {
      for (Seen one : seen) {
        if (one.precise() || hasOtherHalf(one)) {
          into.add(
              new KnownValues.Sighting(
                  one.layer(),
                  one.from(),
                  one.to(),
                  "location.precise",
                  points.get(one.point()).text(),
                  false));
        }
      }
    }

    private boolean hasOtherHalf(Seen one) {
      for (Seen other : seen) {
        if (other.latitude() != one.latitude()
            && other.point() == one.point()
            && other.layer() == one.layer()
            && Math.abs(other.from() - one.from()) < NEAR_OCTETS) {
          return true;
        }
      }
      return false;
    }

    private @Nullable Seen nearest(Seen latitude) {
      Seen best = null;
      int least = Integer.MAX_VALUE;
      for (Seen other : seen) {
        if (other.latitude()
            || other.point() != latitude.point()
            || other.datum() != latitude.datum()
            || used.contains(other.spot())) {
          continue;
        }
        boolean same = other.layer() == latitude.layer();
        int distance = same ? Math.abs(other.from() - latitude.from()) : NEAR_OCTETS;
        boolean near = same && distance < NEAR_OCTETS;
        if (distance > 0 && (near || (latitude.precise() && other.precise())) && distance < least) {
          least = distance;
          best = other;
        }
      }
      return best;
    }

    private Finding finding(String exchange, Seen latitude, Seen longitude) {
      boolean latitudeFirst =
          latitude.layer() != longitude.layer() || latitude.from() < longitude.from();
      Seen first = latitudeFirst ? latitude : longitude;
      Seen second = latitudeFirst ? longitude : latitude;
      Node node = first.layer().at(first.from(), first.to());
      String observed = number(first) + "," + number(second);
      boolean precise = latitude.precise() && longitude.precise();
      String datum = DATUMS[latitude.datum()];
      String kind = precise ? "location.precise" : "location.coarse";
      return new Finding(
          exchange,
          kind,
          kind,
          observed,
          observed,
          node.where(),
          node.encoding(),
          node.start(),
          node.end(),
          "known-value",
          "profile:location.precise",
          0.98,
          "the phone's position "
              + points.get(latitude.point()).text()
              + " in "
              + datum
              + (latitudeFirst ? "" : ", longitude first")
              + (precise ? "" : ", rounded to two decimals"),
          null);
    }

    private static String number(Seen one) {
      byte[] text = KnownValues.octets(one.layer());
      boolean negative = one.from() > 0 && text[one.from() - 1] == '-';
      return (negative ? "-" : "")
          + new String(text, one.from(), one.to() - one.from(), StandardCharsets.ISO_8859_1);
    }
  }
}
