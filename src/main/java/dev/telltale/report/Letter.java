package dev.telltale.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.Flow;
import dev.telltale.compare.Judgement;
import dev.telltale.compare.Observed;
import dev.telltale.compare.Reason;
import dev.telltale.compare.Rule;
import dev.telltale.compare.Verdict;
import dev.telltale.declare.Statement;
import dev.telltale.model.Phase;
import dev.telltale.util.Resources;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The draft of a letter to the company behind an app, or to an authority. It fills in what was
 * observed and leaves judgement, claims and names to a person, in brackets; it never says that a
 * law was broken.
 */
public final class Letter {
  private static final int MOST_EXCHANGES = 12;
  private static final JsonObject CATALOGUE =
      JsonParser.parseString(Resources.text(Letter.class, "letter.json")).getAsJsonObject();

  private final AppCase app;
  private final Facts facts;
  private final JsonObject words;
  private final String language;
  private final List<String> out = new ArrayList<>();
  private final Set<String> exchanges = new LinkedHashSet<>();
  private final Set<String> codes = new LinkedHashSet<>();

  /** Whom it goes to. */
  public enum To {
    /** The company that runs the app. */
    CONTROLLER,
    /** An authority. */
    AUTHORITY
  }

  /** Under which law. */
  public enum Law {
    /** Regulation (EU) 2016/679; cites the clauses of the EU pack. */
    GDPR("EU"),
    /** 中华人民共和国个人信息保护法; cites the clauses of the CN pack. */
    PIPL("CN");

    private final String jurisdiction;

    Law(String jurisdiction) {
      this.jurisdiction = jurisdiction;
    }
  }

  /**
   * How it was recorded.
   *
   * @param version the app's version, null if not stated
   * @param recorded when, in words
   * @param device the device, in words
   * @param attribution how the app was identified, in words
   * @param head root of the signed evidence tree, lower-case hex; null if there is none
   * @param count exchanges under that head
   * @param key fingerprint of the signing key; null if there is none
   */
  public record Facts(
      @Nullable String version,
      String recorded,
      String device,
      String attribution,
      @Nullable String head,
      long count,
      @Nullable String key) {}

  private Letter(AppCase app, Facts facts, String language) {
    this.app = app;
    this.facts = facts;
    this.language = language;
    this.words = CATALOGUE.getAsJsonObject(language);
  }

  /**
   * Writes the draft as plain text.
   *
   * @param language {@code en} or {@code zh}
   */
  public static String of(AppCase app, Facts facts, To to, Law law, String language) {
    return new Letter(app, facts, language).write(to, law);
  }

  private void say(String key, Object... figures) {
    out.add(text(key, figures));
  }

  private String text(String key, Object... figures) {
    return new MessageFormat(words.get(key).getAsString().replace("'", "''"), Locale.ROOT)
        .format(figures);
  }

  private String write(To to, Law law) {
    String whom = to.name().toLowerCase(Locale.ROOT);
    say("draft");
    out.add("");
    say("from");
    out.add("");
    say(
        to == To.CONTROLLER
            ? "to.controller"
            : "to.authority." + law.name().toLowerCase(Locale.ROOT),
        app.app());
    out.add("");
    say("date");
    out.add("");
    say("subject." + whom, app.app());
    out.add("");
    say("open." + whom, app.app(), facts.version() == null ? "" : " " + facts.version());
    out.add("");
    observed();
    declared();
    clauses(law);
    say("ask");
    say("ask." + whom);
    out.add("");
    evidence();
    out.add("");
    say("sign");
    StringBuilder text = new StringBuilder();
    out.forEach(line -> text.append(plain(line)).append('\n'));
    return text.toString();
  }

  private void observed() {
    say("facts");
    say("how", facts.recorded(), facts.device(), facts.attribution());
    if (app.findings().isEmpty()) {
      say("none");
    }
    list("before", f -> f.phase().equals(Phase.BEFORE_CONSENT));
    list("refused", f -> f.phase().equals(Phase.AFTER_REFUSAL));
    list(
        "other",
        f -> !f.phase().equals(Phase.BEFORE_CONSENT) && !f.phase().equals(Phase.AFTER_REFUSAL));
    long unseen = app.gaps().values().stream().mapToLong(Long::longValue).sum();
    if (unseen > 0) {
      say("gaps", unseen);
    }
    out.add("");
  }

  private void list(String key, Predicate<Observed> which) {
    List<Flow> flows = Flow.of(app.findings().stream().filter(which).toList());
    if (flows.isEmpty()) {
      return;
    }
    say(key);
    for (Flow flow : flows) {
      say(
          "item",
          Reason.label(flow.key().kind(), language),
          who(flow),
          flow.cleartext() ? text("clear") : "",
          flow.count(),
          Instant.ofEpochMilli(flow.first().atMillis()).truncatedTo(ChronoUnit.SECONDS));
      exchanges.addAll(flow.exchanges().stream().limit(1).toList());
    }
  }

  private static String who(Flow flow) {
    return flow.organisation() == null
        ? flow.key().domain()
        : flow.organisation() + " (" + flow.key().domain() + ")";
  }

  private void declared() {
    say("declared");
    Comparison comparison = app.comparison();
    if (comparison == null) {
      say("undeclared");
      out.add("");
      // Without a declaration, only what stands beside a verdict bears on anything.
      if (app.findings().stream().anyMatch(f -> f.phase().equals(Phase.BEFORE_CONSENT))) {
        codes.add("PRE_CONSENT");
      }
      if (app.findings().stream().anyMatch(f -> f.phase().equals(Phase.AFTER_REFUSAL))) {
        codes.add("AFTER_REFUSAL");
      }
      return;
    }
    for (Comparison.Line line : comparison.lines()) {
      codes.addAll(line.codes());
      Judgement j = line.judgement();
      if (j.verdict().covered() || (j.verdict() == Verdict.OMITTED && !j.sayable())) {
        continue;
      }
      say(
          "line",
          Reason.label(j.flow().key().kind(), language),
          who(j.flow()),
          Reason.label("layer." + j.layer().text(), language),
          Reason.label(j.verdict().name(), language),
          j.reason().say(language));
      Statement quoted = j.quoted();
      if (quoted != null) {
        say(
            "sentence",
            quoted.quote().replaceAll("\\s+", " "),
            quoted.source(),
            String.valueOf(quoted.start()),
            String.valueOf(quoted.end()));
      }
    }
    say("read");
    out.add("");
  }

  private void clauses(Law law) {
    say("law");
    List<Rule> rules =
        Rule.shipped().stream()
            .filter(
                r ->
                    r.jurisdiction().equals(law.jurisdiction)
                        && codes.contains(r.code())
                        && !r.strength().equals("none"))
            .sorted(Comparator.comparing(Rule::id))
            .toList();
    Set<String> cited = new LinkedHashSet<>();
    for (Rule rule : rules) {
      if (cited.add(rule.instrument() + rule.clause())) {
        say(
            "rule",
            rule.instrument() + (rule.number().isEmpty() ? "" : " (" + rule.number() + ")"),
            rule.clause(),
            rule.gist(),
            rule.verified() ? "" : text("unverified"));
      }
    }
    if (rules.isEmpty()) {
      say("norules");
    }
    say("judge");
    out.add("");
  }

  private void evidence() {
    say("evidence");
    String some = String.join(", ", exchanges.stream().limit(MOST_EXCHANGES).toList());
    if (facts.head() == null) {
      say("nobundle", some);
    } else {
      say(
          "bundle",
          facts.head(),
          String.valueOf(facts.count()),
          facts.key() == null ? "–" : facts.key(),
          some);
    }
  }

  /** What was captured or declared may not steer whoever opens the file. */
  private static String plain(String line) {
    StringBuilder plain = new StringBuilder();
    line.codePoints()
        .forEach(
            c -> {
              boolean acts =
                  (Character.isISOControl(c) && c != '\n')
                      || Character.getType(c) == Character.FORMAT;
              if (acts) {
                plain.append(String.format("\\u%04x", c));
              } else {
                plain.appendCodePoint(c);
              }
            });
    return plain.toString();
  }
}
