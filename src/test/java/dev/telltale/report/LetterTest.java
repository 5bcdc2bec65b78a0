package dev.telltale.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.compare.Axes;
import dev.telltale.compare.Checklist;
import dev.telltale.compare.Comparison;
import dev.telltale.compare.Observed;
import dev.telltale.compare.Rule;
import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declarations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LetterTest {
  private static final Letter.Facts FACTS =
      new Letter.Facts("4.2", "2026-11-24", "pixel (android)", "session (stated)", "ab12", 7, null);

  private static AppCase subject() {
    List<Observed> findings =
        List.of(
            new Observed(
                "com.fable",
                "contact.phone",
                "contact.phone",
                "t.lumetrics.example",
                "lumetrics.example",
                "Lumetrics\u202e\u0007",
                null,
                null,
                "third",
                null,
                "before-consent",
                1_700_000_000_000L,
                false,
                "0193-e1"));
    List<Declaration> declarations =
        List.of(
            Declarations.read(
                "policy.txt",
                "We do not share your phone number with third parties."
                    .getBytes(StandardCharsets.UTF_8),
                Declarations.Options.DEFAULT));
    Comparison comparison =
        Comparison.of(findings, declarations, Map.of(), Axes.Circumstances.UNKNOWN, Rule.shipped());
    return new AppCase(
        "com.fable",
        findings,
        declarations,
        comparison,
        Checklist.of(
            new Checklist.Inputs(findings, comparison, Map.of(), Map.of(), false, List.of())),
        Map.of("before-consent", 1L),
        Map.of("before-consent", 2L));
  }

  @Test
  void theFactsAreFilledInAndJudgementIsLeftOpen() {
    String letter = Letter.of(subject(), FACTS, Letter.To.CONTROLLER, Letter.Law.GDPR, "en");
    assertThat(letter)
        .contains("com.fable 4.2")
        .contains("Phone number to Lumetrics")
        .contains("without encryption (1×), first at 2023-11-14T22:13:20Z")
        .contains("“We do not share your phone number with third parties.” (policy.txt")
        .contains("GDPR (2016/679) Art. 5(1)(a)")
        .contains("[unverified: quoted from memory")
        .contains("[Your assessment")
        .contains("2 connections or messages could not be read")
        .contains("0193-e1")
        .doesNotContain("PIPL")
        .doesNotContainIgnoringCase("violat");
  }

  @Test
  void theOtherLawCitesItsOwnClausesInChinese() {
    String letter = Letter.of(subject(), FACTS, Letter.To.AUTHORITY, Letter.Law.PIPL, "zh");
    assertThat(letter)
        .contains("在用户作出任何同意之前")
        .contains("PIPL (主席令第91号) Art. 5; Art. 17(1)")
        .contains("履行个人信息保护职责的部门")
        .doesNotContain("GDPR");
  }

  @Test
  void f58_capturedControlsAreShownNotKept() {
    String letter = Letter.of(subject(), FACTS, Letter.To.CONTROLLER, Letter.Law.GDPR, "en");
    assertThat(letter).doesNotContain("\u202e").doesNotContain("\u0007").contains("\\u202e");
  }
}
