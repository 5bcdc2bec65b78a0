package dev.telltale.intercept;

import dev.telltale.model.Gap;
import dev.telltale.model.Tls;
import dev.telltale.tls.ClientHello;
import dev.telltale.tls.TlsAlert;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The phone's side of an opened TLS connection until its first octet of content: tells the ways in
 * which an app refuses our certificate apart, and hands over to the relay for the protocol.
 *
 * <p>An app that finishes the handshake and leaves without a word has probably compared the
 * certificate with one it knows: OkHttp's {@code CertificatePinner} does just that.
 */
final class ClientHandshake extends ChannelInboundHandlerAdapter {
  private static final long SILENCE_MILLIS = 1_000;

  /**
   * Alerts with which some stacks refuse a certificate beside those that say so (RFC 8446 section
   * 6.2): {@code access_denied} and {@code internal_error}.
   */
  private static final Set<Integer> REFUSING_TOO = Set.of(49, 80);

  private final Services services;
  private final Flow flow;
  private final Channel client;
  private final AlertWatch alerts;
  private final SslHandler handler;
  private final ClientHello hello;
  private final Destination destination;
  private @Nullable ScheduledFuture<?> silence;
  private @Nullable ScheduledFuture<?> idle;
  private @Nullable ByteBuf held;
  private boolean reset;
  private boolean complete;
  private boolean over;
  private boolean opaque;

  ClientHandshake(
      Services services,
      Flow flow,
      Channel client,
      AlertWatch alerts,
      SslHandler handler,
      ClientHello hello,
      Destination destination) {
    this.services = services;
    this.flow = flow;
    this.client = client;
    this.alerts = alerts;
    this.handler = handler;
    this.hello = hello;
    this.destination = destination;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent done) {
      if (done.isSuccess()) {
        handshakeEnded(ctx);
      } else {
        refused(done.cause());
        over = true;
        ctx.close();
      }
      return;
    }
    ctx.fireUserEventTriggered(event);
  }

  private void handshakeEnded(ChannelHandlerContext ctx) {
    complete = true;
    SSLSession session = handler.engine().getSession();
    flow.clientTls(
        new Tls(
            session.getProtocol(),
            session.getCipherSuite(),
            handler.applicationProtocol(),
            hello.sni(),
            flow.clientTls() == null ? hello.ja4() : flow.clientTls().ja4()));
    if (handler.applicationProtocol() == null && destination instanceof Destination.Origin open) {
      silence =
          ctx.executor()
              .schedule(() -> awaitOrigin(open.channel()), SILENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
    idle =
        ctx.executor()
            .schedule(
                () -> {
                  ctx.close();
                },
                services.config().idleTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** The phone is silent, and nothing says that it speaks HTTP. */
  private void awaitOrigin(Channel origin) {
    Parking parking = origin.pipeline().get(Parking.class);
    if (over || parking == null) {
      return;
    }
    origin
        .pipeline()
        .replace(
            parking,
            null,
            new SpeaksFirst(
                () -> {
                  if (!over) {
                    opaque = true;
                    handOver(client.pipeline().context(this));
                  }
                },
                client::close));
    origin.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    held =
        held == null
            ? (ByteBuf) msg
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, (ByteBuf) msg);
    if (!over) {
      services.refusals().accepted(flow);
      handOver(ctx);
    }
  }

  private void handOver(ChannelHandlerContext ctx) {
    Sniff sniffed = protocol();
    if (sniffed == Sniff.UNDECIDED) {
      return;
    }
    over = true;
    if (destination instanceof Destination.Origin open) {
      SpeaksFirst.park(open.channel());
    }
    switch (sniffed) {
      case HTTP2 -> Http2Relay.install(services, flow, client, "https", destination);
      case HTTP1 -> Http1Relay.install(services, flow, client, "https", destination);
      default -> {
        if (destination instanceof Destination.Origin open) {
          flow.gap(Gap.Cause.OPAQUE, null, "not HTTP, inside TLS");
          Pump.install(services, flow, client, open.channel());
        } else {
          ctx.close();
        }
      }
    }
    stopTimers();
    client.pipeline().remove(alerts);
    ByteBuf octets = held;
    held = null;
    if (octets != null) {
      ctx.fireChannelRead(octets);
    }
    ctx.pipeline().remove(this);
  }

  private Sniff protocol() {
    if (opaque) {
      return Sniff.OPAQUE;
    }
    String alpn = handler.applicationProtocol();
    if ("h2".equals(alpn)) {
      return Sniff.HTTP2;
    }
    if ("http/1.1".equals(alpn)) {
      return Sniff.HTTP1;
    }
    return held == null ? Sniff.UNDECIDED : Sniff.of(held);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimers();
    if (held != null) {
      held.release();
      held = null;
    } else if (complete && !over && !services.closing().get()) {
      services.refusals().refused(flow);
      flow.gap(
          Gap.Cause.TLS_UNUSED,
          null,
          "the app finished the handshake, sent nothing and left: it may compare the certificate"
              + " with one it knows (pinning above TLS), or have opened the connection in advance; "
              + elsewhere());
    }
    over = true;
    if (destination instanceof Destination.Origin open) {
      open.channel().close();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    reset |= cause instanceof IOException && !(cause instanceof SSLException);
    if (complete && !over && TlsAlert.in(cause).isPresent()) {
      over = true;
      refused(cause);
    }
    ctx.close();
  }

  private void stopTimers() {
    if (silence != null) {
      silence.cancel(false);
    }
    if (idle != null) {
      idle.cancel(false);
    }
  }

  // ------------------------------------------------------------------------- refusals

  private void refused(Throwable cause) {
    if (destination instanceof Destination.Origin open) {
      open.channel().close();
    } else if (destination instanceof Destination.Unreachable reason) {
      ExchangeLog.attempt(services, flow, reason);
    }
    if (services.closing().get()) {
      return;
    }
    TlsAlert alert = alerts.plaintextAlert();
    if (alert == null) {
      alert = TlsAlert.in(cause).orElse(null);
    }
    String how;
    boolean refusal = true;
    if (alert != null) {
      how = "alert " + alert.name();
      refusal = alert.meansDistrust() || REFUSING_TOO.contains(alert.code());
    } else if (reset) {
      how = "the connection was reset, which may have other reasons than the certificate";
    } else if (cause instanceof SslHandshakeTimeoutException) {
      how = "the handshake was left hanging";
      refusal = false;
    } else if (cause instanceof ClosedChannelException || closedByPeer(cause)) {
      how = "the connection was closed during the handshake without an alert";
    } else {
      how = "the handshake failed: " + AlertWatch.rootMessage(cause);
      refusal = false;
    }
    String count = "";
    if (refusal) {
      int refusals = services.refusals().refused(flow);
      count = "; refusal " + refusals + " by this client for this host";
    }
    flow.gap(Gap.Cause.TLS_REFUSED, null, how + count + "; " + elsewhere());
  }

  private static boolean closedByPeer(Throwable cause) {
    String message = cause.getMessage();
    return message != null
        && message.contains("closing inbound before receiving peer's close_notify");
  }

  private String elsewhere() {
    return services.refusals().trustsElsewhere(flow)
        ? "the client trusts the authority for other hosts"
        : "the client has not been seen to trust the authority for any host";
  }
}
