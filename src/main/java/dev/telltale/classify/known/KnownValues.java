package dev.telltale.classify.known;

import dev.telltale.classify.Detector;
import dev.telltale.decode.Decoded;
import dev.telltale.decode.Node;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Taxonomy;
import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of one device profile in every form that {@link Forms} derives. Each layer of a
 * message is searched once; a hit is traced back to the value it stands in. Immutable, safe for any
 * thread.
 */
public final class KnownValues implements Detector {
  private static final int MOST_HITS = 5_000;

  /** So many hits of one value at one place are looked at for one that lies further inside. */
  private static final int MOST_COMPARED = 20;

  private final NeedleIndex index;
  private final KnownLocations locations;

  private KnownValues(NeedleIndex index, KnownLocations locations) {
    this.index = index;
    this.locations = locations;
  }

  /**
   * Compiles a profile.
   *
   * @param faults receives a line for each kind or value that cannot be searched for, with the
   *     reason
   */
  public static KnownValues compile(DeviceProfile profile, List<String> faults) {
    List<Needle> needles = new ArrayList<>();
    List<KnownLocations.Known> points = new ArrayList<>();
    for (Map.Entry<String, List<String>> entry : new TreeMap<>(profile.values()).entrySet()) {
      String kind = entry.getKey();
      if (!Taxonomy.shipped().kinds().containsKey(kind)) {
        faults.add(
            kind
                + ": not a kind (expected: a kind of kinds.csv; did you mean "
                + nearest(kind)
                + "?)");
        continue;
      }
      for (String value : entry.getValue()) {
        if (kind.equals("location.precise")) {
          try {
            points.add(new KnownLocations.Known(value, Coordinates.parse(value)));
          } catch (IllegalArgumentException e) {
            faults.add(kind + ": " + e.getMessage());
          }
          continue;
        }
        String refusal = Admission.refusal(kind, value);
        if (refusal == null) {
          needles.addAll(Forms.of(kind, value));
        } else if (!Admission.keyed(kind)) {
          faults.add(kind + ": " + value + ": " + refusal);
        }
      }
    }
    return new KnownValues(new NeedleIndex(needles), new KnownLocations(points));
  }

  private static String nearest(String kind) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String known : Taxonomy.shipped().kinds().keySet()) {
      String tail = known.substring(known.lastIndexOf('.') + 1);
      int distance = Math.min(distance(kind, known), distance(kind, tail) + 1);
      if (distance < least) {
        least = distance;
        best = known;
      }
    }
    return best;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  /** How many strings it searches for. */
  public int size() {
    return index.size();
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public List<Finding> detect(Exchange exchange, Decoded decoded) {
    if (index.size() == 0 && locations.isEmpty()) {
      return List.of();
    }
    List<Hit> hits = new ArrayList<>();
    KnownLocations.Search points = locations.search();
    for (Node layer : decoded.layers()) {
      byte[] text = octets(layer);
      int first = hits.size();
      index.search(
          text,
          (needle, from, to) -> {
            hits.add(new Hit(layer, needle, from, to));
            return hits.size() < MOST_HITS;
          });
      longest(hits, first);
      points.layer(layer, text);
    }
    List<Finding> findings = new ArrayList<>();
    for (Hit hit : innermost(hits)) {
      Finding finding = hit.finding(exchange.id());
      if (finding != null) {
        findings.add(finding);
      }
    }
    points.findings(exchange.id(), findings);
    return findings;
  }

  /** A layer's octets, not to be written; copied only where the layer is part of an array. */
  static byte[] octets(Node layer) {
    return layer.from() == 0 && layer.to() == layer.octets().length
        ? layer.octets()
        : layer.bytes();
  }

  /**
   * A place where a value stands, in whatever form.
   *
   * @param layer a layer of the message
   * @param from offset in its octets
   * @param to the offset behind it
   * @param kind kind of the value
   * @param value the value as the profile has it
   * @param encoded whether it stands there in an encoding whose neighbouring characters belong to
   *     it
   */
  public record Sighting(
      Node layer, int from, int to, String kind, String value, boolean encoded) {}

  /**
   * Every place where a value stands, hits inside each other included; of a position, each
   * coordinate that is precise enough to be told alone. For those who take values out; for
   * findings, {@link #detect} says less and means more.
   */
  public List<Sighting> sightings(Decoded decoded) {
    List<Sighting> sightings = new ArrayList<>();
    KnownLocations.Search points = locations.search();
    for (Node layer : decoded.layers()) {
      byte[] text = layer.bytes();
      index.search(
          text,
          (needle, from, to) -> {
            Hit hit = new Hit(layer, needle, from, to);
            if (!hit.partOfMore()) {
              boolean encoded = needle.encoding().stream().anyMatch(e -> e.startsWith("base64"));
              sightings.add(new Sighting(layer, from, to, needle.kind(), needle.value(), encoded));
            }
            return sightings.size() < MOST_HITS;
          });
      points.layer(layer, text);
    }
    points.sightings(sightings);
    return sightings;
  }

  /**
   * Of hits inside each other keeps the longest: a notation contains another, an address a name.
   * The same span may be two values of the profile.
   */
  private static void longest(List<Hit> hits, int first) {
    if (hits.size() - first < 2) {
      return;
    }
    List<Hit> some = new ArrayList<>(hits.subList(first, hits.size()));
    some.sort(
        (a, b) ->
            a.to - a.from != b.to - b.from
                ? Integer.compare(b.to - b.from, a.to - a.from)
                : Integer.compare(a.from, b.from));
    List<Hit> kept = new ArrayList<>();
    for (Hit hit : some) {
      boolean covered = false;
      for (Hit other : kept) {
        covered |=
            other.from <= hit.from
                && other.to >= hit.to
                && (other.to - other.from > hit.to - hit.from || other.means(hit));
      }
      if (!covered) {
        kept.add(hit);
      }
    }
    kept.sort((a, b) -> Integer.compare(a.from, b.from));
    hits.subList(first, hits.size()).clear();
    hits.addAll(kept);
  }

  /**
   * Leaves out what is seen once more where the decoder has gone further: the percent-encoded form
   * in the query that is a plain value in the field, the run of base64 that has been opened.
   */
  private static List<Hit> innermost(List<Hit> hits) {
    if (hits.size() < 2) {
      return hits;
    }
    Map<Meaning, List<Hit>> byMeaning = new HashMap<>();
    for (Hit hit : hits) {
      byMeaning.computeIfAbsent(hit.meaning(), k -> new ArrayList<>(2)).add(hit);
    }
    List<Hit> left = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      List<Hit> same = byMeaning.getOrDefault(hit.meaning(), List.of());
      boolean outer = false;
      for (int i = 0; i < Math.min(same.size(), MOST_COMPARED) && !outer; i++) {
        outer = hit.liesAround(same.get(i));
      }
      if (!outer) {
        left.add(hit);
      }
    }
    return left;
  }

  /** What a hit says, by whatever form it was found. */
  private record Meaning(String where, String kind, String value) {}

  /** A needle in a layer, and the value that it stands in. */
  private record Hit(Node layer, Needle needle, int from, int to, Node node) {

    Hit(Node layer, Needle needle, int from, int to) {
      this(layer, needle, from, to, layer.at(from, to));
    }

    Meaning meaning() {
      return new Meaning(node.where(), needle.kind(), needle.value());
    }

    /** Whether {@code other}, of the same meaning, is this one with more of it decoded. */
    boolean liesAround(Hit other) {
      if (other.layer == layer) {
        return false;
      }
      List<String> chain = node.encoding();
      List<String> further = other.node.encoding();
      if (chain.size() > further.size() || !further.subList(0, chain.size()).equals(chain)) {
        return false;
      }
      return other.needle.encoding().isEmpty()
          ? needle.reversible()
          : chain.size() < further.size()
              && other.needle.encoding().equals(needle.encoding())
              && other.needle.ascii();
    }

    boolean means(Hit other) {
      return needle.kind().equals(other.needle.kind())
          && needle.value().equals(other.needle.value());
    }

    @Nullable Finding finding(String exchange) {
      byte[] text = octets(layer);
      String observed = observed(text);
      if (partOfMore()) {
        return null;
      }
      List<String> encoding = new ArrayList<>(node.encoding());
      encoding.addAll(needle.encoding());
      int start = node.start();
      int end = node.end();
      // Where the value stands literally, the hit's own span inside it can be told.
      int inside = start >= 0 ? node.text().indexOf(observed) : -1;
      boolean exact = inside >= 0 && node.text().length() == end - start;
      String kind = needle.kind();
      return new Finding(
          exchange,
          Taxonomy.shipped().typeOf(kind),
          kind,
          needle.value(),
          observed,
          node.where(),
          encoding,
          exact ? start + inside : start,
          exact ? start + inside + observed.length() : end,
          "known-value",
          "profile:" + kind,
          needle.encoding().isEmpty() ? 0.99 : 0.98,
          "the phone's "
              + Taxonomy.shipped().label(kind, "en").toLowerCase(Locale.ROOT)
              + " "
              + needle.words(),
          null);
    }

    /** Whether it would have to be a whole value, and is not. */
    boolean partOfMore() {
      return needle.boundary() == Needle.Boundary.WHOLE
          && !layer.at(from, to).text().strip().equalsIgnoreCase(observed(layer.bytes()));
    }

    private String observed(byte[] text) {
      String utf8 = new String(text, from, to - from, StandardCharsets.UTF_8);
      return utf8.indexOf('\uFFFD') < 0 ? utf8 : Hashes.hex(Arrays.copyOfRange(text, from, to));
    }
  }
}
