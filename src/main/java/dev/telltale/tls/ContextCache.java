package dev.telltale.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A few contexts by what they offer. There is no eviction, hence no race between a release and a
 * new engine: when {@value #MAX_CONTEXTS} kinds exist, further kinds are served by the fallback.
 * Real clients make fewer than ten; only one that invents ALPN names ever gets there.
 */
final class ContextCache<K> implements AutoCloseable {
  static final int MAX_CONTEXTS = 32;

  private final Map<K, SslContext> contexts = new ConcurrentHashMap<>();
  private final Function<K, SslContext> make;
  private final Function<K, K> fallback;

  ContextCache(Function<K, SslContext> make, Function<K, K> fallback) {
    this.make = make;
    this.fallback = fallback;
  }

  SslContext get(K kind) {
    SslContext known = contexts.get(kind);
    if (known != null) {
      return known;
    }
    return contexts.computeIfAbsent(
        contexts.size() < MAX_CONTEXTS ? kind : fallback.apply(kind), make);
  }

  int size() {
    return contexts.size();
  }

  /** Releases native memory; engines that are in use keep theirs until they end. */
  @Override
  public void close() {
    contexts.values().removeIf(ReferenceCountUtil::release);
    contexts.clear();
  }
}
