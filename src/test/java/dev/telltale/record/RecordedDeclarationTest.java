package dev.telltale.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordedDeclarationTest {
  private static final RecordedDeclaration OLD = of(1, "1.0", "policy.html", "prose", 100);
  private static final RecordedDeclaration NEW = of(2, "2.0", "policy.html", "prose", 200);
  private static final RecordedDeclaration ANY = of(3, null, "policy.html", "prose", 300);
  private static final RecordedDeclaration LABEL = of(4, null, "data_safety.csv", "label", 50);

  @Test
  void theVersionObservedIsTakenWhateverWasReadLater() {
    assertThat(RecordedDeclaration.inForce(List.of(OLD, NEW, ANY, LABEL), "1.0"))
        .containsExactly(OLD, LABEL);
    assertThat(RecordedDeclaration.inForce(List.of(OLD, NEW, ANY, LABEL), "2.0"))
        .containsExactly(NEW, LABEL);
  }

  @Test
  void anUndeclaredOrUnknownVersionTakesTheOneDeclaredLast() {
    assertThat(RecordedDeclaration.inForce(List.of(NEW, OLD, LABEL), "3.0"))
        .containsExactly(NEW, LABEL);
    assertThat(RecordedDeclaration.inForce(List.of(NEW, OLD, LABEL), null))
        .containsExactly(NEW, LABEL);
  }

  @Test
  void ofTheSameNameAndLayerTheOneReadLastHolds() {
    RecordedDeclaration again = of(9, "1.0", "policy.html", "prose", 900);
    assertThat(RecordedDeclaration.inForce(List.of(again, OLD), "1.0")).containsExactly(again);
    RecordedDeclaration label = of(7, null, "data_safety.csv", "label", 60);
    assertThat(RecordedDeclaration.inForce(List.of(label, LABEL), "1.0")).containsExactly(label);
  }

  private static RecordedDeclaration of(
      long id, @Nullable String version, String name, String layer, long fetchedAt) {
    return new RecordedDeclaration(
        id, "com.example.app", version, name, layer, "0".repeat(64), fetchedAt, new byte[0]);
  }
}
