package dev.telltale.classify.adapter;

import dev.telltale.decode.Decoded;
import dev.telltale.decode.Node;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One adapter applied to one message. */
final class Evaluation {
  /** Claims looked at in one message; more is an attack on the analysis, not an SDK. */
  private static final int MOST_CLAIMS = 20_000;

  private static final int PRECISE_DECIMALS = 3;
  private static final int LONGEST_TEXT = 16_384;

  private final Exchange exchange;
  private final Decoded decoded;
  private final Adapter adapter;
  private final List<Finding> findings;
  private final Set<String> seen = new HashSet<>();
  private int claims;

  Evaluation(Exchange exchange, Decoded decoded, Adapter adapter, List<Finding> findings) {
    this.exchange = exchange;
    this.decoded = decoded;
    this.adapter = adapter;
    this.findings = findings;
  }

  void run() {
    new Walk(adapter.places(), this::look).over(decoded.roots());
  }

  /** The values at a place. */
  static List<Node> find(Place place, List<Node> roots) {
    PlaceTree tree = new PlaceTree();
    tree.add(place.names(), List.of());
    List<Node> found = new ArrayList<>();
    Walk walk =
        new Walk(
            Map.of(place.part(), tree),
            (node, claim) -> {
              found.add(node);
              return found.size() < 100;
            });
    walk.includingStructures().over(roots);
    return found;
  }

  private boolean look(Node node, List<Claim> meanings) {
    String text = node.text();
    if (text.isEmpty() || text.length() > LONGEST_TEXT) {
      return true;
    }
    for (Claim claim : meanings) {
      if (++claims > MOST_CLAIMS) {
        return false;
      }
      if (holds(node, claim, text)) {
        return true;
      }
    }
    return true;
  }

  private boolean holds(Node node, Claim claim, String text) {
    for (Condition condition : claim.conditions()) {
      if (!condition.holds(node, decoded.roots())) {
        return false;
      }
    }
    Claim.Part part = claim.part();
    String value = part == null ? text : part.of(text);
    if (value == null) {
      return false;
    }
    value = value.strip();
    Claim.Shape shape = claim.shape();
    if (shape != null && !shape.fits(value)) {
      return false;
    }
    return claim.kind().equals(Claim.LOCATION)
        ? location(node, claim, value)
        : value(node, claim, value);
  }

  private boolean value(Node node, Claim claim, String value) {
    String digest = claim.digests().isEmpty() ? "" : Plausible.digest(value);
    if (!digest.isEmpty() && claim.digests().contains(digest)) {
      found(node, claim, claim.kind(), value, value, digest);
      return true;
    }
    if (claim.plain() && Plausible.plain(claim.kind(), value)) {
      found(node, claim, claim.kind(), value, value, "");
      return true;
    }
    return false;
  }

  private boolean location(Node node, Claim claim, String value) {
    String first = value;
    String second;
    if (claim.with().isEmpty()) {
      int comma = value.indexOf(',');
      if (comma < 0) {
        return false;
      }
      first = value.substring(0, comma).strip();
      second = value.substring(comma + 1).strip();
      int third = second.indexOf(',');
      second = third < 0 ? second : second.substring(0, third);
    } else {
      Node other = Condition.Siblings.find(node, 0, claim.with(), decoded.roots());
      if (other == null) {
        return false;
      }
      second = other.text().strip();
    }
    String lat = claim.swapped() ? second : first;
    String lon = claim.swapped() ? first : second;
    if (!degrees(lat, 90) || !degrees(lon, 180) || (zero(lat) && zero(lon))) {
      return false;
    }
    // Programs drop trailing zeros, so the longer half tells the precision.
    boolean precise = Math.max(decimals(lat), decimals(lon)) >= PRECISE_DECIMALS;
    found(
        node, claim, precise ? "location.precise" : "location.coarse", lat + "," + lon, value, "");
    return true;
  }

  private static boolean degrees(String text, int most) {
    if (text.isEmpty() || text.length() > 24) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || c == '.' || (c == '-' && i == 0) || (c == '+' && i == 0))) {
        return false;
      }
    }
    try {
      return Math.abs(Double.parseDouble(text)) <= most;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean zero(String text) {
    return Double.parseDouble(text) == 0;
  }

  private static int decimals(String text) {
    int dot = text.indexOf('.');
    return dot < 0 ? 0 : text.length() - dot - 1;
  }

  private void found(
      Node node, Claim claim, String kind, String value, String observed, String digest) {
    String where = node.where();
    if (!seen.add(kind + '\n' + value + '\n' + where)) {
      return;
    }
    List<String> encoding = node.encoding();
    if (!digest.isEmpty()) {
      encoding = new ArrayList<>(encoding);
      encoding.add(digest);
    }
    int start = node.start();
    int end = node.end();
    if (start >= 0 && !observed.equals(node.text())) {
      int at = node.text().indexOf(observed);
      if (asciiOnly(node.text()) && at >= 0) {
        start += at;
        end = start + observed.length();
      }
    }
    findings.add(
        new Finding(
            exchange.id(),
            Taxonomy.shipped().typeOf(kind),
            kind,
            value,
            observed,
            where,
            encoding,
            start,
            end,
            "adapter",
            "adapter:" + adapter.id() + ":" + claim.place(),
            claim.source().confidence(),
            why(claim, kind, digest),
            null));
  }

  private static boolean asciiOnly(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private String why(Claim claim, String kind, String digest) {
    String label = Taxonomy.shipped().label(kind, "en");
    return String.format(
        Locale.ROOT,
        "%s sends %s%s in %s (%s)",
        adapter.sdk(),
        digest.isEmpty() ? "" : "the " + digest.toUpperCase(Locale.ROOT) + " of ",
        label,
        claim.place(),
        claim.source());
  }
}
