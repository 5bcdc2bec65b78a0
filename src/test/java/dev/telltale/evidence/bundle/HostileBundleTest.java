package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.util.Hashes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * FAULTS.md row 87 and issue 6, "bad input": bundles of a maker who means harm. He has a key of his
 * own, so that every checksum and signature is right.
 */
class HostileBundleTest {
  @TempDir Path folder;
  private BundleFixture fixture;
  private final TreeMap<String, byte[]> entries = new TreeMap<>();

  @BeforeEach
  void bundle() throws IOException {
    fixture = new BundleFixture(Files.createDirectory(folder.resolve("in")));
    try (ZipFile zip = new ZipFile(fixture.bundle().toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
  }

  /** Packs and signs the entries; nothing may appear beside the file. */
  private Verification verified() throws IOException {
    StringBuilder manifest = new StringBuilder();
    long octets = 0;
    int files = 0;
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      if (entry.getKey().startsWith("data/")) {
        manifest.append(sha512(entry.getKey())).append("  ").append(entry.getKey()).append('\n');
        octets += entry.getValue().length;
        files++;
      }
    }
    put("manifest-sha512.txt", manifest.toString());
    put(
        "bag-info.txt",
        text("bag-info.txt")
            .replaceAll("Payload-Oxum: .*", "Payload-Oxum: " + octets + "." + files));
    StringBuilder tags = new StringBuilder();
    for (String tag : List.of("bag-info.txt", "bagit.txt", "manifest-sha512.txt")) {
      tags.append(sha512(tag)).append("  ").append(tag).append('\n');
    }
    put("tagmanifest-sha512.txt", tags.toString());
    entries.put(
        "tagmanifest-sha512.txt.sig",
        fixture.identity().sign(tags.toString().getBytes(StandardCharsets.UTF_8)));
    Path out = folder.resolve("hostile.zip");
    try (StoredZip zip = new StoredZip(Files.newOutputStream(out))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.add(entry.getKey(), entry.getValue());
      }
    }
    return verified(out);
  }

  private Verification verified(Path file) throws IOException {
    List<Path> before = all();
    Verification verification = Verifier.verify(file);
    assertThat(all()).isEqualTo(before);
    assertThat(verification.status()).isNotEqualTo(Verification.Status.VALID);
    return verification;
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  private String sha512(String name) {
    return Hashes.hex(Hashes.digest("SHA-512").digest(entries.get(name)));
  }

  private String text(String name) {
    return new String(entries.get(name), StandardCharsets.UTF_8);
  }

  private void put(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String failure(Verification verification) {
    return verification.firstFailure().orElseThrow().detail();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data/exchanges.jsonl", "data/findings.jsonl",
        "data/tree/leaves.txt", "data/tree/tombstones.jsonl"
      })
  void f87_aLineThatIsTooLongIsNamed(String name) throws IOException {
    put(name, text(name) + "1".repeat(BoundedLines.MOST_CHARACTERS + 1));

    assertThat(failure(verified())).contains(name + " line ", "longer than");
  }

  @Test
  void f87_aLineOfManyGibibytesStopsAtTheBound() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] octets, int from, int count) {
            java.util.Arrays.fill(octets, from, from + count, (byte) 'a');
            return count;
          }
        };

    Assertions.assertThatThrownBy(() -> new BoundedLines("x.jsonl", endless).readLine())
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("x.jsonl line 1: longer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/about.json", "data/tree/head.json", "data/tree/key.pem"})
  void f87_aSmallFileThatIsLargeIsNamed(String name) throws IOException {
    put(name, text(name) + " ".repeat(Bag.MOST_SMALL_BYTES));

    assertThat(failure(verified())).contains(name, "longer than");
  }

  @Test
  void f87_anotherEncodingIsNamed() throws IOException {
    entries.put(
        "data/exchanges.jsonl", text("data/exchanges.jsonl").getBytes(StandardCharsets.UTF_16));
    assertThat(failure(verified())).contains("data/exchanges.jsonl line 1: not UTF-8");
    entries.put("data/exchanges.jsonl", new byte[] {'{', '"', (byte) 0xC3, '(', '"', '\n'});
    assertThat(failure(verified())).contains("data/exchanges.jsonl line 1: not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "7", "{}", "{\"format\":[]}", "{\"format\":", "\"x\"", "null", "NaN"})
  void f87_jsonOfAnotherShapeIsAnAnswerNotACrash(String json) throws IOException {
    Map<String, byte[]> good = Map.copyOf(entries);
    for (String name :
        List.of(
            "data/about.json",
            "data/exchanges.jsonl",
            "data/findings.jsonl",
            "data/tree/head.json",
            "data/tree/tombstones.jsonl",
            "data/tree/key.pem",
            "data/tree/head.sig")) {
      entries.putAll(good);
      put(name, json + "\n");
      assertThat(verified().firstFailure()).as(name).isPresent();
    }
  }

  @Test
  void f87_deepNestingIsAnAnswerNotACrash() throws IOException {
    put("data/findings.jsonl", "[".repeat(1_000_000) + "\n");

    assertThat(verified().firstFailure()).isPresent();
  }

  @Test
  void f87_aManifestWithMoreNamesThanFilesIsNotComplete() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      lines.append("0".repeat(128)).append("  data/absent-").append(i).append('\n');
    }
    put("manifest-sha512.txt", lines.toString());
    Path out = folder.resolve("listed.zip");
    try (StoredZip zip = new StoredZip(Files.newOutputStream(out))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.add(entry.getKey(), entry.getValue());
      }
    }

    assertThat(failure(verified(out))).contains("data/absent-0", "missing from the bag");
  }

  @Test
  void f87_aCompressedBombIsNotUnpacked() throws IOException {
    Path out = folder.resolve("bomb.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(out))) {
      zip.putNextEntry(new ZipEntry("data/exchanges.jsonl"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        zip.write(zeros);
      }
    }

    assertThat(Files.size(out)).isLessThan(1 << 20);
    assertThat(failure(verified(out))).contains("data/exchanges.jsonl: compressed");
  }

  @Test
  void f87_entriesThatShareOctetsAreRefused() throws IOException {
    byte[] file = stored("a", "b".repeat(100_000));
    List<byte[]> directory = new ArrayList<>();
    int start = central(file);
    byte[] record = java.util.Arrays.copyOfRange(file, start, start + 46 + 1);
    for (char name = 'a'; name <= 'z'; name++) {
      byte[] copy = record.clone();
      copy[46] = (byte) name;
      directory.add(copy);
    }
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    out.write(file, 0, start);
    for (byte[] copy : directory) {
      out.write(copy);
    }
    byte[] end = java.util.Arrays.copyOfRange(file, file.length - 22, file.length);
    java.nio.ByteBuffer.wrap(end)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putShort(8, (short) 26)
        .putShort(10, (short) 26)
        .putInt(12, 26 * 47);
    out.write(end);
    Path overlapping = Files.write(folder.resolve("overlap.zip"), out.toByteArray());

    assertThat(failure(verified(overlapping))).contains("octets of entries in a file of");
  }

  private byte[] stored(String name, String content) throws IOException {
    Path out = folder.resolve("one.zip");
    try (StoredZip zip = new StoredZip(Files.newOutputStream(out))) {
      zip.add(name, content.getBytes(StandardCharsets.UTF_8));
    }
    return Files.readAllBytes(out);
  }

  /** Where the central directory begins (APPNOTE 4.3.16). */
  private static int central(byte[] zip) {
    return java.nio.ByteBuffer.wrap(zip)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .getInt(zip.length - 6);
  }

  @Test
  void f87_aSymbolicLinkIsNotTheMakersForm() throws IOException {
    byte[] file = stored("data", "/etc/passwd");
    int start = central(file);
    java.nio.ByteBuffer.wrap(file)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .put(start + 5, (byte) 3)
        .putInt(start + 38, 0xA1FF << 16);
    Path link = Files.write(folder.resolve("link.zip"), file);

    assertThat(failure(verified(link))).contains("differs at octet");
  }

  @Test
  void f87_linesAreEndedByLineFeedsAlone() throws IOException {
    byte[] octets = "a\r\nb\r\n\nc".getBytes(StandardCharsets.UTF_8);
    try (BoundedLines lines = new BoundedLines("x", new ByteArrayInputStream(octets))) {
      assertThat(lines.readLine()).isEqualTo("a\r");
      assertThat(lines.readLine()).isEqualTo("b\r");
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo("c");
      assertThat(lines.readLine()).isNull();
    }
  }
}
