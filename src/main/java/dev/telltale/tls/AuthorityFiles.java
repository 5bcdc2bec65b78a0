package dev.telltale.tls;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.telltale.util.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The authority's files: how they come into being in one piece, and what is refused.
 *
 * <p>All changes happen under a lock on {@code .lock}, which other processes respect; a lock among
 * the threads of this process stands before it, because file locks belong to processes. A file is
 * written under a temporary name that is created with mode 0600 and must not exist, is forced to
 * disk, and is then renamed, so a crash at any point leaves either no key store or a whole one. The
 * key store comes first and the public certificate after it: what a crash can lose is the file that
 * is rebuilt from the other.
 *
 * <p>On file systems without POSIX permissions the checks of owner and mode do not apply.
 */
final class AuthorityFiles {
  private static final ReentrantLock THREADS = new ReentrantLock();
  private static final String ALIAS = "telltale-ca";

  /**
   * PKCS#12 cannot be without a password. What protects the key is the mode of the file, so this
   * one is no secret and says so.
   */
  private static final char[] NO_SECRET = "telltale".toCharArray();

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Path keyStore;
  private final Path certificate;

  AuthorityFiles(Path folder) {
    this.folder = folder;
    this.keyStore = folder.resolve(CertificateAuthority.KEY_STORE);
    this.certificate = folder.resolve(CertificateAuthority.CERTIFICATE);
  }

  Path certificate() {
    return certificate;
  }

  Root openOrCreate(Clock clock) throws IOException {
    prepareFolder();
    return locked(
        () -> {
          removeLeftovers();
          if (!Files.exists(keyStore, NOFOLLOW_LINKS)) {
            refuseOrphan();
            Root fresh = Root.generate(clock.epochMillis());
            writeAtomically(keyStore, encode(fresh));
            publish(fresh);
            return fresh;
          }
          Root stored = load();
          publish(stored);
          return stored;
        });
  }

  /** Puts {@code fresh} in the place of what is there, and keeps the old key store. */
  Path replace(Root fresh, long nowMillis) throws IOException {
    prepareFolder();
    return locked(
        () -> {
          removeLeftovers();
          Path kept = keptName(nowMillis);
          if (Files.exists(keyStore, NOFOLLOW_LINKS)) {
            writeAtomically(kept, Files.readAllBytes(checked(keyStore)));
          }
          writeAtomically(keyStore, encode(fresh));
          publish(fresh);
          return kept;
        });
  }

  private Path keptName(long nowMillis) {
    String stem = "telltale-ca-until-" + DAY_AND_TIME.format(Instant.ofEpochMilli(nowMillis));
    Path name = folder.resolve(stem + ".p12");
    for (int i = 2; Files.exists(name, NOFOLLOW_LINKS); i++) {
      name = folder.resolve(stem + "-" + i + ".p12");
    }
    return name;
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T locked(Step<T> step) throws IOException {
    THREADS.lock();
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, NOFOLLOW_LINKS),
                ownerOnly());
        var lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("no lock on " + folder.resolve(".lock"));
      }
      return step.run();
    } finally {
      THREADS.unlock();
    }
  }

  private void prepareFolder() throws IOException {
    if (!Files.exists(folder, NOFOLLOW_LINKS)) {
      Files.createDirectories(
          folder,
          posix()
              ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_FOLDER)}
              : new FileAttribute<?>[0]);
    }
    if (!Files.isDirectory(folder)) {
      throw new AuthorityException(
          folder + ": not a folder (expected: the folder for the authority's files)");
    }
    if (!posix()) {
      return;
    }
    PosixFileAttributes is = Files.readAttributes(folder, PosixFileAttributes.class);
    if (!is.owner().equals(self())) {
      throw new AuthorityException(
          folder
              + ": belongs to "
              + is.owner().getName()
              + " (expected: "
              + self().getName()
              + "); run: sudo chown "
              + self().getName()
              + " "
              + folder
              + ", or choose another folder with --certs");
    }
    Set<PosixFilePermission> mode = is.permissions();
    boolean othersWrite =
        mode.contains(PosixFilePermission.OTHERS_WRITE)
            || (mode.contains(PosixFilePermission.GROUP_WRITE)
                && Files.exists(keyStore, NOFOLLOW_LINKS));
    if (othersWrite) {
      throw new AuthorityException(
          folder
              + ": others may write to it, mode "
              + PosixFilePermissions.toString(mode)
              + " (expected: rwx------); run: chmod 700 "
              + folder);
    }
    if (!mode.equals(OWNER_FOLDER)) {
      Files.setPosixFilePermissions(folder, OWNER_FOLDER);
    }
  }

  private void refuseOrphan() throws IOException {
    if (Files.exists(certificate, NOFOLLOW_LINKS)) {
      throw new AuthorityException(
          certificate
              + ": its key "
              + keyStore
              + " is missing (expected: both, or neither); put the key store back, or, to make a"
              + " new authority that phones must be given again, run: mv "
              + certificate
              + " "
              + certificate
              + ".old");
    }
  }

  /** The path itself, if it is a plain file of this user that nobody else can read. */
  private static Path checked(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new AuthorityException(
          file
              + ": a symbolic link (expected: a plain file); run: cp --remove-destination \"$(readlink"
              + " -f "
              + file
              + ")\" "
              + file
              + " && chmod 600 "
              + file);
    }
    if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
      throw new AuthorityException(file + ": not a plain file; move it away");
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    if (view == null) {
      return file;
    }
    PosixFileAttributes is = view.readAttributes();
    UserPrincipal self = self(file);
    if (!is.owner().equals(self)) {
      throw new AuthorityException(
          file
              + ": belongs to "
              + is.owner().getName()
              + " (expected: "
              + self.getName()
              + "); run: sudo chown "
              + self.getName()
              + " "
              + file);
    }
    Set<PosixFilePermission> more = EnumSet.copyOf(is.permissions());
    more.removeAll(OWNER_ONLY);
    if (!more.isEmpty()) {
      throw new AuthorityException(
          file
              + ": mode "
              + PosixFilePermissions.toString(is.permissions())
              + " lets others at the key (expected: rw-------); run: chmod 600 "
              + file
              + ", and telltale ca rotate if others use this machine");
    }
    return file;
  }

  private Root load() throws IOException {
    checked(keyStore);
    try (InputStream in = Files.newInputStream(keyStore, NOFOLLOW_LINKS)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, NO_SECRET);
      Certificate stored = store.getCertificate(ALIAS);
      if (store.getKey(ALIAS, NO_SECRET) instanceof PrivateKey key
          && stored instanceof X509Certificate root) {
        return new Root(key, root);
      }
      throw damaged("it holds no key with its certificate", null);
    } catch (AuthorityException e) {
      throw e;
    } catch (IOException | GeneralSecurityException e) {
      throw damaged("it cannot be read as PKCS#12", e);
    }
  }

  private AuthorityException damaged(String how, @Nullable Exception cause) {
    String message =
        keyStore
            + ": "
            + how
            + " (expected: what telltale wrote); put a copy back, or, to make a new authority that"
            + " phones must be given again, run: mv "
            + keyStore
            + " "
            + keyStore
            + ".damaged && mv "
            + certificate
            + " "
            + certificate
            + ".old";
    return cause == null ? new AuthorityException(message) : new AuthorityException(message, cause);
  }

  private static byte[] encode(Root root) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, root.key(), NO_SECRET, new Certificate[] {root.certificate()});
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, NO_SECRET);
      return out.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no PKCS#12", e);
    }
  }

  private void publish(Root root) throws IOException {
    byte[] pem =
        CertificateAuthority.pem(CertificateAuthority.der(root.certificate()))
            .getBytes(StandardCharsets.US_ASCII);
    if (Files.isRegularFile(certificate, NOFOLLOW_LINKS)
        && Arrays.equals(Files.readAllBytes(certificate), pem)) {
      return;
    }
    writeAtomically(certificate, pem);
    if (posix()) {
      Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private void writeAtomically(Path target, byte[] content) throws IOException {
    Path temporary = folder.resolve("." + target.getFileName() + ".tmp");
    try (FileChannel out =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS),
            ownerOnly())) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      // Not every platform can force a folder; the rename is then as durable as it gets.
    }
  }

  /** What a process that was killed left; nobody else is writing, since we hold the lock. */
  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, ".telltale-ca*.tmp")) {
      for (Path leftover : leftovers) {
        Files.delete(leftover);
      }
    }
  }

  private boolean posix() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private FileAttribute<?>[] ownerOnly() {
    return posix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private UserPrincipal self() throws IOException {
    return self(folder);
  }

  private static UserPrincipal self(Path path) throws IOException {
    return path.getFileSystem()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(System.getProperty("user.name"));
  }
}
