package dev.telltale.locate;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which organisation runs a host: {@code recipients.csv} (domain → organisation, SDK, category) and
 * {@code organisations.csv} (organisation → home country, its own apps). A row holds for its domain
 * and everything under it; the longest match wins. See {@code docs/recipients.md}.
 */
public final class Recipients {

  /** What a host is for. */
  public static final Set<String> CATEGORIES =
      Set.of(
          "advertising",
          "analytics",
          "attribution",
          "push",
          "crash",
          "maps",
          "social",
          "payment",
          "security",
          "cdn",
          "cloud");

  private static final Recipients SHIPPED =
      new Recipients(
          Csv.table(Resources.text(Recipients.class, "recipients.csv")),
          Csv.table(Resources.text(Recipients.class, "organisations.csv")));

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, Organisation> organisations = new LinkedHashMap<>();
  private final Map<String, String> organisationOfApps = new HashMap<>();

  Recipients(List<Map<String, String>> recipients, List<Map<String, String>> organisations) {
    for (Map<String, String> columns : organisations) {
      Organisation organisation =
          new Organisation(
              text(columns, "organisation"),
              optional(columns, "country"),
              List.of(columns.getOrDefault("apps", "").strip().split("\\s+")));
      if (this.organisations.put(organisation.name(), organisation) != null) {
        throw new IllegalArgumentException("organisations.csv: twice: " + organisation.name());
      }
      for (String prefix : organisation.apps()) {
        if (!prefix.isEmpty() && organisationOfApps.put(prefix, organisation.name()) != null) {
          throw new IllegalArgumentException("organisations.csv: apps: twice: " + prefix);
        }
      }
    }
    for (Map<String, String> columns : recipients) {
      Row row =
          new Row(
              text(columns, "domain"),
              text(columns, "organisation"),
              optional(columns, "sdk"),
              optional(columns, "category"),
              text(columns, "source"));
      check(row);
      if (rows.put(row.domain(), row) != null) {
        throw new IllegalArgumentException("recipients.csv: domain: twice: " + row.domain());
      }
    }
  }

  private void check(Row row) {
    String at = "recipients.csv: " + row.domain() + ": ";
    if (!organisations.containsKey(row.organisation())) {
      throw new IllegalArgumentException(
          at + "organisation: " + row.organisation() + " (expected: a row of organisations.csv)");
    }
    if (row.category() != null && !CATEGORIES.contains(row.category())) {
      throw new IllegalArgumentException(
          at + "category: " + row.category() + " (expected: one of " + CATEGORIES + ")");
    }
    if (!row.source().equals("general-knowledge") && !row.source().startsWith("https://")) {
      throw new IllegalArgumentException(
          at + "source: " + row.source() + " (expected: general-knowledge, or the https address)");
    }
  }

  private static String text(Map<String, String> columns, String name) {
    String value = columns.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + ": empty in " + columns);
    }
    return value;
  }

  private static @Nullable String optional(Map<String, String> columns, String name) {
    String value = columns.getOrDefault(name, "").strip();
    return value.isEmpty() ? null : value;
  }

  /** The tables that ship with the program. */
  public static Recipients shipped() {
    return SHIPPED;
  }

  /** The row of a host or of the nearest domain above it; null if there is none. */
  public @Nullable Row of(String host) {
    for (int at = 0; at >= 0; ) {
      Row row = rows.get(host.substring(at));
      if (row != null) {
        return row;
      }
      int dot = host.indexOf('.', at);
      at = dot < 0 ? -1 : dot + 1;
    }
    return null;
  }

  /** The organisation that publishes an app, by the longest prefix of its id; null if unknown. */
  @Nullable String organisationOfApp(String app) {
    for (int end = app.length(); end > 0; end = app.lastIndexOf('.', end - 1)) {
      String organisation = organisationOfApps.get(app.substring(0, end));
      if (organisation != null) {
        return organisation;
      }
    }
    return null;
  }

  /** All rows by domain, in the order of the file. */
  public Map<String, Row> rows() {
    return Collections.unmodifiableMap(rows);
  }

  /** All organisations by name, in the order of the file. */
  public Map<String, Organisation> organisations() {
    return Collections.unmodifiableMap(organisations);
  }

  /**
   * Who runs a domain.
   *
   * @param domain the domain; lower-case ASCII
   * @param organisation name of the organisation, a row of {@code organisations.csv}
   * @param sdk the SDK that talks to it, null if none does or none is known
   * @param category one of {@link #CATEGORIES}, null if the organisation's own service
   * @param source {@code general-knowledge}, or the address of the page that says so
   */
  public record Row(
      String domain,
      String organisation,
      @Nullable String sdk,
      @Nullable String category,
      String source) {

    /** Whether strangers rent it: it says where data goes through, not whom it is for. */
    boolean infrastructure() {
      return "cdn".equals(category) || "cloud".equals(category);
    }
  }

  /**
   * An organisation.
   *
   * @param name what it calls itself
   * @param country ISO 3166-1 alpha-2 code of its seat, null if unknown
   * @param apps prefixes of the ids of its own apps that do not follow from its domains
   */
  public record Organisation(String name, @Nullable String country, List<String> apps) {
    public Organisation {
      apps = List.copyOf(apps);
    }
  }
}
