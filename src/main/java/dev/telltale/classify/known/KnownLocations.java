package dev.telltale.classify.known;

import dev.telltale.decode.Node;
import dev.telltale.model.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    }
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  Search search() {
    return new Search();
  }

  /** A coordinate that was seen. */
  private record Seen(
      Node layer, int from, int to, int point, int datum, boolean latitude, boolean precise) {}

  /** The search through one message. */
  final class Search {
    private final List<Seen> seen = new ArrayList<>();

    /** Looks at every number of a layer. */
    void layer(Node layer, byte[] text) {
      if (points.isEmpty()) {
        return;
      }
      int n = text.length;
      int i = 0;
      while (i < n) {
        if (text[i] < '0' || text[i] > '9') {
          i++;
          continue;
        }
        int from = i;
        int dot = -1;
        while (i < n && ((text[i] >= '0' && text[i] <= '9') || (text[i] == '.' && dot < 0))) {
          if (text[i] == '.') {
            dot = i;
          }
          i++;
        }
        int to = dot == i - 1 ? i - 1 : i;
        int decimals = dot < 0 ? 0 : to - dot - 1;
        int whole = dot < 0 ? to - from : dot - from;
        boolean word = from > 0 && letter(text[from - 1]);
        if (!word && whole <= 3 && decimals >= 2 && decimals <= 20) {
          number(layer, text, from, to, decimals);
        } else if (!word && dot < 0 && whole >= 6 && whole <= 10) {
          scaled(layer, text, from, to);
        }
      }
    }

    private static boolean letter(byte c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    }

    private void number(Node layer, byte[] text, int from, int to, int decimals) {
      double value =
          Double.parseDouble(
              new String(text, from, Math.min(to - from, 18), StandardCharsets.ISO_8859_1));
      compare(layer, from, to, value, decimals >= 3 ? CLOSE : ROUNDED, decimals >= 3);
    }

    private void scaled(Node layer, byte[] text, int from, int to) {
      long value = 0;
      for (int i = from; i < to; i++) {
        value = value * 10 + text[i] - '0';
      }
      for (double scale : new double[] {1e6, 1e7, 1e5}) {
        compare(layer, from, to, value / scale, CLOSE, true);
      }
    }

    private void compare(
        Node layer, int from, int to, double value, double tolerance, boolean precise) {
      for (int p = 0; p < points.size(); p++) {
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
      List<Seen> used = new ArrayList<>();
      for (Seen latitude : seen) {
        if (!latitude.latitude() || uses(used, latitude)) {
          continue;
        }
        Seen longitude = nearest(latitude, used);
        if (longitude != null) {
          used.add(latitude);
          used.add(longitude);
          findings.add(finding(exchange, latitude, longitude));
        }
      }
    }

    private boolean uses(List<Seen> used, Seen one) {
      for (Seen other : used) {
        if (other.layer() == one.layer() && other.from() == one.from()) {
          return true;
        }
      }
      return false;
    }

    private @Nullable Seen nearest(Seen latitude, List<Seen> used) {
      Seen best = null;
      int least = Integer.MAX_VALUE;
      for (Seen other : seen) {
        if (other.latitude()
            || other.point() != latitude.point()
            || other.datum() != latitude.datum()
            || uses(used, other)) {
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
      byte[] text = one.layer().bytes();
      boolean negative = one.from() > 0 && text[one.from() - 1] == '-';
      return (negative ? "-" : "")
          + new String(text, one.from(), one.to() - one.from(), StandardCharsets.ISO_8859_1);
    }
  }
}
