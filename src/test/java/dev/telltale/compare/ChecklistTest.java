package dev.telltale.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.compare.Checklist.Inputs;
import dev.telltale.compare.Checklist.Row;
import dev.telltale.compare.Checklist.State;
import dev.telltale.model.TesterEvidence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChecklistTest {
  private static Observed sent(String type, String party, String phase, double confidence) {
    return new Observed(
        "com.fable",
        type,
        type,
        "t.example",
        "t.example",
        null,
        null,
        null,
        party,
        null,
        phase,
        1_000,
        true,
        "e-" + type,
        confidence,
        "certain");
  }

  private static Row row(Issue issue, List<Observed> findings, Map<String, Long> exchanges) {
    return row(issue, findings, exchanges, Map.of(), List.of());
  }

  private static Row row(
      Issue issue,
      List<Observed> findings,
      Map<String, Long> exchanges,
      Map<String, Long> gaps,
      List<TesterEvidence> evidence) {
    Checklist checklist =
        Checklist.of(new Inputs(findings, null, exchanges, gaps, false, evidence));
    assertThat(checklist.rows()).hasSize(8);
    return checklist.rows().get(issue.ordinal());
  }

  @Test
  void onlySureIdentifyingDataOfTheAppBeforeConsentIsProven() {
    Map<String, Long> before = Map.of("before-consent", 3L);
    Row proven =
        row(
            Issue.COLLECT_WITHOUT_CONSENT,
            List.of(sent("device.imei", "first", "before-consent", 0.99)),
            before);
    assertThat(proven.state()).isEqualTo(State.PROVEN);
    assertThat(proven.basis().get(0).exchanges()).containsExactly("e-device.imei");
    assertThat(proven.issue().rules()).extracting(Rule::id).startsWith("R004").contains("R001");
    for (Observed weak :
        List.of(
            sent("device.imei", "first", "before-consent", 0.6),
            sent("device.basic", "first", "before-consent", 0.99))) {
      assertThat(row(Issue.COLLECT_WITHOUT_CONSENT, List.of(weak), before).state())
          .isEqualTo(State.SUPPORTED);
    }
    assertThat(
            row(
                    Issue.COLLECT_WITHOUT_CONSENT,
                    List.of(sent("device.imei", "first", "after-consent", 0.99)),
                    before)
                .state())
        .isEqualTo(State.NOT_SEEN);
  }

  @Test
  void withoutThePhaseItIsNotTestableAndSaysWhatToDo() {
    Row row =
        row(
            Issue.COLLECT_WITHOUT_CONSENT,
            List.of(sent("device.imei", "first", "unmarked", 0.99)),
            Map.of("unmarked", 9L));
    assertThat(row.state()).isEqualTo(State.NOT_TESTABLE);
    assertThat(row.needed().get(0).say("en")).contains("before-consent");
    assertThat(row.needed().get(0).say("zh")).contains("before-consent");
  }

  @Test
  void gapsStandBesideWhatWasNotSeen() {
    Row row =
        row(
            Issue.COLLECT_WITHOUT_CONSENT,
            List.of(),
            Map.of("before-consent", 2L),
            Map.of("before-consent", 4L, "foreground", 7L),
            List.of());
    assertThat(row.state()).isEqualTo(State.NOT_SEEN);
    assertThat(row.gaps()).isEqualTo(4);
  }

  @Test
  void sharingIsProvenForOutsidePartiesOnly() {
    Map<String, Long> before = Map.of("before-consent", 3L);
    assertThat(
            row(
                    Issue.SHARE_WITHOUT_CONSENT,
                    List.of(sent("device.imei", "third", "before-consent", 0.99)),
                    before)
                .state())
        .isEqualTo(State.PROVEN);
    assertThat(
            row(
                    Issue.SHARE_WITHOUT_CONSENT,
                    List.of(sent("device.imei", "first", "before-consent", 0.99)),
                    before)
                .state())
        .isEqualTo(State.NOT_SEEN);
  }

  @Test
  void permissionsNeedATester() {
    TesterEvidence seen =
        new TesterEvidence(
            1,
            "com.fable",
            null,
            "repeated-permission",
            "four times",
            5,
            6,
            null,
            null,
            new byte[0]);
    assertThat(row(Issue.REPEATED_PERMISSION, List.of(), Map.of()).state())
        .isEqualTo(State.NOT_TESTABLE);
    Row row = row(Issue.REPEATED_PERMISSION, List.of(), Map.of(), Map.of(), List.of(seen));
    assertThat(row.state()).isEqualTo(State.SUPPORTED);
    assertThat(row.evidence()).containsExactly(seen);
    assertThat(
            row(Issue.EXCESSIVE_PERMISSION, List.of(), Map.of(), Map.of(), List.of(seen)).state())
        .isEqualTo(State.NOT_TESTABLE);
  }

  @Test
  void afterDeletionAndOptOutAreSupportedAtMost() {
    assertThat(
            row(
                    Issue.HARD_DELETION,
                    List.of(sent("account.user_id", "first", "after-deletion", 1)),
                    Map.of("after-deletion", 1L))
                .state())
        .isEqualTo(State.SUPPORTED);
    assertThat(
            row(
                    Issue.FORCED_TARGETING,
                    List.of(sent("device.oaid", "third", "after-opt-out", 1)),
                    Map.of("after-opt-out", 1L))
                .state())
        .isEqualTo(State.SUPPORTED);
  }

  @Test
  void issuesGoByNumberIdAndName() {
    assertThat(Issue.find("8")).contains(Issue.HARD_DELETION);
    assertThat(Issue.find("hard-deletion")).contains(Issue.HARD_DELETION);
    assertThat(Issue.find("账号注销难")).contains(Issue.HARD_DELETION);
    assertThat(Issue.find("9")).isEmpty();
  }
}
