package dev.telltale.intercept;

import dev.telltale.model.LocalPages;
import dev.telltale.model.TrafficSink;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.tls.ServerContexts;
import dev.telltale.tls.UpstreamTrust;
import dev.telltale.util.Clock;
import dev.telltale.util.Ids;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The running interceptor: its entries, its relay, and everything they share. What it observes goes
 * to a {@link TrafficSink} from its event loops.
 *
 * <pre>{@code
 * try (Interceptor interceptor =
 *     Interceptor.start(config, authority, trust, sink, pages, Clock.SYSTEM)) {
 *   print("ready proxy=" + interceptor.proxyAddress());
 *   awaitSignal();
 * }
 * }</pre>
 *
 * <p>Safe for any thread.
 */
public final class Interceptor implements AutoCloseable {
  private static final long IN_FLIGHT_MILLIS = 2_000;
  private static final int RESOLVERS = 16;

  private final Services services;
  private final ExplicitProxy proxy;
  private final FurtherEntries entries;
  private final ServerContexts contexts;
  private final ExecutorService resolving;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Interceptor(
      Services services,
      ExplicitProxy proxy,
      FurtherEntries entries,
      ServerContexts contexts,
      ExecutorService resolving) {
    this.services = services;
    this.proxy = proxy;
    this.entries = entries;
    this.contexts = contexts;
    this.resolving = resolving;
  }

  /**
   * Starts listening. {@code trust} stays the caller's to close, after the interceptor.
   *
   * @throws BindException if an address cannot be listened on; the message says what to do
   */
  public static Interceptor start(
      InterceptConfig config,
      CertificateAuthority authority,
      UpstreamTrust trust,
      TrafficSink sink,
      LocalPages pages,
      Clock clock)
      throws BindException {
    return start(config, authority, trust, sink, pages, clock, InetAddress::getAllByName);
  }

  static Interceptor start(
      InterceptConfig config,
      CertificateAuthority authority,
      UpstreamTrust trust,
      TrafficSink sink,
      LocalPages pages,
      Clock clock,
      NameResolver resolver)
      throws BindException {
    ThreadPoolExecutor resolving =
        new ThreadPoolExecutor(
            RESOLVERS,
            RESOLVERS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("telltale-resolve", true));
    resolving.allowCoreThreadTimeOut(true);
    ServerContexts contexts = new ServerContexts(authority, clock);
    Set<ExchangeLog> live = ConcurrentHashMap.newKeySet();
    Services services =
        new Services(
            config,
            sink,
            pages,
            clock,
            new Ids(clock),
            new CaptureBudget(),
            live,
            new Dialer(config, resolver, resolving, clock),
            contexts,
            trust,
            new Refusals(config, clock),
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
            new AtomicBoolean());
    // Loops never wait, so more of them than processors would only switch threads more often.
    int threads = Runtime.getRuntime().availableProcessors();
    ThreadFactory factory = new DefaultThreadFactory("telltale-io", true);
    ClientAccess access = new ClientAccess(config, clock);
    ExplicitProxy proxy = null;
    try {
      proxy = ExplicitProxy.start(services, access, threads, factory);
      FurtherEntries entries = FurtherEntries.start(services, access, threads, factory);
      return new Interceptor(services, proxy, entries, contexts, resolving);
    } catch (BindException e) {
      if (proxy != null) {
        proxy.stopAccepting();
        proxy.close();
      }
      resolving.shutdownNow();
      contexts.close();
      throw e;
    }
  }

  /** Where the explicit proxy listens; its port is known also when port 0 was asked for. */
  public InetSocketAddress proxyAddress() {
    return proxy.address();
  }

  /** Where SOCKS5 listens, null if it is not configured. */
  public @Nullable InetSocketAddress socksAddress() {
    return entries.socksAddress();
  }

  /** Where the transparent entry listens, null if it is not configured. */
  public @Nullable InetSocketAddress transparentAddress() {
    return entries.transparentAddress();
  }

  /** How many exchanges are in flight. */
  public int inFlight() {
    return services.live().size();
  }

  /**
   * Stops accepting, gives exchanges in flight two seconds to end, cuts the rest, and returns when
   * all of them are with the sink and all resources are released.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    services.closing().set(true);
    proxy.stopAccepting();
    entries.stopAccepting();
    long end = services.clock().monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(IN_FLIGHT_MILLIS);
    try {
      while (!services.live().isEmpty() && services.clock().monotonicNanos() - end < 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ChannelGroup channels = services.channels();
    for (Channel channel : channels) {
      Closing.cut(channel);
    }
    channels.newCloseFuture().awaitUninterruptibly(IN_FLIGHT_MILLIS);
    entries.close();
    proxy.close();
    resolving.shutdownNow();
    contexts.close();
  }
}
