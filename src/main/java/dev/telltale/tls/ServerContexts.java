package dev.telltale.tls;

import dev.telltale.util.Clock;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards phones: terminates with a certificate for the host that the phone wants.
 *
 * <p>One native context serves every host, because the certificate is chosen per engine ({@link
 * LeafKeyManager}). Contexts differ only in the ALPN they offer and in the key type: RSA for
 * clients that take no ECDSA. They live until {@link #close}; nothing is to be released by the
 * caller, whose {@link SslHandler} frees its engine when it leaves its pipeline, and which must
 * therefore be added to one.
 *
 * <pre>{@code
 * pipeline.addLast(contexts.newHandler(channel.alloc(), "api.shop.example", List.of("h2"), hello));
 * }</pre>
 *
 * <p>Safe for any thread. A host that is new costs one ECDSA signature during the handshake.
 */
public final class ServerContexts implements AutoCloseable {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private record Kind(List<String> alpn, boolean rsa) {}

  private final CertificateAuthority authority;
  private final Clock clock;
  private final SslProvider provider;
  private final ContextCache<Kind> contexts;
  private volatile @Nullable LeafCache ecdsa;
  private volatile @Nullable LeafCache rsa;

  public ServerContexts(CertificateAuthority authority, Clock clock) {
    this(authority, clock, TlsProvider.BEST);
  }

  ServerContexts(CertificateAuthority authority, Clock clock, SslProvider provider) {
    this.authority = authority;
    this.clock = clock;
    this.provider = provider;
    this.contexts = new ContextCache<>(this::build, kind -> new Kind(List.of(), kind.rsa()));
    authority.onRotation(this::flush);
  }

  /** Whether BoringSSL is in use, not the JDK's slower engine. */
  public boolean isNative() {
    return TlsProvider.isNative(provider);
  }

  /**
   * A handler that terminates one connection.
   *
   * @param host what the client asked the proxy for: the CONNECT host, or the original address
   * @param alpn what to offer, best the one protocol that the origin chose; empty for no ALPN
   * @param hello what the client said; null if not known, which is taken for a client of today
   */
  public SslHandler newHandler(
      ByteBufAllocator allocator, String host, List<String> alpn, @Nullable ClientHello hello) {
    LeafName name = LeafName.of(hello == null ? null : hello.sni(), host);
    boolean needsRsa = hello != null && !hello.offersEcdsa();
    return contexts
        .get(new Kind(List.copyOf(alpn), needsRsa))
        .newHandler(allocator, name.toString(), 443);
  }

  int contextCount() {
    return contexts.size();
  }

  private SslContext build(Kind kind) {
    try {
      SslContext context =
          SslContextBuilder.forServer(
                  new LeafKeyManager(kind.rsa() ? this::rsaLeaves : this::ecdsaLeaves, kind.rsa()))
              .sslProvider(provider)
              .protocols(PROTOCOLS)
              .applicationProtocolConfig(TlsProvider.alpn(kind.alpn()))
              .sessionCacheSize(4096)
              .sessionTimeout(3600)
              .build();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        sessions.setTicketKeys(ticketKey());
      }
      return context;
    } catch (SSLException e) {
      throw new IllegalStateException("TLS context for " + kind, e);
    }
  }

  /** Tickets that this process alone can open: they end with it. */
  private static OpenSslSessionTicketKey ticketKey() {
    SecureRandom random = new SecureRandom();
    byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
    byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
    byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
    random.nextBytes(name);
    random.nextBytes(hmac);
    random.nextBytes(aes);
    return new OpenSslSessionTicketKey(name, hmac, aes);
  }

  private LeafCache ecdsaLeaves() {
    LeafCache cache = ecdsa;
    if (cache != null) {
      return cache;
    }
    synchronized (this) {
      cache = ecdsa;
      if (cache == null) {
        cache = new LeafCache(LeafIssuer.ecdsa(authority.root(), isNative()), clock);
        ecdsa = cache;
      }
      return cache;
    }
  }

  private LeafCache rsaLeaves() {
    LeafCache cache = rsa;
    if (cache != null) {
      return cache;
    }
    synchronized (this) {
      cache = rsa;
      if (cache == null) {
        cache = new LeafCache(LeafIssuer.rsa(authority.root(), isNative()), clock);
        rsa = cache;
      }
      return cache;
    }
  }

  private synchronized void flush() {
    ecdsa = null;
    rsa = null;
  }

  /** Releases the native contexts; connections that are open go on. */
  @Override
  public void close() {
    contexts.close();
  }
}
