// Longer than the house's 400 lines: the two sides of one connection share its streams, and every
// rule about an end has its counterpart on the other side.
package dev.telltale.intercept;

import dev.telltale.model.Gap;
import dev.telltale.model.Header;
import dev.telltale.model.LocalPages;
import dev.telltale.model.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamEvent;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries HTTP/2 (RFC 9113) between a phone and an origin frame by frame: one stream to the origin
 * for each of the phone's, resets and GOAWAY one to one, interim responses and trailers as they
 * come.
 *
 * <p><b>Pressure.</b> Flow control goes from end to end: octets are given back to a sender's window
 * when the other side has taken them, not when they were read. What can pile up is a window: 1 MiB
 * a stream, 4 MiB a connection. Streams beyond the origin's MAX_CONCURRENT_STREAMS wait in the
 * encoder.
 *
 * <p><b>Abuse.</b> Netty counts RST frames to bound rapid reset (CVE-2023-44487) at a rate that a
 * proxy's honest traffic exceeds: early responses make two resets each. The encoder's count is
 * lifted, the decoder's raised, and what a phone can have in flight is bounded by the concurrent
 * streams that we allow. Floods of CONTINUATION, SETTINGS, PING and empty DATA end the connection
 * by Netty's own bounds.
 *
 * <p>Everything here runs on the event loop that both channels share.
 */
final class Http2Relay {
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;
  private static final int DEFAULT_WINDOW_BYTES = 65_535;
  private static final int CONCURRENT_STREAMS = 256;
  private static final int RESETS_PER_WINDOW = 4_000;
  private static final int RESET_WINDOW_SECONDS = 10;
  private static final long SETTINGS_WITHIN_MILLIS = 2_000;

  private final Services services;
  private final Flow flow;
  private final Channel client;
  private final String scheme;
  private final Destination destination;
  private final @Nullable Channel origin;
  private final @Nullable OriginSide originSide;
  private final Map<Http2FrameStream, Exchanged> byClientStream = new HashMap<>();
  private final Map<Http2FrameStream, Exchanged> byOriginStream = new HashMap<>();
  private final ArrayDeque<Object> early = new ArrayDeque<>();
  private final SinkPause recorder;
  private long lastNanos;
  private boolean originReady;
  private boolean ended;

  /** One stream of the phone's and the one that answers it. */
  private static final class Exchanged {
    final Http2FrameStream clientStream;
    final @Nullable Http2FrameStream originStream;
    final @Nullable ExchangeLog log;
    @Nullable LocalAnswer ownAnswer;
    Outcome ownOutcome = Outcome.COMPLETE;
    boolean head;
    boolean requestEnded;
    boolean responseBegun;
    boolean responseEnded;

    Exchanged(
        Http2FrameStream clientStream,
        @Nullable Http2FrameStream originStream,
        @Nullable ExchangeLog log) {
      this.clientStream = clientStream;
      this.originStream = originStream;
      this.log = log;
    }
  }

  private Http2Relay(
      Services services, Flow flow, Channel client, String scheme, Destination destination) {
    this.services = services;
    this.flow = flow;
    this.client = client;
    this.scheme = scheme;
    this.destination = destination;
    recorder = new SinkPause(services.sink(), client.eventLoop(), this::pace);
    lastNanos = services.clock().monotonicNanos();
    if (destination instanceof Destination.Origin open) {
      origin = open.channel();
      originSide = new OriginSide();
    } else {
      origin = null;
      originSide = null;
    }
  }

  /** Takes over the channels, whose pipelines end with its handlers. */
  static void install(
      Services services, Flow flow, Channel client, String scheme, Destination destination) {
    new Http2Relay(services, flow, client, scheme, destination).start();
  }

  private static Http2FrameCodecBuilder limited(Http2FrameCodecBuilder builder) {
    return builder
        .gracefulShutdownTimeoutMillis(0)
        .encoderEnforceMaxRstFramesPerWindow(Integer.MAX_VALUE, 1)
        .decoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS);
  }

  private Http2Settings settings() {
    return Http2Settings.defaultSettings()
        .initialWindowSize(STREAM_WINDOW_BYTES)
        .maxHeaderListSize(services.limits().headerBytes());
  }

  private void start() {
    Http2FrameCodec clientCodec =
        limited(new PhoneHttp2(this::malformed))
            .initialSettings(settings().maxConcurrentStreams(CONCURRENT_STREAMS))
            .build();
    client.pipeline().addLast(clientCodec, new Phone());
    client.write(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES));
    client.flush();
    Channel to = origin;
    OriginSide side = originSide;
    if (to != null && side != null) {
      Http2FrameCodec codec =
          limited(Http2FrameCodecBuilder.forClient())
              .initialSettings(settings().pushEnabled(false))
              .encoderEnforceMaxConcurrentStreams(true)
              .build();
      to.pipeline().addLast(codec, side);
      to.write(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES));
      to.flush();
      Parking parking = to.pipeline().get(Parking.class);
      if (parking != null) {
        to.pipeline().remove(parking);
      }
      to.config().setAutoRead(true);
      if (!to.isActive()) {
        originGone();
      }
      awaitSettings();
    } else {
      originReady = true;
    }
    client.config().setAutoRead(originReady);
    watchIdle(services.config().idleTimeout().toNanos());
  }

  private void watchIdle(long afterNanos) {
    client.eventLoop().schedule(this::checkIdle, afterNanos, TimeUnit.NANOSECONDS);
  }

  private void checkIdle() {
    long limit = services.config().idleTimeout().toNanos();
    long idle = services.clock().monotonicNanos() - lastNanos;
    if (ended) {
      return;
    }
    if (idle < limit) {
      watchIdle(limit - idle);
      return;
    }
    for (Exchanged exchange : byClientStream.values()) {
      String why = "no answer within " + services.config().idleTimeout().toSeconds() + " s";
      finish(exchange, Outcome.UPSTREAM_FAILED, why);
    }
    client.close();
  }

  /**
   * The phone's first streams wait for the origin's SETTINGS, which are the first frame that it
   * sends (RFC 9113 section 3.4): a client that knows how many streams the origin takes opens no
   * more, and one that talks to us has been told our number.
   */
  private void awaitSettings() {
    if (!originReady) {
      client
          .eventLoop()
          .schedule(this::originIsReady, SETTINGS_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void originIsReady() {
    if (originReady) {
      return;
    }
    originReady = true;
    ChannelHandlerContext context = client.pipeline().context(Phone.class);
    if (context != null && !ended) {
      Phone phone = (Phone) context.handler();
      for (Object msg = early.poll(); msg != null; msg = early.poll()) {
        if (msg instanceof Http2FrameStreamException fault) {
          phone.exceptionCaught(context, fault);
        } else {
          phone.channelRead(context, msg);
        }
      }
      phone.channelReadComplete(context);
      client.flush();
    }
    releaseEarly();
  }

  private void releaseEarly() {
    for (Object msg = early.poll(); msg != null; msg = early.poll()) {
      ReferenceCountUtil.release(msg);
    }
  }

  // ------------------------------------------------------------------------- from the phone

  private final class Phone extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (!originReady) {
        early.add(msg);
        return;
      }
      try {
        if (msg instanceof Http2HeadersFrame frame) {
          Exchanged known = byClientStream.get(frame.stream());
          if (known == null) {
            request(frame);
          } else {
            requestTrailers(known, frame);
          }
        } else if (msg instanceof Http2DataFrame frame) {
          requestData(frame);
        } else if (msg instanceof Http2ResetFrame frame) {
          clientReset(frame);
        }
      } finally {
        ReferenceCountUtil.release(msg);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      lastNanos = services.clock().monotonicNanos();
      Channel to = origin;
      if (to != null) {
        to.flush();
      }
      // The codec flushes this side itself when its handlers have returned; doing it here as well
      // would make TLS wrap nothing once more.
      pace();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      phoneGone();
      ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof Http2FrameStreamException && !originReady) {
        early.add(cause);
      } else if (cause instanceof Http2FrameStreamException fault) {
        Exchanged exchange = byClientStream.get(fault.stream());
        // RFC 9113 section 5.1: a head behind the end of a request has an error code of its own.
        Http2Error error =
            exchange != null && exchange.requestEnded && fault.error() == Http2Error.PROTOCOL_ERROR
                ? Http2Error.STREAM_CLOSED
                : fault.error();
        client.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(fault.stream()));
        if (exchange != null) {
          rejectStream(exchange, fault);
        } else {
          malformed(fault);
        }
      } else if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
        // The codec says which error it was in a GOAWAY, and closes.
        malformed(cause);
      } else {
        ctx.close();
      }
    }
  }

  private void malformed(Throwable fault) {
    flow.gap(Gap.Cause.MALFORMED, null, "HTTP/2 request: " + fault.getMessage());
  }

  private void request(Http2HeadersFrame frame) {
    Http2Headers headers = frame.headers();
    Http2FrameStream stream = frame.stream();
    if (stream == null) {
      return;
    }
    CharSequence method = headers.method();
    CharSequence path = headers.path();
    String refusal =
        method == null
            ? "a request without :method"
            : path == null || path.isEmpty()
                ? "method " + method + " without :path"
                : refusedPath(path);
    if (refusal != null || method == null || path == null) {
      flow.gap(Gap.Cause.MALFORMED, null, "HTTP/2 request: " + refusal);
      client.write(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR).stream(stream));
      return;
    }
    Channel to = origin;
    OriginSide side = originSide;
    Exchanged exchange;
    if (destination instanceof Destination.Pages) {
      exchange = new Exchanged(stream, null, null);
      exchange.ownAnswer = pages(method.toString(), path.toString(), list(headers));
    } else {
      String url = url(headers, path.toString());
      ExchangeLog log =
          new ExchangeLog(
              services, flow, "HTTP/2", method.toString(), url, path.toString(), list(headers));
      exchange = new Exchanged(stream, side == null ? null : side.newStream(), log);
      if (destination instanceof Destination.Unreachable reason) {
        exchange.ownAnswer = LocalAnswer.page(reason.status(), reason.text());
        exchange.ownOutcome = reason.outcome();
      }
    }
    exchange.head = method.toString().equals("HEAD");
    byClientStream.put(stream, exchange);
    if (exchange.originStream != null && to != null) {
      byOriginStream.put(exchange.originStream, exchange);
      to.write(
              new DefaultHttp2HeadersFrame(headers, frame.isEndStream())
                  .stream(exchange.originStream))
          .addListener((ChannelFuture done) -> requestPassed(exchange, done));
    }
    if (frame.isEndStream()) {
      requestEnded(exchange);
    }
  }

  /** A request that could not be passed on at all, because the origin takes no more of them. */
  private void requestPassed(Exchanged exchange, ChannelFuture done) {
    if (!done.isSuccess() && byClientStream.get(exchange.clientStream) == exchange) {
      refuseStream(exchange, "the origin takes no more streams");
    }
  }

  private void refuseStream(Exchanged exchange, String why) {
    exchange.responseEnded = true;
    finish(exchange, Outcome.UPSTREAM_FAILED, why);
    forget(exchange);
    // RFC 9113 section 8.7: the client may repeat it safely.
    client.writeAndFlush(
        new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM).stream(exchange.clientStream));
  }

  private static @Nullable String refusedPath(CharSequence path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= 0x20 || c >= 0x7f) {
        return "octet 0x%02x in :path".formatted((int) c);
      }
    }
    return path.charAt(0) == '/' || path.toString().equals("*") ? null : "a :path without a slash";
  }

  private String url(Http2Headers headers, String path) {
    CharSequence authority = headers.authority();
    if (authority == null) {
      authority = headers.get("host");
    }
    Authority named = authority == null ? null : Authority.parse(authority.toString());
    String where =
        named == null
            ? Authority.format(scheme, flow.name(), flow.port())
            : Authority.format(scheme, named.host(), named.port());
    return scheme + "://" + where + (path.equals("*") ? "" : path);
  }

  private LocalAnswer pages(String method, String path, List<Header> headers) {
    return LocalAnswer.of(
        services
            .pages()
            .answer(
                new LocalPages.Question(
                    method,
                    path,
                    headers,
                    flow.arrival.client().getAddress().getHostAddress(),
                    true,
                    scheme.equals("https"))));
  }

  private static List<Header> list(Http2Headers headers) {
    List<Header> list = new ArrayList<>(headers.size());
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String name = field.getKey().toString();
      if (!name.startsWith(":")) {
        list.add(new Header(name, field.getValue().toString()));
      }
    }
    return list;
  }

  private void requestTrailers(Exchanged exchange, Http2HeadersFrame frame) {
    if (exchange.log != null) {
      exchange.log.requestTrailers(list(frame.headers()));
    }
    Channel to = origin;
    if (to != null && exchange.originStream != null) {
      to.write(
          new DefaultHttp2HeadersFrame(frame.headers(), frame.isEndStream())
              .stream(exchange.originStream),
          to.voidPromise());
    }
    if (frame.isEndStream()) {
      requestEnded(exchange);
    }
  }

  private void requestData(Http2DataFrame frame) {
    Http2FrameStream stream = frame.stream();
    Exchanged exchange = byClientStream.get(stream);
    int credit = frame.initialFlowControlledBytes();
    Channel to = origin;
    if (stream == null) {
      return;
    }
    if (exchange == null) {
      giveBack(client, stream, credit);
      return;
    }
    ByteBuf content = frame.content();
    if (exchange.log != null) {
      exchange.log.requestContent(content, content.readerIndex(), content.readableBytes());
    }
    if (to != null && exchange.originStream != null) {
      to.write(
              new DefaultHttp2DataFrame(content.retain(), frame.isEndStream(), frame.padding())
                  .stream(exchange.originStream))
          .addListener(done -> giveBack(client, stream, credit));
    } else {
      giveBack(client, stream, credit);
    }
    if (frame.isEndStream()) {
      requestEnded(exchange);
    }
  }

  private void requestEnded(Exchanged exchange) {
    exchange.requestEnded = true;
    LocalAnswer own = exchange.ownAnswer;
    if (own != null) {
      sendOwn(exchange, own);
    }
  }

  private void sendOwn(Exchanged exchange, LocalAnswer own) {
    Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(own.status()));
    for (Header header : own.headers()) {
      headers.add(header.name().toLowerCase(Locale.ROOT), header.value());
    }
    headers.setInt("content-length", own.content().length);
    ByteBuf content = Unpooled.wrappedBuffer(own.content());
    if (exchange.log != null) {
      exchange.log.response(own.status(), "", own.headers());
      exchange.log.responseContent(content, 0, content.readableBytes());
      exchange.log.finish(
          exchange.ownOutcome, new String(own.content(), StandardCharsets.UTF_8).strip());
    }
    exchange.responseEnded = true;
    client.write(
        new DefaultHttp2HeadersFrame(headers, exchange.head).stream(exchange.clientStream),
        client.voidPromise());
    if (exchange.head) {
      content.release();
    } else {
      client.write(
          new DefaultHttp2DataFrame(content, true).stream(exchange.clientStream),
          client.voidPromise());
    }
    forget(exchange);
  }

  private void clientReset(Http2ResetFrame frame) {
    Exchanged exchange = byClientStream.get(frame.stream());
    if (exchange == null) {
      return;
    }
    forget(exchange);
    finish(
        exchange,
        Outcome.CLIENT_ABORTED,
        "the client reset the stream (" + errorName(frame.errorCode()) + ")");
    Channel to = origin;
    if (to != null && exchange.originStream != null && !bothEnded(exchange)) {
      to.flush();
      to.write(new DefaultHttp2ResetFrame(frame.errorCode()).stream(exchange.originStream));
    }
  }

  private void rejectStream(Exchanged exchange, Http2FrameStreamException fault) {
    String why = "HTTP/2 request: " + fault.getMessage();
    flow.gap(Gap.Cause.MALFORMED, exchange.log == null ? null : exchange.log.id(), why);
    forget(exchange);
    finish(exchange, Outcome.REJECTED, why);
    Channel to = origin;
    if (to != null && exchange.originStream != null) {
      to.writeAndFlush(new DefaultHttp2ResetFrame(fault.error()).stream(exchange.originStream));
    }
  }

  // ------------------------------------------------------------------------- from the origin

  private final class OriginSide extends Http2ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      try {
        if (msg instanceof Http2HeadersFrame frame) {
          responseHeaders(frame);
        } else if (msg instanceof Http2DataFrame frame) {
          responseData(frame);
        } else if (msg instanceof Http2ResetFrame frame) {
          originReset(frame);
        } else if (msg instanceof Http2SettingsFrame) {
          originIsReady();
        } else if (msg instanceof Http2GoAwayFrame frame) {
          // What the origin will not answer any more is to be asked elsewhere.
          client.write(
              new DefaultHttp2GoAwayFrame(frame.errorCode(), frame.content().retain()),
              client.voidPromise());
        }
      } finally {
        ReferenceCountUtil.release(msg);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      lastNanos = services.clock().monotonicNanos();
      client.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Http2FrameStreamEvent change) {
        dropClosed(change.stream());
      }
      ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      originGone();
      ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof Http2FrameStreamException fault) {
        Exchanged exchange = byOriginStream.get(fault.stream());
        if (exchange != null) {
          String why = "HTTP/2 response: " + fault.getMessage();
          flow.gap(Gap.Cause.MALFORMED, exchange.log == null ? null : exchange.log.id(), why);
          originFailed(exchange, fault.error().code(), why);
        }
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(fault.error()).stream(fault.stream()));
      } else if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
        flow.gap(Gap.Cause.MALFORMED, null, "HTTP/2 response: " + cause.getMessage());
      } else {
        ctx.close();
      }
    }
  }

  private void responseHeaders(Http2HeadersFrame frame) {
    Exchanged exchange = byOriginStream.get(frame.stream());
    if (exchange == null) {
      return;
    }
    Http2Headers headers = frame.headers();
    CharSequence status = headers.status();
    boolean interim = status != null && status.length() == 3 && status.charAt(0) == '1';
    if (!interim && exchange.log != null) {
      if (exchange.responseBegun) {
        exchange.log.responseTrailers(list(headers));
      } else {
        exchange.log.response(code(status), "", list(headers));
      }
    }
    exchange.responseBegun |= !interim;
    ChannelFuture written =
        client.write(
            new DefaultHttp2HeadersFrame(headers, frame.isEndStream())
                .stream(exchange.clientStream));
    if (frame.isEndStream()) {
      responseEnded(exchange, written);
    }
  }

  private static int code(@Nullable CharSequence status) {
    try {
      return status == null ? 0 : Integer.parseInt(status.toString());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void responseData(Http2DataFrame frame) {
    Http2FrameStream stream = frame.stream();
    Exchanged exchange = byOriginStream.get(stream);
    Channel from = origin;
    int credit = frame.initialFlowControlledBytes();
    if (stream == null || from == null) {
      return;
    }
    if (exchange == null) {
      giveBack(from, stream, credit);
      return;
    }
    ByteBuf content = frame.content();
    if (exchange.log != null) {
      exchange.log.responseContent(content, content.readerIndex(), content.readableBytes());
    }
    ChannelFuture written =
        client.write(
            new DefaultHttp2DataFrame(content.retain(), frame.isEndStream(), frame.padding())
                .stream(exchange.clientStream));
    written.addListener(done -> giveBack(from, stream, credit));
    if (frame.isEndStream()) {
      responseEnded(exchange, written);
    }
  }

  private void responseEnded(Exchanged exchange, ChannelFuture written) {
    exchange.responseEnded = true;
    written.addListener(
        done -> {
          if (!done.isSuccess()) {
            finish(
                exchange, Outcome.CLIENT_ABORTED, "the client left before the response had passed");
          } else if (exchange.requestEnded) {
            finish(exchange, Outcome.COMPLETE, null);
          }
          // Else the origin answered early; the request goes on, or is reset.
          if (exchange.requestEnded) {
            forget(exchange);
          }
        });
  }

  private void originReset(Http2ResetFrame frame) {
    Exchanged exchange = byOriginStream.get(frame.stream());
    if (exchange != null) {
      originFailed(
          exchange,
          frame.errorCode(),
          exchange.responseEnded
              ? "the origin answered before the request ended, and read no further"
              : "the origin reset the stream (" + errorName(frame.errorCode()) + ")");
    }
  }

  private void originFailed(Exchanged exchange, long errorCode, String why) {
    forget(exchange);
    finish(exchange, Outcome.UPSTREAM_FAILED, why);
    // What came before the reset goes first: the encoder would drop it.
    client.flush();
    client.writeAndFlush(new DefaultHttp2ResetFrame(errorCode).stream(exchange.clientStream));
  }

  // ------------------------------------------------------------------------- ends

  private static boolean bothEnded(Exchanged exchange) {
    return exchange.requestEnded && exchange.responseEnded;
  }

  private static void finish(Exchanged exchange, Outcome outcome, @Nullable String why) {
    if (exchange.log != null) {
      exchange.log.finish(outcome, why);
    }
  }

  private void forget(Exchanged exchange) {
    byClientStream.remove(exchange.clientStream);
    if (exchange.originStream != null) {
      byOriginStream.remove(exchange.originStream);
    }
  }

  /** A stream that the codec closed without a word, as one beyond a GOAWAY's last. */
  private void dropClosed(Http2FrameStream stream) {
    Exchanged exchange = byOriginStream.get(stream);
    if (!ended
        && exchange != null
        && !exchange.responseEnded
        && stream.state() == Http2Stream.State.CLOSED) {
      refuseStream(exchange, "the origin did not take the stream any more (GOAWAY)");
    }
  }

  private void originGone() {
    if (ended) {
      return;
    }
    ended = true;
    releaseEarly();
    for (Exchanged exchange : List.copyOf(byClientStream.values())) {
      if (!bothEnded(exchange)) {
        finish(exchange, Outcome.UPSTREAM_FAILED, "the origin closed the connection");
        client.write(
            new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR).stream(exchange.clientStream),
            client.voidPromise());
      }
    }
    client.flush();
    client.close();
  }

  private void phoneGone() {
    ended = true;
    releaseEarly();
    for (Exchanged exchange : List.copyOf(byClientStream.values())) {
      finish(exchange, Outcome.CLIENT_ABORTED, "the client closed the connection");
      forget(exchange);
    }
    if (origin != null) {
      origin.close();
    }
  }

  private static String errorName(long code) {
    Http2Error error = Http2Error.valueOf(code);
    return error == null ? "error " + code : error.name();
  }

  // ------------------------------------------------------------------------- pace

  private static void giveBack(Channel channel, Http2FrameStream stream, int credit) {
    if (credit > 0 && channel.isActive()) {
      channel.writeAndFlush(
          new DefaultHttp2WindowUpdateFrame(credit).stream(stream), channel.voidPromise());
    }
  }

  /** Holds the phone while the recorder is behind. */
  private void pace() {
    boolean room = originReady && !recorder.holds();
    if (client.config().isAutoRead() != room) {
      client.config().setAutoRead(room);
    }
  }
}
