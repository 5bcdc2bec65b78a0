// A little longer than the house's 400 lines: one decision after the other, best read in one go.
package dev.telltale.intercept;

import dev.telltale.model.Gap;
import dev.telltale.model.LocalPages;
import dev.telltale.model.Tls;
import dev.telltale.tls.ClientHello;
import dev.telltale.tls.ClientHelloParser;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first steps of a phone's connection to one destination, up to the point where its protocol is
 * known: resolve, welcome, sniff, read the ClientHello, decide whether to look inside, connect with
 * the client's own server name and ALPN, terminate the client's TLS with the one protocol that the
 * origin chose, and hand over to the relay for it.
 *
 * <p>Mirroring ALPN means that HTTP/2 is never translated. Connecting before the client's handshake
 * means that a client sees the protocol it would see without the proxy.
 *
 * <p>Stands last in the client's pipeline until it hands over; runs on its event loop.
 */
final class Tunnel extends ChannelInboundHandlerAdapter {
  /** How long a client may be silent before it is taken that the server speaks first. */
  private static final long SILENCE_MILLIS = 1_000;

  private static final List<String> MIRRORED = List.of("h2", "http/1.1");

  private final Services services;
  private final Flow flow;
  private final Channel client;
  private final Welcome welcome;
  private final boolean pages;
  private List<InetSocketAddress> addresses = List.of();
  private @Nullable ByteBuf held;
  private @Nullable Channel origin;
  private @Nullable ScheduledFuture<?> silence;
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable ScheduledFuture<?> idle;
  private boolean welcomed;
  private boolean decided;

  private Tunnel(Services services, Flow flow, Channel client, Welcome welcome) {
    this.services = services;
    this.flow = flow;
    this.client = client;
    this.welcome = welcome;
    this.pages = flow.host().equals(LocalPages.HOST);
  }

  /**
   * Takes over a channel whose entry has done its work and removed its handlers. Octets that came
   * early may be fired into the pipeline afterwards. Called on the channel's event loop.
   */
  static void attach(Services services, Channel client, Arrival arrival, Welcome welcome) {
    Tunnel tunnel = new Tunnel(services, new Flow(services, arrival), client, welcome);
    client.pipeline().addLast(tunnel);
    tunnel.resolve();
  }

  private void resolve() {
    if (pages) {
      begin();
      return;
    }
    services
        .dialer()
        .resolve(flow.host(), flow.port(), client.eventLoop())
        .addListener(
            (Future<List<InetSocketAddress>> found) -> {
              if (found.isSuccess()) {
                addresses = found.getNow();
                begin();
              } else {
                refuse(Destination.Unreachable.of(found.cause()));
              }
            });
  }

  private void refuse(Destination.Unreachable reason) {
    decided = true;
    ExchangeLog.attempt(services, flow, reason);
    client.pipeline().remove(this);
    welcome.refuse(reason.status(), reason.text());
  }

  private void begin() {
    if (!client.isActive()) {
      return;
    }
    welcomed = true;
    welcome.accept();
    silence =
        client.eventLoop().schedule(this::clientIsSilent, SILENCE_MILLIS, TimeUnit.MILLISECONDS);
    idle =
        client
            .eventLoop()
            .schedule(
                () -> {
                  if (!decided) {
                    client.close();
                  }
                },
                services.config().idleTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    client.config().setAutoRead(true);
    decide();
  }

  // ------------------------------------------------------------------------- first octets

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf octets = (ByteBuf) msg;
    held =
        held == null
            ? octets
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
    if (welcomed) {
      decide();
    }
  }

  private void decide() {
    ByteBuf octets = held;
    if (decided || octets == null) {
      return;
    }
    if (silence != null) {
      silence.cancel(false);
      silence = null;
    }
    switch (Sniff.of(octets)) {
      case TLS -> hello(octets);
      case HTTP1 -> plain(channel -> Http1Relay.install(services, flow, client, "http", channel));
      case HTTP2 -> plain(channel -> Http2Relay.install(services, flow, client, "http", channel));
      case OPAQUE -> opaque("not TLS and not HTTP");
      case UNDECIDED -> awaitMore();
    }
  }

  private void awaitMore() {
    if (deadline == null) {
      deadline =
          client
              .eventLoop()
              .schedule(
                  () -> {
                    if (!decided) {
                      opaque("the first octets did not tell what it is");
                    }
                  },
                  services.config().headTimeout().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void clientIsSilent() {
    silence = null;
    if (decided || pages || held != null) {
      return;
    }
    services
        .dialer()
        .connect(
            addresses,
            client.eventLoop(),
            () ->
                new SpeaksFirst(
                    () -> {
                      if (!decided) {
                        opaque("the server speaks first");
                      }
                    },
                    () -> {
                      // Not when an attempt lost the race to another address.
                      if (!decided && origin != null) {
                        client.close();
                      }
                    }))
        .addListener(
            (Future<Channel> done) -> {
              if (!done.isSuccess()) {
                return;
              }
              if (decided || !client.isActive()) {
                done.getNow().close();
              } else {
                origin = done.getNow();
                done.getNow().config().setAutoRead(true);
              }
            });
  }

  private void hello(ByteBuf octets) {
    ClientHelloParser.Result result = ClientHelloParser.parse(octets);
    if (result instanceof ClientHelloParser.Incomplete) {
      awaitMore();
    } else if (result instanceof ClientHelloParser.Complete complete) {
      tls(complete.hello());
    } else {
      String reason =
          result instanceof ClientHelloParser.Malformed malformed ? malformed.reason() : "not TLS";
      flow.gap(Gap.Cause.MALFORMED, null, "ClientHello: " + reason);
      opaque("a ClientHello that cannot be read");
    }
  }

  // ------------------------------------------------------------------------- towards the origin

  /** Connects, or takes the connection that was opened while the client was silent. */
  private void connect(Consumer<Channel> next, Consumer<Destination.Unreachable> otherwise) {
    decided = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    client.config().setAutoRead(false);
    Channel open = origin;
    if (open != null && open.isActive()) {
      open.config().setAutoRead(false);
      SpeaksFirst.park(open);
      flow.dialled((InetSocketAddress) open.remoteAddress());
      next.accept(open);
      return;
    }
    services
        .dialer()
        .connect(addresses, client.eventLoop(), Parking::new)
        .addListener(
            (Future<Channel> done) -> {
              if (!done.isSuccess()) {
                if (client.isActive()) {
                  otherwise.accept(Destination.Unreachable.of(done.cause()));
                }
              } else if (!client.isActive()) {
                done.getNow().close();
              } else {
                origin = done.getNow();
                flow.dialled((InetSocketAddress) done.getNow().remoteAddress());
                next.accept(done.getNow());
              }
            });
  }

  private void plain(Consumer<Destination> relay) {
    if (pages) {
      decided = true;
      relay.accept(new Destination.Pages());
      handOver();
      return;
    }
    connect(
        channel -> {
          relay.accept(new Destination.Origin(channel));
          handOver();
        },
        reason -> {
          relay.accept(reason);
          handOver();
        });
  }

  private void opaque(String why) {
    connect(
        channel -> {
          flow.gap(Gap.Cause.OPAQUE, null, why);
          Pump.install(services, flow, client, channel);
          handOver();
        },
        this::unreachable);
  }

  private void unreachable(Destination.Unreachable reason) {
    ExchangeLog.attempt(services, flow, reason);
    client.close();
  }

  private void tls(ClientHello hello) {
    flow.clientTls(new Tls(null, null, null, hello.sni(), hello.ja4()));
    if (pages) {
      decided = true;
      terminate(hello, List.of("http/1.1"), new Destination.Pages());
      return;
    }
    String unread = services.refusals().passThrough(flow);
    if (unread != null) {
      connect(
          channel -> {
            flow.gap(Gap.Cause.PASSED_THROUGH, null, unread);
            Pump.install(services, flow, client, channel);
            handOver();
          },
          this::unreachable);
      return;
    }
    List<String> offered = new ArrayList<>(hello.alpn());
    offered.retainAll(MIRRORED);
    connect(
        channel -> secure(channel, hello, offered),
        reason -> terminate(hello, preferred(offered), reason));
  }

  /** What is offered to a client whose origin cannot be asked. */
  private static List<String> preferred(List<String> offered) {
    return offered.contains("http/1.1") ? List.of("http/1.1") : offered;
  }

  private void secure(Channel channel, ClientHello hello, List<String> offered) {
    SslHandler handler =
        services
            .trust()
            .newHandler(channel.alloc(), flow.host(), flow.port(), hello.sni(), offered);
    handler.setHandshakeTimeoutMillis(services.config().headTimeout().toMillis());
    OriginHandshake.Waiting waiting =
        new OriginHandshake.Waiting() {
          @Override
          public void secured(@Nullable String alpn) {
            if (client.isActive()) {
              List<String> chosen = alpn == null ? List.of() : List.of(alpn);
              terminate(hello, chosen, new Destination.Origin(channel));
            } else {
              channel.close();
            }
          }

          @Override
          public void failed(Destination.Unreachable reason) {
            if (client.isActive()) {
              terminate(hello, preferred(offered), reason);
            }
          }
        };
    channel.pipeline().addFirst(handler);
    channel
        .pipeline()
        .addAfter(
            channel.pipeline().context(handler).name(),
            null,
            new OriginHandshake(flow, handler, hello.sni(), waiting));
    channel.config().setAutoRead(true);
  }

  // ------------------------------------------------------------------------- towards the client

  private void terminate(ClientHello hello, List<String> alpn, Destination destination) {
    SslHandler handler = services.contexts().newHandler(client.alloc(), flow.host(), alpn, hello);
    handler.setHandshakeTimeoutMillis(services.config().headTimeout().toMillis());
    AlertWatch alerts = new AlertWatch();
    client
        .pipeline()
        .addLast(
            alerts,
            handler,
            new ClientHandshake(services, flow, client, alerts, handler, hello, destination));
    handOver();
  }

  /** Leaves the pipeline; what was held goes to the handlers behind. */
  private void handOver() {
    stopTimers();
    ByteBuf octets = held;
    held = null;
    ChannelHandlerContext context = client.pipeline().context(this);
    if (!client.config().isAutoRead() && client.pipeline().get(SslHandler.class) != null) {
      client.config().setAutoRead(true);
    }
    if (octets != null) {
      context.fireChannelRead(octets);
      context.fireChannelReadComplete();
    }
    client.pipeline().remove(this);
  }

  private void stopTimers() {
    for (ScheduledFuture<?> timer : Arrays.asList(silence, deadline, idle)) {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (held != null) {
      held.release();
      held = null;
    }
    stopTimers();
    if (origin != null) {
      origin.close();
    }
    decided = true;
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
