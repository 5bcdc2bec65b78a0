package dev.telltale.web;

import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.model.Recipient;
import dev.telltale.record.Query;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search line of the dashboard: words, and fields such as {@code app:com.example.app
 * type:device to:t.example phase:before-consent status:5xx is:unencrypted}. All must hold; {@code
 * -} in front turns one round; quotes keep spaces, and colons of words. A word is looked for in the
 * address, the place, the value and the detail. Plain substrings only, so that no input is slow.
 *
 * @param terms what must hold
 */
record Search(List<Term> terms) {
  private static final int MOST_CHARACTERS = 500;
  private static final int MOST_TERMS = 20;

  /** In front of a word that was quoted from its start, so that its colon names no field. */
  private static final char LITERAL = '\0';

  private static final List<String> FIELDS =
      List.of("app", "type", "to", "phase", "status", "session", "device", "cause", "is");
  private static final Set<String> STATES = Set.of("unencrypted", "encrypted", "third", "first");

  /**
   * One condition.
   *
   * @param field a field's name, empty for a word
   * @param value lower case
   * @param negated whether it must not hold
   */
  record Term(String field, String value, boolean negated) {}

  Search {
    terms = List.copyOf(terms);
  }

  /**
   * Reads a search line.
   *
   * @throws Problem if it is too long or names an unknown field
   */
  static Search parse(@Nullable String line) {
    List<Term> terms = new ArrayList<>();
    if (line == null) {
      return new Search(terms);
    }
    if (line.length() > MOST_CHARACTERS) {
      throw Problem.badValue(
          "q", line, "at most " + MOST_CHARACTERS + " characters", "Shorten the search.");
    }
    for (String word : words(line)) {
      terms.add(term(word));
    }
    if (terms.size() > MOST_TERMS) {
      throw Problem.badValue(
          "q", line, "at most " + MOST_TERMS + " conditions", "Shorten the search.");
    }
    return new Search(terms);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
        if (quoted && (word.isEmpty() || word.toString().equals("-"))) {
          word.append(LITERAL);
        }
      } else if (Character.isWhitespace(c) && !quoted) {
        if (!word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  private static Term term(String word) {
    boolean negated = word.length() > 1 && word.startsWith("-");
    String rest = (negated ? word.substring(1) : word).toLowerCase(Locale.ROOT);
    if (rest.indexOf(LITERAL) >= 0) {
      return new Term("", rest.replace(String.valueOf(LITERAL), ""), negated);
    }
    int colon = rest.indexOf(':');
    String field = colon > 0 ? rest.substring(0, colon) : "";
    String value = rest.substring(colon + 1);
    if (!field.matches("[a-z]{2,12}") || value.startsWith("//")) {
      return new Term("", rest, negated);
    }
    if (!FIELDS.contains(field)) {
      throw Problem.badValue(
          "search field",
          field,
          String.join(", ", FIELDS),
          "To look for a word with a colon, quote it.");
    }
    if (field.equals("is") && !STATES.contains(value)) {
      throw Problem.badValue(
          "is", value, String.join(", ", STATES.stream().sorted().toList()), "Correct the search.");
    }
    if (field.equals("session") && !value.matches("\\d{1,9}")) {
      throw Problem.badValue("session", value, "a number", "`telltale session list` shows them.");
    }
    return new Term(field, value, negated);
  }

  /**
   * What the store itself can look up: exact values of fields that have an index. The rest is
   * checked row by row.
   */
  Query query(long before, int limit, Overview known) {
    String app = null;
    Long session = null;
    String type = null;
    String domain = null;
    String phase = null;
    for (Term term : terms) {
      if (term.negated()) {
        continue;
      }
      switch (term.field()) {
        case "app" -> app = term.value().equals("none") ? "" : known.app(term.value());
        case "session" -> session = Long.valueOf(term.value());
        case "type" -> type = Types.id(term.value());
        case "to" -> domain = known.domain(term.value());
        case "phase" -> phase = term.value();
        default -> {
          // checked row by row
        }
      }
    }
    return new Query(app, session, type, domain, phase, null, 0, before, true, limit);
  }

  boolean matches(RecordedFinding recorded) {
    Observation seen = recorded.observation();
    return all(
        new Row(seen.context(), seen.exchange(), seen.recipient(), recorded.finding(), null));
  }

  /**
   * Exchanges are found by the type of what was found in them, which only the store can do, and
   * only by a type's id.
   *
   * @throws Problem if a type is not the id of one
   */
  void requireKnownTypes() {
    for (Term term : terms) {
      if (term.field().equals("type") && (term.negated() || Types.id(term.value()) == null)) {
        throw Problem.badValue(
            "type", term.value(), "an id such as device.imei or device", "Search the findings.");
      }
    }
  }

  /** Whether an exchange fits; types are left to the store. */
  boolean matches(RecordedExchange recorded) {
    Observation seen = recorded.observation();
    return all(new Row(seen.context(), seen.exchange(), seen.recipient(), null, null));
  }

  boolean matches(RecordedGap recorded) {
    return all(new Row(recorded.context(), null, null, null, recorded.gap()));
  }

  private boolean all(Row row) {
    for (Term term : terms) {
      if (row.has(term) == term.negated()) {
        return false;
      }
    }
    return true;
  }

  /** A row of any kind; a field that the row cannot have does not hold. */
  private record Row(
      Context context,
      @Nullable Exchange exchange,
      @Nullable Recipient recipient,
      @Nullable Finding finding,
      @Nullable Gap gap) {

    boolean has(Term term) {
      String value = term.value();
      return switch (term.field()) {
        case "app" -> app(value);
        case "session" -> String.valueOf(context.session()).equals(value);
        case "device" -> in(context.device(), value);
        case "phase" -> in(context.phase(), value);
        case "type" -> type(value);
        case "to" -> to(value);
        case "status" -> exchange != null && status(exchange, value);
        case "cause" -> gap != null && in(gap.cause().id(), value);
        case "is" -> is(value);
        default -> anywhere(value);
      };
    }

    private boolean app(String value) {
      String app = context.attribution().app();
      return value.equals("none") ? app == null : in(app, value);
    }

    private boolean type(String value) {
      // The store has selected exchanges by the type of what was found in them.
      return finding == null ? exchange != null : Types.named(finding, value);
    }

    private boolean to(String value) {
      if (recipient == null) {
        return gap != null && in(gap.host(), value);
      }
      return in(recipient.host(), value)
          || in(recipient.domain(), value)
          || in(recipient.organisation(), value)
          || in(recipient.sdk(), value)
          || value.equalsIgnoreCase(recipient.country());
    }

    private static boolean status(Exchange exchange, String value) {
      if (exchange.outcome().id().startsWith(value)) {
        return true;
      }
      if (exchange.response() == null) {
        return value.equals("none");
      }
      String status = String.valueOf(exchange.response().status());
      return value.endsWith("xx") ? status.startsWith(value.substring(0, 1)) : status.equals(value);
    }

    private boolean is(String value) {
      return switch (value) {
        case "unencrypted" -> exchange != null && !exchange.encrypted();
        case "encrypted" -> exchange != null && exchange.encrypted();
        default -> recipient != null && recipient.party().equals(value);
      };
    }

    private boolean anywhere(String value) {
      if (exchange != null && (in(exchange.request().url(), value) || in(exchange.id(), value))) {
        return true;
      }
      if (finding != null
          && (in(finding.value(), value)
              || in(finding.observed(), value)
              || in(finding.where(), value)
              || Types.named(finding, value))) {
        return true;
      }
      if (gap != null && (in(gap.host(), value) || in(gap.detail(), value))) {
        return true;
      }
      return recipient != null && to(value);
    }

    private static boolean in(@Nullable String text, String value) {
      return text != null && text.toLowerCase(Locale.ROOT).contains(value);
    }
  }
}
