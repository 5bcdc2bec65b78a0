package dev.telltale.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.Lab;
import dev.telltale.tls.CertificateAuthority.Validity;
import dev.telltale.util.Clock;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  @TempDir Path temporary;
  private Path folder;
  private Path keyStore;
  private Path pem;

  @BeforeEach
  void paths() {
    folder = temporary.resolve("certs");
    keyStore = folder.resolve(CertificateAuthority.KEY_STORE);
    pem = folder.resolve(CertificateAuthority.CERTIFICATE);
  }

  private CertificateAuthority open() throws IOException {
    return CertificateAuthority.openOrCreate(folder, Clock.SYSTEM);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void chmod(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static String openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Lab.require("openssl")));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  @Test
  void isTheSameWhenOpenedAgain() throws Exception {
    CertificateAuthority made = open();
    assertThat(open().fingerprint()).isEqualTo(made.fingerprint());
    assertThat(made.pemFile()).isEqualTo(pem);
    assertThat(Files.readString(pem)).isEqualTo(made.pem());
    assertThat(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(made.pem().getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(made.certificate());
  }

  @Test
  void f46_filesAreForTheOwnerOnly() throws Exception {
    open();
    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(keyStore)).isEqualTo("rw-------");
    assertThat(mode(pem)).isEqualTo("rw-r--r--");
  }

  @Test
  void f46_aFolderThatOthersMayReadIsClosed() throws Exception {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("README.md"), "as a clone has it");
    chmod(folder, "rwxrwxr-x");
    open();
    assertThat(mode(folder)).isEqualTo("rwx------");
  }

  @Test
  void f46_aFolderThatOthersMayWriteIsRefused() throws Exception {
    Files.createDirectory(folder);
    chmod(folder, "rwxrwxrwx");
    assertThatThrownBy(this::open)
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("chmod 700 " + folder);
    assertThat(keyStore).doesNotExist();
  }

  @Test
  void f46_aKeyThatOthersMayReadIsRefused() throws Exception {
    open();
    for (String mode : List.of("rw-r--r--", "rw-rw----", "rwx------")) {
      chmod(keyStore, mode);
      assertThatThrownBy(this::open)
          .isInstanceOf(AuthorityException.class)
          .hasMessageContaining(mode)
          .hasMessageContaining("chmod 600 " + keyStore);
    }
    chmod(keyStore, "rw-------");
    open();
  }

  @Test
  void f46_aLinkInPlaceOfTheKeyIsRefused() throws Exception {
    open();
    Path elsewhere = temporary.resolve("elsewhere.p12");
    Files.move(keyStore, elsewhere);
    Files.createSymbolicLink(keyStore, elsewhere);
    assertThatThrownBy(this::open)
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("symbolic link")
        .hasMessageContaining("cp --remove-destination");
  }

  @Test
  void f46_someoneElsesKeyIsRefused() throws Exception {
    Lab.requireRoot();
    open();
    Files.setAttribute(keyStore, "unix:uid", 65534);
    assertThatThrownBy(this::open)
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("sudo chown")
        .hasMessageContaining(keyStore.toString());
  }

  @Test
  void f46_aCertificateWithoutItsKeyIsNotReplacedSilently() throws Exception {
    open();
    Files.delete(keyStore);
    assertThatThrownBy(this::open)
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("is missing")
        .hasMessageContaining("mv " + pem);
    assertThat(keyStore).doesNotExist();
  }

  @Test
  void f46_aDamagedKeyStoreIsRefusedAndKept() throws Exception {
    open();
    byte[] whole = Files.readAllBytes(keyStore);
    for (int length : new int[] {0, 1, 100, whole.length - 1}) {
      Files.write(keyStore, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::open)
          .isInstanceOf(AuthorityException.class)
          .hasMessageContaining(keyStore + ".damaged");
      assertThat(Files.size(keyStore)).isEqualTo(length);
    }
    Files.write(keyStore, whole);
    open();
  }

  @Test
  void f46_theFolderIsAFile() throws Exception {
    Files.writeString(folder, "not a folder");
    assertThatThrownBy(this::open)
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("not a folder");
  }

  @Test
  void f45_aPublicCertificateThatIsMissingOrDiffersIsWrittenAgain() throws Exception {
    CertificateAuthority authority = open();
    Files.delete(pem);
    open();
    assertThat(Files.readString(pem)).isEqualTo(authority.pem());
    Files.writeString(pem, "half a cer");
    open();
    assertThat(Files.readString(pem)).isEqualTo(authority.pem());
  }

  @Test
  void f45_whatAKilledProcessLeftIsNotInTheWay() throws Exception {
    Files.createDirectory(folder);
    Path half = folder.resolve("." + CertificateAuthority.KEY_STORE + ".tmp");
    Files.write(half, new byte[] {0x30, 0x03});
    open();
    assertThat(half).doesNotExist();
  }

  @Test
  void f45_threadsAgreeOnOneAuthority() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<String> fingerprint = () -> open().fingerprint();
      List<Future<String>> results = threads.invokeAll(Collections.nCopies(8, fingerprint));
      String first = results.get(0).get();
      for (Future<String> result : results) {
        assertThat(result.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void f45_processesThatStartAtOnceAgreeOnOneAuthority() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(AuthorityProcess.start(folder.toString()));
    }
    List<String> said = new ArrayList<>();
    for (Process process : processes) {
      said.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
      assertThat(process.waitFor()).as(said.toString()).isZero();
    }
    assertThat(said).containsOnly(open().fingerprint());
  }

  @Test
  void f45_killedAtAnyPointTheFilesAreWhole() throws Exception {
    Random random = new Random(45);
    for (int round = 0; round < 5; round++) {
      Process process = AuthorityProcess.start(folder.toString(), "rotate");
      try (BufferedReader out = process.inputReader()) {
        assertThat(out.readLine()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
        process.destroyForcibly().waitFor();
      }
      CertificateAuthority authority = open();
      assertThat(Files.readString(pem)).isEqualTo(authority.pem());
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(f -> f.getFileName().toString()))
            .noneMatch(name -> name.endsWith(".tmp"));
      }
    }
  }

  @Test
  void f47_warnsThirtyDaysBeforeTheEnd() throws Exception {
    MovedClock clock = new MovedClock();
    CertificateAuthority authority = CertificateAuthority.openOrCreate(folder, clock);
    assertThat(authority.validity()).isEqualTo(Validity.VALID);
    assertThat(authority.warning()).isEmpty();
    clock.advance(Root.LIFETIME.minus(Root.BACKDATED).minusDays(31));
    assertThat(authority.validity()).isEqualTo(Validity.VALID);
    clock.advance(Duration.ofDays(2));
    assertThat(authority.validity()).isEqualTo(Validity.EXPIRES_SOON);
    assertThat(authority.warning()).get().asString().contains("telltale ca rotate");
    clock.advance(Duration.ofDays(30));
    assertThat(authority.validity()).isEqualTo(Validity.EXPIRED);
    assertThat(authority.warning()).get().asString().contains("expired on");
    assertThat(CertificateAuthority.openOrCreate(folder, clock).validity())
        .as("an expired authority opens, so that it can be rotated")
        .isEqualTo(Validity.EXPIRED);
    authority.rotate();
    assertThat(authority.validity()).isEqualTo(Validity.VALID);
  }

  @Test
  void f47_rotationKeepsTheOldOneAside() throws Exception {
    CertificateAuthority authority = open();
    CertificateAuthority inAnotherProcess = open();
    String before = authority.fingerprint();
    byte[] old = Files.readAllBytes(keyStore);
    Path kept = authority.rotate();
    assertThat(kept.getFileName().toString()).matches("telltale-ca-until-\\d{8}T\\d{6}Z.*\\.p12");
    assertThat(Files.readAllBytes(kept)).isEqualTo(old);
    assertThat(mode(kept)).isEqualTo("rw-------");
    assertThat(authority.fingerprint()).isNotEqualTo(before);
    assertThat(Files.readString(pem)).isEqualTo(authority.pem());
    assertThat(open().fingerprint()).isEqualTo(authority.fingerprint());
    Path keptAgain = authority.rotate();
    assertThat(keptAgain).as("twice in a second").isNotEqualTo(kept);
    assertThat(Files.readAllBytes(kept)).isEqualTo(old);
    assertThat(inAnotherProcess.refresh()).isTrue();
    assertThat(inAnotherProcess.fingerprint()).isEqualTo(authority.fingerprint());
    assertThat(inAnotherProcess.refresh()).isFalse();
  }

  @Test
  void f48_theKeyIsInTheKeyStoreAlone() throws Exception {
    CertificateAuthority authority = open();
    byte[] key = authority.root().key().getEncoded();
    byte[] secret = ((ECPrivateKey) authority.root().key()).getS().toByteArray();
    String said =
        authority
            + authority.root().toString()
            + authority.pem()
            + authority.fingerprint()
            + authority.spkiSha256()
            + authority.warning()
            + authority.androidFileName()
            + HexFormat.of().formatHex(authority.der())
            + Files.readString(pem);
    assertThat(said.replace("\n", ""))
        .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret))
        .doesNotContain(Base64.getEncoder().encodeToString(key).substring(40, 80))
        .doesNotContain("PRIVATE");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(f -> !f.equals(keyStore)))
          .allSatisfy(
              f ->
                  assertThat(HexFormat.of().formatHex(Files.readAllBytes(f)))
                      .doesNotContain(HexFormat.of().formatHex(secret)));
    }
  }

  @Test
  void namesAndDigestsAreThoseOfOpenssl() throws Exception {
    CertificateAuthority authority = open();
    String file = pem.toString();
    assertThat(openssl("x509", "-in", file, "-noout", "-subject_hash_old") + ".0")
        .isEqualTo(authority.androidFileName());
    assertThat(openssl("x509", "-in", file, "-noout", "-fingerprint", "-sha256"))
        .endsWith("=" + authority.fingerprint());
    Path der = temporary.resolve("spki.der");
    Path key = temporary.resolve("key.pem");
    Files.writeString(key, openssl("x509", "-in", file, "-noout", "-pubkey"));
    openssl("pkey", "-pubin", "-in", key.toString(), "-outform", "DER", "-out", der.toString());
    assertThat(
            Base64.getEncoder()
                .encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(der))))
        .isEqualTo(authority.spkiSha256());
  }
}
