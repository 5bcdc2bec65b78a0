package dev.telltale.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All findings of one kind that one app sent to one recipient: what a verdict is about.
 *
 * @param key app, kind and recipient
 * @param first one of the findings, for what they share
 * @param phases phases in which they were sent, in order of first occurrence
 * @param countries countries of the addresses
 * @param cleartext whether any went without TLS
 * @param exchanges ids of the exchanges, without repetition
 * @param count how many findings
 * @param perMinuteMax most of them in any 60 seconds
 */
public record Flow(
    Key key,
    Observed first,
    Set<String> phases,
    Set<String> countries,
    boolean cleartext,
    List<String> exchanges,
    int count,
    int perMinuteMax) {
  private static final long MINUTE_MILLIS = 60_000;

  /**
   * What is one flow.
   *
   * @param app application id, empty if unattributed
   * @param kind kind
   * @param domain registrable domain of the recipient
   * @param party its party
   */
  public record Key(String app, String kind, String domain, String party)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return java.util.Comparator.comparing(Key::app)
          .thenComparing(Key::kind)
          .thenComparing(Key::domain)
          .thenComparing(Key::party)
          .compare(this, other);
    }
  }

  /** Puts findings together; sorted by key, whatever the order of the findings. */
  public static List<Flow> of(Collection<Observed> findings) {
    Map<Key, List<Observed>> groups = new LinkedHashMap<>();
    for (Observed finding : findings) {
      Key key =
          new Key(
              Objects.requireNonNullElse(finding.app(), ""),
              finding.kind(),
              finding.domain(),
              finding.party());
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(finding);
    }
    List<Flow> flows = new ArrayList<>();
    groups.forEach((key, group) -> flows.add(of(key, group)));
    flows.sort(java.util.Comparator.comparing(Flow::key));
    return flows;
  }

  private static Flow of(Key key, List<Observed> group) {
    group.sort(
        java.util.Comparator.comparingLong(Observed::atMillis).thenComparing(Observed::exchange));
    Set<String> phases = new LinkedHashSet<>();
    Set<String> countries = new LinkedHashSet<>();
    Set<String> exchanges = new LinkedHashSet<>();
    boolean cleartext = false;
    int most = 0;
    int from = 0;
    for (int i = 0; i < group.size(); i++) {
      Observed finding = group.get(i);
      phases.add(finding.phase());
      if (finding.country() != null) {
        countries.add(finding.country());
      }
      exchanges.add(finding.exchange());
      cleartext |= !finding.encrypted();
      while (finding.atMillis() - group.get(from).atMillis() >= MINUTE_MILLIS) {
        from++;
      }
      most = Math.max(most, i - from + 1);
    }
    return new Flow(
        key,
        group.get(0),
        phases,
        countries,
        cleartext,
        List.copyOf(exchanges),
        group.size(),
        most);
  }

  /** Its leaf type. */
  public String type() {
    return first.type();
  }

  /** The recipient's name for people: organisation if known, else domain. */
  public @Nullable String organisation() {
    return first.organisation();
  }
}
