// Longer than the house's 400 lines: the two halves of one conversation share every variable, and
// splitting them would only hide how they depend on each other.
package dev.telltale.intercept;

import dev.telltale.intercept.Http1Head.Framing;
import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.LocalPages;
import dev.telltale.model.Message;
import dev.telltale.model.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries HTTP/1 between a phone and its origins, one exchange after the other.
 *
 * <p><b>Octets, not objects.</b> What the phone sends is what the origin gets: heads, chunk framing
 * and bodies pass as the octets that came, each buffer once. {@link HeadGuard} and {@link
 * Http1Reader} read along and stop whatever could be read in two ways, so that passing octets on is
 * as safe as encoding them anew. A head is rewritten only where it must be: absolute-form targets,
 * and fields meant for the proxy.
 *
 * <p><b>Order.</b> Pipelined requests wait in {@link #requestOctets} until the response before them
 * has passed; at most 64 KiB are read ahead.
 *
 * <p><b>Pressure.</b> Either side is read only while the other can be written, and the phone only
 * while the recorder keeps up. Nothing else bounds memory, and nothing else has to.
 *
 * <p><b>Ends.</b> A connection to the phone mirrors the one to the origin. What was cut on one side
 * is cut on the other, at once and without an end of its own: no final chunk, no TLS close in the
 * middle of a message. An exchange is complete when its last octet was handed to the kernel.
 *
 * <p>Everything here runs on the event loop that both channels share.
 */
final class Http1Relay {
  private static final int READ_AHEAD_BYTES = 64 << 10;
  private static final int INTERIM_RESPONSES = 32;
  private static final long LINGER_MILLIS = 1_000;

  private final Services services;
  private final Flow flow;
  private final Channel client;
  private final String scheme;
  private final Destination destination;
  private final @Nullable ExplicitProxy explicit;
  private final Http1Reader requests;
  private final Http1Reader responses;
  private final Phone phone = new Phone();
  private final SinkPause recorder;
  private @Nullable ByteBuf requestOctets;
  private @Nullable ByteBuf responseOctets;
  private @Nullable Channel origin;
  private @Nullable String originName;
  private @Nullable ExchangeLog exchange;
  private @Nullable Http1Head request;
  private @Nullable RequestTarget target;
  private @Nullable Http1Head response;
  private @Nullable LocalAnswer ownAnswer;
  private Outcome ownOutcome = Outcome.COMPLETE;
  private @Nullable WebSocketTap sentTap;
  private @Nullable WebSocketTap receivedTap;
  private Phase phase = Phase.HEAD;
  private boolean requestDone;
  private boolean responseDone;
  private boolean completing;
  private boolean phoneInputShut;
  private boolean originClosedTls;
  private @Nullable String originFailure;
  private int interim;
  private int exchangesOnOrigin;
  private long lastNanos;
  private @Nullable ScheduledFuture<?> headTimer;
  private @Nullable ScheduledFuture<?> idleTimer;

  /** What the phone's next octets are. */
  private enum Phase {
    HEAD,
    /** The request waits for a connection. */
    DIALLING,
    BODY,
    /** The request was read whole; later ones wait. */
    RESPONSE,
    UPGRADED,
    /** An answer was sent and the connection is closing; what still comes is dropped. */
    CLOSING
  }

  private Http1Relay(
      Services services,
      Flow flow,
      Channel client,
      String scheme,
      Destination destination,
      @Nullable ExplicitProxy explicit) {
    this.services = services;
    this.flow = flow;
    this.client = client;
    this.scheme = scheme;
    this.destination = destination;
    this.explicit = explicit;
    requests = new Http1Reader(services.limits());
    responses = new Http1Reader(services.limits());
    recorder = new SinkPause(services.sink(), client.eventLoop(), this::pace);
    lastNanos = services.clock().monotonicNanos();
  }

  /** Takes over a connection inside a tunnel; the channels' pipelines end with its handlers. */
  static void install(
      Services services, Flow flow, Channel client, String scheme, Destination destination) {
    new Http1Relay(services, flow, client, scheme, destination, null).start();
  }

  /** Takes over the explicit proxy's connection, whose requests name their origins. */
  static void installNamed(Services services, Flow flow, Channel client, ExplicitProxy explicit) {
    new Http1Relay(services, flow, client, "http", new Destination.Named(), explicit).start();
  }

  private void start() {
    if (client.pipeline().get(SslHandler.class) == null) {
      client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    client.pipeline().addLast(phone);
    if (destination instanceof Destination.Origin open) {
      use(open.channel(), null);
    }
    watchIdle(services.config().idleTimeout().toNanos());
    pace();
  }

  private void use(Channel channel, @Nullable String name) {
    origin = channel;
    originName = name;
    originClosedTls = false;
    originFailure = null;
    exchangesOnOrigin = 0;
    channel.pipeline().addLast(new OriginSide());
    Parking parking = channel.pipeline().get(Parking.class);
    if (parking != null) {
      channel.pipeline().remove(parking);
    }
    if (!channel.isActive()) {
      originGone(channel);
    }
  }

  // ------------------------------------------------------------------------- requests

  private final class Phone extends ChannelInboundHandlerAdapter implements Http1Reader.Listener {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf octets = (ByteBuf) msg;
      lastNanos = services.clock().monotonicNanos();
      if (phase == Phase.CLOSING) {
        octets.release();
        return;
      }
      requestOctets = joined(ctx, requestOctets, octets);
      readRequests();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      Channel to = origin;
      if (to != null) {
        to.flush();
      }
      pace();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      pace();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        phoneInputShut = true;
        if (phase == Phase.RESPONSE) {
          mirrorShut();
        } else if (phase != Phase.DIALLING) {
          client.close();
        }
      }
      ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      phoneGone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      client.close();
    }

    @Override
    public void pass(ByteBuf octets) {
      Channel to = origin;
      if (to != null && ownAnswer == null) {
        to.write(octets.retain(), to.voidPromise());
      }
    }

    @Override
    public void content(ByteBuf buffer, int index, int length) {
      ExchangeLog log = exchange;
      if (log != null) {
        log.requestContent(buffer, index, length);
      }
    }

    @Override
    public void trailers(List<Header> trailers) {
      ExchangeLog log = exchange;
      if (log != null) {
        log.requestTrailers(trailers);
      }
    }
  }

  private static ByteBuf joined(ChannelHandlerContext ctx, @Nullable ByteBuf held, ByteBuf octets) {
    return held == null
        ? octets
        : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, octets);
  }

  private void readRequests() {
    try {
      boolean more = true;
      while (more && requestOctets != null && requestOctets.isReadable()) {
        ByteBuf octets = requestOctets;
        more =
            switch (phase) {
              case HEAD -> readHead(octets);
              case BODY -> {
                if (requests.body(octets, phone)) {
                  requestEnded();
                  yield true;
                }
                yield false;
              }
              case UPGRADED -> {
                passUpgraded(octets);
                yield false;
              }
              case DIALLING, RESPONSE, CLOSING -> false;
            };
      }
    } catch (MalformedMessage e) {
      reject(e);
    }
    ByteBuf octets = requestOctets;
    if (octets != null && (!octets.isReadable() || phase == Phase.CLOSING)) {
      requestOctets = null;
      octets.release();
    }
    watchHead();
  }

  private boolean readHead(ByteBuf octets) throws MalformedMessage {
    byte[] raw = requests.head(octets);
    if (raw == null) {
      return false;
    }
    Http1Head head = HeadGuard.request(raw, services.limits());
    if (head.method().equals("CONNECT")) {
      return connectAgain(raw, head);
    }
    if (head.method().equals("TRACE")) {
      // It would send the phone's credentials back to whoever asked (RFC 9110 section 9.3.8).
      throw new MalformedMessage(405, "method TRACE");
    }
    RequestTarget to = RequestTarget.of(head, scheme);
    request = head;
    target = to;
    response = null;
    requestDone = false;
    responseDone = false;
    completing = false;
    interim = 0;
    requests.begin(head.framing(), head.lengthBytes());
    boolean named = destination instanceof Destination.Named;
    if (isForPages(to, named)) {
      exchange = null;
      ownAnswer = pages(head, to, named);
      ownOutcome = Outcome.COMPLETE;
      phase = Phase.BODY;
    } else if (named) {
      nameDestination(to);
      exchange = log(head, to);
      dial(to, raw);
    } else {
      exchange = log(head, to);
      if (destination instanceof Destination.Unreachable reason) {
        phase = Phase.BODY;
        answer(LocalAnswer.page(reason.status(), reason.text()), reason.outcome());
      } else {
        forward(raw);
      }
    }
    if (phase == Phase.BODY && head.framing() == Framing.NONE) {
      requestEnded();
    }
    return true;
  }

  private ExchangeLog log(Http1Head head, RequestTarget to) {
    ExchangeLog log =
        new ExchangeLog(
            services,
            flow,
            head.protocol(),
            head.method(),
            to.url(flow.name(), flow.port()),
            head.target(),
            head.headers());
    if (to.contradicts(head)) {
      flow.gap(
          Gap.Cause.MALFORMED,
          log.id(),
          "the Host field names another host than the request target, which was followed");
    }
    return log;
  }

  /** Only an entry's first request may open a tunnel, and a later one of the same proxy client. */
  private boolean connectAgain(byte[] raw, Http1Head head) throws MalformedMessage {
    ExplicitProxy entry = explicit;
    if (entry == null) {
      throw new MalformedMessage(405, "CONNECT inside a tunnel");
    }
    Channel old = origin;
    origin = null;
    if (old != null) {
      old.close();
    }
    ByteBuf rest = requestOctets;
    requestOctets = null;
    stopTimers();
    phase = Phase.CLOSING;
    client.config().setAutoRead(false);
    client.pipeline().remove(phone);
    entry.connect(client, flow.arrival.client(), flow.arrival.credential(), head);
    if (rest != null && rest.isReadable()) {
      client.pipeline().fireChannelRead(rest);
    } else if (rest != null) {
      rest.release();
    }
    return false;
  }

  private boolean isForPages(RequestTarget to, boolean named) {
    Authority authority = to.authority();
    return destination instanceof Destination.Pages
        || named && !to.absolute()
        || named && authority != null && authority.host().equals(LocalPages.HOST);
  }

  private LocalAnswer pages(Http1Head head, RequestTarget to, boolean named) {
    return LocalAnswer.of(
        services
            .pages()
            .answer(
                new LocalPages.Question(
                    head.method(),
                    to.path(),
                    Secrets.withoutProxyCredential(head.headers()),
                    flow.arrival.client().getAddress().getHostAddress(),
                    !named || to.absolute(),
                    scheme.equals("https"))));
  }

  private void nameDestination(RequestTarget to) throws MalformedMessage {
    Authority authority = to.authority();
    if (authority == null) {
      throw new MalformedMessage("a request without a host");
    }
    if (to.scheme().equals("https")) {
      throw new MalformedMessage(
          "an https target in a cleartext request (expected: CONNECT, then TLS)");
    }
    flow.destination(authority.host(), to.port());
  }

  private void dial(RequestTarget to, byte[] raw) {
    String name = flow.host() + ":" + flow.port();
    Channel open = origin;
    if (open != null && open.isActive() && name.equals(originName)) {
      forward(raw);
      return;
    }
    if (open != null) {
      origin = null;
      open.close();
    }
    phase = Phase.DIALLING;
    services
        .dialer()
        .resolve(flow.host(), flow.port(), client.eventLoop())
        .addListener(
            (Future<List<InetSocketAddress>> found) -> {
              if (found.isSuccess()) {
                services
                    .dialer()
                    .connect(found.getNow(), client.eventLoop(), Parking::new)
                    .addListener((Future<Channel> done) -> dialled(done, name, raw));
              } else {
                dialFailed(found.cause());
              }
            });
  }

  private void dialled(Future<Channel> done, String name, byte[] raw) {
    if (!done.isSuccess()) {
      dialFailed(done.cause());
      return;
    }
    Channel channel = done.getNow();
    if (phase != Phase.DIALLING) {
      channel.close();
      return;
    }
    flow.dialled((InetSocketAddress) channel.remoteAddress());
    use(channel, name);
    forward(raw);
    resumeAfterDial();
    channel.flush();
  }

  private void dialFailed(Throwable cause) {
    if (phase != Phase.DIALLING) {
      return;
    }
    Destination.Unreachable reason = Destination.Unreachable.of(cause);
    flow.dialled(null);
    phase = Phase.BODY;
    answer(LocalAnswer.page(reason.status(), reason.text()), reason.outcome());
    resumeAfterDial();
  }

  private void resumeAfterDial() {
    Http1Head head = request;
    if (phase == Phase.BODY && head != null && head.framing() == Framing.NONE) {
      requestEnded();
    }
    readRequests();
    if (phoneInputShut && phase == Phase.BODY) {
      client.close();
    } else if (phase == Phase.RESPONSE) {
      mirrorShut();
    }
    pace();
  }

  private void forward(byte[] raw) {
    Channel to = origin;
    Http1Head head = request;
    RequestTarget at = target;
    if (to == null || head == null || at == null || !to.isActive()) {
      phase = Phase.BODY;
      answer(LocalAnswer.page(502, "The origin closed the connection."), Outcome.UPSTREAM_FAILED);
      return;
    }
    boolean rewrite = explicit != null && at.absolute() || RequestTarget.addressesProxy(head);
    byte[] octets = rewrite ? at.rewritten(head, at.contradicts(head)) : raw;
    to.write(Unpooled.wrappedBuffer(octets), to.voidPromise());
    exchangesOnOrigin++;
    phase = Phase.BODY;
  }

  /**
   * The phone has said all that it will say. Whether it still listens, or has left, is for the
   * origin to judge, as it would without a proxy.
   */
  private void mirrorShut() {
    Channel to = origin;
    if (phoneInputShut && requestOctets == null && to instanceof DuplexChannel duplex) {
      to.flush();
      duplex.shutdownOutput();
    }
  }

  private void requestEnded() {
    requestDone = true;
    phase = Phase.RESPONSE;
    LocalAnswer own = ownAnswer;
    if (own != null) {
      sendOwn(own);
    } else if (responseDone) {
      exchangeEnded();
    }
  }

  /**
   * Notes what the proxy will answer once the request was read, so that the record has all of it.
   */
  private void answer(LocalAnswer page, Outcome outcome) {
    ownAnswer = page;
    ownOutcome = outcome;
    Http1Head head = request;
    if (head != null && head.lists("expect", "100-continue")) {
      // The phone waits for a word before it sends the body; it gets the final one.
      requests.begin(Framing.NONE, 0);
      requestDone = true;
      phase = Phase.RESPONSE;
      sendOwn(page);
    }
  }

  private void sendOwn(LocalAnswer page) {
    Http1Head head = request;
    ExchangeLog log = exchange;
    boolean close = log != null || head == null || head.closes() || !requestDone;
    boolean withContent = head == null || !head.method().equals("HEAD");
    Outcome outcome = ownOutcome;
    ownAnswer = null;
    exchange = null;
    ByteBuf encoded = Unpooled.wrappedBuffer(page.encode(withContent, close));
    if (log != null && !log.finished()) {
      log.response(page.status(), "", page.headers());
      ByteBuf content = Unpooled.wrappedBuffer(page.content());
      log.responseContent(content, 0, content.readableBytes());
      log.finish(outcome, new String(page.content(), StandardCharsets.UTF_8).strip());
    }
    if (close) {
      closeAfter(encoded);
    } else {
      client.writeAndFlush(encoded, client.voidPromise());
      phase = Phase.HEAD;
    }
  }

  /** Answers a request that breaks the rules, and ends both connections. */
  private void reject(MalformedMessage fault) {
    ExchangeLog log = exchange;
    flow.gap(Gap.Cause.MALFORMED, log == null ? null : log.id(), "request: " + fault.reason());
    Channel to = origin;
    origin = null;
    if (to != null) {
      // What was cut must look cut: the origin sees the connection end inside the message.
      Closing.cut(to);
    }
    boolean answered = response != null;
    if (log != null) {
      exchange = null;
      log.finish(Outcome.REJECTED, fault.reason());
    }
    if (answered) {
      phase = Phase.CLOSING;
      client.close();
      return;
    }
    closeAfter(
        Unpooled.wrappedBuffer(
            LocalAnswer.page(
                    fault.status,
                    "The request was not passed on: " + fault.reason() + ".\nCorrect the client.")
                .encode(true, true)));
  }

  /** Writes a last message and closes in a way that lets the client read it. */
  private void closeAfter(ByteBuf last) {
    phase = Phase.CLOSING;
    stopTimers();
    Channel to = origin;
    origin = null;
    if (to != null) {
      to.close();
    }
    Closing.after(client, last, last.isReadable() ? LINGER_MILLIS : 0);
  }

  // ------------------------------------------------------------------------- responses

  private final class OriginSide extends ChannelInboundHandlerAdapter
      implements Http1Reader.Listener {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf octets = (ByteBuf) msg;
      lastNanos = services.clock().monotonicNanos();
      if (ctx.channel() != origin) {
        octets.release();
        return;
      }
      responseOctets = joined(ctx, responseOctets, octets);
      readResponses();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      client.flush();
      pace();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      pace();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) {
        originClosedTls = true;
      }
      ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      originGone(ctx.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (ctx.channel() == origin) {
        originFailure = String.valueOf(cause.getMessage());
      }
      ctx.close();
    }

    @Override
    public void pass(ByteBuf octets) {
      client.write(octets.retain(), responses.done() ? lastWrite() : client.voidPromise());
    }

    @Override
    public void content(ByteBuf buffer, int index, int length) {
      ExchangeLog log = exchange;
      if (log != null) {
        log.responseContent(buffer, index, length);
      }
    }

    @Override
    public void trailers(List<Header> trailers) {
      ExchangeLog log = exchange;
      if (log != null) {
        log.responseTrailers(trailers);
      }
    }
  }

  /** A promise that completes the exchange when its last octet has left. */
  private ChannelPromise lastWrite() {
    ExchangeLog log = exchange;
    ChannelPromise promise = client.newPromise();
    if (log != null && requestDone) {
      completing = true;
      promise.addListener(
          done -> {
            if (done.isSuccess()) {
              log.finish(Outcome.COMPLETE, null);
            } else {
              log.finish(
                  Outcome.CLIENT_ABORTED, "the client closed before the response had passed");
            }
          });
    }
    return promise;
  }

  private void readResponses() {
    try {
      boolean more = true;
      while (more && responseOctets != null && responseOctets.isReadable()) {
        ByteBuf octets = responseOctets;
        if (phase == Phase.UPGRADED) {
          passUpgraded(octets, receivedTap);
          more = false;
        } else if (request == null || responseDone) {
          octets.skipBytes(octets.readableBytes());
          unsolicited();
          more = false;
        } else if (response == null) {
          more = readResponseHead(octets);
        } else {
          more = responses.body(octets, originSide());
          if (more) {
            responseEnded();
          }
        }
      }
    } catch (MalformedMessage e) {
      malformedResponse(e);
    }
    ByteBuf octets = responseOctets;
    if (octets != null && (!octets.isReadable() || phase == Phase.CLOSING)) {
      responseOctets = null;
      octets.release();
    }
  }

  private OriginSide originSide() {
    Channel channel = origin;
    OriginSide side = channel == null ? null : channel.pipeline().get(OriginSide.class);
    if (side == null) {
      throw new IllegalStateException("a response without an origin");
    }
    return side;
  }

  private boolean readResponseHead(ByteBuf octets) throws MalformedMessage {
    byte[] raw = responses.head(octets);
    if (raw == null) {
      return false;
    }
    Http1Head asked = request;
    Http1Head head =
        HeadGuard.response(raw, asked == null ? "" : asked.method(), services.limits());
    if (head.status() == 101) {
      upgrade(raw, head);
      return true;
    }
    if (head.status() < 200) {
      if (++interim > INTERIM_RESPONSES) {
        throw new MalformedMessage("more than " + INTERIM_RESPONSES + " interim responses");
      }
      client.writeAndFlush(Unpooled.wrappedBuffer(raw), client.voidPromise());
      return true;
    }
    response = head;
    ExchangeLog log = exchange;
    if (log != null) {
      log.response(head.status(), head.reason(), head.headers());
    }
    responses.begin(head.framing(), head.lengthBytes());
    boolean whole = head.framing() == Framing.NONE;
    client.write(Unpooled.wrappedBuffer(raw), whole ? lastWrite() : client.voidPromise());
    if (whole) {
      responseEnded();
    }
    return true;
  }

  private void responseEnded() {
    responseDone = true;
    if (requestDone) {
      exchangeEnded();
    }
  }

  /** Both messages have passed: what comes next? */
  private void exchangeEnded() {
    Http1Head sent = request;
    Http1Head received = response;
    ExchangeLog log = exchange;
    if (log != null && !completing && received != null) {
      // The response was there before the request ended: nothing is being written to wait for.
      ChannelPromise promise = lastWrite();
      client.writeAndFlush(Unpooled.EMPTY_BUFFER, promise);
    }
    exchange = null;
    request = null;
    target = null;
    boolean close =
        sent == null
            || received == null
            || sent.closes()
            || received.closes()
            || phoneInputShut && requestOctets == null;
    if (close) {
      closeAfter(Unpooled.EMPTY_BUFFER);
      return;
    }
    phase = Phase.HEAD;
    response = null;
    boolean pipelined = requestOctets != null;
    readRequests();
    if (phoneInputShut && phase == Phase.HEAD) {
      closeAfter(Unpooled.EMPTY_BUFFER);
      return;
    }
    Channel to = origin;
    if (to != null && pipelined) {
      to.flush();
    }
  }

  /** RFC 9112 section 9.2 knows no response without a request; the connection is not used again. */
  private void unsolicited() {
    flow.gap(Gap.Cause.MALFORMED, null, "the origin sent octets that answer no request");
    Channel from = origin;
    origin = null;
    if (from != null) {
      from.close();
    }
    if (explicit == null) {
      closeAfter(Unpooled.EMPTY_BUFFER);
    }
  }

  private void malformedResponse(MalformedMessage fault) {
    ExchangeLog log = exchange;
    flow.gap(Gap.Cause.MALFORMED, log == null ? null : log.id(), "response: " + fault.reason());
    failExchange("malformed response: " + fault.reason(), true);
  }

  /** Ends the exchange because of the origin. */
  private void failExchange(String why, boolean page) {
    ExchangeLog log = exchange;
    exchange = null;
    if (log != null) {
      log.finish(Outcome.UPSTREAM_FAILED, why);
    }
    if (response == null && page) {
      closeAfter(
          Unpooled.wrappedBuffer(
              LocalAnswer.page(502, "The origin " + flow.name() + " failed: " + why + ".")
                  .encode(true, true)));
      return;
    }
    phase = Phase.CLOSING;
    Channel to = origin;
    origin = null;
    if (to != null) {
      to.close();
    }
    // Cut as it was cut: an orderly TLS close would make a short body look whole.
    Closing.cut(client);
  }

  private void originGone(Channel gone) {
    if (gone != origin) {
      return;
    }
    origin = null;
    if (responseOctets != null) {
      responseOctets.release();
      responseOctets = null;
    }
    ExchangeLog log = exchange;
    if (phase == Phase.UPGRADED) {
      endUpgrade(false);
      closeAfter(Unpooled.EMPTY_BUFFER);
    } else if (log == null || request == null) {
      if (explicit == null && phase != Phase.CLOSING) {
        closeAfter(Unpooled.EMPTY_BUFFER);
      }
    } else if (response != null && responses.endsWithConnection() && endedCleanly(gone)) {
      responseDone = true;
      if (requestDone) {
        client.write(Unpooled.EMPTY_BUFFER, lastWrite());
        exchangeEnded();
      } else {
        failExchange("it answered and closed before the request ended", false);
      }
    } else if (response != null) {
      failExchange(
          responseDone
              ? "it answered and closed before the request ended"
              : "the response was cut" + (originFailure == null ? "" : ": " + originFailure),
          false);
    } else if (exchangesOnOrigin > 1) {
      // A kept-alive connection that the origin closed: the client knows what to do, if it sees it.
      failExchange("the origin closed the kept-alive connection", false);
    } else {
      failExchange(originFailure == null ? "it closed without an answer" : originFailure, true);
    }
  }

  /** RFC 9112 section 9.8: without TLS's own close, the end may be an attacker's. */
  private boolean endedCleanly(Channel gone) {
    return originFailure == null
        && (originClosedTls || gone.pipeline().get(SslHandler.class) == null);
  }

  private void phoneGone() {
    stopTimers();
    ExchangeLog log = exchange;
    exchange = null;
    if (phase == Phase.UPGRADED && log != null) {
      exchange = log;
      endUpgrade(true);
    } else if (log != null) {
      log.finish(Outcome.CLIENT_ABORTED, "the client closed before the exchange had passed");
    }
    boolean cut = phase == Phase.BODY && !requestDone;
    phase = Phase.CLOSING;
    Channel to = origin;
    origin = null;
    if (to != null && cut) {
      Closing.cut(to);
    } else if (to != null) {
      to.close();
    }
    if (requestOctets != null) {
      requestOctets.release();
      requestOctets = null;
    }
    if (responseOctets != null) {
      responseOctets.release();
      responseOctets = null;
    }
  }

  // ------------------------------------------------------------------------- upgrades

  private void upgrade(byte[] raw, Http1Head head) throws MalformedMessage {
    Http1Head asked = request;
    String wanted = asked == null ? null : asked.header("upgrade");
    if (wanted == null || !requestDone) {
      // RFC 9110 section 15.2.2: only in answer to an Upgrade field.
      throw new MalformedMessage("101 without a request to upgrade");
    }
    response = head;
    ExchangeLog log = exchange;
    String protocol = head.header("upgrade");
    if (log != null) {
      log.response(101, head.reason(), head.headers());
      log.upgraded();
      if (protocol != null && protocol.toLowerCase(Locale.ROOT).contains("websocket")) {
        String extensions = head.header("sec-websocket-extensions");
        sentTap = new WebSocketTap(Message.Direction.SENT, extensions, services.limits(), log);
        receivedTap =
            new WebSocketTap(Message.Direction.RECEIVED, extensions, services.limits(), log);
      } else {
        flow.gap(Gap.Cause.OPAQUE, log.id(), "upgraded to " + protocol);
      }
    }
    phase = Phase.UPGRADED;
    client.writeAndFlush(Unpooled.wrappedBuffer(raw), client.voidPromise());
    readRequests();
  }

  private void passUpgraded(ByteBuf octets) {
    Channel to = origin;
    if (sentTap != null) {
      sentTap.content(octets, octets.readerIndex(), octets.readableBytes());
    }
    if (to != null) {
      to.write(octets.readRetainedSlice(octets.readableBytes()), to.voidPromise());
    }
  }

  private void passUpgraded(ByteBuf octets, @Nullable WebSocketTap tap) {
    if (tap != null) {
      tap.content(octets, octets.readerIndex(), octets.readableBytes());
    }
    client.write(octets.readRetainedSlice(octets.readableBytes()), client.voidPromise());
  }

  private void endUpgrade(boolean byPhone) {
    ExchangeLog log = exchange;
    exchange = null;
    WebSocketTap sent = sentTap;
    WebSocketTap received = receivedTap;
    sentTap = null;
    receivedTap = null;
    boolean orderly = sent == null || received == null || sent.closed() || received.closed();
    if (sent != null) {
      sent.end();
    }
    if (received != null) {
      received.end();
    }
    if (log == null) {
      return;
    }
    if (orderly) {
      log.finish(Outcome.COMPLETE, null);
    } else if (byPhone) {
      log.finish(Outcome.CLIENT_ABORTED, "the client closed without a close frame");
    } else {
      log.finish(Outcome.UPSTREAM_FAILED, "the origin closed without a close frame");
    }
  }

  // ------------------------------------------------------------------------- pace and time

  /** Decides which sides may be read. */
  private void pace() {
    if (phase == Phase.CLOSING) {
      return;
    }
    Channel to = origin;
    boolean room =
        switch (phase) {
          case HEAD -> true;
          case BODY, UPGRADED -> to == null || to.isWritable();
          case DIALLING, RESPONSE, CLOSING ->
              requestOctets == null || requestOctets.readableBytes() < READ_AHEAD_BYTES;
        };
    room = room && !recorder.holds();
    if (client.config().isAutoRead() != room) {
      client.config().setAutoRead(room);
    }
    if (to != null && to.config().isAutoRead() != client.isWritable()) {
      to.config().setAutoRead(client.isWritable());
    }
  }

  /** A head that has begun must end in time. */
  private void watchHead() {
    boolean begun = phase == Phase.HEAD && requestOctets != null;
    ScheduledFuture<?> timer = headTimer;
    if (begun && timer == null) {
      headTimer =
          client
              .eventLoop()
              .schedule(
                  () -> {
                    headTimer = null;
                    if (phase == Phase.HEAD) {
                      reject(new MalformedMessage(408, "a head that did not end in time"));
                    }
                  },
                  services.config().headTimeout().toMillis(),
                  TimeUnit.MILLISECONDS);
    } else if (!begun && timer != null) {
      headTimer = null;
      timer.cancel(false);
    }
  }

  private void watchIdle(long afterNanos) {
    idleTimer = client.eventLoop().schedule(this::checkIdle, afterNanos, TimeUnit.NANOSECONDS);
  }

  private void checkIdle() {
    long limit = services.config().idleTimeout().toNanos();
    long idle = services.clock().monotonicNanos() - lastNanos;
    if (idle < limit) {
      watchIdle(limit - idle);
    } else if (exchange != null && response == null && phase == Phase.RESPONSE) {
      ExchangeLog log = exchange;
      exchange = null;
      String why = "no answer within " + services.config().idleTimeout().toSeconds() + " s";
      log.finish(Outcome.UPSTREAM_FAILED, why);
      closeAfter(
          Unpooled.wrappedBuffer(
              LocalAnswer.page(504, "The origin " + flow.name() + " gave " + why + ".")
                  .encode(true, true)));
    } else {
      client.close();
    }
  }

  private void stopTimers() {
    if (headTimer != null) {
      headTimer.cancel(false);
      headTimer = null;
    }
    if (idleTimer != null) {
      idleTimer.cancel(false);
      idleTimer = null;
    }
  }
}
