package dev.telltale.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.declare.Declaration;
import dev.telltale.declare.Declaration.ClosedScope;
import dev.telltale.declare.Entities;
import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Closure;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.declare.Statement.Sign;
import dev.telltale.model.Taxonomy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final String AD = "device.ad_id";
  private static final Set<String> DEVICE = leaves("device");

  private static Set<String> leaves(String parent) {
    return Taxonomy.shipped().types().values().stream()
        .filter(t -> t.parent().equals(parent))
        .map(Taxonomy.DataType::id)
        .collect(Collectors.toSet());
  }

  private int at;

  private Statement statement(
      Layer layer,
      Sign sign,
      String data,
      Set<String> covers,
      String recipient,
      String condition,
      List<String> purposes,
      double confidence) {
    at += 100;
    return new Statement(
        "policy.html",
        layer,
        Closure.OPEN,
        "en",
        Statement.FIRST_PARTY,
        recipient.equals(Statement.FIRST_PARTY) ? Act.COLLECT : Act.SHARE,
        sign,
        data,
        covers,
        data,
        recipient,
        null,
        purposes,
        condition,
        sign.text() + data + " to " + recipient,
        at,
        at + 50,
        confidence);
  }

  private Statement yes(String data, String recipient) {
    return statement(
        Layer.PROSE, Sign.POSITIVE, data, covers(data), recipient, null, List.of(), 0.9);
  }

  private Statement no(String data, String recipient) {
    return statement(
        Layer.PROSE, Sign.NEGATIVE, data, covers(data), recipient, null, List.of(), 0.9);
  }

  private static Set<String> covers(String data) {
    return data.equals("device") ? DEVICE : Set.of(data);
  }

  private static Declaration declaration(List<Statement> statements, ClosedScope... closed) {
    return new Declaration(
        "policy.html", "00", "prose", "en", null, statements, List.of(closed), List.of());
  }

  private static Flow flow(String type, String party, String organisation, String domain) {
    return Flow.of(
            List.of(
                new Observed(
                    "com.fable",
                    type,
                    type,
                    domain,
                    domain,
                    organisation,
                    null,
                    null,
                    party,
                    null,
                    "before-consent",
                    1_000,
                    true,
                    "e1")))
        .get(0);
  }

  private static Flow toStranger() {
    return flow(AD, "third", null, "t.strange.example");
  }

  private static Flow toGoogle() {
    return flow(AD, "third", "Google", "ads.search.example");
  }

  private static Flow home() {
    return flow(AD, "first", null, "api.fable.example");
  }

  private static Judgement judge(Flow flow, Statement... statements) {
    return new Judge(Entities.shipped(), List.of(declaration(List.of(statements))), Map.of())
        .judge(flow)
        .get(0);
  }

  @Test
  void exactStatementsAreClear() {
    assertThat(judge(home(), yes(AD, "first-party")).verdict()).isEqualTo(Verdict.CLEAR);
    assertThat(judge(toGoogle(), yes(AD, "Google")).verdict()).isEqualTo(Verdict.CLEAR);
  }

  @Test
  void broaderStatementsAreVagueWithTheirDistance() {
    Judgement data = judge(home(), yes("device", "first-party"));
    assertThat(data.verdict()).isEqualTo(Verdict.VAGUE_DATA);
    assertThat(data.way().dataDistance()).isEqualTo(0.5);
    assertThat(data.way().entityDistance()).isZero();
    Judgement entity = judge(toGoogle(), yes(AD, "third-party"));
    assertThat(entity.verdict()).isEqualTo(Verdict.VAGUE_ENTITY);
    assertThat(entity.way().entityDistance()).isBetween(0.3, 0.8);
    assertThat(judge(toGoogle(), yes("device", "third-party")).verdict())
        .isEqualTo(Verdict.VAGUE_BOTH);
    assertThat(judge(toStranger(), yes(AD, "third-party")).verdict())
        .isEqualTo(Verdict.VAGUE_ENTITY);
  }

  @Test
  void whatIsSaidOfOthersDoesNotCover() {
    Judgement omitted = judge(toStranger(), yes(AD, "first-party"));
    assertThat(omitted.verdict()).isEqualTo(Verdict.OMITTED);
    assertThat(omitted.nearest()).isNotNull();
    assertThat(judge(toStranger(), yes(AD, "Google")).verdict()).isEqualTo(Verdict.OMITTED);
    assertThat(judge(home(), yes(AD, "third-party")).verdict()).isEqualTo(Verdict.OMITTED);
    assertThat(judge(home(), yes("contact.email", "first-party")).verdict())
        .isEqualTo(Verdict.OMITTED);
  }

  @Test
  void onlyAGeneralDenialIsContrary() {
    assertThat(judge(home(), no(AD, "first-party")).verdict()).isEqualTo(Verdict.CONTRARY);
    for (String condition : List.of("children", "opt-out", "user-choice", "except", "consent")) {
      Statement bounded =
          statement(
              Layer.PROSE, Sign.NEGATIVE, AD, Set.of(AD), "first-party", condition, List.of(), 0.9);
      Judgement judgement = judge(home(), bounded);
      assertThat(judgement.verdict()).as(condition).isEqualTo(Verdict.OMITTED);
      assertThat(judgement.competing()).isEqualTo(bounded);
    }
    Statement forOnePurpose =
        statement(
            Layer.PROSE,
            Sign.NEGATIVE,
            AD,
            Set.of(AD),
            "first-party",
            null,
            List.of("ads-own"),
            0.9);
    assertThat(judge(home(), forOnePurpose).verdict()).isEqualTo(Verdict.OMITTED);
  }

  @Test
  void contradictionsAndExceptionsAreToldApart() {
    assertThat(judge(home(), yes(AD, "first-party"), no(AD, "first-party")).verdict())
        .isEqualTo(Verdict.AMBIGUOUS);
    assertThat(judge(home(), yes(AD, "first-party"), no("device", "first-party")).verdict())
        .isEqualTo(Verdict.AMBIGUOUS);
    assertThat(judge(home(), yes("device", "first-party"), no(AD, "first-party")).verdict())
        .isEqualTo(Verdict.EXCEPTED);
    assertThat(judge(toGoogle(), yes(AD, "third-party"), no(AD, "Google")).verdict())
        .isEqualTo(Verdict.EXCEPTED);
  }

  @Test
  void unknownRecipientsAreReported() {
    assertThat(judge(flow(AD, "unknown", null, "203.0.113.9"), yes(AD, "third-party")).verdict())
        .isEqualTo(Verdict.UNRESOLVED);
  }

  @Test
  void littleConfidenceDecidesNothing() {
    Statement unsure =
        statement(Layer.PROSE, Sign.POSITIVE, AD, Set.of(AD), "first-party", null, List.of(), 0.2);
    Judgement judgement = judge(home(), unsure);
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.reason().say("en")).contains("it would be declared");
  }

  @Test
  void f92_whatCouldNotBeReadIsUndecidedNeverCompliant() {
    Declaration empty =
        new Declaration(
            "scan.pdf",
            "00",
            "unknown",
            "en",
            null,
            List.of(),
            List.of(),
            List.of("a PDF: save it as text"));
    Judgement judgement =
        new Judge(Entities.shipped(), List.of(empty), Map.of()).judge(home()).get(0);
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.reason().say("en")).contains("scan.pdf: a PDF");
  }

  @Test
  void aClosedLayerDeniesBySilenceOnlyWhatItCanSay() {
    ClosedScope scope =
        new ClosedScope(Layer.LABEL, Act.COLLECT, "first-party", Set.of(AD), "Data safety", 0, 1);
    Judge judge = new Judge(Entities.shipped(), List.of(declaration(List.of(), scope)), Map.of());
    assertThat(judge.judge(home()).get(0).verdict()).isEqualTo(Verdict.LABEL_CONTRARY);
    Judgement cannot = judge.judge(flow("network.ip", "first", null, "api.fable.example")).get(0);
    assertThat(cannot.verdict()).isEqualTo(Verdict.OMITTED);
    assertThat(cannot.reason().say("en")).contains("no way to say");
    Statement ticked =
        statement(Layer.LABEL, Sign.POSITIVE, AD, Set.of(AD), "first-party", null, List.of(), 1);
    Judge both =
        new Judge(Entities.shipped(), List.of(declaration(List.of(ticked), scope)), Map.of());
    assertThat(both.judge(home()).get(0).verdict()).isEqualTo(Verdict.CLEAR);
  }

  @Test
  void anotherPartysPolicyCoversByReferenceOnly() {
    Declaration google = declaration(List.of(yes(AD, "first-party")));
    Judge judge =
        new Judge(
            Entities.shipped(),
            List.of(declaration(List.of(yes("contact.email", "first-party")))),
            Map.of("Google", List.of(google)));
    assertThat(judge.judge(toGoogle()).get(0).verdict()).isEqualTo(Verdict.BY_REFERENCE);
    assertThat(judge.judge(toStranger()).get(0).verdict()).isEqualTo(Verdict.OMITTED);
  }

  @Test
  void layersThatDisagreeAreNamed() {
    ClosedScope scope =
        new ClosedScope(Layer.LABEL, Act.COLLECT, "first-party", Set.of(AD), "Data safety", 0, 1);
    Comparison comparison =
        Comparison.of(
            List.of(home().first()),
            List.of(declaration(List.of(yes(AD, "first-party")), scope)),
            Map.of(),
            Axes.Circumstances.UNKNOWN,
            Rule.shipped());
    assertThat(comparison.lines())
        .extracting(l -> l.judgement().verdict())
        .containsExactly(Verdict.LABEL_CONTRARY, Verdict.CLEAR);
    assertThat(comparison.lines().get(0).disagrees()).containsExactly(Layer.PROSE);
    assertThat(comparison.lines().get(1).disagrees()).containsExactly(Layer.LABEL);
    assertThat(comparison.lines().get(0).codes()).contains("LABEL_MISMATCH", "PRE_CONSENT");
    assertThat(comparison.lines().get(0).bearsOn()).extracting(Rule::id).contains("R001");
  }

  /** The invariants of the model, over random declarations. */
  @Test
  void theInvariantsHold() {
    Random random = new Random(17);
    List<String> data = List.of(AD, "device", "device.imei", "contact.email");
    List<String> recipients =
        List.of("first-party", "third-party", "Google", "advertisers", "service-providers");
    List<Flow> flows =
        List.of(
            home(), toGoogle(), toStranger(), flow("device.imei", "third", "Umeng", "u.example"));
    for (int round = 0; round < 2_000; round++) {
      List<Statement> statements = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        String type = data.get(random.nextInt(data.size()));
        String recipient = recipients.get(random.nextInt(recipients.size()));
        statements.add(random.nextInt(3) > 0 ? yes(type, recipient) : no(type, recipient));
      }
      Flow flow = flows.get(random.nextInt(flows.size()));
      Verdict verdict = verdict(flow, statements);
      List<Statement> shuffled = new ArrayList<>(statements);
      Collections.shuffle(shuffled, random);
      assertThat(verdict(flow, shuffled)).as("order").isEqualTo(verdict);
      List<Statement> more = new ArrayList<>(statements);
      more.add(
          yes(
              data.get(random.nextInt(data.size())),
              recipients.get(random.nextInt(recipients.size()))));
      if (verdict == Verdict.CLEAR) {
        assertThat(verdict(flow, more)).as("a further positive").isNotEqualTo(Verdict.OMITTED);
      }
      List<Statement> root = new ArrayList<>(statements);
      root.add(
          statement(
              Layer.PROSE,
              Sign.POSITIVE,
              "information",
              Set.of(),
              "third-party",
              null,
              List.of(),
              0.9));
      assertThat(verdict(flow, root)).as("a statement about everything").isEqualTo(verdict);
      List<Statement> positive =
          statements.stream().filter(s -> s.sign() == Sign.POSITIVE).toList();
      if (verdict(flow, positive).covered()) {
        List<Statement> ticked = new ArrayList<>(positive);
        ticked.add(yes(AD, "third-party"));
        assertThat(verdict(flow, ticked)).as("what is ticked").isNotEqualTo(Verdict.OMITTED);
      }
      Flow child = flow("device.imei", "first", null, "api.fable.example");
      if (verdict(home(), List.of(yes("device", "first-party"))) != Verdict.CLEAR) {
        assertThat(verdict(child, List.of(yes("device", "first-party"))))
            .as("a finer type is never clearer")
            .isNotEqualTo(Verdict.CLEAR);
      }
    }
  }

  private static Verdict verdict(Flow flow, List<Statement> statements) {
    // An empty declaration has no layer; one about something else keeps the layer there.
    List<Statement> all = new ArrayList<>(statements);
    all.add(
        new Statement(
            "policy.html",
            Layer.PROSE,
            Closure.OPEN,
            "en",
            "first-party",
            Act.COLLECT,
            Sign.POSITIVE,
            "health.fitness",
            Set.of("health.fitness"),
            "steps",
            "first-party",
            null,
            List.of(),
            null,
            "q",
            0,
            1,
            0.9));
    return new Judge(Entities.shipped(), List.of(declaration(all)), Map.of())
        .judge(flow)
        .get(0)
        .verdict();
  }

  @Test
  void tenThousandFindingsAgainstTwoThousandStatementsTakeLessThanTwoSeconds() {
    List<Observed> findings = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String domain = "d" + i % 700 + ".example";
      findings.add(
          new Observed(
              "com.fable",
              AD,
              AD,
              domain,
              domain,
              null,
              null,
              null,
              "third",
              null,
              "foreground",
              i * 50L,
              true,
              "e" + i));
    }
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      statements.add(yes(i % 2 == 0 ? AD : "device", i % 3 == 0 ? "third-party" : "Company " + i));
    }
    java.lang.management.ThreadMXBean thread =
        java.lang.management.ManagementFactory.getThreadMXBean();
    long start = thread.getCurrentThreadCpuTime();
    Comparison comparison =
        Comparison.of(
            findings,
            List.of(declaration(statements)),
            Map.of(),
            Axes.Circumstances.UNKNOWN,
            Rule.shipped());
    assertThat(thread.getCurrentThreadCpuTime() - start).isLessThan(2_000_000_000L);
    assertThat(comparison.lines()).hasSize(700);
  }
}
