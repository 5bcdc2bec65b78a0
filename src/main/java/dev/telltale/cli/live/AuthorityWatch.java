package dev.telltale.cli.live;

import dev.telltale.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that {@code telltale ca rotate} has replaced the authority of a running instance, which then
 * shows certificates of the new one. Looks at the file's time once a second, on a thread of its
 * own; a key store that cannot be read changes nothing and is logged.
 */
final class AuthorityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuthorityWatch.class);
  private static final long EVERY_MILLIS = 1_000;

  private final CertificateAuthority authority;
  private final Path keyStore;
  private final Runnable rotated;
  private final ScheduledExecutorService clock;
  private @Nullable FileTime seen;

  /**
   * Starts to look.
   *
   * @param rotated is called after the authority has taken a new root
   */
  AuthorityWatch(CertificateAuthority authority, Runnable rotated) {
    this.authority = authority;
    this.rotated = rotated;
    keyStore = authority.pemFile().resolveSibling(CertificateAuthority.KEY_STORE);
    seen = modified();
    clock =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread thread = new Thread(run, "telltale-authority");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private @Nullable FileTime modified() {
    try {
      return Files.getLastModifiedTime(keyStore);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.warn("{} cannot be looked at: {}", keyStore, e.toString());
      return null;
    }
  }

  private void look() {
    FileTime now = modified();
    if (now == null || now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      if (authority.refresh()) {
        LOG.info("the certificate authority was replaced; it is {} now", authority.fingerprint());
        rotated.run();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "the authority goes on as it was: {} cannot be taken over: {}", keyStore, e.toString());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
