package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Context;
import dev.telltale.model.DeviceProfile;
import dev.telltale.model.Gap;
import dev.telltale.model.Mark;
import dev.telltale.model.Observation;
import dev.telltale.model.Phase;
import dev.telltale.model.Session;
import dev.telltale.util.Clock;
import dev.telltale.util.Hashes;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueriesTest {
  private static final String ONE = "com.example.one";
  private static final String TWO = "com.example.two";

  @TempDir Path folder;
  private Store store;
  private long first;
  private long second;

  @BeforeEach
  void record() {
    store = Store.open(folder, Clock.SYSTEM);
    first = store.startSession(Samples.session(ONE));
    second = store.startSession(Samples.session(null));
    Context oneBefore = Samples.context(first, ONE, Phase.BEFORE_CONSENT);
    Context oneAfter = Samples.context(first, ONE, Phase.AFTER_CONSENT);
    Context two = Samples.context(second, TWO, Phase.UNMARKED);
    Context nobody = Samples.context(second, null, Phase.UNMARKED);
    put(1, oneBefore, "t.example", true, "device.ad_id", "device.ad_id.gaid");
    put(2, oneBefore, "api.one.example", false, "device.imei", "device.imei");
    put(3, oneAfter, "t.example", true, "device.ad_id", "device.ad_id.gaid");
    put(4, two, "t.example", true, "network.wifi_ap", "network.wifi_ap.ssid");
    put(5, nobody, "cdn.example", true);
    store.append(Samples.gap(Gap.Cause.TLS_REFUSED, "pinned.one.example"), oneBefore);
    store.append(Samples.gap(Gap.Cause.OPAQUE, "other.example"), two);
    store.append(
        new ClosedConnection(
            Samples.connection(1, "mqtt.one.example", true),
            Samples.START,
            5,
            6,
            new byte[] {1},
            new byte[0]),
        oneBefore);
    store.flush();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void put(int n, Context context, String host, boolean encrypted, String... kinds) {
    Observation observation = Samples.observation(n, context, host, encrypted);
    store.append(observation);
    if (kinds.length > 0) {
      store.findings(observation, List.of(Samples.finding(n, kinds[0], kinds[1])), "rules-1");
    }
  }

  private List<Long> exchanges(Query query) {
    List<Long> found = new ArrayList<>();
    store.exchanges(query, e -> found.add(e.sequence()));
    return found;
  }

  private List<String> findings(Query query) {
    List<String> found = new ArrayList<>();
    store.findings(query, f -> found.add(f.finding().exchange()));
    return found;
  }

  private static Query query(
      @Nullable String app,
      @Nullable Long session,
      @Nullable String type,
      @Nullable String domain,
      @Nullable String phase,
      @Nullable String exchange) {
    return new Query(app, session, type, domain, phase, exchange, 0, 0);
  }

  @Test
  void everyConditionNarrows() {
    assertThat(exchanges(Query.ALL)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(exchanges(Query.of(ONE, null))).containsExactly(1L, 2L, 3L);
    assertThat(exchanges(Query.of("", null))).containsExactly(5L);
    assertThat(exchanges(Query.of(null, second))).containsExactly(4L, 5L);
    assertThat(exchanges(query(null, null, null, "one.example", null, null))).containsExactly(2L);
    assertThat(exchanges(query(null, null, null, "api.one.example", null, null)))
        .containsExactly(2L);
    assertThat(exchanges(query(null, null, null, null, Phase.AFTER_CONSENT, null)))
        .containsExactly(3L);
    assertThat(exchanges(query(null, null, null, null, null, Samples.id(4)))).containsExactly(4L);
    assertThat(exchanges(query(ONE, first, "device.ad_id", "t.example", null, null)))
        .containsExactly(1L, 3L);
    assertThat(exchanges(query("no such app", null, null, null, null, null))).isEmpty();
  }

  @Test
  void aTypeIsAlsoAKindOrAParent() {
    assertThat(findings(query(null, null, "device", null, null, null)))
        .containsExactly(Samples.id(1), Samples.id(2), Samples.id(3));
    assertThat(findings(query(null, null, "device.ad_id", null, null, null)))
        .containsExactly(Samples.id(1), Samples.id(3));
    assertThat(findings(query(null, null, "device.ad_id.gaid", null, null, null))).hasSize(2);
    assertThat(findings(query(null, null, "network.wifi_ap.ssid", null, null, null))).hasSize(1);
    assertThat(findings(query(null, null, "dev", null, null, null))).isEmpty();
    assertThat(exchanges(query(null, null, "device", null, null, null)))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void pagesGoBothWays() {
    assertThat(exchanges(new Query(null, null, null, null, null, null, 1, 2)))
        .containsExactly(2L, 3L);
    assertThat(exchanges(new Query(null, null, null, null, null, null, 0, 5, true, 2)))
        .containsExactly(4L, 3L);
    assertThat(findings(new Query(ONE, null, null, null, null, null, 1, 1)))
        .containsExactly(Samples.id(2));
  }

  @Test
  void gapsAndConnectionsAreFoundByHost() {
    List<String> hosts = new ArrayList<>();
    store.gaps(query(null, null, null, "one.example", null, null), g -> hosts.add(g.gap().host()));
    store.gaps(query(null, null, null, "ne.example", null, null), g -> hosts.add("never"));
    store.connections(
        query(ONE, null, null, "one.example", null, null),
        c -> hosts.add(c.closed().connection().host()));

    assertThat(hosts).containsExactly("pinned.one.example", "mqtt.one.example");
  }

  @Test
  void appsAreSummedUp() {
    assertThat(store.apps(null)).extracting(AppSummary::app).containsExactly(ONE, TWO, null);
    AppSummary one = store.apps(first).get(0);
    assertThat(one)
        .isEqualTo(
            new AppSummary(
                ONE,
                3,
                3,
                List.of("device.ad_id", "device.imei"),
                List.of("one.example", "t.example"),
                List.of("one.example", "t.example"),
                2,
                1,
                2,
                Samples.START + 1,
                Samples.START + 3));
    assertThat(store.apps(second)).extracting(AppSummary::app).containsExactly(TWO, null);
  }

  @Test
  void recipientsAreSummedUp() {
    List<RecipientSummary> all = store.recipients(Query.ALL);

    assertThat(all)
        .extracting(RecipientSummary::domain)
        .containsExactly("t.example", "one.example", "cdn.example");
    assertThat(all.get(0).apps()).containsExactly(ONE, TWO);
    assertThat(all.get(0).exchanges()).isEqualTo(3);
    assertThat(all.get(0).types()).containsExactly("device.ad_id", "network.wifi_ap");
    assertThat(all.get(0).beforeConsent()).isEqualTo(1);
    assertThat(all.get(1).unencrypted()).isEqualTo(1);
    assertThat(store.recipients(Query.of(TWO, null)))
        .singleElement()
        .satisfies(r -> assertThat(r.findings()).isEqualTo(1));
    assertThat(store.recipients(query(null, null, "device.imei", null, null, null)))
        .extracting(RecipientSummary::domain)
        .containsExactly("one.example");
  }

  /** FAULTS.md row 93: the same number by another path through the code. */
  @Test
  void f93_sumsEqualWhatIsCountedRowByRow() {
    long[] counted = new long[2];
    store.findings(Query.ALL, f -> counted[0]++);
    store.exchanges(Query.ALL, e -> counted[1]++);

    assertThat(store.apps(null).stream().mapToLong(AppSummary::findings).sum())
        .isEqualTo(counted[0]);
    assertThat(store.recipients(Query.ALL).stream().mapToLong(RecipientSummary::exchanges).sum())
        .isEqualTo(counted[1]);
  }

  /** FAULTS.md row 93: the same numbers by plain SQL, without the views that the program uses. */
  @Test
  void f93_summariesEqualPlainSql() throws SQLException {
    for (AppSummary app : store.apps(null)) {
      String of = " WHERE context IN (SELECT seq FROM contexts WHERE app IS ?";
      assertThat(count("count(*) FROM exchanges" + of + ")", app.app())).isEqualTo(app.exchanges());
      assertThat(count("count(*) FROM finding_rows" + of + ")", app.app()))
          .isEqualTo(app.findings());
      assertThat(
              count(
                  "count(*) FROM finding_rows" + of + " AND phase = 'before-consent')", app.app()))
          .isEqualTo(app.beforeConsent());
      assertThat(
              count(
                  "count(*) FROM finding_rows"
                      + of
                      + ") AND exchange IN (SELECT seq FROM exchanges WHERE encrypted = 0)",
                  app.app()))
          .isEqualTo(app.unencrypted());
      assertThat(count("ifnull(sum(count), 0) FROM gaps" + of + ")", app.app()))
          .isEqualTo(app.gaps());
    }
    assertThat(store.apps(null)).extracting(AppSummary::app).contains(ONE, TWO, null);
  }

  private long count(String select, @Nullable String app) throws SQLException {
    try (var sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("telltale.db"));
        var statement = sql.prepareStatement("SELECT " + select)) {
      statement.setString(1, app);
      try (var row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getLong(1);
      }
    }
  }

  @Test
  void callsMayBeNested() {
    List<String> found = new ArrayList<>();
    store.exchanges(
        Query.ALL,
        e ->
            store.findings(
                query(null, null, null, null, null, e.observation().exchange().id()),
                f -> found.add(f.finding().kind())));

    assertThat(found).hasSize(4);
  }

  @Test
  void sessionsAndMarksAreKept() {
    store.mark(new Mark(first, Samples.START + 9, Phase.AFTER_CONSENT, "tapped Agree"));
    store.mark(new Mark(first, Samples.START + 5, Phase.BEFORE_CONSENT, null));
    store.endSession(first, Samples.START + 60_000);
    store.endSession(first, Samples.START + 70_000);

    assertThat(store.marks(first))
        .containsExactly(
            new Mark(first, Samples.START + 5, Phase.BEFORE_CONSENT, null),
            new Mark(first, Samples.START + 9, Phase.AFTER_CONSENT, "tapped Agree"));
    Session kept = store.sessions().get(0);
    assertThat(kept.app()).isEqualTo(ONE);
    assertThat(kept.endedAtMillis()).isEqualTo(Samples.START + 60_000);
    assertThat(store.sessions().get(1).endedAtMillis()).isNull();
  }

  @Test
  void aSessionThatACrashLeftOpenEndsAtTheLastThingKnownOfIt() {
    store.close();
    store = Store.open(folder, Clock.SYSTEM);

    assertThat(store.sessions())
        .extracting(Session::endedAtMillis)
        .containsExactly(Samples.START + 3 + 12, Samples.START + 5 + 12);
  }

  @Test
  void devicesAndDeclarationsAreKept() {
    DeviceProfile profile =
        new DeviceProfile("pixel", "android", Map.of("identity.name", List.of("李明远", "<b>")));
    store.putDevice(DeviceProfile.EMPTY);
    store.putDevice(new DeviceProfile("pixel", "ios", Map.of()));
    store.putDevice(profile);
    RecordedDeclaration declaration =
        new RecordedDeclaration(
            0, ONE, null, "policy.html", "prose", Hashes.sha256Hex(new byte[0]), 5, new byte[0]);
    long id = store.putDeclaration(declaration);

    assertThat(store.putDeclaration(declaration)).isEqualTo(id);
    assertThat(store.devices()).hasSize(2);
    assertThat(store.device("pixel")).isEqualTo(Optional.of(profile));
    assertThat(store.device("none")).isEmpty();
    assertThat(store.declarations(ONE))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
        .containsExactly(declaration);
    assertThat(store.declarations(TWO)).isEmpty();
    assertThat(store.declarations(null)).hasSize(1);
  }

  @Test
  void newFindingsTakeThePlaceOfTheOldAllAtOnce() {
    List<RecordedExchange> whole = new ArrayList<>();
    store.wholeExchanges(Query.of(ONE, null), whole::add);
    try (FindingsReplacement replacement = store.replaceFindings("rules-2")) {
      replacement.put(whole.get(0).observation(), List.of());
      replacement.put(
          whole.get(1).observation(),
          List.of(
              Samples.finding(2, "contact.email", "contact.email"),
              Samples.finding(2, "contact.phone", "contact.phone")));
      store.flush();
      assertThat(findings(Query.ALL)).hasSize(4);
      assertThat(replacement.commit()).isEqualTo(2);
    }

    assertThat(findings(Query.ALL))
        .containsExactlyInAnyOrder(Samples.id(2), Samples.id(2), Samples.id(3), Samples.id(4));
    store.findings(
        query(null, null, null, null, null, Samples.id(2)),
        f -> assertThat(f.rulesVersion()).isEqualTo("rules-2"));
  }

  @Test
  void aReplacementThatWasNotCommittedChangesNothing() {
    List<RecordedExchange> whole = new ArrayList<>();
    store.wholeExchanges(Query.ALL, whole::add);
    try (FindingsReplacement replacement = store.replaceFindings("rules-2")) {
      whole.forEach(e -> replacement.put(e.observation(), List.of()));
    }
    try (FindingsReplacement replacement = store.replaceFindings("rules-3")) {
      assertThat(replacement.commit()).isZero();
    }

    assertThat(findings(Query.ALL)).hasSize(4);
  }

  @Test
  void theSameBodyIsStoredOnce() throws Exception {
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("telltale.db"));
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM bodies")) {
      // Five request bodies, each its own, and one response body that all have.
      assertThat(rows.getInt(1)).isEqualTo(6);
    }
  }
}
