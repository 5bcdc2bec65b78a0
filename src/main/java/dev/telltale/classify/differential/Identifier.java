package dev.telltale.classify.differential;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A value that behaves like an identifier, at every place where it does so.
 *
 * @param scope how long it stays the same
 * @param follows kinds of the profile with which it changes, and only with them; empty unless
 *     {@code scope} is {@link Scope#FOLLOWS}
 * @param places where it was seen, sorted; several receivers of one value can join what they know
 * @param values session to value
 * @param kind what another method says it is, null if none does
 * @param confirmed whether both halves were seen: it stays where it should, and it changes where it
 *     should
 * @param confidence 0 to 1
 * @param why the evidence in words
 */
public record Identifier(
    Scope scope,
    List<String> follows,
    List<Place> places,
    SortedMap<Long, String> values,
    @Nullable String kind,
    boolean confirmed,
    double confidence,
    String why) {
  public Identifier {
    follows = List.copyOf(follows);
    places = List.copyOf(places);
  }

  /** How long a value stays the same. */
  public enum Scope {
    /** As long as the phone. */
    DEVICE,
    /** As long as the installation of the app. */
    INSTALL,
    /** As long as a value of the profile, such as the advertising id. */
    FOLLOWS,
    /** As long as a run. */
    SESSION,
    /** One request. */
    REQUEST,
    /** It is the same on every phone: a constant of the app. */
    FIXED,
    /** There were not runs enough to tell. */
    UNDECIDED;

    /** The name outside: {@code device}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A place at a receiver.
   *
   * @param host the receiver
   * @param where the place, with {@code *} for positions in arrays
   */
  public record Place(String host, String where) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byHost = host.compareTo(other.host);
      return byHost != 0 ? byHost : where.compareTo(other.where);
    }
  }
}
