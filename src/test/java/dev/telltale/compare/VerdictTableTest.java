package dev.telltale.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declarations;
import dev.telltale.declare.Entities;
import dev.telltale.declare.Statement.Layer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a careful reader would say of a sentence and a flow, one line for each case. */
class VerdictTableTest {

  private static Observed sent(String type, String party, String organisation, String category) {
    String domain =
        party.equals("first")
            ? "api.fable.example"
            : organisation == null
                ? "x.lamprey.example"
                : "in."
                    + organisation.toLowerCase(java.util.Locale.ROOT).replace(" ", "")
                    + ".example";
    return new Observed(
        "com.fable",
        type,
        type,
        domain,
        domain,
        organisation,
        null,
        category,
        party,
        null,
        "foreground",
        1_000,
        true,
        "e1");
  }

  private static Judgement judge(String policy, Observed observed) {
    Declaration declaration =
        Declarations.read(
            "policy.txt", policy.getBytes(StandardCharsets.UTF_8), Declarations.Options.DEFAULT);
    return new Judge(Entities.shipped(), List.of(declaration), Map.of())
        .judge(Flow.of(List.of(observed)).get(0)).stream()
            .filter(j -> j.layer() == Layer.PROSE)
            .findFirst()
            .orElseThrow();
  }

  @ParameterizedTest(name = "{4}: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          We collect your phone number.                                                | contact.phone     | first   | -          | CLEAR
          We share your phone number with Lumetrics Inc. for analytics.                | contact.phone     | third   | Lumetrics  | CLEAR
          We share your location with our advertising partners, such as Adnova.        | location.precise  | third   | Adnova     | VAGUE_DATA
          We collect device information.                                               | device.imei       | first   | -          | VAGUE_DATA
          We share your phone number with third parties.                               | contact.phone     | third   | Lumetrics  | VAGUE_ENTITY
          We share your phone number with our partners.                                | contact.phone     | third   | Lumetrics  | VAGUE_ENTITY
          We share device information with third parties.                              | device.imei       | third   | Lumetrics  | VAGUE_BOTH
          We collect your phone number.                                                | contact.phone     | third   | Lumetrics  | OMITTED
          We share your phone number with Adnova.                                      | contact.phone     | third   | Lumetrics  | OMITTED
          We collect personal information. We collect your email address.              | contact.phone     | first   | -          | OMITTED
          We collect personal information to improve the service that we offer to you. | contact.phone     | first   | -          | OMITTED
          We do not collect your phone number.                                         | contact.phone     | first   | -          | CONTRARY
          We do not share your phone number with anyone.                               | contact.phone     | third   | Lumetrics  | CONTRARY
          We do not sell your phone number. We collect your email address.             | contact.phone     | third   | Lumetrics  | OMITTED
          We do not sell or share your phone number with third parties.                | contact.phone     | third   | Lumetrics  | CONTRARY
          We do not share your phone number with our partners.                         | contact.phone     | third   | Lumetrics  | OMITTED
          We do not collect your phone number from children under 13.                  | contact.phone     | first   | -          | OMITTED
          We do not use your phone number for advertising.                             | contact.phone     | first   | -          | OMITTED
          We will not share your phone number with third parties without your consent. | contact.phone     | third   | Lumetrics  | OMITTED
          We do not share your phone number with third parties.                        | contact.phone     | first   | -          | OMITTED
          We collect device information. We do not collect your IMEI.                  | device.imei       | first   | -          | EXCEPTED
          We collect location data, but we do not collect your precise location.       | location.precise  | first   | -          | EXCEPTED
          We collect your phone number. We do not collect your phone number.           | contact.phone     | first   | -          | AMBIGUOUS
          We collect your IMEI. We do not collect device information.                  | device.imei       | first   | -          | AMBIGUOUS
          We share your phone number with third parties.                               | contact.phone     | unknown | -          | UNRESOLVED
          Nous collectons votre adresse. Nous ne partageons rien avec des tiers.       | contact.phone     | first   | -          | UNDECIDED
          我们会收集您的手机号码。                                                      | contact.phone     | first   | -          | CLEAR
          我们不会向任何第三方提供您的手机号码。                                          | contact.phone     | third   | 云测数据    | CONTRARY
          未经您同意，我们不会向第三方提供您的手机号码。                                    | contact.phone     | third   | 云测数据    | OMITTED
          我们会收集您的设备信息。我们不会收集您的IMEI。                                    | device.imei       | first   | -          | EXCEPTED
          """)
  void aCarefulReaderWouldSay(
      String policy, String type, String party, String organisation, Verdict expected) {
    Judgement judgement = judge(policy, sent(type, party, organisation, null));
    assertThat(judgement.verdict())
        .as(judgement.reason().say("en") + " " + judgement.statements())
        .isEqualTo(expected);
    assertThat(judgement.reason().say("zh")).isNotEqualTo(judgement.reason().say("en"));
  }

  private static Declaration read(String name, String content) {
    return Declarations.read(
        name, content.getBytes(StandardCharsets.UTF_8), Declarations.Options.DEFAULT);
  }

  private static Verdict verdict(Declaration declaration, Observed observed) {
    return new Judge(Entities.shipped(), List.of(declaration), Map.of())
        .judge(Flow.of(List.of(observed)).get(0))
        .get(0)
        .verdict();
  }

  @Test
  void anAppleLabelSaysWhatLeavesThePhoneToWhomever() {
    Declaration label =
        read(
            "privacy.json",
            """
            [{"category":"PHONE_NUMBER","purposes":["APP_FUNCTIONALITY"],"data_protections":["DATA_LINKED_TO_YOU"]}]
            """);
    assertThat(verdict(label, sent("contact.phone", "first", null, null))).isEqualTo(Verdict.CLEAR);
    assertThat(verdict(label, sent("contact.phone", "third", "Lumetrics", null)))
        .isEqualTo(Verdict.VAGUE_ENTITY);
    assertThat(verdict(label, sent("contact.email", "third", "Lumetrics", null)))
        .isEqualTo(Verdict.LABEL_CONTRARY);
    assertThat(verdict(label, sent("auth.token", "first", null, null))).isEqualTo(Verdict.OMITTED);
  }

  @Test
  void anSdkTableDeniesBySilenceWhatARowLacksAndWhoHasNoRow() {
    Declaration table =
        read(
            "sdk.md",
            """
            | SDK名称 | 所属公司 | 使用目的 | 收集个人信息类型 |
            |---|---|---|---|
            | 卢米统计SDK | 卢米科技有限公司 | 统计分析 | OAID |
            """);
    assertThat(verdict(table, sent("device.oaid", "third", "卢米科技", null))).isEqualTo(Verdict.CLEAR);
    assertThat(verdict(table, sent("device.imei", "third", "卢米科技", null)))
        .isEqualTo(Verdict.LABEL_CONTRARY);
    assertThat(verdict(table, sent("device.oaid", "third", "Adnova", null)))
        .isEqualTo(Verdict.LABEL_CONTRARY);
    Judgement own =
        new Judge(Entities.shipped(), List.of(table), Map.of())
            .judge(Flow.of(List.of(sent("device.oaid", "first", null, null))).get(0))
            .get(0);
    assertThat(own.verdict()).isEqualTo(Verdict.OMITTED);
    assertThat(own.sayable()).isFalse();
    assertThat(Bearing.codes(own, Axes.of(own.flow(), Axes.Circumstances.UNKNOWN))).isEmpty();
  }

  @Test
  void heldAgainstNothingEachFlowIsReportedAndNoneIsJudged() {
    Judgement judgement =
        new Judge(Entities.shipped(), List.of(), Map.of())
            .judge(Flow.of(List.of(sent("contact.email", "first", null, null))).get(0))
            .get(0);
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.reason().say("en")).contains("nothing is declared");
  }

  @Test
  void aBrokenLabelDeniesNothing() {
    Declaration broken =
        read(
            "data_safety.csv",
            "Question ID (machine readable),Response ID (machine readable),Response value\n"
                + "\"PSL_DATA_TYPES_PERSONAL,PSL_EMAIL,true\n");
    assertThat(verdict(broken, sent("contact.email", "first", null, null)))
        .isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void layersThatContradictEachOtherAreFoundWithoutTraffic() {
    Declaration policy = read("policy.txt", "We do not collect your phone number.");
    Declaration label =
        read(
            "privacy.json",
            "[{\"category\":\"PHONE_NUMBER\",\"purposes\":[],\"data_protections\":[\"DATA_LINKED_TO_YOU\"]}]");
    List<Disagreement> found = Disagreement.between(List.of(policy, label), List.of());
    assertThat(found).hasSize(1);
    assertThat(found.get(0).says().layer()).isEqualTo(Layer.LABEL);
    assertThat(found.get(0).denies().layer()).isEqualTo(Layer.PROSE);
    assertThat(found.get(0).observed()).isFalse();
    assertThat(Disagreement.between(List.of(label), List.of())).isEmpty();
  }

  @Test
  void identifiersAreHeldAgainstTheScenarioOfTheRecipient() {
    assertThat(IdentifierUse.of("device.imei", "analytics"))
        .isEqualTo(new IdentifierUse("statistics", "extended"));
    assertThat(IdentifierUse.of("device.oaid", "advertising"))
        .isEqualTo(new IdentifierUse("advertising", "basic"));
    assertThat(IdentifierUse.of("device.mac", "advertising"))
        .isEqualTo(new IdentifierUse("advertising", "outside"));
    assertThat(IdentifierUse.of("device.ad_id.gaid", "push"))
        .isEqualTo(new IdentifierUse("push", "outside"));
    assertThat(IdentifierUse.of("contact.phone", "push")).isNull();
    assertThat(IdentifierUse.of("device.imei", null)).isNull();
  }
}
