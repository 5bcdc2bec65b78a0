package dev.telltale.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.telltale.decode.StandardDecoder;
import dev.telltale.util.Limits;
import dev.telltale.util.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusRunTest {
  @TempDir Path folder;

  private final Classifier classifier =
      Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(), Limits.DEFAULT);

  private void corpus() throws IOException {
    for (String name : List.of("apps.jsonl", "profiles.json")) {
      Files.writeString(folder.resolve(name), Resources.text(getClass(), "fixtures/" + name));
    }
  }

  @Test
  void predictsTheSameOnEveryRunAndInEveryLocale() throws Exception {
    corpus();
    Path first = folder.resolve("first.out");
    Path second = folder.resolve("second.out");
    CorpusRun.Counts counts = CorpusRun.run(classifier, folder, null, first);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      CorpusRun.run(
          Classifier.create(new StandardDecoder(Limits.DEFAULT), List.of(), Limits.DEFAULT),
          folder.resolve("apps.jsonl"),
          folder.resolve("profiles.json"),
          second);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(second).hasSameTextualContentAs(first);
    assertThat(counts.requests()).isEqualTo(Files.readAllLines(first).size());
    assertThat(counts.findings()).isGreaterThan(100);
    assertThat(counts.refused()).isEmpty();
  }

  @Test
  void namesFileAndLineOfWhatIsNoRequest() throws Exception {
    Path file = folder.resolve("bad.jsonl");
    Files.writeString(file, "\n{\"id\":\n");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> CorpusRun.run(classifier, file, null, folder.resolve("out")))
        .withMessageContaining("bad.jsonl:2:")
        .withMessageContaining("expected: one request in JSON on a line");
  }

  @Test
  void searchesOnWithoutValuesThatAreNoEvidence() throws Exception {
    corpus();
    Files.writeString(
        folder.resolve("profiles.json"), "{\"ada\":{\"imei\":\"1234\",\"note\":\"x\"},\"lin\":{}}");
    CorpusRun.Counts counts = CorpusRun.run(classifier, folder, null, folder.resolve("out"));
    assertThat(counts.refused())
        .singleElement()
        .asString()
        .startsWith("device.imei: 1234: too short");
  }

  @Test
  void aFileThatIsNoProfilesSaysWhatWasExpected() throws Exception {
    corpus();
    Path profiles = folder.resolve("p.json");
    Files.writeString(profiles, "[1]");
    assertThatExceptionOfType(ProfileException.class)
        .isThrownBy(() -> CorpusRun.run(classifier, folder, profiles, folder.resolve("out")))
        .withMessageContaining("profiles:")
        .withMessageContaining("expected:");
  }
}
