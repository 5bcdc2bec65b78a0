package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.record.RecordedExchange;
import dev.telltale.record.Store;
import dev.telltale.record.StoreException;
import dev.telltale.util.Hashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * FAULTS.md rows 85, 87 and 88: whatever is done to a bundle, the verifier says so and names it.
 */
class BundleTest {
  @TempDir Path folder;
  private BundleFixture fixture;
  private Path bundle;

  @BeforeEach
  void recordAndBundle() throws IOException {
    fixture = new BundleFixture(folder);
    bundle = fixture.bundle();
  }

  private static Verification.Status status(Path file) throws IOException {
    return Verifier.verify(file).status();
  }

  @Test
  void aFreshBundleIsCompleteAndValid() throws IOException {
    Verification verification = Verifier.verify(bundle);
    assertThat(verification.checks()).allMatch(Verification.Check::passed);
    assertThat(verification.status()).isEqualTo(Verification.Status.VALID);
    assertThat(verification.key()).isEqualTo(fixture.identity().fingerprint());
  }

  @Test
  void f88_twoBundlesOfOneRecordingAreTheSameOctets() throws IOException {
    fixture.write(folder.resolve("data"), folder.resolve("again.zip"));
    assertThat(Files.mismatch(bundle, folder.resolve("again.zip"))).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Asia/Shanghai", "America/New_York"})
  void f88_aReaderInAnotherTimeZoneSeesTheSameOctets(String zone) throws IOException {
    java.util.TimeZone here = java.util.TimeZone.getDefault();
    try {
      java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone(zone));
      fixture.write(folder.resolve("data"), folder.resolve("there.zip"));
      assertThat(Files.mismatch(bundle, folder.resolve("there.zip"))).isEqualTo(-1);
      assertThat(status(bundle)).isEqualTo(Verification.Status.VALID);
    } finally {
      java.util.TimeZone.setDefault(here);
    }
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      assertThat(java.util.Collections.list(zip.entries())).allMatch(e -> e.getExtra() == null);
    }
  }

  @Test
  void theLeafComputedWhileRecordingIsTheLeafOfWhatIsRead() {
    try (Store store = Store.openReadOnly(folder.resolve("data"))) {
      List<byte[]> stored = new ArrayList<>();
      store.leaves((sequence, leaf) -> stored.add(leaf));
      List<byte[]> read = new ArrayList<>();
      CaseKey key = CaseKey.open(folder.resolve("data"));
      store.wholeExchanges(
          dev.telltale.record.Query.ALL, (RecordedExchange e) -> read.add(key.leaf(e)));
      assertThat(read).hasSize(7);
      for (int i = 0; i < 7; i++) {
        assertThat(read.get(i)).isEqualTo(stored.get(i));
      }
    }
  }

  @Test
  void f85_noFlippedBitIsAccepted() throws IOException {
    byte[] good = Files.readAllBytes(bundle);
    Path bad = folder.resolve("bad.zip");
    Random random = new Random(85);
    for (int at = 0; at < good.length; at += 1 + random.nextInt(15)) {
      byte[] mutated = good.clone();
      mutated[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(bad, mutated);
      assertThat(status(bad)).as("octet %d", at).isNotEqualTo(Verification.Status.VALID);
    }
  }

  @Test
  void f85_noTruncationIsAccepted() throws IOException {
    byte[] good = Files.readAllBytes(bundle);
    Path bad = folder.resolve("bad.zip");
    for (int length = 0; length < good.length; length += 331) {
      Files.write(bad, java.util.Arrays.copyOf(good, length));
      assertThat(status(bad)).isEqualTo(Verification.Status.NOT_COMPLETE);
    }
    Files.write(bad, java.util.Arrays.copyOf(good, good.length + 1));
    assertThat(status(bad)).isNotEqualTo(Verification.Status.VALID);
  }

  private Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private Path pack(Map<String, byte[]> entries) throws IOException {
    Path out = folder.resolve("packed.zip");
    try (StoredZip zip = new StoredZip(Files.newOutputStream(out))) {
      for (Map.Entry<String, byte[]> entry : new java.util.TreeMap<>(entries).entrySet()) {
        zip.add(entry.getKey(), entry.getValue());
      }
    }
    return out;
  }

  /** An attacker who makes all the checksums anew, but has no key. */
  private Path resealed(Map<String, byte[]> entries) throws IOException {
    StringBuilder manifest = new StringBuilder();
    long octets = 0;
    int files = 0;
    for (Map.Entry<String, byte[]> entry : new java.util.TreeMap<>(entries).entrySet()) {
      if (entry.getKey().startsWith("data/")) {
        manifest.append(sha512(entry.getValue())).append("  ").append(entry.getKey()).append('\n');
        octets += entry.getValue().length;
        files++;
      }
    }
    entries.put("manifest-sha512.txt", manifest.toString().getBytes(StandardCharsets.UTF_8));
    String info = new String(entries.get("bag-info.txt"), StandardCharsets.UTF_8);
    entries.put(
        "bag-info.txt",
        info.replaceAll("Payload-Oxum: .*", "Payload-Oxum: " + octets + "." + files)
            .getBytes(StandardCharsets.UTF_8));
    StringBuilder tags = new StringBuilder();
    for (String tag : List.of("bag-info.txt", "bagit.txt", "manifest-sha512.txt")) {
      tags.append(sha512(entries.get(tag))).append("  ").append(tag).append('\n');
    }
    entries.put("tagmanifest-sha512.txt", tags.toString().getBytes(StandardCharsets.UTF_8));
    return pack(entries);
  }

  private static String sha512(byte[] bytes) {
    return Hashes.hex(Hashes.digest("SHA-512").digest(bytes));
  }

  @Test
  void f85_editedRecordsAreNamed() throws IOException {
    Map<String, byte[]> entries = entries();
    String lines = new String(entries.get("data/exchanges.jsonl"), StandardCharsets.UTF_8);
    entries.put(
        "data/exchanges.jsonl",
        lines.replaceFirst("before-consent", "after-consent").getBytes(StandardCharsets.UTF_8));
    assertThat(Verifier.verify(pack(entries)).firstFailure().orElseThrow().detail())
        .contains("data/exchanges.jsonl");
    Verification resealed = Verifier.verify(resealed(entries));
    assertThat(resealed.status()).isEqualTo(Verification.Status.NOT_VALID);
    assertThat(resealed.firstFailure().orElseThrow().name()).isEqualTo("signature of the bag");
    assertThat(resealed.checks())
        .anyMatch(
            c -> !c.passed() && c.detail().contains("exchange 0193-0: does not match leaf 1"));
  }

  @Test
  void f85_deletedReorderedAndRepeatedRecordsAreNamed() throws IOException {
    String[] lines =
        new String(entries().get("data/exchanges.jsonl"), StandardCharsets.UTF_8).split("\n");
    List<List<Integer>> orders =
        List.of(
            List.of(0, 1, 2, 4, 5, 6),
            List.of(0, 2, 1, 3, 4, 5, 6),
            List.of(0, 0, 1, 2, 3, 4, 5, 6),
            List.of(0, 1, 2, 3, 4, 5));
    for (List<Integer> order : orders) {
      Map<String, byte[]> entries = entries();
      StringBuilder text = new StringBuilder();
      order.forEach(i -> text.append(lines[i]).append('\n'));
      entries.put("data/exchanges.jsonl", text.toString().getBytes(StandardCharsets.UTF_8));
      Verification verification = Verifier.verify(resealed(entries));
      assertThat(verification.status()).isEqualTo(Verification.Status.NOT_VALID);
      assertThat(verification.checks()).anyMatch(c -> !c.passed() && c.name().equals("records"));
    }
  }

  @Test
  void f85_aHeadOfAnotherRecordingIsRefused() throws IOException {
    fixture.record(folder.resolve("other"), 3);
    Path other = folder.resolve("other.zip");
    fixture.write(folder.resolve("other"), other);
    Map<String, byte[]> entries = entries();
    try (ZipFile zip = new ZipFile(other.toFile())) {
      for (String name : List.of("data/tree/head.json", "data/tree/head.sig")) {
        entries.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
      }
    }
    Verification verification = Verifier.verify(resealed(entries));
    assertThat(verification.status()).isEqualTo(Verification.Status.NOT_VALID);
    assertThat(verification.checks()).anyMatch(c -> !c.passed() && c.name().equals("tree"));
  }

  @Test
  void f87_missingUnlistedAndOutsideFilesAreNamed() throws IOException {
    for (String name : List.copyOf(entries().keySet())) {
      Map<String, byte[]> entries = entries();
      entries.remove(name);
      Verification verification = Verifier.verify(pack(entries));
      assertThat(verification.status()).as(name).isEqualTo(Verification.Status.NOT_COMPLETE);
      assertThat(verification.firstFailure().orElseThrow().detail()).contains(name);
    }
    for (String name :
        List.of(
            "data/extra.txt", "../outside", "data/../../x", "/etc/x", "data/./y", "data/b\u00e9")) {
      Map<String, byte[]> entries = entries();
      entries.put(name, new byte[] {1});
      assertThat(status(pack(entries))).as(name).isNotEqualTo(Verification.Status.VALID);
    }
  }

  @Test
  void f85_renamedEntriesAreRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    String body =
        entries.keySet().stream()
            .filter(n -> n.startsWith("data/bodies/"))
            .findFirst()
            .orElseThrow();
    entries.put("data/bodies/" + "0".repeat(64), entries.remove(body));
    assertThat(status(resealed(entries))).isNotEqualTo(Verification.Status.VALID);
  }

  @Test
  void f85_theSameFilesPackedAnewAreRefused() throws IOException {
    Path again = folder.resolve("again.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(again))) {
      for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    assertThat(status(again)).isEqualTo(Verification.Status.NOT_VALID);
    ByteArrayOutputStream reversed = new ByteArrayOutputStream();
    try (StoredZip zip = new StoredZip(reversed)) {
      List<String> names = new ArrayList<>(entries().keySet());
      java.util.Collections.reverse(names);
      for (String name : names) {
        zip.add(name, entries().get(name));
      }
    }
    Files.write(again, reversed.toByteArray());
    assertThat(status(again)).isEqualTo(Verification.Status.NOT_VALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE exchanges SET leaf = zeroblob(32) WHERE seq = 2",
        "UPDATE exchanges SET url = 'https://harmless.example/' WHERE seq = 2",
        "UPDATE exchanges SET started_at = started_at + 1 WHERE seq = 7"
      })
  void f85_anEditedDatabaseRowShowsWhenItIsBundled(String edit) throws Exception {
    try (java.sql.Connection sql =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/telltale.db"));
        java.sql.Statement statement = sql.createStatement()) {
      assertThat(statement.executeUpdate(edit)).isEqualTo(1);
    }
    assertThatThrownBy(() -> fixture.write(folder.resolve("data"), folder.resolve("edited.zip")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("changed after it was");
  }
}
