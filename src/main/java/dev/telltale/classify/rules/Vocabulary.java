package dev.telltale.classify.rules;

import dev.telltale.decode.Name;
import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the names of fields propose, from {@code keys.csv}. A row's {@code match} says how its words
 * are compared with a {@link KeyName}:
 *
 * <ul>
 *   <li>{@code exact}: they are the whole name;
 *   <li>{@code end}: they are its last words, whatever stands before;
 *   <li>{@code sub}: they stand anywhere in it, word boundaries aside; only for words that mean
 *       nothing else;
 *   <li>{@code tail}: its letters end in them;
 *   <li>{@code span}: its first and its last word are theirs;
 *   <li>{@code role}: a word of {@code people.txt} stands in front of them and nothing else;
 *   <li>{@code shaped}: they are the whole name, mean other things too, and the value shows by
 *       itself what it is;
 *   <li>{@code near:WHAT}: they are the whole name, and what stands beside it fits;
 *   <li>{@code under:WORD}: they are the whole name, and the name of what holds the field ends in
 *       WORD;
 *   <li>{@code person}, {@code place}, {@code user}: they are the whole name, and what stands
 *       around the field shows that it describes a person or a place, or that the value is no id.
 * </ul>
 *
 * <p>Safe for any thread. What a name proposes is remembered for the names seen most.
 */
final class Vocabulary {
  static final Proposals NOTHING = new Proposals(KeyName.NONE, List.of(), 0);
  private static final int REMEMBERED = 20_000;
  private static final Vocabulary SHIPPED = new Vocabulary(rows());

  private final Map<String, List<Entry>> exact = new HashMap<>();
  private final Map<String, List<Entry>> byLastWord = new HashMap<>();
  private final List<Entry> sub = new ArrayList<>();
  private final List<Entry> tails = new ArrayList<>();
  private final Map<String, List<Entry>> roles = new HashMap<>();
  private final Map<String, Proposals> remembered = new ConcurrentHashMap<>();

  /** How a row's words are compared. */
  enum Match {
    EXACT,
    END,
    SUB,
    UNDER,
    PERSON,
    PLACE,
    USER,
    TAIL,
    SPAN,
    ROLE,
    SHAPED,
    NEAR
  }

  /**
   * One word of a row.
   *
   * @param kind proposed kind
   * @param match how it is compared
   * @param words the words, separated by spaces, or joined
   * @param under what must hold the field; empty for anything
   * @param rule how a finding names it
   */
  record Entry(String kind, Match match, String words, String under, String rule) {
    Entry(String kind, Match match, String words, String under) {
      this(kind, match, words, under, "key:" + kind + ":" + words);
    }
  }

  /**
   * A name and what it proposes, the surest first.
   *
   * @param marks what else is to be known of the name at a glance, a sum of the constants here
   */
  record Proposals(KeyName name, List<Entry> entries, int marks) {
    static final int LATITUDE = 1;
    static final int LONGITUDE = 2;
    static final int POINT = 4;
    static final int NETWORK = 8;
    static final int VALUE = 16;
    static final int LABEL = 32;
    static final int ADDRESS_BOOK = 64;

    /** What it holds is a person. */
    static final int PERSON = 128;

    /** What it holds is a business, goods or a work. */
    static final int BUSINESS = 256;

    /** What it holds may be points, apps or networks. */
    static final int LIST = 512;

    /** It may be part of a cell's name. */
    static final int CELL = 1024;

    boolean marked(int mark) {
      return (marks & mark) != 0;
    }

    boolean proposes(String kind) {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).kind().equals(kind)) {
          return true;
        }
      }
      return false;
    }

    /** The same, but for names that mean other things as well. */
    boolean says(String kind) {
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        if (entry.kind().equals(kind)
            && entry.match() != Match.SHAPED
            && entry.match() != Match.NEAR) {
          return true;
        }
      }
      return false;
    }

    private static int marks(KeyName name, Set<Entry> entries, String key) {
      int marks = 0;
      for (Entry entry : entries) {
        marks |=
            switch (entry.kind()) {
              case "lat" -> LATITUDE;
              case "lon" -> LONGITUDE;
              case "latlon" -> POINT;
              case "mcc", "mnc" -> NETWORK;
              case "activity.installed_apps" -> LIST;
              case "network.cell" -> CELL;
              default -> 0;
            };
      }
      return marks
          | (TypedPairs.valueKey(key) ? VALUE : 0)
          | (TypedPairs.labelKey(key) ? LABEL : 0)
          | (Lists.book(name) ? ADDRESS_BOOK : 0)
          | (Words.person(name) ? PERSON : 0)
          | (Words.business(name) ? BUSINESS : 0);
    }
  }

  private Vocabulary(List<Map<String, String>> rows) {
    for (Map<String, String> row : rows) {
      String[] match = row.getOrDefault("match", "").split(":", 2);
      for (String words : row.getOrDefault("keys", "").split("\\|")) {
        Entry entry =
            new Entry(
                row.getOrDefault("kind", ""),
                Match.valueOf(match[0].toUpperCase(Locale.ROOT)),
                words.toLowerCase(Locale.ROOT),
                match.length > 1 ? match[1] : "");
        String joined = entry.words().replace(" ", "");
        switch (entry.match()) {
          case SUB -> {
            sub.add(new Entry(entry.kind(), entry.match(), joined, ""));
            exact.computeIfAbsent(joined, k -> new ArrayList<>()).add(entry);
          }
          case TAIL -> tails.add(entry);
          case ROLE -> roles.computeIfAbsent(joined, k -> new ArrayList<>()).add(entry);
          case SPAN -> {
            String[] parts = entry.words().split(" ");
            byLastWord.computeIfAbsent(parts[parts.length - 1], k -> new ArrayList<>()).add(entry);
          }
          case END -> {
            String[] parts = entry.words().split(" ");
            byLastWord.computeIfAbsent(parts[parts.length - 1], k -> new ArrayList<>()).add(entry);
            exact.computeIfAbsent(joined, k -> new ArrayList<>()).add(entry);
          }
          default -> exact.computeIfAbsent(joined, k -> new ArrayList<>()).add(entry);
        }
      }
    }
  }

  private static List<Map<String, String>> rows() {
    List<Map<String, String>> rows =
        new ArrayList<>(Csv.table(Resources.text(Vocabulary.class, "keys.csv")));
    rows.addAll(Csv.table(Resources.text(Vocabulary.class, "languages.csv")));
    return rows;
  }

  static Vocabulary shipped() {
    return SHIPPED;
  }

  /** What {@code name} proposes; remembered with the name. */
  Proposals of(Name name) {
    if (name.meaning() instanceof Proposals known) {
      return known;
    }
    Proposals proposals = of(name.text());
    name.mean(proposals);
    return proposals;
  }

  /** What {@code key} proposes. */
  Proposals of(String key) {
    if (key.isEmpty()) {
      return NOTHING;
    }
    Proposals known = remembered.get(key);
    if (known != null) {
      return known;
    }
    KeyName name = KeyName.of(key);
    Set<Entry> entries = propose(name);
    if (entries.isEmpty()) {
      entries = propose(name.singular());
    }
    Proposals proposals =
        new Proposals(name, List.copyOf(entries), Proposals.marks(name, entries, key));
    if (remembered.size() < REMEMBERED && key.length() <= 64) {
      remembered.put(key, proposals);
    }
    return proposals;
  }

  /**
   * Whether a value is itself a word for what its key says, as labels of forms are: 详细地址, {@code
   * First Name}. One word of ASCII letters may be a name and is none.
   */
  boolean label(String text, String kind) {
    if (text.length() > 40 || (Notation.ascii(text) && text.indexOf(' ') < 0)) {
      return false;
    }
    KeyName name = KeyName.of(text);
    if (name.words().isEmpty()) {
      return false;
    }
    for (Entry entry : exact.getOrDefault(name.joined(), List.of())) {
      if (entry.kind().equals(kind)
          && (entry.match() == Match.EXACT || entry.match() == Match.END)) {
        return true;
      }
    }
    return false;
  }

  private Set<Entry> propose(KeyName name) {
    Set<Entry> entries = new LinkedHashSet<>();
    if (name.words().isEmpty()) {
      return entries;
    }
    entries.addAll(exact.getOrDefault(name.full(), List.of()));
    entries.addAll(exact.getOrDefault(name.joined(), List.of()));
    String spaced = " " + String.join(" ", name.words());
    for (Entry entry :
        byLastWord.getOrDefault(name.words().get(name.words().size() - 1), List.of())) {
      boolean fits =
          entry.match() == Match.SPAN
              ? spans(name.words(), entry.words())
              : spaced.endsWith(" " + entry.words());
      if (fits) {
        entries.add(entry);
      }
    }
    role(name, entries);
    for (Entry entry : sub) {
      if (name.full().contains(entry.words())) {
        entries.add(entry);
      }
    }
    if (entries.isEmpty()) {
      for (Entry entry : tails) {
        if (name.joined().endsWith(entry.words()) && name.joined().length() <= 24) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private static boolean spans(List<String> words, String ends) {
    int space = ends.indexOf(' ');
    return words.size() == 3
        && words.get(0).equals(ends.substring(0, space))
        && words.get(words.size() - 1).equals(ends.substring(space + 1));
  }

  /** Adds what is said of the one whose role stands in front: {@code patient_age}, {@code brxm}. */
  private void role(KeyName name, Set<Entry> entries) {
    String joined = name.joined();
    int n = joined.length();
    for (int at = 2; at < n && at <= 16; at++) {
      String role = joined.substring(0, at);
      List<Entry> said = Words.role(role) ? roles.get(joined.substring(at)) : null;
      if (said == null) {
        continue;
      }
      for (Entry entry : said) {
        if (!(entry.kind().equals("identity.name")
            && entry.words().length() <= 4
            && Words.nicknamed(role))) {
          entries.add(entry);
        }
      }
    }
  }
}
