package dev.telltale.intercept;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.telltale.intercept.Http1Head.Framing;
import dev.telltale.model.Header;
import dev.telltale.model.Message;
import dev.telltale.util.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * FAULTS.md 1 to 20, 30 and 33 without end: any octets in the place of a message. Nothing is thrown
 * that is not a {@link MalformedMessage}; what is read does not depend on how the octets were cut;
 * what passes is what came; and where Netty reads a head as well, it reads the same.
 *
 * <p>{@code JAZZER_FUZZ=1 mvn test -Dtest='FramingFuzzTest#http1'} searches for five minutes;
 * without the variable the kept inputs run.
 */
class FramingFuzzTest {
  private static final Limits LIMITS = Limits.DEFAULT;

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  @FuzzTest(maxDuration = "5m")
  void requestHead(byte[] octets) {
    ByteBuf in = Unpooled.wrappedBuffer(octets);
    Http1Head head;
    byte[] raw;
    try {
      raw = new Http1Reader(LIMITS).head(in);
      if (raw == null) {
        return;
      }
      head = HeadGuard.request(raw, LIMITS);
      RequestTarget.of(head, "http");
    } catch (MalformedMessage e) {
      check(e.status >= 400 && e.status < 600, "answers " + e.status);
      return;
    }
    EmbeddedChannel other = new EmbeddedChannel(new HttpRequestDecoder());
    other.writeInbound(Unpooled.wrappedBuffer(raw));
    Object read = other.readInbound();
    try {
      if (read instanceof HttpRequest request && request.decoderResult().isSuccess()) {
        sameAsNetty(head, request);
      }
    } finally {
      ReferenceCountUtil.release(read);
      other.finishAndReleaseAll();
    }
  }

  private static void sameAsNetty(Http1Head head, HttpRequest request) {
    check(head.method().equals(request.method().name()), "method " + request.method());
    check(head.target().equals(request.uri()), "target " + request.uri());
    List<Map.Entry<String, String>> fields = request.headers().entries();
    check(fields.size() == head.headers().size(), "field lines " + fields);
    for (int i = 0; i < fields.size(); i++) {
      Header field = head.headers().get(i);
      check(field.name().equals(fields.get(i).getKey()), "name " + field);
      check(field.value().equals(fields.get(i).getValue()), "value " + field);
    }
    check(
        HttpUtil.isTransferEncodingChunked(request) == (head.framing() == Framing.CHUNKED),
        "framing " + head.framing());
    long length = HttpUtil.getContentLength(request, 0L);
    check(head.framing() == Framing.CHUNKED || length == head.lengthBytes(), "length " + length);
  }

  @FuzzTest(maxDuration = "5m")
  void responseHead(byte[] octets) {
    for (String method : List.of("GET", "HEAD", "CONNECT")) {
      try {
        byte[] raw = new Http1Reader(LIMITS).head(Unpooled.wrappedBuffer(octets));
        if (raw != null) {
          Http1Head head = HeadGuard.response(raw, method, LIMITS);
          check(head.status() >= 100 && head.status() < 1_000, "status " + head.status());
          check(!method.equals("HEAD") || head.framing() == Framing.NONE, "a body after HEAD");
        }
      } catch (MalformedMessage e) {
        check(!e.reason().isEmpty(), "no reason");
      }
    }
  }

  /** Messages one after the other, in pieces of 1, 2, 7 and all octets. */
  @FuzzTest(maxDuration = "5m")
  void http1(byte[] octets) {
    Messages whole = Messages.of(octets, octets.length);
    for (int step : new int[] {1, 2, 7}) {
      Messages cut = Messages.of(octets, step);
      check(cut.heads.equals(whole.heads), "heads in pieces of " + step);
      check(cut.passed.toString().equals(whole.passed.toString()), "passed in pieces of " + step);
      check(cut.content.toString().equals(whole.content.toString()), "content");
      check((cut.fault == null) == (whole.fault == null), cut.fault + " or " + whole.fault);
    }
  }

  private static final class Messages implements Http1Reader.Listener {
    final List<String> heads = new ArrayList<>();
    final StringBuilder passed = new StringBuilder();
    final StringBuilder content = new StringBuilder();
    String fault;

    static Messages of(byte[] octets, int step) {
      Messages read = new Messages();
      Http1Reader reader = new Http1Reader(LIMITS);
      ByteBuf in = Unpooled.buffer(octets.length);
      boolean body = false;
      try {
        for (int at = 0; at < octets.length; at += Math.max(1, step)) {
          in.writeBytes(octets, at, Math.min(Math.max(1, step), octets.length - at));
          boolean more = true;
          while (more) {
            if (body) {
              more = reader.body(in, read);
              body = !more;
            } else {
              byte[] raw = reader.head(in);
              more = raw != null;
              if (raw != null) {
                Http1Head head = HeadGuard.request(raw, LIMITS);
                read.heads.add(new String(raw, StandardCharsets.ISO_8859_1));
                reader.begin(head.framing(), head.lengthBytes());
                body = head.framing() != Framing.NONE;
              }
            }
          }
        }
      } catch (MalformedMessage e) {
        read.fault = e.reason();
      }
      return read;
    }

    @Override
    public void pass(ByteBuf octets) {
      passed.append(octets.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void content(ByteBuf buffer, int index, int length) {
      content.append(buffer.toString(index, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void trailers(List<Header> trailers) {
      check(trailers.size() <= LIMITS.headerFields(), "trailers");
    }
  }

  /** What a tap reports. */
  private static final class Reported implements MessageTap.Output {
    final List<String> said = new ArrayList<>();

    @Override
    public void message(Message.Direction direction, String kind, long size, byte[] content) {
      check(content.length <= size && content.length <= LIMITS.messageBytes(), "kept too much");
      said.add(kind + " " + size + " " + new String(content, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void undecodable(String detail) {
      said.add("undecodable");
    }
  }

  private interface Tapping {
    MessageTap on(Reported reported);
  }

  private static void sameInPieces(byte[] octets, Tapping tapping) {
    Map<Integer, List<String>> byStep = new HashMap<>();
    for (int step : new int[] {1, 5, Math.max(1, octets.length)}) {
      Reported reported = new Reported();
      MessageTap tap = tapping.on(reported);
      for (int at = 0; at < octets.length; at += step) {
        ByteBuf part = Unpooled.wrappedBuffer(octets, at, Math.min(step, octets.length - at));
        tap.content(part, part.readerIndex(), part.readableBytes());
        check(part.readerIndex() == 0, "octets were taken");
      }
      tap.end();
      byStep.put(step, reported.said);
    }
    check(byStep.values().stream().distinct().count() == 1, "differs by pieces: " + byStep);
  }

  @FuzzTest(maxDuration = "5m")
  void webSocket(byte[] octets) {
    for (String extensions : new String[] {"", "permessage-deflate"}) {
      sameInPieces(
          octets,
          reported -> new WebSocketTap(Message.Direction.RECEIVED, extensions, LIMITS, reported));
    }
  }

  @FuzzTest(maxDuration = "5m")
  void grpc(byte[] octets) {
    sameInPieces(octets, reported -> new GrpcTap(Message.Direction.SENT, LIMITS, reported));
  }

  @FuzzTest(maxDuration = "5m")
  void eventStream(byte[] octets) {
    sameInPieces(octets, reported -> new EventStreamTap(LIMITS, reported));
  }

  /** Frames behind a client's preface and its empty SETTINGS. */
  @FuzzTest(maxDuration = "5m")
  void http2(byte[] octets) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    byte[] hello = new byte[preface.readableBytes()];
    preface.readBytes(hello).release();
    sent.writeBytes(hello);
    sent.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
    sent.writeBytes(octets);
    EmbeddedChannel channel = new EmbeddedChannel();
    List<Throwable> escaped = new ArrayList<>();
    channel
        .pipeline()
        .addLast(
            new PhoneHttp2(fault -> check(fault.getMessage() != null, "no reason")).build(),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object frame) {
                ReferenceCountUtil.release(frame);
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null
                    && !(cause instanceof Http2FrameStreamException)) {
                  escaped.add(cause);
                }
              }
            });
    channel.writeInbound(Unpooled.wrappedBuffer(sent.toByteArray()));
    channel.finishAndReleaseAll();
    if (!escaped.isEmpty()) {
      throw new IllegalStateException(escaped.get(0));
    }
  }
}
