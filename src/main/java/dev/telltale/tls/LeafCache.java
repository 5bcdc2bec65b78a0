package dev.telltale.tls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.telltale.util.Clock;

/**
 * The leaves of one key type, by name.
 *
 * <p><b>What is cached.</b> A leaf is about 1 KiB of PEM on the heap; nothing native hangs on it,
 * so eviction needs no release. The native contexts are few and do not depend on the host: see
 * {@link ServerContexts}. The engine asks for the leaf during the handshake, when only the chosen
 * name is known, and copies it into its own memory.
 *
 * <p><b>Bound.</b> {@value #MAX_LEAVES} leaves, about 5 MiB. The adversary is an app, or a web
 * page, that asks for ever new names under a wildcard domain: each costs one ECDSA signature of the
 * event loop's time and pushes out what is used least, by TinyLFU rather than recency, so that a
 * scan does not empty the cache of the names that matter (Einziger, Friedman, Manes: "TinyLFU: A
 * Highly Efficient Cache Admission Policy", 2017). Losing an entry costs that signature again.
 *
 * <p><b>Age.</b> A leaf is valid for 88 more days when made and is replaced a day before it ends.
 * The wall clock decides, not the age of the entry: a machine that slept, or whose clock was set,
 * must not show a certificate that the phone finds expired or not yet valid.
 *
 * <p><b>Rotation.</b> A new root makes a new cache with a new leaf key; the old object is left to
 * those that still hold it.
 *
 * <p><b>Threads.</b> Any number of event loops. Two that ask for the same new name at once sign
 * once: the second waits for the first, for less than a millisecond.
 */
final class LeafCache {
  static final int MAX_LEAVES = 4096;

  private final LeafIssuer issuer;
  private final Clock clock;
  private final Cache<String, Leaf> leaves =
      Caffeine.newBuilder().maximumSize(MAX_LEAVES).executor(Runnable::run).build();

  LeafCache(LeafIssuer issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /** The leaf for a name as {@link LeafName#toString} writes it. */
  Leaf get(String name) {
    long now = clock.epochMillis();
    Leaf leaf = leaves.get(name, n -> issuer.issue(LeafName.parse(n), now));
    if (leaf.fresh(now)) {
      return leaf;
    }
    Leaf renewed = issuer.issue(LeafName.parse(name), now);
    leaves.put(name, renewed);
    return renewed;
  }

  long size() {
    leaves.cleanUp();
    return leaves.estimatedSize();
  }
}
