package dev.telltale.classify.differential;

import dev.telltale.classify.differential.Identifier.Place;
import dev.telltale.classify.differential.Identifier.Scope;
import dev.telltale.model.Finding;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares the values at each place over runs, phones and changes of the profile.
 *
 * <p>At one place of one receiver, the values of a run are either one or many. Many means that it
 * changes with the request. One value a run is compared over runs: with the phone the same, then
 * the installation, then each value of the profile. The first that explains every change and every
 * staying is its scope:
 *
 * <ol>
 *   <li>the same in all runs of each phone: {@code DEVICE} if phones differ, {@code FIXED} if they
 *       do not;
 *   <li>it changes exactly when a value of the profile does: {@code FOLLOWS} that kind;
 *   <li>the same in all runs of each installation: {@code INSTALL};
 *   <li>otherwise it is new with each run: {@code SESSION}.
 * </ol>
 *
 * An identifier is <em>confirmed</em> when both halves were seen: a value that stays, with two runs
 * that it could have changed between, and a value that differs, on another phone (or after the
 * change that it follows). What could not be seen is said in {@code why}; nothing is concluded from
 * one run.
 */
public final class Differential {
  private static final String UNKNOWN_KIND = "device.instance_id.other";

  private Differential() {}

  /**
   * What behaves like an identifier, sorted by scope, receiver and place.
   *
   * @param runs all runs; a sighting of a session that is not among them is left out
   */
  public static List<Identifier> analyse(List<Run> runs, List<Sighting> sightings) {
    SortedMap<Long, Run> bySession = new TreeMap<>();
    runs.forEach(run -> bySession.put(run.session(), run));
    SortedMap<Place, Series> series = new TreeMap<>();
    for (Sighting sighting : sightings) {
      if (bySession.containsKey(sighting.session())) {
        series
            .computeIfAbsent(
                new Place(sighting.host(), general(sighting.where())), place -> new Series())
            .add(sighting);
      }
    }
    Map<Object, Identifier> joined = new LinkedHashMap<>();
    series.forEach(
        (place, seen) -> {
          Identifier found = judge(place, seen, bySession);
          Object key =
              found.scope() == Scope.REQUEST
                  ? place
                  : List.of(found.scope(), found.values(), found.follows());
          joined.merge(key, found, Differential::join);
        });
    List<Identifier> identifiers = new ArrayList<>(joined.values());
    identifiers.sort(
        (a, b) ->
            a.scope() != b.scope()
                ? a.scope().compareTo(b.scope())
                : a.places().get(0).compareTo(b.places().get(0)));
    return Collections.unmodifiableList(identifiers);
  }

  /**
   * Findings for the confirmed identifiers that no other method named: one for each sighting, of
   * the kind {@code device.instance_id.other}.
   */
  public static List<Finding> findings(List<Identifier> identifiers, List<Sighting> sightings) {
    List<Finding> findings = new ArrayList<>();
    for (Sighting sighting : sightings) {
      Place place = new Place(sighting.host(), general(sighting.where()));
      for (Identifier identifier : identifiers) {
        if (identifier.confirmed()
            && identifier.kind() == null
            && sighting.kind() == null
            && identifier.places().contains(place)
            && sighting.value().equals(identifier.values().get(sighting.session()))) {
          findings.add(finding(sighting, identifier));
          break;
        }
      }
    }
    return Collections.unmodifiableList(findings);
  }

  private static Finding finding(Sighting sighting, Identifier identifier) {
    return new Finding(
        sighting.exchange(),
        Taxonomy.shipped().typeOf(UNKNOWN_KIND),
        UNKNOWN_KIND,
        sighting.value(),
        sighting.value(),
        sighting.where(),
        sighting.encoding(),
        sighting.start(),
        sighting.end(),
        "differential",
        "differential:" + identifier.scope().id(),
        identifier.confidence(),
        identifier.why(),
        null);
  }

  /** A place with its positions in arrays left open. */
  static String general(String where) {
    StringBuilder general = new StringBuilder(where.length());
    int i = 0;
    while (i < where.length()) {
      int end = where.indexOf('/', i + 1);
      end = end < 0 ? where.length() : end;
      String segment = where.substring(i, end);
      boolean number =
          segment.length() > 1
              && segment.charAt(0) == '/'
              && segment.substring(1).chars().allMatch(Character::isDigit);
      general.append(number ? "/*" : segment);
      i = end;
    }
    return general.toString();
  }

  /** The values at one place. */
  private static final class Series {
    final SortedMap<Long, List<String>> values = new TreeMap<>();
    final SortedMap<Long, Set<String>> exchanges = new TreeMap<>();
    @Nullable String kind;

    void add(Sighting sighting) {
      values.computeIfAbsent(sighting.session(), s -> new ArrayList<>()).add(sighting.value());
      exchanges.computeIfAbsent(sighting.session(), s -> new HashSet<>()).add(sighting.exchange());
      if (kind == null) {
        kind = sighting.kind();
      }
    }

    boolean oneValueEachRun() {
      return values.values().stream().allMatch(v -> new HashSet<>(v).size() == 1);
    }

    boolean severalInARun() {
      return exchanges.values().stream().anyMatch(e -> e.size() > 1);
    }

    SortedMap<Long, String> firstOfEach() {
      SortedMap<Long, String> first = new TreeMap<>();
      values.forEach((session, seen) -> first.put(session, seen.get(0)));
      return Collections.unmodifiableSortedMap(first);
    }
  }

  private static Identifier judge(Place place, Series series, SortedMap<Long, Run> runs) {
    SortedMap<Long, String> values = series.firstOfEach();
    if (!series.oneValueEachRun()) {
      return said(Scope.REQUEST, place, series, false, 0.9, "changes within a run", List.of());
    }
    if (values.size() < 2) {
      return said(Scope.UNDECIDED, place, series, false, 0.3, "seen in one run only", List.of());
    }
    Partition byDevice = new Partition(values, runs, Run::device);
    Partition byInstall = new Partition(values, runs, run -> run.device() + '\n' + run.install());
    if (byDevice.constant()) {
      return stable(place, series, byDevice, byInstall);
    }
    List<String> follows = follows(values, runs);
    if (!follows.isEmpty()) {
      boolean stays = stays(values, runs, follows.get(0));
      return said(
          Scope.FOLLOWS,
          place,
          series,
          stays,
          stays ? 0.95 : 0.7,
          "changes when "
              + String.join(" and ", follows)
              + " changes"
              + (stays ? ", and stays while it does" : "; no two runs without that change"),
          follows);
    }
    if (byInstall.constant() && byInstall.repeated()) {
      return said(
          Scope.INSTALL,
          place,
          series,
          true,
          0.85,
          "the same in all runs of an installation, another after reinstalling",
          List.of());
    }
    boolean several = series.severalInARun();
    return said(
        several ? Scope.SESSION : Scope.UNDECIDED,
        place,
        series,
        false,
        several ? 0.8 : 0.3,
        several
            ? "the same within a run, another in the next"
            : "another in each run, and seen once a run: of the session or of the request",
        List.of());
  }

  private static Identifier stable(
      Place place, Series series, Partition byDevice, Partition byInstall) {
    int devices = byDevice.groups.size();
    boolean repeated = byDevice.repeated();
    if (devices > 1 && byDevice.shared()) {
      boolean all = byDevice.distinct() == 1;
      return said(
          all ? Scope.FIXED : Scope.UNDECIDED,
          place,
          series,
          false,
          all ? 0.9 : 0.3,
          all ? "the same on " + devices + " phones" : "the same on some of " + devices + " phones",
          List.of());
    }
    boolean confirmed = devices > 1 && repeated;
    String installs =
        byInstall.groups.size() > devices
            ? ", also after reinstalling"
            : "; no run after reinstalling";
    String why =
        !repeated
            ? "differs between " + devices + " phones; each ran once"
            : devices > 1
                ? "the same in all runs of a phone, different on " + devices + " phones" + installs
                : "the same in " + byDevice.runs() + " runs of one phone; no other phone ran";
    return said(
        repeated ? Scope.DEVICE : Scope.UNDECIDED,
        place,
        series,
        confirmed,
        confirmed ? Math.min(0.97, 0.85 + 0.04 * devices) : 0.5,
        why,
        List.of());
  }

  /** Kinds of the profile that change exactly when the value does, on every phone. */
  private static List<String> follows(SortedMap<Long, String> values, SortedMap<Long, Run> runs) {
    SortedSet<String> kinds = new TreeSet<>();
    values.keySet().forEach(session -> kinds.addAll(run(runs, session).profile().keySet()));
    List<String> follows = new ArrayList<>();
    for (String kind : kinds) {
      if (bijective(values, runs, kind)) {
        follows.add(kind);
      }
    }
    return follows;
  }

  private static boolean bijective(
      SortedMap<Long, String> values, SortedMap<Long, Run> runs, String kind) {
    Map<String, String> forward = new TreeMap<>();
    Map<String, String> backward = new TreeMap<>();
    boolean changed = false;
    Map<String, String> firstOfDevice = new TreeMap<>();
    for (Map.Entry<Long, String> entry : values.entrySet()) {
      Run run = run(runs, entry.getKey());
      List<String> known = run.profile().get(kind);
      if (known == null || known.isEmpty()) {
        return false;
      }
      String profile = run.device() + '\n' + String.join("\n", known);
      String value = run.device() + '\n' + entry.getValue();
      String there = forward.putIfAbsent(profile, value);
      String back = backward.putIfAbsent(value, profile);
      if ((there != null && !there.equals(value)) || (back != null && !back.equals(profile))) {
        return false;
      }
      String first = firstOfDevice.putIfAbsent(run.device(), profile);
      changed |= first != null && !first.equals(profile);
    }
    return changed;
  }

  /** Whether two runs of a phone had the same value of the profile. */
  private static boolean stays(
      SortedMap<Long, String> values, SortedMap<Long, Run> runs, String kind) {
    Set<String> seen = new HashSet<>();
    for (Long session : values.keySet()) {
      Run run = run(runs, session);
      if (!seen.add(run.device() + '\n' + run.profile().get(kind))) {
        return true;
      }
    }
    return false;
  }

  private static Run run(SortedMap<Long, Run> runs, Long session) {
    return Objects.requireNonNull(runs.get(session));
  }

  /** Values of the runs, grouped by something that is true of a run. */
  private static final class Partition {
    final SortedMap<String, List<String>> groups = new TreeMap<>();

    Partition(
        SortedMap<Long, String> values,
        SortedMap<Long, Run> runs,
        java.util.function.Function<Run, String> by) {
      values.forEach(
          (session, value) ->
              groups
                  .computeIfAbsent(by.apply(run(runs, session)), g -> new ArrayList<>())
                  .add(value));
    }

    boolean constant() {
      return groups.values().stream().allMatch(v -> new HashSet<>(v).size() == 1);
    }

    boolean repeated() {
      return groups.values().stream().anyMatch(v -> v.size() > 1);
    }

    int distinct() {
      Set<String> distinct = new HashSet<>();
      groups.values().forEach(distinct::addAll);
      return distinct.size();
    }

    boolean shared() {
      return distinct() < groups.size();
    }

    int runs() {
      return groups.values().stream().mapToInt(List::size).sum();
    }
  }

  private static Identifier said(
      Scope scope,
      Place place,
      Series series,
      boolean confirmed,
      double confidence,
      String why,
      List<String> follows) {
    return new Identifier(
        scope,
        follows,
        List.of(place),
        series.firstOfEach(),
        series.kind,
        confirmed,
        confidence,
        why);
  }

  private static Identifier join(Identifier a, Identifier b) {
    SortedSet<Place> places = new TreeSet<>(a.places());
    places.addAll(b.places());
    return new Identifier(
        a.scope(),
        a.follows(),
        List.copyOf(places),
        a.values(),
        a.kind() != null ? a.kind() : b.kind(),
        a.confirmed() || b.confirmed(),
        Math.max(a.confidence(), b.confidence()),
        a.why());
  }
}
