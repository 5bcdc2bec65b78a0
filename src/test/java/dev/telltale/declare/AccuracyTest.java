package dev.telltale.declare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.util.Resources;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Precision and recall on the labelled policies of {@code src/test/resources}, all of which the
 * rules were made with. The thresholds are floors under what docs/comparison.md states, which also
 * has the figures for texts that nobody who made the rules has seen.
 */
class AccuracyTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "en/tune-1.txt, 0.98, 0.97",
    "en/tune-2.txt, 0.95, 0.87",
    "en/tune-3.txt, 0.94, 0.92",
    "en/held.txt, 0.95, 0.89",
    "zh/tune-1.txt, 0.98, 0.96",
    "zh/tune-2.txt, 0.98, 0.85",
    "zh/held.txt, 0.94, 0.91",
  })
  void typesOfProse(String file, double precision, double recall) {
    LabelledPolicies.Score score = score(file);
    assertThat(score.precision()).as("%s %s", score, score.errors).isGreaterThan(precision);
    assertThat(score.recall()).as("%s %s", score, score.errors).isGreaterThan(recall);
  }

  private static LabelledPolicies.Score score(String file) {
    LabelledPolicies.Score score = new LabelledPolicies.Score();
    for (LabelledPolicies policy :
        LabelledPolicies.parse(Resources.text(AccuracyTest.class, file))) {
      score.add(
          policy.name(),
          LabelledPolicies.types(policy.labels()),
          LabelledPolicies.types(LabelledPolicies.read(read(policy))));
    }
    return score;
  }

  private static Declaration read(LabelledPolicies policy) {
    return Declarations.read(
        policy.name(),
        policy.text().getBytes(StandardCharsets.UTF_8),
        Declarations.Options.DEFAULT);
  }

  @Test
  void rowsOfSdkTables() {
    LabelledPolicies.Score score = new LabelledPolicies.Score();
    for (LabelledPolicies table :
        LabelledPolicies.parse(Resources.text(AccuracyTest.class, "tables/sdk-tables.txt"))) {
      Set<String> read = new TreeSet<>();
      for (Statement s : read(table).statements()) {
        assertThat(s.layer()).as(table.name()).isEqualTo(Statement.Layer.SDK_TABLE);
        read.add(s.act().text() + s.sign().text() + " " + s.recipientTerm() + " " + s.data());
      }
      score.add(table.name(), table.labels(), read);
    }
    assertThat(score.precision()).as("%s %s", score, score.errors).isGreaterThan(0.97);
    assertThat(score.recall()).as("%s %s", score, score.errors).isGreaterThan(0.97);
  }
}
