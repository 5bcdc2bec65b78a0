package dev.telltale.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.telltale.evidence.JsonLines;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Observation;
import dev.telltale.record.AppSummary;
import dev.telltale.record.Query;
import dev.telltale.record.RecipientSummary;
import dev.telltale.record.Recordings;
import dev.telltale.record.Store;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that read a recording: a table for people, JSON Lines with {@code --json}. */
final class QueryCommands {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private QueryCommands() {}

  /** What the queries share. */
  abstract static class Reading implements Callable<Integer> {
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(
        names = "--app",
        paramLabel = "ID",
        description = "Only this app; \"\" for unattributed traffic.")
    @Nullable String app;

    @Option(names = "--session", paramLabel = "N", description = "Only this session.")
    @Nullable Long session;

    @Option(names = "--json", description = "JSON Lines in place of a table.")
    boolean json;

    Query query() {
      return Query.of(app, session);
    }

    @Override
    public Integer call() {
      try (Store store = Store.openReadOnly(options.dataFolder())) {
        read(store);
      }
      return Main.DONE;
    }

    abstract void read(Recordings recordings);

    void print(Table table, String nothing) {
      if (table.isEmpty()) {
        Terminal.err(nothing);
      } else {
        table.lines().forEach(Terminal::out);
      }
    }
  }

  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  static String app(Observation observation) {
    return Objects.requireNonNullElse(observation.context().attribution().app(), "(unattributed)");
  }

  static String encoding(Finding finding) {
    return finding.encoding().isEmpty() ? "plain" : String.join(" › ", finding.encoding());
  }

  /** {@code telltale apps}. */
  @Command(
      name = "apps",
      mixinStandardHelpOptions = true,
      description = "What each app told, in a line.",
      footer = {"", "Example: telltale apps --data data"})
  static final class Apps extends Reading {
    @Override
    void read(Recordings recordings) {
      List<AppSummary> rows =
          recordings.apps(session).stream()
              .filter(r -> app == null || app.equals(Objects.requireNonNullElse(r.app(), "")))
              .toList();
      if (json) {
        rows.forEach(r -> Terminal.out(GSON.toJson(r)));
        return;
      }
      Table table =
          new Table(
              "APP",
              "DATA TYPES",
              "RECIPIENTS",
              "THIRD PARTIES",
              "FINDINGS",
              "BEFORE CONSENT",
              "UNENCRYPTED",
              "GAPS");
      for (AppSummary r : rows) {
        table.row(
            Objects.requireNonNullElse(r.app(), "(unattributed)"),
            String.join(", ", r.types()),
            r.recipients().size(),
            String.join(", ", r.thirdParties()),
            r.findings(),
            r.beforeConsent(),
            r.unencrypted(),
            r.gaps());
      }
      print(table, "No app has sent anything yet. Is the phone's proxy set? See: telltale doctor");
    }
  }

  /** {@code telltale findings}. */
  @Command(
      name = "findings",
      mixinStandardHelpOptions = true,
      description = "Each piece of personal data that was sent.",
      footer = {"", "Example: telltale findings --app com.example.app --json | jq .kind"})
  static final class Findings extends Reading {
    @Option(
        names = "--type",
        paramLabel = "ID",
        description = "Only this data type or kind, such as device or device.imei.")
    @Nullable String type;

    @Option(
        names = "--to",
        paramLabel = "HOST",
        description = "Only this recipient: a host or a registrable domain.")
    @Nullable String to;

    @Option(names = "--phase", paramLabel = "PHASE", description = "Only this phase.")
    @Nullable String phase;

    @Override
    Query query() {
      return new Query(app, session, type, to, phase, null, 0, 0);
    }

    @Override
    void read(Recordings recordings) {
      if (json) {
        recordings.findings(query(), f -> Terminal.out(JsonLines.line(JsonLines.finding(f))));
        return;
      }
      Table table =
          new Table(
              "TIME", "APP", "PHASE", "DATA", "VALUE", "RECIPIENT", "PARTY", "WHERE", "ENCODING");
      recordings.findings(
          query(),
          f ->
              table.row(
                  time(f.observation().exchange().startedAtMillis()),
                  app(f.observation()),
                  f.observation().context().phase(),
                  f.finding().kind(),
                  f.finding().value(),
                  f.observation().recipient().host(),
                  f.observation().recipient().party(),
                  f.finding().where(),
                  encoding(f.finding())));
      print(table, "Nothing found. What could not be seen: telltale gaps");
    }
  }

  /** {@code telltale exchanges}. */
  @Command(
      name = "exchanges",
      mixinStandardHelpOptions = true,
      description = "Each request and what came back.",
      footer = {"", "Example: telltale exchanges --session 1"})
  static final class Exchanges extends Reading {
    @Override
    void read(Recordings recordings) {
      if (json) {
        recordings.exchanges(query(), e -> Terminal.out(JsonLines.line(JsonLines.exchange(e))));
        return;
      }
      Table table =
          new Table(
              "TIME",
              "APP",
              "PHASE",
              "METHOD",
              "URL",
              "STATUS",
              "SENT",
              "RECEIVED",
              "PROTOCOL",
              "OUTCOME");
      recordings.exchanges(
          query(),
          e -> {
            Exchange x = e.observation().exchange();
            table.row(
                time(x.startedAtMillis()),
                app(e.observation()),
                e.observation().context().phase(),
                x.request().method(),
                x.request().url(),
                x.response() == null ? "-" : x.response().status(),
                x.request().body().sizeBytes(),
                x.response() == null ? 0 : x.response().body().sizeBytes(),
                x.protocol(),
                x.outcome().id());
          });
      print(table, "No exchange was recorded yet. Is the phone's proxy set? See: telltale doctor");
    }
  }

  /** {@code telltale gaps}. */
  @Command(
      name = "gaps",
      mixinStandardHelpOptions = true,
      description = "What could not be seen, and why.",
      footer = {
        "",
        "The absence of a finding means nothing while a gap of the same app and host is open."
      })
  static final class Gaps extends Reading {
    @Override
    void read(Recordings recordings) {
      if (json) {
        recordings.gaps(query(), g -> Terminal.out(JsonLines.line(JsonLines.gap(g))));
        return;
      }
      Table table = new Table("TIME", "APP", "HOST", "CAUSE", "COUNT", "DETAIL");
      recordings.gaps(
          query(),
          g ->
              table.row(
                  time(g.gap().atMillis()),
                  Objects.requireNonNullElse(g.context().attribution().app(), "(unattributed)"),
                  Objects.requireNonNullElse(g.gap().host(), "-"),
                  g.gap().cause().id(),
                  g.gap().count(),
                  g.gap().detail()));
      print(table, "No gap: all that came through the proxy was read.");
    }
  }

  /** {@code telltale recipients}. */
  @Command(
      name = "recipients",
      mixinStandardHelpOptions = true,
      description = "Who received something, and what.",
      footer = {"", "Example: telltale recipients --app com.example.app"})
  static final class RecipientsCommand extends Reading {
    @Override
    void read(Recordings recordings) {
      List<RecipientSummary> rows = recordings.recipients(query());
      if (json) {
        rows.forEach(r -> Terminal.out(GSON.toJson(r)));
        return;
      }
      Table table =
          new Table(
              "DOMAIN",
              "PARTY",
              "ORGANISATION",
              "SDK",
              "CATEGORY",
              "COUNTRY",
              "EXCHANGES",
              "FINDINGS",
              "DATA TYPES");
      for (RecipientSummary r : rows) {
        table.row(
            r.domain(),
            r.party(),
            Objects.requireNonNullElse(r.organisation(), "-"),
            Objects.requireNonNullElse(r.sdk(), "-"),
            Objects.requireNonNullElse(r.category(), "-"),
            r.countries().isEmpty() ? "-" : String.join(", ", r.countries()),
            r.exchanges(),
            r.findings(),
            String.join(", ", r.types()));
      }
      print(table, "Nobody received anything yet. Is the phone's proxy set? See: telltale doctor");
    }
  }
}
