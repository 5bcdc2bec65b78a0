package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.record.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAULTS.md row 90: without its case key a recording is refused, and nothing is left lying about.
 */
class CaseKeyLossTest {
  @TempDir Path folder;
  private BundleFixture fixture;
  private Path key;
  private Path out;

  @BeforeEach
  void record() throws IOException {
    fixture = new BundleFixture(folder);
    key = fixture.data().resolve("telltale-case.key");
    out = folder.resolve("out.zip");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.endsWith("-wal") && !name.endsWith("-shm"))
          .sorted()
          .toList();
    }
  }

  private void refused(String message) throws IOException {
    List<String> before = names();
    assertThatThrownBy(() -> fixture.write(fixture.data(), out))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(message);
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void f90_aBundleLeavesNothingBesideIt() throws IOException {
    List<String> before = names();

    fixture.write(fixture.data(), out);

    Files.delete(out);
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void f90_aLostKeyIsNamed() throws IOException {
    Files.delete(key);

    refused("telltale-case.key: missing");
    assertThat(key).doesNotExist();
  }

  @Test
  void f90_theKeyOfAnotherCaseIsRefusedAndKept() throws IOException {
    Files.writeString(key, "ab".repeat(32) + "\n");

    refused("changed after it was");
    assertThat(key).hasContent("ab".repeat(32));
  }

  @Test
  void f90_whatIsNoKeyIsRefused() throws IOException {
    Files.writeString(key, "ab".repeat(31));

    refused("not a case key (expected: 64 hex digits)");
  }

  @Test
  void f90_aKeyThatOthersCanReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

    refused("others can read it");
  }
}
