package dev.telltale.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.compare.Checklist;
import dev.telltale.model.Attribution;
import dev.telltale.model.Body;
import dev.telltale.model.Connection;
import dev.telltale.model.Context;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import dev.telltale.model.Observation;
import dev.telltale.model.Outcome;
import dev.telltale.model.Recipient;
import dev.telltale.model.Request;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final Context CONTEXT =
      new Context(1, "pixel", new Attribution("com.fable", "session", "stated"), "before-consent");

  private static RecordedFinding finding(String value, String domain) {
    Connection connection =
        new Connection("c", 0, "proxy", "127.0.0.1", 1, null, domain, 443, null, null, null);
    Exchange exchange =
        new Exchange(
            "e",
            connection,
            "HTTP/2",
            new Request("GET", "https://" + domain + "/", "/", List.of(), List.of(), Body.EMPTY),
            null,
            List.of(),
            Outcome.COMPLETE,
            null,
            1_700_000_000_000L,
            1);
    Finding found =
        new Finding(
            "e",
            "contact.email",
            "contact.email",
            value,
            value,
            "query:e",
            List.of("md5"),
            -1,
            -1,
            "known-value",
            "r",
            0.9,
            "<b>why</b>",
            null);
    return new RecordedFinding(
        1,
        found,
        new Observation(
            exchange,
            CONTEXT,
            new Recipient(domain, domain, null, null, null, "third", "SG", null)),
        "1");
  }

  private static ReportData data(List<RecordedFinding> findings, List<RecordedGap> gaps) {
    Map<String, Long> gapsByPhase = new HashMap<>();
    gaps.forEach(g -> gapsByPhase.merge(g.context().phase(), g.gap().count(), Long::sum));
    AppCase subject =
        new AppCase(
            "com.fable",
            List.of(),
            List.of(),
            null,
            Checklist.of(
                new Checklist.Inputs(
                    List.of(), null, Map.of("before-consent", 2L), gapsByPhase, false, List.of())),
            Map.of("before-consent", 2L),
            gapsByPhase);
    return new ReportData(
        subject,
        findings,
        gaps,
        List.of(),
        Map.of(),
        Map.of(),
        List.of(new ReportData.Fact("app", "com.fable")));
  }

  @Test
  void theFirstPageAnswersWhatWasSentBeforeConsentAndWhatWasNotSeen() {
    RecordedGap gap =
        new RecordedGap(
            1,
            new Gap(1, Gap.Cause.TLS_REFUSED, null, null, "pinned.example", 3, "alert 48"),
            CONTEXT);
    String html =
        HtmlReport.of(data(List.of(finding("li@mail.example", "t.example")), List.of(gap)), "en");
    String first = html.substring(0, html.indexOf("Data by recipient"));
    assertThat(first)
        .contains("What did it send before anyone agreed?")
        .contains("1 kinds of personal data went to 1 recipients, 1 of them third parties")
        .contains("E-mail address")
        .contains("t.example")
        .contains("3 times something could not be seen");
    assertThat(html).contains("the app refused our certificate").contains("pinned.example");
  }

  @Test
  void f58_whatWasCapturedIsOnlyText() {
    String html =
        HtmlReport.of(
            data(
                List.of(
                    finding(
                        "<script>alert(1)</script>\"'&\u202e", "<img src=x onerror=y>.example")),
                List.of()),
            "zh");
    assertThat(html)
        .doesNotContain("<script")
        .doesNotContain("<img")
        .doesNotContain("<b>why")
        .doesNotContain("\u202e");
    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\u202e")
        .contains("default-src 'none'");
  }

  @Test
  void nothingSeenIsNotSaidToBeNothingSent() {
    String html = HtmlReport.of(data(List.of(), List.of()), "en");
    assertThat(html)
        .contains("That is no proof that nothing was sent")
        .doesNotContainIgnoringCase("compliant");
  }

  @Test
  void bothLanguagesHaveTheSameKeys() {
    assertThat(Words.of("en").keys()).isEqualTo(Words.of("zh").keys());
    assertThat(HtmlReport.of(data(List.of(finding("a@b.example", "t.example")), List.of()), "zh"))
        .contains("在任何人同意之前，它发送了什么？")
        .contains("电子邮箱");
  }

  @Test
  void aTemplateOfOnesOwnIsFilledAndAnUnknownPlaceIsNamed() {
    ReportData data = data(List.of(finding("{{method}}", "t.example")), List.of());
    String page = HtmlReport.of(data, "en", "<p>mine</p>{{ title }}<hr>{{findings}}");
    assertThat(page).startsWith("<p>mine</p>What com.fable told about its user<hr>");
    assertThat(page).contains("{{method}}").doesNotContain("How this is known");
    assertThatThrownBy(() -> HtmlReport.of(data, "en", "{{answers}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{{answers}}")
        .hasMessageContaining("answer, matrix");
  }

  @Test
  void withoutAPhaseBeforeConsentThePageSaysThatItCannotAnswer() {
    ReportData all = data(List.of(), List.of());
    AppCase unmarked =
        new AppCase(
            "com.fable",
            List.of(),
            List.of(),
            null,
            all.subject().checklist(),
            Map.of("unmarked", 5L),
            Map.of());
    ReportData data =
        new ReportData(unmarked, List.of(), List.of(), List.of(), Map.of(), Map.of(), List.of());
    assertThat(HtmlReport.of(data, "en")).contains("it cannot answer this");
    assertThat(HtmlReport.of(data, "zh")).contains("因此无法回答");
  }
}
