package dev.telltale.classify.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classify.differential.Identifier.Place;
import dev.telltale.classify.differential.Identifier.Scope;
import dev.telltale.model.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two invented phones, two runs each; the first is run a third time after a change. */
class DifferentialTest {
  private static final String GAID = "device.ad_id.gaid";
  private static final List<Run> RUNS =
      List.of(
          new Run(1, "pebble", "a", Map.of(GAID, List.of("g1"), "device.imei", List.of("i1"))),
          new Run(2, "pebble", "a", Map.of(GAID, List.of("g1"), "device.imei", List.of("i1"))),
          new Run(3, "pebble", "b", Map.of(GAID, List.of("g2"), "device.imei", List.of("i1"))),
          new Run(4, "cobble", "c", Map.of(GAID, List.of("g3"), "device.imei", List.of("i2"))),
          new Run(5, "cobble", "d", Map.of(GAID, List.of("g3"), "device.imei", List.of("i2"))));

  private final List<Sighting> sightings = new ArrayList<>();

  private void seen(long session, String where, String value) {
    seen(session, "t.example", where, value, null);
  }

  private void seen(long session, String host, String where, String value, String kind) {
    sightings.add(
        new Sighting("x" + sightings.size(), session, host, where, value, List.of(), -1, -1, kind));
  }

  private void inRuns(String where, String... values) {
    for (int i = 0; i < values.length; i++) {
      if (!values[i].isEmpty()) {
        seen(i + 1, where, values[i]);
        seen(i + 1, where, values[i]);
      }
    }
  }

  private Identifier only() {
    List<Identifier> found = Differential.analyse(RUNS, sightings);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void whatStaysOnAPhoneAndDiffersBetweenPhonesIsItsIdentifier() {
    inRuns("query:z", "aa11", "aa11", "aa11", "bb22", "bb22");
    Identifier it = only();
    assertThat(it.scope()).isEqualTo(Scope.DEVICE);
    assertThat(it.confirmed()).isTrue();
    assertThat(it.why())
        .isEqualTo(
            "the same in all runs of a phone, different on 2 phones, also after reinstalling");
    assertThat(it.values()).containsEntry(1L, "aa11").containsEntry(5L, "bb22");
  }

  @Test
  void whatChangesWithTheAdvertisingIdFollowsIt() {
    inRuns("query:z", "aa11", "aa11", "cc33", "bb22", "bb22");
    Identifier it = only();
    assertThat(it.scope()).isEqualTo(Scope.FOLLOWS);
    assertThat(it.follows()).containsExactly(GAID);
    assertThat(it.confirmed()).isTrue();
  }

  @Test
  void whatChangesWithTheInstallationIsOfTheInstallation() {
    inRuns("query:z", "aa11", "aa11", "cc33", "bb22", "dd44");
    Identifier it = only();
    assertThat(it.scope()).isEqualTo(Scope.INSTALL);
    assertThat(it.confirmed()).isTrue();
  }

  @Test
  void whatIsNewWithEachRunIsOfTheSession() {
    inRuns("query:z", "aa11", "ab12", "cc33", "bb22", "dd44");
    assertThat(only().scope()).isEqualTo(Scope.SESSION);
    assertThat(only().confirmed()).isFalse();
  }

  @Test
  void whatChangesWithinARunIsOfTheRequest() {
    inRuns("query:z", "aa11", "aa11");
    seen(1, "query:z", "aa12");
    assertThat(only().scope()).isEqualTo(Scope.REQUEST);
  }

  @Test
  void whatEveryPhoneSendsIsAConstantOfTheApp() {
    inRuns("query:z", "kk99", "kk99", "kk99", "kk99", "kk99");
    assertThat(only().scope()).isEqualTo(Scope.FIXED);
    assertThat(Differential.findings(Differential.analyse(RUNS, sightings), sightings)).isEmpty();
  }

  @Test
  void nothingIsConcludedFromTooLittle() {
    inRuns("query:once", "aa11");
    assertThat(only().scope()).isEqualTo(Scope.UNDECIDED);
    assertThat(only().why()).isEqualTo("seen in one run only");
    sightings.clear();
    inRuns("query:z", "aa11", "aa11");
    assertThat(only().scope()).isEqualTo(Scope.DEVICE);
    assertThat(only().confirmed()).isFalse();
    assertThat(only().why()).contains("no other phone ran");
    sightings.clear();
    inRuns("query:z", "aa11", "", "", "bb22");
    assertThat(only().scope()).isEqualTo(Scope.UNDECIDED);
    assertThat(only().why()).contains("each ran once");
  }

  @Test
  void oneValueAtManyReceiversIsOneIdentifier() {
    for (long session = 1; session <= 5; session++) {
      String value = session < 4 ? "aa11" : "bb22";
      seen(session, "t.example", "body:/e/0/d", value, null);
      seen(session, "t.example", "body:/e/1/d", value, null);
      seen(session, "u.example", "query:uid", value, null);
    }
    assertThat(only().places())
        .containsExactly(
            new Place("t.example", "body:/e/*/d"), new Place("u.example", "query:uid"));
  }

  @Test
  void confirmedUnknownsBecomeFindingsAndKnownOnesDoNot() {
    inRuns("query:z", "aa11", "aa11", "aa11", "bb22", "bb22");
    for (long session = 1; session <= 5; session++) {
      seen(session, "t.example", "query:imei", session < 4 ? "i1" : "i2", "device.imei");
    }
    List<Identifier> identifiers = Differential.analyse(RUNS, sightings);
    List<Finding> findings = Differential.findings(identifiers, sightings);
    assertThat(identifiers).hasSize(2);
    assertThat(findings)
        .hasSize(10)
        .allSatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo("device.instance_id.other");
              assertThat(finding.type()).isEqualTo("device.instance_id");
              assertThat(finding.method()).isEqualTo("differential");
              assertThat(finding.rule()).isEqualTo("differential:device");
              assertThat(finding.where()).isEqualTo("query:z");
            });
  }

  @Test
  void theOrderOfTheInputDoesNotMatter() {
    inRuns("query:z", "aa11", "aa11", "aa11", "bb22", "bb22");
    inRuns("query:y", "aa11", "ab12", "cc33", "bb22", "dd44");
    inRuns("body:/a/0/b", "aa11", "aa11", "cc33", "bb22", "bb22");
    List<Identifier> first = Differential.analyse(RUNS, sightings);
    List<Run> runs = new ArrayList<>(RUNS);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(sightings, new Random(seed));
      Collections.shuffle(runs, new Random(seed));
      assertThat(Differential.analyse(runs, sightings)).isEqualTo(first);
    }
  }

  @Test
  void sightingsOfOtherSessionsAreLeftOut() {
    seen(99, "query:z", "aa11");
    assertThat(Differential.analyse(RUNS, sightings)).isEmpty();
  }
}
