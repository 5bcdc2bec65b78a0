package dev.telltale.intercept;

import dev.telltale.model.Connection;
import dev.telltale.model.Gap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The ways in beside the explicit proxy, as far as they are configured: SOCKS5 and transparent. */
final class FurtherEntries implements AutoCloseable {
  private static final long QUIC_EVERY_SECONDS = 2;

  private final Services services;
  private @Nullable EventLoopGroup loops;
  private @Nullable SocksEntry socks;
  private @Nullable TransparentEntry transparent;
  private @Nullable ScheduledExecutorService counting;
  private @Nullable QuicAttempts quic;

  private FurtherEntries(Services services) {
    this.services = services;
  }

  /**
   * Starts what is configured.
   *
   * @throws BindException if one of them cannot listen, after ending the others
   */
  static FurtherEntries start(
      Services services, ClientAccess access, int threads, ThreadFactory factory)
      throws BindException {
    FurtherEntries entries = new FurtherEntries(services);
    Handover handover =
        (channel, arrival, welcome) -> {
          services.channels().add(channel);
          Tunnel.attach(services, channel, arrival, welcome);
        };
    InterceptConfig config = services.config();
    try {
      if (config.socks() != null) {
        EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory());
        entries.loops = loops;
        entries.socks =
            SocksEntry.start(
                config.socks(),
                loops,
                access,
                () ->
                    new SocksHandshake(
                        access, config.headTimeout().toMillis(), handover, entries::datagrams));
      }
      if (config.transparent() != null) {
        entries.transparent =
            TransparentEntry.start(
                config.transparent(),
                config.transparentRedirect(),
                threads,
                factory,
                access,
                handover);
        ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                new DefaultThreadFactory("telltale-quic", true));
        entries.counting = executor;
        entries.quic =
            QuicAttempts.start(
                executor,
                QUIC_EVERY_SECONDS,
                services.sink()::gap,
                services.clock(),
                services.ids());
      }
      return entries;
    } catch (BindException e) {
      entries.stopAccepting();
      entries.close();
      throw e;
    }
  }

  private void datagrams(SocksHandshake.Refused refused) {
    long now = services.clock().epochMillis();
    String host = refused.host();
    Connection attempt =
        new Connection(
            services.ids().next(),
            now,
            "socks",
            refused.client().getAddress().getHostAddress(),
            refused.client().getPort(),
            refused.credential(),
            host == null ? "" : host,
            443,
            null,
            null,
            null);
    services
        .sink()
        .gap(
            new Gap(
                now,
                Gap.Cause.QUIC,
                attempt,
                null,
                host,
                1,
                "SOCKS5 UDP ASSOCIATE refused, so that the app falls back to TCP"));
  }

  /** Where SOCKS5 listens, null if it is not configured. */
  @Nullable InetSocketAddress socksAddress() {
    return socks == null ? null : socks.address();
  }

  /** Where the transparent entry listens, null if it is not configured. */
  @Nullable InetSocketAddress transparentAddress() {
    return transparent == null ? null : transparent.address();
  }

  /** Takes no more connections; those that are open go on. */
  void stopAccepting() {
    if (socks != null) {
      socks.stopAccepting();
    }
    if (transparent != null) {
      transparent.stopAccepting();
    }
  }

  @Override
  public void close() {
    if (quic != null) {
      quic.close();
    }
    if (counting != null) {
      counting.shutdownNow();
    }
    if (transparent != null) {
      transparent.close();
    }
    if (loops != null) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
