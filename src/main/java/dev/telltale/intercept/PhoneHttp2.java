package dev.telltale.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;
import java.util.function.Consumer;

/**
 * Builds the HTTP/2 codec of a phone's connection: Netty's, with two things that it leaves out.
 *
 * <p>A fault in a head is found while the head is decoded, before its stream exists, and Netty then
 * resets the stream without a word to the handlers behind; here it is told. And a head or data on a
 * stream that the phone has ended is a connection error (RFC 9113 section 5.1, "closed"); Netty
 * cannot tell it from a frame that crossed our own reset, which must do no harm, and answers both
 * with a reset. The latest streams that the phone ended are remembered to tell them apart.
 */
final class PhoneHttp2 extends Http2FrameCodecBuilder {
  private static final int REMEMBERED = 64;

  private final Consumer<Http2Exception> faults;

  /**
   * A builder like {@link Http2FrameCodecBuilder#forServer()}.
   *
   * @param faults is told of a stream's fault that no other handler hears of; called on the event
   *     loop
   */
  PhoneHttp2(Consumer<Http2Exception> faults) {
    this.faults = faults;
    server(true);
  }

  @Override
  protected Http2FrameCodec build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    return super.build(new Strict(decoder, faults), encoder, settings);
  }

  private static final class Strict extends DecoratingHttp2ConnectionDecoder {
    private final Consumer<Http2Exception> faults;
    private final int[] ended = new int[REMEMBERED];
    private int next;

    Strict(Http2ConnectionDecoder decoder, Consumer<Http2Exception> faults) {
      super(decoder);
      this.faults = faults;
      connection()
          .addListener(
              new Http2ConnectionAdapter() {
                @Override
                public void onStreamActive(Http2Stream stream) {
                  remember(stream);
                }

                @Override
                public void onStreamHalfClosed(Http2Stream stream) {
                  remember(stream);
                }
              });
    }

    private void remember(Http2Stream stream) {
      if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
        ended[next] = stream.id();
        next = (next + 1) % REMEMBERED;
      }
    }

    @Override
    public void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Http2Exception {
      try {
        super.decodeFrame(ctx, in, out);
      } catch (Http2Exception.StreamException e) {
        int id = e.streamId();
        if (connection().stream(id) != null) {
          // The handlers behind are told.
          throw e;
        }
        if (e.error() != Http2Error.STREAM_CLOSED) {
          faults.accept(e);
          throw e;
        }
        for (int known : ended) {
          if (known == id) {
            throw Http2Exception.connectionError(
                Http2Error.STREAM_CLOSED, e, "a frame on stream %d, which the client ended", id);
          }
        }
        throw e;
      }
    }
  }
}
